"""What free text tells of somebody: what is liked and what is not, school subjects, what cannot be stood.

`data/interests/phrases.yaml` explains how its phrases are read. Nothing here decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.interests.conditions import Condition
from actions.interests.senses import ANY_SUBJECT, BAD, DISLIKE, GOOD, LIKE, NO_SUBJECT, NOTHING, phrases_of
from actions.interests.wording import Place, Typed, Wording, way_of
from knowledge.text import Teencode

_TURNED = {LIKE: DISLIKE, GOOD: BAD}


@dataclass(frozen=True, slots=True)
class Told:
    """`likes`, `dislikes`: letter → how many phrases speak for it. `liked`: phrase → trades that it points to."""

    likes: Mapping[str, Fraction] = field(default_factory=dict[str, Fraction])
    dislikes: Mapping[str, Fraction] = field(default_factory=dict[str, Fraction])
    liked: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    families: tuple[str, ...] = ()
    """Families of trades that liked phrases point to."""
    disliked: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    conditions: Mapping[str, str] = field(default_factory=dict[str, str])
    """Condition → the phrase that tells it."""
    phrases: tuple[str, ...] = ()
    """Everything found, as the lexicon writes it."""
    turned: tuple[str, ...] = ()
    """Those of them that mean their opposite: "không thích nấu ăn"."""
    is_liking: bool = False
    """Whether a word of liking stands with one of them."""
    besides: int = 0
    """Words of the message beside the phrases."""

    @property
    def pointed(self) -> Counter[str]:
        """Trades that liked phrases point to, and how many do."""
        return Counter(trade for trades in self.liked.values() for trade in trades)

    @property
    def tells_of_oneself(self) -> bool:
        """Whether it is surely about oneself: something is liked, and said to be, or told with more beside it."""
        return bool(self.likes) and (self.is_liking or len(self.phrases) > 1)


class Telling:
    """Reads free text; built once and shared by all turns."""

    def __init__(
        self, lexicon: Mapping[str, Any], teencode: Teencode, spellings: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._wording = Wording(phrases_of(lexicon), teencode, spellings)
        self._frames = {kind: [way_of(one) for one in ways] for kind, ways in lexicon["frames"].items()}
        self._love = [(way_of(one), one.endswith("!")) for one in lexicon["frames"]["love"]]
        self._liking = {way[0] for way in self._frames["like"] if len(way) == 1}
        self._loving = [way for way, _ in self._love if way in self._frames["like"]]
        self._denying = lexicon["frames"]["dislike"][0]
        self.conditions = {name: Condition.read(name, one) for name, one in lexicon["conditions"].items()}
        self.in_records = {name: tuple(one["in_records"]) for name, one in lexicon["subjects"].items()}

    @classmethod
    @lru_cache(2)
    def load(cls, folder: Path, lexicon: Path) -> Telling:
        """Read `phrases.yaml` of `data/interests`, with the spellings and the teencode of the lexicon folder."""
        told = yaml.safe_load((folder / "phrases.yaml").read_text(encoding="utf-8"))
        spellings = yaml.safe_load((lexicon / "spellings.yaml").read_text(encoding="utf-8"))
        return cls(told, Teencode.load(lexicon / "teencode.tsv"), spellings)

    def read(self, text: str) -> Told:
        """What the message tells, in every spelling alike."""
        typed = self._wording.typed(text)
        found = [(place, turned, _senses(place, turned)) for place, turned in self._meant(typed)]
        liked = {one.phrase.text: senses["towards"] for one, turned, senses in found if LIKE in senses and not turned}
        return Told(
            _weighed(senses[LIKE] for _, _, senses in found),
            _weighed(senses[DISLIKE] for _, _, senses in found),
            liked,
            families=_all(senses["family"] for _, turned, senses in found if not turned),
            disliked=tuple(one.phrase.text for one, _, senses in found if senses[DISLIKE]),
            good=_all(senses[GOOD] for _, _, senses in found),
            bad=_all(senses[BAD] for _, _, senses in found),
            conditions={name: one.phrase.text for one, _, senses in reversed(found) for name in senses["condition"]},
            phrases=_all((one.phrase.text,) for one, _, _ in found),
            turned=_all((one.phrase.text,) for one, turned, _ in found if turned),
            is_liking=any(self._is_loved(typed, one) for one, turned, _ in found if not turned),
            besides=len(typed.words) - sum(one.end - one.first for one, _, _ in found),
        )

    def kept(self, told: Told) -> tuple[str, ...]:
        """What a conversation may keep of it, to be read again: words of the lexicon, and nothing about health."""
        health = {said for name, said in told.conditions.items() if self.conditions[name].health}
        said = [one for one in told.phrases if one not in health and one not in told.turned]
        return (*said, *(f"{self._denying} {self._core(one)}" for one in told.turned))

    def read_on(self, kept: Sequence[str], text: str) -> Told:
        """The message with what was kept before it, without what it takes back."""
        told = self.read(text)
        unsaid = {self._core(one) for one in told.disliked}
        return self.read(". ".join((*(one for one in kept if self._core(one) not in unsaid), text)))

    def _core(self, phrase: str) -> str:
        """A phrase without the word of liking that it begins with: "mê vẽ" and "thích vẽ" are the same."""
        first, _, rest = phrase.partition(" ")
        return rest if rest and way_of(first)[0] in self._liking else phrase

    def _is_loved(self, typed: Typed, place: Place) -> bool:
        """Whether a word of liking begins the phrase or stands right before it."""
        if LIKE not in place.phrase.kinds:
            return False
        start = self._behind_between(typed, place.first)
        return any(place.phrase.way[: len(way)] == way or typed.holds(start - len(way), way) for way in self._loving)

    def _meant(self, typed: Typed) -> Iterator[tuple[Place, bool]]:
        """What counts, in the order typed, and whether it is turned into its opposite."""
        before: tuple[Place, bool | None] | None = None
        for place in self._chosen(typed):
            turned = self._turned(typed, place, before)
            before = (place, turned)
            if turned is not None:
                yield place, turned

    def _chosen(self, typed: Typed) -> list[Place]:
        """Phrases without a word in common, the longest first; then in the order typed."""
        taken: set[int] = set()
        chosen: list[Place] = []
        found = self._wording.places(typed)
        no_subject = {
            word for one in found if one.phrase.senses[0][0] == NO_SUBJECT for word in range(one.first, one.end)
        }
        bare = any(place.phrase.bare for place in found)
        loves = [
            place
            for place in range(len(typed.words) if bare else 0)
            for way, marked in self._love
            if typed.holds(place, way, marked=marked)
        ]
        for place in found:
            words, kinds = range(place.first, place.end), place.phrase.kinds
            if not taken.isdisjoint(words) or kinds == {NO_SUBJECT}:
                continue
            of_a_subject = kinds <= {GOOD, BAD} and place.phrase.senses[0][1] != ANY_SUBJECT
            unloved = place.phrase.bare and not any(love < place.first for love in loves)
            unloved = unloved and not self._asked_after(typed, place)
            if unloved or (of_a_subject and not no_subject.isdisjoint(words)):
                continue
            taken.update(words)
            if NOTHING not in kinds:
                chosen.append(place)
        return sorted(chosen, key=lambda place: place.first)

    def _asked_after(self, typed: Typed, place: Place) -> bool:
        """Whether a message asks of a thing and nothing else: "máy móc thì sao"."""
        ways = (way for way in self._frames["what_of"] if typed.holds(place.end, way))
        begun = place.first == 0 or self._ending_at(typed, "and_what", place.first) == 0
        return begun and any(place.end + len(way) == len(typed.words) for way in ways)

    def _turned(self, typed: Typed, place: Place, before: tuple[Place, bool | None] | None) -> bool | None:
        """Whether a phrase means its opposite; None where it does not count at all."""
        may_turn = not place.phrase.kinds.isdisjoint({LIKE, GOOD})
        start = self._behind_between(typed, place.first)
        if before is not None and may_turn and place.phrase.kinds & before[0].phrase.kinds & {LIKE}:
            joined = typed.same_clause(before[0].end - 1, place.first)
            if start == before[0].end and (start < place.first or not joined) and (joined or before[1]):
                # "Không thích nấu ăn với may vá" goes on; behind a comma it may, or may not.
                return before[1] if joined else None
        if may_turn and (first := self._framed(typed, ("dislike", "bad_at"), start)) is not None:
            return None if self._ending_at(typed, "denied", first) is not None else True
        if may_turn and (first := self._ending_at(typed, "like", start)) is not None:
            return self._ending_at(typed, "denied", first) is not None
        if self._ending_at(typed, "denied", start) is None:
            return False
        return True if may_turn and place.phrase.way[0] in self._liking else None

    def _framed(self, typed: Typed, kinds: Sequence[str], end: int) -> int | None:
        """Where a frame of one of the kinds begins that ends right before a word."""
        return next((first for kind in kinds if (first := self._ending_at(typed, kind, end)) is not None), None)

    def _behind_between(self, typed: Typed, start: int) -> int:
        """The first of the words before a phrase that only stand between it and what frames it."""
        while start > 0 and typed.same_clause(start - 1, min(start, len(typed.words) - 1)):
            if not any(typed.holds(start - 1, way) for way in self._frames["between"]):
                break
            if any(self._ending_at(typed, kind, start) is not None for kind in ("dislike", "bad_at", "like")):
                break
            start -= 1
        return start

    def _ending_at(self, typed: Typed, kind: str, end: int) -> int | None:
        """Where a frame of the kind begins that ends right before a word, in the same clause; the longest one."""
        if end == 0 or end > len(typed.words):
            return None
        starts = [
            end - len(way)
            for way in self._frames[kind]
            if typed.holds(end - len(way), way) and typed.same_clause(end - len(way), end - 1)
        ]
        within = end == len(typed.words) or typed.same_clause(end - 1, end)
        return min(starts) if starts and within else None


def _senses(place: Place, turned: bool) -> dict[str, tuple[str, ...]]:
    """What a phrase tells, by kind; turned into the opposite where it means that."""
    told: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for kind, name in place.phrase.senses:
        meant = _TURNED.get(kind, kind) if turned else kind
        told[meant] = (*told[meant], name)
    return told


def _weighed(told: Iterable[Sequence[str]]) -> dict[str, Fraction]:
    """Letter → how many phrases speak for it: one that speaks for two letters counts half for each."""
    weights: dict[str, Fraction] = defaultdict(Fraction)
    for letters in told:
        for letter in letters:
            weights[letter] += Fraction(1, len(letters))
    return dict(weights)


def _all(told: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Each once, in the order told."""
    return tuple(dict.fromkeys(one for names in told for one in names))
