"""Diacritics put back: "hoc phi bao nhieu" → "học phí bao nhiêu".

Each stripped syllable has its accented forms as candidates; a syllable trigram and Viterbi choose among them. What was
typed is a constraint: a typed mark stays, and a text that has its diacritics is left as it is. Trained from passages,
so the names of places, schools and trades in them come back too.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from knowledge.abbreviations import Abbreviations
from knowledge.joined import parted
from knowledge.text import Teencode, accented_key, fold, is_folded_syllable, nfc, syllables
from knowledge.trigram import NUMBER, Ids, Probabilities, SyllableTrigram

_CLAUSE_END = re.compile(r"[.!?;:\n\r()\[\]{}|“”\"•–…]+")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
# Addresses, e-mail, file names, numbers of documents: nothing inside them is a word of the sentence.
_FIXED = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+\b|\S*\d\S*/\S+")
_MOST_CANDIDATES = 9
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# How much less likely a form is that differs from what was typed, by how the rest of the message is typed (log odds).
_CHANGE_OF_MARKED = -7.0
_CHANGE_IN_MARKED = -6.0
_CHANGE_IN_MIXED = -1.5
_MARKED_SHARE = 0.4
_FEWEST_TO_JUDGE = 3
_IMPOSSIBLE = -1e9
_UNKNOWN = math.log(1e-7)


class Restorer:
    """A trained model with the table of candidates; immutable, safe to share between threads."""

    def __init__(self, model: SyllableTrigram, forms: dict[str, str], abbreviations: Abbreviations) -> None:
        self._model = model
        self._forms = forms
        self.abbreviations = abbreviations
        self._number = model.ids[NUMBER]
        candidates: dict[str, list[int]] = defaultdict(list)
        for key, number in model.ids.items():
            if model.counts[number]:
                candidates[fold(key)].append(number)
        order = model.counts.tolist()
        self._candidates = {
            folded: np.array(sorted(found, key=lambda number: (-order[number], number)), dtype=np.int64)
            for folded, found in candidates.items()
        }

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        *,
        teencode: Teencode | None = None,
        abbreviations: Abbreviations | None = None,
    ) -> Restorer:
        """A restorer for texts like these; texts come with their diacritics, in any order.

        `abbreviations` (or a plain `teencode` table) are kept and saved with the model, for `readable`.
        """
        written: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        clauses: list[list[str]] = []
        for text in texts:
            for clause in _clauses(text):
                words: list[str] = []
                for word in clause:
                    key = _key(word)
                    written[key][word] += 1
                    words.append(key)
                clauses.append(words)
        forms = {
            key: max(sorted(spellings), key=spellings.__getitem__)
            for key, spellings in sorted(written.items())
            if key != NUMBER
        }
        return cls(SyllableTrigram.train(clauses), forms, abbreviations or Abbreviations({}, teencode or Teencode({})))

    def save(self, path: Path) -> None:
        """Write the model to one file; equal texts give equal bytes."""
        unlike = {key: form for key, form in self._forms.items() if unicodedata.normalize("NFC", key) != form}
        known = self.abbreviations
        extra = {"forms": unlike, "abbreviations": known.table, "teencode": known.teencode.expansions}
        path.write_bytes(self._model.to_bytes(extra))

    @classmethod
    def load(cls, path: Path) -> Restorer:
        """Read what `save` wrote. Raises OSError, or TrigramUnreadable when the file is damaged."""
        model, extra = SyllableTrigram.from_bytes(path.read_bytes())
        forms = {key: unicodedata.normalize("NFC", key) for key in model.words if not key.startswith("<")}
        return cls(
            model, {**forms, **extra["forms"]}, Abbreviations(extra["abbreviations"], Teencode(extra["teencode"]))
        )

    def restore(self, text: str) -> str:
        """The text with its diacritics; what has them, numbers, codes and addresses stay. NFC, case kept."""
        plain = nfc(text)
        return self._restored(plain, _marked_share(plain))

    def readable(self, text: str) -> str:
        """Abbreviations and teencode written out, then restored: what a sentence encoder is given."""
        plain = nfc(text)
        fixed = [match.span() for match in _FIXED.finditer(plain)]
        parts: list[str] = []
        end = 0
        for found in self.abbreviations.expand(syllables(plain)):
            typed = found.syllable
            if not any(start <= typed.start < stop for start, stop in fixed):
                words = (parted(typed.folded, self._weight) if typed.bare else None) or found.words
                # "lop9" is two syllables side by side.
                between = plain[end : typed.start] or (" " if parts else "")
                parts += [between, " ".join(words)]
                end = typed.end
        return self._restored("".join([*parts, plain[end:]]), _marked_share(plain))

    def _restored(self, text: str, marked: float) -> str:
        """`marked`: the share of words that the writer gave diacritics."""
        parts: list[str] = []
        end = 0
        for start, stop in _stretches(text):
            parts += [text[end:start], self._restored_clause(text[start:stop], marked)]
            end = stop
        return "".join([*parts, text[end:]])

    def _restored_clause(self, clause: str, marked: float) -> str:
        places = list(_WORD.finditer(clause))
        typed = [place.group() for place in places]
        chosen = self._best([word.lower() for word in typed], marked)
        parts: list[str] = []
        end = 0
        for place, word, found in zip(places, typed, chosen, strict=True):
            parts += [clause[end : place.start()], word if found is None else _cased(found, word)]
            end = place.end()
        return "".join([*parts, clause[end:]])

    def _best(self, words: Sequence[str], marked: float) -> list[str | None]:
        """The likeliest form of each word, None where it stays as typed: Viterbi over pairs of neighbours."""
        if not words:
            return []
        lattice = [self._choices(word, marked) for word in words]
        widest = max(len(numbers) for numbers, _ in lattice)
        # Two starts before the first word; places that have fewer alternatives are filled with impossible ones.
        places = np.zeros((len(words) + 2, widest), dtype=np.int64)
        penalties = np.full((len(words) + 2, widest), _IMPOSSIBLE)
        penalties[:2, 0] = 0.0
        for place, (numbers, costs) in enumerate(lattice, start=2):
            places[place, : len(numbers)] = numbers
            penalties[place, : len(numbers)] = costs
        steps = self._model.scores(places[:-2], places[1:-1], places[2:]) + penalties[2:, None, None, :]
        best: Probabilities = penalties[0][:, None] + penalties[1]
        back: list[Ids] = []
        for step in steps:
            scores: Probabilities = best[:, :, None] + step
            back.append(np.argmax(scores, axis=0))
            best = np.max(scores, axis=0)
        left, right = divmod(int(best.argmax()), widest)
        path = [right]
        for place in range(len(words) - 1, 0, -1):
            path.append(left)
            left = int(back[place][left, path[-2]])
        return [self._form(int(numbers[index])) for (numbers, _), index in zip(lattice, reversed(path), strict=True)]

    def folded_pairs(self) -> Counter[tuple[str, str]]:
        """How often one stripped syllable follows another in the texts this was trained on; "" begins a clause."""
        pairs: Counter[tuple[str, str]] = Counter()
        names = ["", "", *(fold(word) for word in self._model.words[2:])]
        for left, right, count in self._model.pairs():
            pairs[names[left], names[right]] += count
        return pairs

    def _weight(self, folded: str) -> float | None:
        """Logarithm of the share that the forms of a stripped syllable have of all syllables."""
        numbers = self._candidates.get(folded)
        return None if numbers is None else math.log(self._model.counts[numbers].sum() / self._model.counts.sum())

    def _form(self, number: int) -> str | None:
        return self._forms.get(self._model.words[number])

    def _choices(self, word: str, marked: float) -> tuple[Ids, Probabilities]:
        """Ids a typed word may stand for, with a penalty for each. Id 0 (the start) leaves the word as typed."""
        if word[0].isdigit() and word[-1].isdigit():
            return np.array([self._number]), np.zeros(1)
        key = accented_key(word)
        known = self._model.ids.get(key)
        bare = word == fold(word)
        if known is not None and not bare and marked >= _MARKED_SHARE:
            return np.array([known]), np.zeros(1)
        found = self._candidates.get(fold(word))
        if found is None:
            return np.array([0]), np.array([_UNKNOWN])
        if not bare:
            found = np.array(
                [number for number in map(int, found) if _compatible(word, self._model.words[number])], dtype=np.int64
            )
        found = found[:_MOST_CANDIDATES]
        if known is not None and known not in found:
            found = np.append(found, known)
        if not bare:
            penalty = _CHANGE_OF_MARKED
        elif marked:
            penalty = _CHANGE_IN_MARKED if marked >= _MARKED_SHARE else _CHANGE_IN_MIXED
        else:
            penalty = 0.0
        penalties = np.where(found == (-1 if known is None else known), 0.0, penalty)
        if known is None and (not bare or not len(found)):
            found, penalties = np.append(found, 0), np.append(penalties, _UNKNOWN)
        return found, penalties


def _clauses(text: str) -> Iterator[list[str]]:
    for clause in _CLAUSE_END.split(nfc(text)):
        words = _WORD.findall(clause)
        if words and not _stripped([word for word in words if not word[0].isdigit()]):
            yield [NUMBER if word[0].isdigit() else word.lower() for word in words]


def _stripped(words: Sequence[str]) -> bool:
    """Whether a clause was written without diacritics, or with too few to learn from: about 3 in 4 words have some."""
    if len(words) < _FEWEST_TO_JUDGE:
        # A name may have none ("An Giang"); what somebody types in passing has no capitals.
        return len(words) > 1 and all(word == fold(word) for word in words)
    return sum(word.lower() != fold(word) for word in words) < _MARKED_SHARE * len(words)


def _marked_share(text: str) -> float:
    """Share of the words that could be syllables and have a diacritic."""
    words = [word for word in _WORD.findall(text.lower()) if is_folded_syllable(fold(word))]
    return sum(word != fold(word) for word in words) / max(len(words), 1)


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    return word if word == NUMBER else accented_key(word)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Spans of clauses between sentence ends and things that are no words."""
    ends = sorted(
        [
            *((m.start(), m.end()) for m in _FIXED.finditer(text)),
            *((m.start(), m.end()) for m in _CLAUSE_END.finditer(text)),
        ]
    )
    place = 0
    for start, stop in ends:
        if start > place:
            yield place, start
        place = max(place, stop)
    if place < len(text):
        yield place, len(text)


@lru_cache(maxsize=16384)
def _compatible(typed: str, key: str) -> bool:
    """Whether every mark that was typed is in the candidate: "hôc" allows "hộc" and "hốc", not "học"."""
    letters, tone = _marks(typed)
    others, other_tone = _marks(unicodedata.normalize("NFC", key))
    if len(letters) != len(others) or (tone and tone != other_tone):
        return False
    return all(left <= right for left, right in zip(letters, others, strict=True))


def _marks(word: str) -> tuple[list[frozenset[str]], str]:
    letters: list[frozenset[str]] = []
    tone = ""
    for char in word:
        if char == "đ":
            letters.append(frozenset("-"))
            continue
        base, *marks = unicodedata.normalize("NFD", char)
        if base in _TONES:
            tone = base
            continue
        tone = next((mark for mark in marks if mark in _TONES), tone)
        letters.append(frozenset(marks) - _TONES)
    return letters, tone


def _cased(form: str, typed: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return form.upper()
    return form.capitalize() if typed[0].isupper() else form
