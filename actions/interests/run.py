"""One run through the statements: what was answered, what is next, and what it comes to. Pure.

Liked 2, so-so 1, not liked 0; a skipped statement is left out of its letter's share. Shares run from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

LETTERS = ("R", "I", "A", "S", "E", "C")
"""Holland's six, in the order that also settles ties."""
POINTS: Mapping[str, int | None] = {"like": 2, "neutral": 1, "dislike": 0, "skip": None}
_MOST = 2
_HALF = Fraction(1, 2)
_LEVEL = Fraction(2, 10)
"""Difference between the highest and the lowest share up to which nothing stands out."""
_HIGH = Fraction(6, 10)
_ENOUGH = Fraction(6, 10)
"""Share of the statements that must be answered for a result; of a letter's own statements, for that letter."""
_MOST_LEADING = 3


class Kind(StrEnum):
    """What a result says: how many letters lead, or why none does."""

    ONE = "one"
    TWO = "two"
    THREE = "three"
    MANY = "many"
    FLAT = "flat"
    LOW = "low"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Item:
    """A statement about something one does; `name`: what it is called in a reason, `towards`: families of trades."""

    id: str
    letter: str
    text: str
    name: str
    towards: tuple[str, ...] = ()
    short: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What the answers come to. `shares`: letter → 0 to 1, without the letters too little was answered of."""

    kind: Kind
    shares: Mapping[str, Fraction]
    leading: tuple[str, ...] = ()
    """Letters above a half, the highest first: the first two, and all that are level with the second."""
    tied: tuple[str, ...] = ()
    """Letters behind a single leading one that are level and too many to lead."""
    liked: tuple[Item, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Letters of which too little was answered."""
        return tuple(letter for letter in LETTERS if letter not in self.shares)

    @property
    def order(self) -> tuple[str, ...]:
        """Ranked letters by share, highest first; equals in the order R, I, A, S, E, C."""
        return tuple(sorted(self.shares, key=lambda letter: -self.shares[letter]))

    @property
    def is_high(self) -> bool:
        """Nearly everything was liked."""
        return min(self.shares.values(), default=Fraction(0)) >= _HIGH

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

    def answered(self, item: str, answer: str) -> Run:
        """With one more answer, or another one; what is no statement or no answer changes nothing."""
        if answer not in POINTS or item not in {one.id for one in self.items}:
            return self
        return replace(self, answers={**self.answers, item: answer})

    @property
    def profile(self) -> Profile:
        """What the answers given so far come to."""
        shares: dict[str, Fraction] = {}
        answered = 0
        for letter in LETTERS:
            asked = [one for one in self.items if one.letter == letter]
            points = [point for one in asked if (point := POINTS[self.answers.get(one.id, "skip")]) is not None]
            answered += len(points)
            if points and len(points) >= _ENOUGH * len(asked):
                shares[letter] = Fraction(sum(points), _MOST * len(points))
        liked = tuple(one for one in self.items if self.answers.get(one.id) == "like")
        if not shares or answered < _enough(len(self.items)):
            return Profile(Kind.TOO_FEW, shares, liked=liked)
        return _told(shares, liked)


def _enough(asked: int) -> int:
    """Answers that a result needs: of six statements five, else six in ten."""
    return asked - 1 if asked <= len(LETTERS) else math.ceil(_ENOUGH * asked)


def _told(shares: Mapping[str, Fraction], liked: tuple[Item, ...]) -> Profile:
    above = sorted((one for one in shares if shares[one] > _HALF), key=lambda one: -shares[one])
    if not above:
        return Profile(Kind.LOW, shares, liked=liked)
    if max(shares.values()) - min(shares.values()) <= _LEVEL:
        return Profile(Kind.FLAT, shares, liked=liked)
    if len(above) == 1:
        return Profile(Kind.ONE, shares, tuple(above), liked=liked)
    lead = tuple(one for one in above if shares[one] >= shares[above[1]])
    if len(lead) <= _MOST_LEADING:
        return Profile(Kind.TWO if len(lead) == _MOST else Kind.THREE, shares, lead, liked=liked)
    if shares[lead[0]] > shares[lead[1]]:
        return Profile(Kind.ONE, shares, lead[:1], tied=lead[1:], liked=liked)
    return Profile(Kind.MANY, shares, lead, liked=liked)
