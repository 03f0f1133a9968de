"""Trades near to what somebody likes: by the letters of the trade's own record, those taught nearby first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.interests.run import Profile
from knowledge.library import Library
from knowledge.models import Occupation, Programme

_WEIGHTS = (3, 2, 1)
"""Of the first, second and third letter of a trade."""
_NEAR = 12
"""Trades near enough that one of them taught nearby goes before one that is not."""
MOST = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A trade, how near it is (0–1), the letters that it shares with the learner, and verified offers of it."""

    trade: Occupation
    score: float
    letters: tuple[str, ...]
    offers: Sequence[Programme]


def nearest(library: Library, profile: Profile, province: str | None) -> list[Match]:
    """At most MOST trades, those with a verified offer in the province (anywhere, where none is known) first."""
    top = profile.order[:2]
    matches: list[Match] = []
    for trade in library.occupations:
        if not (trade.riasec and trade.provenance.answers):
            continue
        weighed = sum(weight * profile.shares[letter] for weight, letter in zip(_WEIGHTS, trade.riasec, strict=False))
        score = weighed / sum(_WEIGHTS[: len(trade.riasec)])
        shared = tuple(letter for letter in trade.riasec if letter in top)
        if shared:
            offers = library.programmes(occupation=trade.id, province=province)
            matches.append(Match(trade, score, shared, [one for one in offers if not one.provenance.is_sample]))
    matches.sort(key=lambda match: -match.score)
    return sorted(matches[:_NEAR], key=lambda match: (not match.offers, -match.score))[:MOST]
