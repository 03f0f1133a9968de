"""Which schools and centres there are in a place, and what is held of one school."""

from __future__ import annotations

from typing import Any

from actions.base import Capability
from actions.programmes import stale_periods
from actions.reply import Reply
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence, Institution

MAX_CARDS = 8
_TYPES_AT_LEVEL = {"cao_dang": ("cao_dang",), "trung_cap": ("trung_cap", "trung_hoc_nghe")}


class FindInstitutions(Capability):
    """One named school, or the schools of a province; without a province all three, grouped."""

    topic = "find_institutions"

    def __init__(self, fees: Capability) -> None:
        self._fees = fees

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """What a school costs stands with its programmes."""
        return (self._fees if "fee" in turn.named.field else self), turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cards with what is held of each, cited."""
        slots = turn.slots
        if slots.institution:
            school = library.institutions_by_id.get(slots.institution)
            return _one(turn, library, school) if school else turn.not_held("institution_gone")
        if slots.outside and not turn.province:
            return turn.not_held("place_outside", places=slots.outside)
        provinces = [turn.province] if turn.province else list(library.provinces)
        schools = [
            school
            for province in provinces
            for school in library.institutions(province=province, types=_TYPES_AT_LEVEL.get(turn.slots.level or "", ()))
            if not school.provenance.is_sample and school.type != "tt_dvvl"
        ]
        unverified = sum(
            not school.provenance.answers and school.type != "tt_dvvl" and school.province in provinces
            for school in library.institutions_by_id.values()
        )
        if not schools:
            return turn.not_held(
                "institutions_not_held", province_name=library.provinces.get(turn.province or ""), unverified=unverified
            )
        # Colleges and secondary schools before centres, so that a short list shows the main ones of each province.
        schools.sort(key=lambda school: (school.type not in {"cao_dang", "trung_cap"}, school.province, school.id))
        shown = schools[:MAX_CARDS]
        return turn.answered(
            "institutions_found",
            cites=shown,
            cards=[turn.card("institution_card", school=school) for school in shown],
            count=len(schools),
            unverified=unverified,
            shown=len(shown),
            place_note=turn.place_note,
            province_name=library.provinces.get(turn.province or ""),
        )


def _one(turn: Turn, library: Library, school: Institution) -> Reply:
    successor = library.institutions_by_id.get(school.successor_id or "")
    trades = library.programmes(institution=school.id)
    values: dict[str, Any] = {
        "school": school,
        "successor": successor,
        "trades": list(dict.fromkeys(programme.trade_name for programme in trades)),
        "stale": stale_periods(trades, turn.today),
        "contact_held": school.contact in {Confidence.HIGH, Confidence.MEDIUM},
    }
    cites: list[object] = [record for record in (school, successor) if record is not None and record.provenance.answers]
    card = turn.card("institution_card", school=school)
    if not school.provenance.answers:
        return turn.not_held("institution_unverified", **values)
    notices = ["sample"] if school.provenance.is_sample else []
    notices += ["stale"] if values["stale"] else []
    return turn.answered("institution_described", cites=[*cites, *trades[:3]], cards=[card], notices=notices, **values)
