"""Trades near to what somebody tells in free text, with the words of the trades' own records as reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from actions.interests.conditions import Condition
from actions.interests.telling import Telling, Told
from knowledge.library import Library
from knowledge.models import Occupation, Programme

_POINTED, _FAMILY, _LETTERS = 0, 1, 2
_WEIGHTS = (3, 2, 1)
"""What the first, second and third letter of a trade's code count."""


@dataclass(frozen=True, slots=True)
class Near:
    """A trade and why: liked phrases that point to it, what suits and what to mind (words of its record), its offers.

    `rank`: lowest first; equals stand in the order of the records. `hard`: its subjects that somebody finds hard.
    """

    trade: Occupation
    rank: tuple[int | float, ...]
    liked: tuple[str, ...] = ()
    suits: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    hard: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    offers: Sequence[Programme] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """`left_out`: trades that what is liked points to and that something clashes with, and the record's words for it.

    `not_held`: trades that what is liked points to and that no record surely describes.
    """

    trades: list[Near] = field(default_factory=list[Near])
    left_out: list[tuple[Occupation, str]] = field(default_factory=list[tuple[Occupation, str]])
    not_held: list[Occupation] = field(default_factory=list[Occupation])


@dataclass(frozen=True, slots=True)
class Nearness:
    """`families`: trades that handle the same things, by family."""

    telling: Telling
    families: Mapping[str, Sequence[str]]

    def found(self, library: Library, told: Told, province: str | None) -> Found:
        """The nearest first: pointed to, then of the same families, then by letters; what needs care stands behind.

        Nothing where nothing is liked. A trade is left out where a condition clashes with it, and where its first
        letter is disliked and not liked, unless a liked phrase points to it.
        """
        if not told.likes:
            return Found()
        pointed = told.pointed
        related = {
            trade
            for family, trades in self.families.items()
            if family in told.families or not pointed.keys().isdisjoint(trades)
            for trade in trades
        }
        conditions = [self.telling.conditions[one] for one in told.conditions]
        found = Found()
        for trade in library.occupations:
            clashing = [one.clashes[trade.id] for one in conditions if trade.id in one.clashes]
            if not trade.provenance.answers:
                if trade.id in pointed:
                    found.not_held.append(trade)
            elif clashing:
                if trade.id in pointed:
                    found.left_out.append((trade, clashing[0]))
            elif (near := self._near(trade, told, conditions, trade.id in related)) is not None:
                found.trades.append(near)
        found.trades.sort(key=lambda one: one.rank)
        return Found([_with_offers(one, library, province) for one in found.trades], found.left_out, found.not_held)

    def _near(self, trade: Occupation, told: Told, conditions: Sequence[Condition], related: bool) -> Near | None:
        """How near a trade is, and why; None for one that is not."""
        pointed, first = told.pointed[trade.id], trade.riasec[:1]
        if not pointed and first in told.dislikes and first not in told.likes:
            return None
        letters = sum(
            weight * (told.likes.get(letter, 0) - told.dislikes.get(letter, 0))
            for weight, letter in zip(_WEIGHTS, trade.riasec, strict=False)
        )
        tier = _POINTED if pointed else _FAMILY if related else _LETTERS
        if tier == _LETTERS and letters <= 0:
            return None
        suits = tuple(one.suits[trade.id] for one in conditions if trade.id in one.suits)
        cautions = tuple(one.cautions[trade.id] for one in conditions if trade.id in one.cautions)
        helps, hard = self._subjects(told.good, trade), self._subjects(told.bad, trade)
        rank = (bool(cautions), tier, -pointed, -len(suits), -float(letters), -len(helps), len(hard))
        liked = tuple(phrase for phrase, trades in told.liked.items() if trade.id in trades)
        return Near(trade, rank, liked, suits, cautions, hard, helps)

    def _subjects(self, subjects: Sequence[str], trade: Occupation) -> tuple[str, ...]:
        """Subjects of the trade's record among these."""
        called = {name for one in subjects for name in self.telling.in_records.get(one, ())}
        return tuple(name for name in trade.school_subjects if name in called)


def _with_offers(near: Near, library: Library, province: str | None) -> Near:
    """With the offers of the trade that are no sample, in the province where one is asked about."""
    offers = library.programmes(occupation=near.trade.id, province=province)
    return replace(near, offers=[one for one in offers if not one.provenance.is_sample])
