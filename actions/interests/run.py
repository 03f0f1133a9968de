"""One run through the statements: what was answered, what is next, and what it comes to. Pure.

Liked 2, so-so 1, not liked 0; a skipped statement is left out of its letter's share. Shares run from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

LETTERS = ("R", "I", "A", "S", "E", "C")
"""Holland's six, in the order that also settles ties."""
POINTS: Mapping[str, int | None] = {"like": 2, "neutral": 1, "dislike": 0, "skip": None}
_MOST = 2
_FLAT = 0.2
"""Difference between the highest and the lowest share below which no letter stands out."""
_LOW = 0.35
"""Highest share below which hardly anything was liked."""
_ENOUGH = 0.6
"""Share of the statements that must be answered for a result."""


@dataclass(frozen=True, slots=True)
class Item:
    """A statement about something one does; `name` is what it is called in a reason."""

    id: str
    letter: str
    text: str
    name: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What the answers come to: the share of each letter, 0–1; a letter of which nothing was answered has 0."""

    shares: Mapping[str, float]
    liked: tuple[Item, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """Letters by share, highest first; at equal shares in the order R, I, A, S, E, C."""
        return tuple(sorted(LETTERS, key=lambda letter: -self.shares[letter]))

    @property
    def is_flat(self) -> bool:
        """Nothing stands out."""
        return max(self.shares.values()) - min(self.shares.values()) < _FLAT

    @property
    def is_low(self) -> bool:
        """Hardly anything was liked."""
        return max(self.shares.values()) < _LOW

    def reasons(self, letter: str) -> list[str]:
        """What was liked of a letter's statements."""
        return [item.name for item in self.liked if item.letter == letter]


@dataclass(frozen=True, slots=True)
class Run:
    """`form`: "full" or "short". `answers`: statement → one of POINTS, in the order given."""

    form: str
    items: tuple[Item, ...]
    answers: Mapping[str, str]

    @classmethod
    def read(cls, stored: Iterable[str], items_of: Callable[[str], tuple[Item, ...]]) -> Run:
        """From what `kept` gave; answers to statements that are no longer asked are dropped."""
        form, *pairs = stored
        items = items_of(form)
        told = dict(pair.split("=", 1) for pair in pairs)
        return cls(form, items, {item.id: told[item.id] for item in items if told.get(item.id) in POINTS})

    @property
    def kept(self) -> tuple[str, ...]:
        """As the conversation keeps it."""
        return (self.form, *(f"{item}={answer}" for item, answer in self.answers.items()))

    @property
    def next(self) -> Item | None:
        """The first statement without an answer; None at the end."""
        return next((item for item in self.items if item.id not in self.answers), None)

    @property
    def number(self) -> int:
        """How many statements are answered or skipped, and one more."""
        return len(self.answers) + 1

    @property
    def is_enough(self) -> bool:
        """Whether so much was answered that it comes to something."""
        answered = sum(POINTS[answer] is not None for answer in self.answers.values())
        return answered >= _ENOUGH * len(self.items)

    def answered(self, item: str, answer: str) -> Run:
        """With one more answer, or another one; what is no statement or no answer changes nothing."""
        if answer not in POINTS or item not in {one.id for one in self.items}:
            return self
        return replace(self, answers={**self.answers, item: answer})

    @property
    def profile(self) -> Profile:
        """What the answers given so far come to."""
        shares: dict[str, float] = {}
        for letter in LETTERS:
            told = (
                POINTS[self.answers[one.id]] for one in self.items if one.letter == letter and one.id in self.answers
            )
            points = [point for point in told if point is not None]
            shares[letter] = sum(points) / (_MOST * len(points)) if points else 0.0
        liked = tuple(one for one in self.items if self.answers.get(one.id) == "like")
        return Profile(shares, liked)
