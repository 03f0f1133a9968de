"""Trades that fit what somebody likes, and trades that do not suit somebody, by the words of their own records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.models import Occupation
from knowledge.text import fold

_HELPS, _WORK = 2, 1
"""What helps in a trade, or is learnt for it, says more than where and at what one works."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A trade, and the phrases of its record for which it is named, one for each liking or weakness met."""

    trade: Occupation
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """Folded words to be looked for in a record."""

    fits: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()


class Fitting:
    """Likings and weaknesses of the lexicon against the records; nothing is known beyond what these say."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self._interests = _read(lexicon.get("interests", {}))
        self._weaknesses = _read(lexicon.get("weaknesses", {}))

    def suiting(
        self, trades: Iterable[Occupation], interests: Sequence[str], weaknesses: Sequence[str] = ()
    ) -> list[Fit]:
        """Trades that meet a liking and run against none, those that meet most first; equals in the order given."""
        wanted = [self._interests[one] for one in interests if one in self._interests]
        unfit = [word for one in weaknesses if one in self._weaknesses for word in self._weaknesses[one].fits]
        scored: list[tuple[int, Fit]] = []
        for trade in trades:
            against = [fold(phrase) for phrase in (*_helps(trade), *_work(trade), *trade.think_twice_if)]
            if _first(against, [word for words in wanted for word in words.avoids]) is not None:
                continue
            if _first([fold(phrase) for phrase in trade.think_twice_if], unfit) is not None:
                continue
            met = [found for words in wanted if (found := _met(trade, words.fits)) is not None]
            if met:
                reasons = tuple(dict.fromkeys(reason for _, reason in met))
                scored.append((sum(weight for weight, _ in met), Fit(trade, reasons)))
        scored.sort(key=lambda one: -one[0])
        return [fit for _, fit in scored]

    def unsuited(self, trades: Iterable[Occupation], weaknesses: Sequence[str]) -> list[Fit]:
        """Trades whose record says to think twice with one of these weaknesses, in the order given."""
        words = [word for one in weaknesses if one in self._weaknesses for word in self._weaknesses[one].fits]
        named = [(trade, _first(trade.think_twice_if, words)) for trade in trades]
        return [Fit(trade, (reason,)) for trade, reason in named if reason is not None]


def _read(entries: Mapping[str, Any]) -> dict[str, _Words]:
    return {
        name: _Words(tuple(entry.get("fits", ())), tuple(entry.get("avoids", ()))) for name, entry in entries.items()
    }


def _met(trade: Occupation, words: Sequence[str]) -> tuple[int, str] | None:
    """How much a liking counts in a trade, and the phrase that speaks of it."""
    for weight, phrases in ((_HELPS, _helps(trade)), (_WORK, _work(trade))):
        reason = _first(phrases, words)
        if reason is not None:
            return weight, reason
    return None


def _helps(trade: Occupation) -> Sequence[str]:
    return (*trade.strengths, *trade.school_subjects)


def _work(trade: Occupation) -> Sequence[str]:
    told = (trade.working_conditions, trade.local_relevance)
    return [text for text in told if text is not None]


def _first(phrases: Iterable[str], words: Sequence[str]) -> str | None:
    """The first phrase that holds one of the words, whole words only."""
    return next((one for one in phrases if any(f" {word} " in f" {_plain(one)} " for word in words)), None)


def _plain(phrase: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in fold(phrase)).split())
