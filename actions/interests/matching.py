"""Trades near to what somebody likes: by the letters of the trade's own record, then by what else was liked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.interests.run import Kind, Profile
from knowledge.library import Library
from knowledge.models import Occupation, Programme

MOST = 3
_FEW = 3
"""Trades below which those that share only one letter are offered, too."""
_WITHOUT = frozenset({Kind.MANY, Kind.FLAT, Kind.LOW, Kind.TOO_FEW})
"""Results from which no trade follows."""


@dataclass(frozen=True, slots=True)
class Match:
    """A trade, the leading letters it shares, how many liked statements speak for it, and verified offers of it."""

    trade: Occupation
    letters: tuple[str, ...]
    support: int
    offers: Sequence[Programme] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """Knows which trades handle the same things: `families` of `data/interests/families.yaml`, family → trade ids."""

    families: Mapping[str, Sequence[str]]

    def ranked(self, library: Library, profile: Profile, province: str | None) -> list[Match]:
        """Every trade that fits, the nearest first; none where no letter leads.

        Two letters: codes that begin with both in any order, then codes that hold both; where these are few, codes
        that begin with one of them. Three: codes that begin with two of them, then that hold two. One: codes that
        begin with it.
        """
        if profile.kind in _WITHOUT:
            return []
        spoken = Counter(trade for item in profile.liked for one in item.towards for trade in self.families[one])
        tiers: dict[int, list[Match]] = {}
        for trade in library.occupations:
            tier = _tier(trade.riasec, profile.leading)
            if tier is not None and trade.provenance.answers:
                offers = library.programmes(occupation=trade.id, province=province)
                verified = [one for one in offers if not one.provenance.is_sample]
                letters = tuple(letter for letter in trade.riasec if letter in profile.leading)
                tiers.setdefault(tier, []).append(Match(trade, letters, spoken[trade.id], verified))
        fitting: list[Match] = []
        for tier in sorted(tiers):
            if tier < _LAST or len(fitting) < _FEW:
                fitting += sorted(tiers[tier], key=lambda match: (-match.support, not match.offers))
        return fitting

    def shown(self, library: Library, profile: Profile, province: str | None) -> list[Match]:
        """The first of them, and the first further one that is taught in the province where none of those is."""
        ranked = self.ranked(library, profile, province)
        taught = next((match for match in ranked if match.offers), None)
        first = ranked[:MOST]
        return first if taught is None or taught in first else [*first, taught]


_LAST = 2


def _tier(code: str, leading: Sequence[str]) -> int | None:
    """How near a trade's code is to the letters: 0 nearest; None for a trade that shares too little."""
    if len(leading) == 1:
        return 0 if code[:1] == leading[0] else None
    if sum(letter in leading for letter in code[:2]) == 2:
        return 0
    if sum(letter in leading for letter in code) > 1:
        return 1
    if len(leading) > 2:
        return None
    return _LAST + leading.index(code[0]) if code[:1] in leading and code else None
