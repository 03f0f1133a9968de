"""Names in a message → ids: trades, schools, places, levels, groups; with or without diacritics, typo-tolerant.

Typed diacritics are honoured: "hạn nộp" never finds the trade Hàn. Only stripped text is ambiguous; there a
single-syllable name needs a cue word right before it. The longest name wins, names of equal place stand side by side.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA

from knowledge.models import Mention
from knowledge.text import Syllable, Teencode, accented_key, fold, is_folded_syllable, nfc, syllables

_CLAUSE_END = re.compile(r"[,.;:!?\n()]")
# Words that may stand between a negation and what it denies: "không phải là người Tày", "chưa học xong lớp 9".
_BETWEEN = frozenset(
    ("phai la thuoc co con bi nguoi dan toc ho so giay nghe dien hoc thich xong tot nghiep duoc").split()  # noqa: SIM905
)
_DENIALS = frozenset({"khong", "chua", "chang"})
_ENDED = frozenset({"het", "thoat", "khoi"})
# "… không hộ nghèo" may end one question and begin the next: with a verb between it is a denial; these need none.
_DIRECT = frozenset({"disability", "schooling", "boarding_school"})
_RELATIVES = frozenset(["bo", "me", "cha", "ong", "ba", "bac", "chu", "anh", "chi", "di", "co", "vo", "chong"])
_OF_SPEAKER = frozenset(["em", "toi", "chau", "minh", "noi", "ngoai", "no", "con"])
_OF_A_PERSON = frozenset({"ethnic_group", "ethnicity", "disability", "schooling", "boarding_school"})
_FUZZY_KINDS = frozenset({"trade", "institution", "place"})
_FUZZY_MIN_LETTERS = 7
_BESIDE = ("addressee", "age_group", "field", "target_topic", "time")
BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing something: its kind, id and a label to show."""

    kind: str
    id: str
    form: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    key: str
    bare: bool
    clause: int


@dataclass(frozen=True, slots=True)
class Cues:
    """Words before a name that let it be read in stripped text; from `data/lexicon/terms.yaml`."""

    trade: frozenset[str]
    own: Mapping[str, frozenset[str]]
    ethnic: frozenset[str]
    ethnic_short: frozenset[str]
    person: frozenset[str]

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> Cues:
        """The cue lists of the lexicon."""
        return cls(
            trade=frozenset(lexicon["cues"]),
            own={name: frozenset(cues) for name, cues in lexicon["own_cues"].items()},
            ethnic=frozenset(lexicon["ethnic_cues"]),
            ethnic_short=frozenset(lexicon["ethnic_short"]),
            person=frozenset(lexicon["person_cues"]),
        )

    def admit_trade(self, folded: str, before: str) -> bool:
        """Whether a single-syllable trade may stand behind this word."""
        return before in self.own.get(folded, self.trade)

    def admit_ethnic(self, folded: str, before: str) -> bool:
        """Whether a stripped name of an ethnic group may stand behind this word."""
        return before in self.ethnic or (folded in self.ethnic_short and before in self.person)


class Gazetteer:
    """Finds names; built once from a snapshot's names and shared by all turns."""

    def __init__(self, names: Iterable[Name], teencode: Teencode, cues: Cues) -> None:
        self._teencode = teencode
        self._cues = cues
        self._forms: dict[tuple[str, ...], list[tuple[Name, tuple[str, ...]]]] = defaultdict(list)
        for name in names:
            parts = self._read(name.form)
            if parts:
                form = tuple(part.folded for part in parts)
                self._forms[form].append((name, tuple(part.key for part in parts)))
        self._longest = max((len(form) for form in self._forms), default=0)
        self._fuzzy: dict[int, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for folded, entries in self._forms.items():
            joined = " ".join(folded)
            if len(joined) >= _FUZZY_MIN_LETTERS and any(name.kind in _FUZZY_KINDS for name, _ in entries):
                self._fuzzy[len(folded)].append((joined, folded))

    def words(self, text: str) -> list[str]:
        """Folded, expanded words of a message; the positions that mentions refer to."""
        return [word.folded for word in self._read(text)]

    def find(self, text: str) -> list[Mention]:
        """Mentions in order of place; overlapping shorter names are dropped."""
        words = self._read(text)
        candidates = self._exact(words)
        # Names compete for their place; words about the question stand beside them ("học nghề hàn" has both).
        names = _longest_first(found for found in candidates if found.kind not in _BESIDE)
        beside = [
            mention
            for kind in _BESIDE
            for mention in _longest_first(found for found in candidates if found.kind == kind)
        ]
        covered = {position for mention in names for position in range(mention.first, mention.last + 1)}
        chosen = [*names, *beside, *_longest_first(self._slips(words, covered))]
        return sorted(
            (mention for mention in chosen if mention.kind != BLOCKED), key=lambda found: (found.first, found.kind)
        )

    def _read(self, text: str) -> list[_Word]:
        words: list[_Word] = []
        plain, clause, end = nfc(text), 0, 0
        for syllable in syllables(plain):
            clause += _CLAUSE_END.search(plain, end, syllable.start) is not None
            end = syllable.end
            expansion = self._teencode.expand(syllable.folded)
            if expansion != syllable.folded and _may_expand(syllable):
                words += [_Word(part, part, True, clause) for part in expansion.split()]
            else:
                words.append(_Word(syllable.folded, syllable.key, syllable.bare, clause))
        return words

    def _exact(self, words: Sequence[_Word]) -> list[Mention]:
        found: list[Mention] = []
        for first in range(len(words)):
            for length in range(1, min(self._longest, len(words) - first) + 1):
                window = words[first : first + length]
                for name, keys in self._forms.get(tuple(word.folded for word in window), ()):
                    if not all(word.bare or word.key == key for word, key in zip(window, keys, strict=True)):
                        continue
                    if not self._readable(name, keys, words, first):
                        continue
                    exact = all(word.key == key for word, key in zip(window, keys, strict=True))
                    found.append(self._mention(name, words, first, first + length - 1, exact=exact))
        return found

    def _readable(self, name: Name, keys: Sequence[str], words: Sequence[_Word], first: int) -> bool:
        """Whether a name may be read here: typed with its diacritics always, stripped only where a cue allows it."""
        word = words[first]
        before = words[first - 1].folded if first else ""
        if any(not found.bare for found in words[first : first + len(keys)]):
            return True
        if name.kind == "ethnic_group":
            return self._cues.admit_ethnic(word.folded, before)
        if len(keys) > 1 or name.kind != "trade":
            return True
        literal = word.key == keys[0] and any(not found.bare for found in words)
        return literal or self._cues.admit_trade(word.folded, before) or len(words) <= 2

    def _slips(self, words: Sequence[_Word], covered: set[int]) -> list[Mention]:
        found: list[Mention] = []
        for first in range(len(words)):
            for length, forms in self._fuzzy.items():
                window = words[first : first + length]
                places = set(range(first, first + length))
                if len(window) < length or places & covered or all(is_folded_syllable(w.folded) for w in window):
                    continue
                typed = " ".join(word.folded for word in window)
                for joined, folded in forms:
                    if joined[0] == typed[0] and OSA.distance(typed, joined, score_cutoff=1) <= 1:
                        found += [
                            self._mention(name, words, first, first + length - 1, exact=False)
                            for name, _ in self._forms[folded]
                            if name.kind in _FUZZY_KINDS
                        ]
        return found

    def _mention(self, name: Name, words: Sequence[_Word], first: int, last: int, *, exact: bool) -> Mention:
        negated = _is_denied(name.kind, words, first)
        other = name.kind in _OF_A_PERSON and _is_of_a_relative(words, first)
        surface = " ".join(word.folded for word in words[first : last + 1])
        return Mention(name.kind, name.id, surface, first, last, exact, negated, name.label or name.form, other)


def _is_denied(kind: str, words: Sequence[_Word], first: int) -> bool:
    """Whether the words before deny a name, within its clause: "không phải người Tày", "hết hộ nghèo rồi"."""
    position = first - 1
    while position >= 0 and words[position].folded in _BETWEEN and words[position].clause == words[first].clause:
        position -= 1
    if position < 0 or words[position].clause != words[first].clause:
        return False
    word = words[position].folded
    if kind == "household" and word in _ENDED:
        return True
    return word in _DENIALS and (position < first - 1 or kind in _DIRECT)


def _is_of_a_relative(words: Sequence[_Word], first: int) -> bool:
    """Whether the clause speaks of a relative before the name: "bố em khuyết tật" says nothing of the learner."""
    return any(
        words[position].folded in _RELATIVES
        and words[position].clause == words[first].clause
        and words[position + 1].folded in _OF_SPEAKER
        for position in range(first - 1)
    )


def _may_expand(syllable: Syllable) -> bool:
    # "đc" folds to "dc" and is expanded; a syllable with a vowel mark ("kò") is a word someone spelt out.
    return syllable.bare or syllable.text.lower().replace("đ", "d") == syllable.folded


def _longest_first(candidates: Iterable[Mention]) -> list[Mention]:
    chosen: list[Mention] = []
    for mention in sorted(candidates, key=lambda found: (found.first - found.last, found.first, not found.exact)):
        same = [kept for kept in chosen if (kept.first, kept.last) == (mention.first, mention.last)]
        overlapping = [kept for kept in chosen if kept.first <= mention.last and mention.first <= kept.last]
        if len(same) == len(overlapping):
            # An exact spelling beats a stripped one of the same place ("hàn" over "hạn").
            if not mention.exact and any(kept.exact for kept in same):
                continue
            chosen.append(mention)
    return chosen


def spoken_forms(name: str, ordinary: Container[str] = ()) -> list[str]:
    """A school's official name and the ways people shorten it: without "Trường", "GDNN" for the long words.

    `ordinary` holds folded names of places, which are not short for a school.
    """
    forms = [name]
    folded = fold(name)
    for prefix in ("truong ", "trung tam "):
        if folded.startswith(prefix):
            forms.append(name[len(prefix) :])
    for kind in ("truong cao dang nghe ", "truong cao dang ", "truong trung cap "):
        rest = name[len(kind) :]
        # "trường Đồng Khởi"; not "trường Lạng Sơn", which may mean any school there.
        if folded.startswith(kind) and fold(rest) not in ordinary:
            forms.append(f"{name.split(maxsplit=1)[0]} {rest}")
            break
    short = name.replace("Giáo dục nghề nghiệp", "GDNN").replace("Giáo dục thường xuyên", "GDTX")
    if short != name:
        forms += [short, short.replace("Trung tâm", "TT")]
    return list(dict.fromkeys(forms))


def same_name(left: str, right: str) -> bool:
    """True when two spellings differ only in case, spacing or the placement of tone marks."""
    return [accented_key(s.text) for s in syllables(nfc(left))] == [accented_key(s.text) for s in syllables(nfc(right))]
