"""Trades that fit what somebody likes, and trades that do not suit somebody, by the words of their own records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.models import Occupation
from knowledge.text import fold

_HELPS, _MAIN_SUBJECT, _CONDITIONS, _SUBJECT, _NEARBY = 3, 3, 2, 1, 1
"""What helps in a trade and its main subject say most; where it is needed and a further subject say least."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A trade and the phrases of its record for which it is named; a higher score means that they say more."""

    trade: Occupation
    score: int
    helps: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()


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
        """Trades that meet a liking and run against none, the highest score first; equals in the order given."""
        wanted = [self._interests[one] for one in interests if one in self._interests]
        avoided = [word for words in wanted for word in words.avoids]
        unfit = self._unfit(weaknesses)
        fits: list[Fit] = []
        for trade in trades:
            told = (*trade.strengths, *_texts(trade.working_conditions), *trade.think_twice_if)
            if _speaking(told, avoided) or _speaking(trade.think_twice_if, unfit):
                continue
            fit = _fit(trade, [words.fits for words in wanted])
            if fit.score:
                fits.append(fit)
        return sorted(fits, key=lambda fit: -fit.score)

    def unsuited(self, trades: Iterable[Occupation], weaknesses: Sequence[str]) -> list[Fit]:
        """Trades whose record says to think twice with one of these weaknesses, in the order given."""
        unfit = self._unfit(weaknesses)
        warned = [(trade, _speaking(trade.think_twice_if, unfit)) for trade in trades]
        return [Fit(trade, len(phrases), warns=phrases) for trade, phrases in warned if phrases]

    def _unfit(self, weaknesses: Sequence[str]) -> list[str]:
        return [word for one in weaknesses if one in self._weaknesses for word in self._weaknesses[one].fits]


def _read(entries: Mapping[str, Any]) -> dict[str, _Words]:
    return {
        name: _Words(tuple(entry.get("fits", ())), tuple(entry.get("avoids", ()))) for name, entry in entries.items()
    }


def _fit(trade: Occupation, likings: Sequence[Sequence[str]]) -> Fit:
    """How much a trade meets several likings: each counts once for each part of the record that speaks of it."""
    score = 0
    for words in likings:
        subjects = _speaking(trade.school_subjects, words)
        score += _HELPS * bool(_speaking(trade.strengths, words))
        score += (_MAIN_SUBJECT if subjects[0] == trade.school_subjects[0] else _SUBJECT) if subjects else 0
        score += _CONDITIONS * bool(_speaking(_texts(trade.working_conditions), words))
        score += _NEARBY * bool(_speaking(_texts(trade.local_relevance), words))
    every = [word for words in likings for word in words]
    return Fit(
        trade,
        score,
        helps=_speaking(trade.strengths, every),
        subjects=_speaking(trade.school_subjects, every),
        work=_speaking((*_texts(trade.working_conditions), *_texts(trade.local_relevance)), every),
    )


def _texts(text: str | None) -> tuple[str, ...]:
    return () if text is None else (text,)


def _speaking(phrases: Iterable[str], words: Sequence[str]) -> tuple[str, ...]:
    """The phrases that hold one of the words, whole words only."""
    return tuple(one for one in phrases if any(f" {word} " in f" {_plain(one)} " for word in words))


def _plain(phrase: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in fold(phrase)).split())
