"""Which offers still take papers on the day asked: by their last day, and by what was reported of places filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.entering import entered_with, limits
from actions.reply import Reply
from actions.slots import Slots
from actions.things import called, enrolments, of_offer
from actions.turn import Turn
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import Institution, Programme

OPEN = "open"
"""What is asked of offers, as the conversation keeps it."""
_FULL = 100
_MOST = 4
_LATER = "tuyen-sinh-hoc-nghe-sau-lop-9:lo-dot-tuyen-sinh-thi-lam-sao"


@dataclass(frozen=True, slots=True)
class _Openings:
    """Offers with a last day to come, soonest first; those of which no day is told; how many are over or full."""

    open: Sequence[Programme]
    undated: Sequence[Programme]
    over: int
    dropped: tuple[str, ...] = ()


def asks_open(turn: Turn) -> bool:
    """Whether it is asked, or was just before, which offers are still open."""
    return OPEN in turn.slots.about


def as_open(turn: Turn) -> Turn:
    """The turn as it asks that, of the place, the trade and the level that are named or were talked about."""
    before = turn.before or Slots()
    of_learning = before.topic in {"find_programmes", "describe_trade", "find_institutions"}
    named, kept = turn.named, before if of_learning else Slots()
    told: dict[str, Any] = {
        "trade": named.trade or kept.trade,
        "institution": named.institution,
        "level": named.level or kept.level,
        "province": named.province or (None if named.institution or named.provinces else kept.province),
    }
    slots = replace(turn.slots, **told, field=(OPEN,), about=(OPEN,), aspects=())
    return replace(turn, intent="find_programmes", slots=slots, follow_up=of_learning)


def still_open(
    turn: Turn,
    library: Library,
    schools: Callable[[Slots, Library], list[Institution]],
    card: Callable[[Programme], Any],
) -> Reply:
    """Sourced offers that are open; where no last day is held that is said, with who teaches it and whom to ask."""
    slots = replace(turn.slots, province=turn.province)
    found = next(one for one in _wider(slots, turn, library) if one is not None)
    real = [one for one in found.open if not one.provenance.is_sample]
    named = [one for one in found.undated if not one.provenance.is_sample][:_MOST]
    samples = [] if real else [one for one in found.open if one.provenance.is_sample][:_MOST]
    shown = real or samples
    trade = library.occupations_by_id.get(slots.trade or "")
    later = _later(library)
    ask = schools(slots, library)
    ending = turn.answered if real else turn.not_held
    return ending(
        "offers_open",
        cites=[*real, *named, *ask, *([later] if later else []), *samples],
        cards=[card(one) for one in shown],
        notices=["sample"] if samples else [],
        meta={"shown": [called(one) for one in (*shown, *named)], "settled": True},
        trade=trade,
        province_name=library.provinces.get(slots.province or ""),
        ask=ask,
        samples=samples,
        open=real,
        undated=named,
        over=found.over,
        dropped=found.dropped,
        later=later,
    )


def _wider(slots: Slots, turn: Turn, library: Library) -> Iterator[_Openings | None]:
    """As asked; then with one condition after another dropped while nothing at all fits; at last empty."""
    dropped: tuple[str, ...] = ()
    for condition in (None, "schooling", "level", "province"):
        if condition is not None:
            if not getattr(slots, condition) or (condition == "schooling" and not limits(slots.schooling)):
                continue
            slots, dropped = replace(slots, **{condition: None}), (*dropped, condition)
        offers = library.programmes(
            occupation=slots.trade, province=slots.province, level=slots.level, institution=slots.institution
        )
        offers = entered_with(slots.schooling, offers)
        yield _sorted(offers, turn, library, dropped) if offers else None
    yield _Openings((), (), 0, dropped)


def _sorted(offers: Sequence[Programme], turn: Turn, library: Library, dropped: tuple[str, ...]) -> _Openings:
    ended = [one for one in offers if (one.apply_to and one.apply_to < turn.today) or _is_full(one, library)]
    rest = [one for one in offers if one not in ended]
    dated = sorted((one for one in rest if one.apply_to), key=lambda one: (one.apply_to, one.id))
    return _Openings(dated, [one for one in rest if not one.apply_to], len(ended), dropped)


def _is_full(offer: Programme, library: Library) -> bool:
    """Whether the last report of the offer says that every place of the year was taken."""
    told = enrolments(of_offer(offer, library), library)
    return bool(told) and (told[0].share or 0) >= _FULL


def _later(library: Library) -> Any:
    """The section on what to do when a term was missed; None where it is not held."""
    try:
        section = library.section(_LATER)
    except NotFound:
        return None
    return section if section.provenance.answers else None
