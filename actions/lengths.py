"""How long a level takes where no trade is named: as the records of the trades say."""

from __future__ import annotations

from collections import Counter

from actions.base import Capability
from actions.reply import Reply
from actions.slots import Slots, asking
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import DocumentSection
from knowledge.text import fold

_LEVELS = ("so_cap", "trung_cap", "cao_dang")
_CITED = 3
_LOOKED_AT = 8
_ABOUT_LEVELS = frozenset({"progression", "culture"})
"""Kinds of support that speak of levels, and of no money."""
_OF_LEVELS = ("lt-mo-hinh-9cong",)
"""The text on learning a trade beside the school subjects, which stands under no kind of support."""


class LengthOfLevel(Capability):
    """The span that most trades give for a level, of each level where none is known."""

    shows_section = True

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cites trades whose records say so; `not_held` where none does."""
        wanted = [turn.slots.level] if turn.slots.level in _LEVELS else _LEVELS
        names = {level: turn.responses.label(level, "level") for level in wanted if level}
        spans: dict[str, Counter[str]] = {level: Counter() for level in names}
        cites = []
        for trade in library.occupations:
            said = [one for one in trade.levels_and_duration if trade.provenance.answers]
            of_level = {level: one for level, name in names.items() for one in said if one.startswith(f"{name}: ")}
            for level, one in of_level.items():
                spans[level][one.removeprefix(f"{names[level]}: ")] += 1
            cites += [trade] if len(of_level) == len(names) else []
        most = [(names[level], counted.most_common(1)[0][0]) for level, counted in spans.items() if counted]
        if not most:
            return turn.not_held("not_held_general")
        section = _section(most[0][0], library) if len(most) == 1 else None
        # The trades cited are no list to point at.
        shown = {"shown": turn.before.shown} if turn.before else None
        cited = [*([section] if section else []), *cites[:_CITED]]
        return turn.answered("length_of_levels", cites=cited, levels=most, meta=shown)


def _section(level: str, library: Library) -> DocumentSection | None:
    """The section whose heading names the level, of those that the search finds for it."""
    for hit in library.search(level, kinds=("document",), limit=_LOOKED_AT):
        section = library.section(hit.passage.record_id)
        if section.provenance.answers and fold(level) in fold(section.heading or ""):
            return section
    return None


def asks_length(turn: Turn) -> bool:
    """Whether only that is asked: of a level named, or of what a talk about levels left open."""
    named, before = turn.named, turn.before or Slots()
    of_something = named.trade or named.institution or named.province or named.indicator or named.other_trades
    if asking(named) != ("duration",) or of_something or set(named.policy_topic) - _ABOUT_LEVELS or named.wishes:
        return False
    if named.level:
        return named.level in _LEVELS and not before.trade and "loan" not in before.policy_topic
    about_levels = (
        before.topic == "ask_policy"
        and (before.policy_topic or before.led[:1] == _OF_LEVELS)
        and _ABOUT_LEVELS.issuperset(before.policy_topic)
    )
    return bool(about_levels or any(one.startswith("way:") for one in before.shown))
