"""Words written without spaces: "hocphibaonhieu" → hoc phi bao nhieu, where only one reading is likely."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.slips import is_spoken

SHORTEST = 9
"""Letters of the shortest word worth parting; a shorter one is more often a name or a foreign word."""
_LONGEST = 60
_LONGEST_SYLLABLE = 7
_CLEARLY = 2.0
"""How much likelier (natural logarithm) the best way of parting must be than the next."""

_Way = tuple[float, tuple[str, ...]]


def parted(word: str, weight: Callable[[str], float | None]) -> tuple[str, ...] | None:
    """The syllables of a folded word, or None when there is no way to part it or no clear one.

    `weight` gives the logarithm of a folded syllable's share of all syllables, None for one that was never seen. Pieces
    have two letters or more.
    """
    if not SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or is_spoken(word):
        return None
    ways: list[list[_Way]] = [[(0.0, ())]]
    for end in range(1, len(word) + 1):
        found: list[_Way] = []
        for start in range(max(0, end - _LONGEST_SYLLABLE), end - 1):
            piece = word[start:end]
            share = weight(piece) if ways[start] and is_spoken(piece) else None
            if share is not None:
                found += [(score + share, (*pieces, piece)) for score, pieces in ways[start]]
        ways.append(sorted(found, reverse=True)[:2])
    match ways[-1]:
        case [(_, pieces)]:
            return pieces
        case [(best, pieces), (second, _)] if best - second >= _CLEARLY:
            return pieces
        case _:
            return None
