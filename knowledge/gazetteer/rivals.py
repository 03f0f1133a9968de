"""Mentions that compete for a place in the message: the longest wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.gazetteer.name import DANGER, OTHER_TRADE
from knowledge.models import Mention


def holds(span: tuple[int, int], mention: Mention) -> bool:
    """Whether a mention stands inside a longer span: "hạn nộp" itself asks for the day."""
    first, last = span
    return first <= mention.first and mention.last <= last and mention.last - mention.first < last - first


def overlap(one: Mention, other: Mention) -> bool:
    """Whether two mentions share a word."""
    return one.first <= other.last and other.first <= one.last


def rivals(candidates: Sequence[Mention]) -> Iterable[list[Mention]]:
    """Words of one kind that compete for their place; of dangers those of one sort ("rủ sang Lào" has two)."""
    sorts = dict.fromkeys(found.id if found.kind == DANGER else "" for found in candidates)
    return ([found for found in candidates if sort in {"", found.id}] for sort in sorts)


def longest_first(candidates: Iterable[Mention]) -> list[Mention]:
    """Those that keep their place; of one place an exact spelling before a stripped one."""
    chosen: list[Mention] = []
    for mention in sorted(candidates, key=_place_taken):
        same = [kept for kept in chosen if (kept.first, kept.last) == (mention.first, mention.last)]
        overlapping = [kept for kept in chosen if kept.first <= mention.last and mention.first <= kept.last]
        if len(same) == len(overlapping):
            # An exact spelling beats a stripped one of the same place ("hàn" over "hạn").
            if not mention.exact and any(kept.exact for kept in same):
                continue
            chosen.append(mention)
    return chosen


def _place_taken(mention: Mention) -> tuple[int, bool, int, bool]:
    """Longer names first; of equal ones what is held before what is not, earlier ones before later ones."""
    return mention.first - mention.last, mention.kind == OTHER_TRADE, mention.first, not mention.exact
