"""Names in a message → ids: trades, schools, places, levels, groups; with or without diacritics, typo-tolerant.

Typed diacritics are honoured: "hạn nộp" never finds the trade Hàn. Only stripped text is ambiguous; there a
single-syllable name needs a cue word right before it. The longest name wins, names of equal place stand side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from knowledge.abbreviations import Abbreviations
from knowledge.gazetteer.ages import ages
from knowledge.gazetteer.cues import Cues
from knowledge.gazetteer.losses import ORPHAN
from knowledge.gazetteer.name import BLOCKED, DANGER, OTHER_TRADE, PLACE_BARE, Name
from knowledge.gazetteer.persons import HOME, LEARNER, PARENTS, WRITE_FOR_ANOTHER, of_a_relative, whose
from knowledge.gazetteer.rivals import holds, longest_first, overlap, rivals
from knowledge.gazetteer.slips import Form, Slips, is_spelt
from knowledge.gazetteer.words import Word, one_mark_wrong, read_words, restored_keys, typed_as
from knowledge.models import Mention
from knowledge.text import Teencode

_FUZZY_KINDS = frozenset({"trade", "institution", "place", OTHER_TRADE})
_BESIDE = (
    "addressee",
    "age_group",
    "aspect",
    "back",
    DANGER,
    "field",
    "interest",
    "loan_for",
    "received_before",
    "record_named",
    "share_of",
    "target_topic",
    "time",
    "weakness",
    "wish",
)
_SHORT = 2
_SHORT_FOR_A_PLACE = 3
Keys = tuple[str, ...]


class Gazetteer:
    """Finds names; built once from a snapshot's names and shared by all turns.

    `abbreviations` settle what has several meanings ("cd", "tc", "dt") by the words around it. `restore` puts
    diacritics back: a stripped trade without a cue is read where the likeliest reading of the message has it.
    """

    def __init__(
        self,
        names: Iterable[Name],
        teencode: Teencode,
        cues: Cues,
        abbreviations: Abbreviations | None = None,
        restore: Callable[[str], str] | None = None,
    ) -> None:
        self._restore = restore
        self._teencode = teencode
        self._abbreviations = abbreviations
        self._cues = cues
        self._forms: dict[Form, list[tuple[Name, Keys]]] = defaultdict(list)
        self._over_commas: set[Form] = set()
        known: set[str] = set()
        lengths: dict[str, set[int]] = defaultdict(set)
        # "CĐ Lạng Sơn" is found by "cd lang son" and by what the abbreviation stands for.
        readings = [
            (name, settle)
            for name in names
            for settle in ((None, abbreviations) if any(map(str.isupper, name.form.split())) else (None,))
        ]
        for name, settle in dict.fromkeys(readings):
            parts = read_words(name.form, teencode, settle)
            if parts and (name, tuple(part.key for part in parts)) not in self._forms.get(
                tuple(part.folded for part in parts), ()
            ):
                form = tuple(part.folded for part in parts)
                self._forms[form].append((name, tuple(part.key for part in parts)))
                lengths[form[0]].add(len(form))
                if parts[0].clause != parts[-1].clause:
                    self._over_commas.add(form)
                known.update(form)
        self._beginnings = {first: sorted(found) for first, found in lengths.items()}
        fuzzy = [form for form, entries in self._forms.items() if any(name.kind in _FUZZY_KINDS for name, _ in entries)]
        self._slips = Slips(fuzzy, known)

    def words(self, text: str) -> list[str]:
        """Folded, expanded words of a message; the positions that mentions refer to."""
        return [word.folded for word in read_words(text, self._teencode, self._abbreviations)]

    def find(self, text: str) -> list[Mention]:
        """Mentions in order of place; overlapping shorter names are dropped.

        A mention is `negated` when the message denies it, `replaced` when the message corrects it, `doubtful` when it
        should be asked, and `of_other` when it is a fact of somebody who is not the learner.
        """
        words = read_words(text, self._teencode, self._abbreviations)
        candidates = self._exact(words)
        # Names compete for their place; words about the question stand beside them ("học nghề hàn" has both).
        names = longest_first(found for found in candidates if found.kind not in _BESIDE)
        beside = [
            mention
            for kind in _BESIDE
            for some in rivals([found for found in candidates if found.kind == kind])
            for mention in longest_first(some)
        ]
        if slipped := self._slipped(words, names):
            names = longest_first([*names, *slipped])
        names = self._cues.other_schools.among(names, words)
        blocked = [(one.first, one.last) for one in names if one.kind == BLOCKED]
        beside = [one for one in beside if one.kind != "field" or not any(holds(span, one) for span in blocked)]
        chosen = [mention for mention in (*names, *beside) if mention.kind != BLOCKED]
        for_another = any(one.kind == "addressee" and one.id in WRITE_FOR_ANOTHER for one in chosen)
        lost = self._cues.losses.found(words, for_another=for_another)
        chosen = [one for one in chosen if one.kind != ORPHAN or not any(overlap(one, each) for each in lost)]
        chosen += [*ages(words), *lost]
        chosen.sort(key=lambda found: (found.first, found.kind))
        judged = self._cues.asked_facts.applied(self._cues.denials.applied(chosen, words), words)
        return self._whose(judged, words)

    def asked_trade(self, text: str) -> str | None:
        """What somebody wants to learn, as typed, where no name covers it: "học khắc dấu ở đâu" → "khắc dấu"."""
        return self._cues.asked_trades.found(read_words(text, self._teencode, self._abbreviations), self.find(text))

    def _exact(self, words: Sequence[Word]) -> list[Mention]:
        found: list[Mention] = []
        unread: list[tuple[Name, Keys, int]] = []
        for first, word in enumerate(words):
            for length in self._beginnings.get(word.folded, ()):
                if first + length > len(words):
                    break
                window = words[first : first + length]
                form = tuple(word.folded for word in window)
                if word.clause != window[-1].clause and form not in self._over_commas:
                    continue  # "không phải hàn, điện lạnh" does not say "hàn điện"
                for name, keys in self._forms.get(form, ()):
                    if not typed_as(window, keys) and not (_is_served_province(name) and one_mark_wrong(window, keys)):
                        continue
                    if self._readable(name, keys, words, first):
                        exact = all(word.key == key for word, key in zip(window, keys, strict=True))
                        found.append(self._mention(name, keys, words, first, exact=exact))
                    elif name.kind == "trade" and " ".join(form) not in self._cues.own:
                        unread.append((name, keys, first))
        return found + self._restored(unread, words)

    def _restored(self, unread: Sequence[tuple[Name, Keys, int]], words: Sequence[Word]) -> list[Mention]:
        """Stripped names without a cue that the likeliest reading of the message has, where all of it is stripped."""
        if not unread or self._restore is None or not all(word.bare for word in words):
            return []
        likely = restored_keys(words, self._restore)
        return [
            self._mention(name, keys, words, first, exact=False)
            for name, keys, first in unread
            if tuple(likely[first : first + len(keys)]) == keys and not self._is_barred(keys, words, first)
        ]

    def _is_barred(self, keys: Sequence[str], words: Sequence[Word], first: int) -> bool:
        """Whether the word behind forbids the name: "may nam" is not the trade May."""
        folded = " ".join(word.folded for word in words[first : first + len(keys)])
        after = words[first + len(keys)].folded if first + len(keys) < len(words) else ""
        return after in self._cues.not_before.get(folded, ())

    def _readable(self, name: Name, keys: Sequence[str], words: Sequence[Word], first: int) -> bool:
        """Whether a name may be read here: typed with its diacritics always, stripped only where a cue allows it."""
        window = words[first : first + len(keys)]
        folded = " ".join(word.folded for word in window)
        before = words[first - 1].folded if first else ""
        if name.kind == PLACE_BARE:
            return self._is_place(window, before, len(words))
        if name.kind == "trade" and (name.kind, name.id, " ".join(keys)) in self._cues.perhaps and len(keys) == 1:
            return self._admits_trade(folded, words, first) or len(words) == 1
        if any(not found.bare for found in window):
            return True
        if name.kind == "ethnic_group":
            return self._cues.admit_ethnic(folded, before, words[first - 2].folded if first > 1 else "")
        if self._is_barred(keys, words, first):
            return False
        if folded in self._cues.own and len(keys) > 1:
            return before in self._cues.own[folded] or len(words) <= len(keys)
        if len(keys) > 1 or name.kind != "trade" or not is_spelt(folded):
            return True
        if words[first].key == keys[0] and any(not found.bare for found in words):
            return True
        return self._admits_trade(folded, words, first) or len(words) <= (1 if folded in self._cues.own else _SHORT)

    def _admits_trade(self, folded: str, words: Sequence[Word], first: int) -> bool:
        before = words[first - 1].folded if first else ""
        return self._cues.admit_trade(folded, before) and not self._is_barred((folded,), words, first)

    def _is_place(self, window: Sequence[Word], before: str, count: int) -> bool:
        if before in self._cues.place or count <= _SHORT_FOR_A_PLACE:
            return True
        return all(word.capital for word in window) and any(not word.bare for word in window)

    def _slipped(self, words: Sequence[Word], names: Sequence[Mention]) -> list[Mention]:
        """Names with a slip that overlap no name, unless they hold it whole ("cao dang lang sown" holds the level)."""
        found: list[Mention] = []
        for form, first, last in self._slips.find(words, lambda form: [keys for _, keys in self._forms[form]]):
            overlapping = [one for one in names if one.first <= last and first <= one.last]
            if all(
                first <= one.first and one.last <= last and one.last - one.first < last - first for one in overlapping
            ):
                found += [
                    self._mention(name, keys, words, first, exact=False, last=last)
                    for name, keys in self._forms[form]
                    if name.kind in _FUZZY_KINDS
                ]
        return list(dict.fromkeys(found))

    def _mention(
        self,
        name: Name,
        keys: Sequence[str],
        words: Sequence[Word],
        first: int,
        *,
        exact: bool,
        last: int | None = None,
    ) -> Mention:
        end = first + len(keys) - 1 if last is None else last
        surface = " ".join(word.folded for word in words[first : end + 1])
        return Mention(
            kind="place" if name.kind == PLACE_BARE else name.kind,
            id=name.id,
            surface=surface,
            first=first,
            last=end,
            exact=exact,
            label=name.label or name.form,
            doubtful=(name.kind, name.id, " ".join(keys)) in self._cues.perhaps,
            held=name.kind == "level" and self._is_held(words, first),
        )

    def _is_held(self, words: Sequence[Word], first: int) -> bool:
        place = first - 1
        while place >= 0 and words[place].folded in self._cues.held_between:
            place -= 1
        if place < 0 or words[place].clause != words[first].clause:
            return False
        pair = f"{words[place - 1].folded} {words[place].folded}" if place else ""
        beyond = f"{words[place].folded} {words[place + 1].folded}"
        return not self._cues.held.isdisjoint((words[place].folded, pair, beyond))

    def _whose(self, mentions: list[Mention], words: Sequence[Word]) -> list[Mention]:
        learners = [one for one in mentions if one.kind == "addressee" and one.id in WRITE_FOR_ANOTHER]
        people = self._cues.persons.people(words, learners)
        owners = [whose(mention.kind, mention.first, words, people) for mention in mentions]
        wanted = [place for place, one in enumerate(mentions) if one.kind == "level" and not one.held]
        theirs = {place: of_a_relative(mentions[place].first, words, people) for place in wanted}
        if len(theirs) > 1 and None in theirs.values():
            # "Em học trung cấp, anh em học cao đẳng".
            owners = [theirs.get(place) or owner for place, owner in enumerate(owners)]
        told = [
            replace(mention, whose=owner, of_other=owner not in {LEARNER, PARENTS, HOME})
            for mention, owner in zip(mentions, owners, strict=True)
        ]
        learner = people.learner or ("self" if people.is_self else None)
        return [*told, Mention("learner", learner, "", 0, 0)] if learner else told


def _is_served_province(name: Name) -> bool:
    """Only these are read in spite of a wrong mark: "bảo làm" is no district Bảo Lâm."""
    return name.kind == "place" and name.form == name.label and name.id.isdigit()
