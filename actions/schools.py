"""Which schools and centres there are in a place, and what is held of one school."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.base import Capability
from actions.beyond import asked_trade, beyond
from actions.comparing import schools_beside
from actions.listing import page
from actions.programmes import stale_periods
from actions.reply import Reply
from actions.slots import CONTACT
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence, Institution
from knowledge.text import fold, nfc

MAX_CARDS = 8
MAX_NAMES = 12
"""Schools of which only the name is held, on one page."""
_MAX_OTHERS = 3
JOB_CENTRE = "tt_dvvl"
_TYPES_AT_LEVEL = {"cao_dang": ("cao_dang",), "trung_cap": ("trung_cap", "trung_hoc_nghe")}
_KIND_OF_SCHOOL = re.compile(r"\b(?:cao dang|trung cap|cd|tc|cdn|tcn)\b")
"""Words of a school's own name, which a word for schools of a place has not."""
_COMPARING = (
    "cheapest",
    "best",
    "quota",
    "entry_score",
    "dormitory",
    "disabled",
    "ownership",
    "facilities",
    "lodging",
    "people",
)
"""Wishes about many schools that no record tells them apart by."""
_CONTACT = ("phone", "address", "website")
_OF_ONE = ("cheapest", "best", "entry_score", "disabled", "ownership", "facilities", "lodging", "people")
"""Wishes about one school that no record meets."""


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
        school = library.institutions_by_id.get(slots.institution or "")
        if "job_centre" in turn.named.wishes or (school is not None and school.type == JOB_CENTRE):
            return _job_centres(turn, library, school)
        if reply := schools_beside(turn, library) or beyond(turn, library):
            return reply
        if school is not None and _means_many(turn, school):
            reply = _several(_in_province(turn, school.province), library)
            kept = {"institution": None, "province": school.province}
            return reply.model_copy(update={"meta": {**(reply.meta or {}), "kept": kept}})
        if slots.institution:
            return _one(turn, library, school) if school else turn.not_held("institution_gone")
        if slots.outside and not turn.province:
            return turn.not_held("place_outside", places=slots.outside)
        if reply := asked_trade(turn, library):
            return reply
        return _several(turn, library)


def _means_many(turn: Turn, school: Institution) -> bool:
    """Whether "trường nghề Vĩnh Long", which a school nothing is held of is called by, may mean those of the place."""
    plain = fold(nfc(turn.text))
    called_so = turn.named.institution == school.id and "schools" in turn.named.field
    return called_so and not school.provenance.answers and not _KIND_OF_SCHOOL.search(plain)


def _in_province(turn: Turn, province: str) -> Turn:
    slots = replace(turn.slots, institution=None, province=province)
    return replace(turn, slots=slots, named=replace(turn.named, institution=None, institutions=(), province=province))


def _several(turn: Turn, library: Library) -> Reply:
    """The schools of a province, or of all; `not_held` where what is asked would compare them."""
    province = turn.province
    provinces = [province] if province else list(library.provinces)
    schools = [
        school
        for one in provinces
        for school in library.institutions(province=one)
        if not school.provenance.is_sample and school.type != JOB_CENTRE
    ]
    others = [school for school in schools if not _teaches_at(school, turn.slots.level)]
    schools = [school for school in schools if school not in others]
    by_name_only = [
        school
        for school in library.institutions_by_id.values()
        if not school.provenance.answers and school.type != JOB_CENTRE and school.province in provinces
    ]
    unverified = len(by_name_only)
    values: dict[str, Any] = {"province_name": library.provinces.get(province or ""), "unverified": unverified}
    about_one = "thing" in turn.named.back or ("schools" not in turn.named.field and not turn.slots.level)
    if about_one and not province:
        return turn.clarify("which_school")
    if not schools:
        if names := _names_only(turn, by_name_only, **values):
            return names
        others.sort(key=_by_importance)
        shown = others[:_MAX_OTHERS]
        return turn.not_held("institutions_not_held", cites=shown, others=shown, **values)
    if "nearest" in turn.named.wishes and not province:
        return turn.clarify("near_what")
    # Those of the place named first; then colleges and secondary schools before centres, so that a short list shows
    # the main ones of each province.
    local = _local(turn, schools)
    schools.sort(key=lambda one: (one.id not in local, *_by_importance(one)))
    by_name = [] if local else _known_by_name(turn, library)
    if "merger" in turn.named.field and len(by_name) == 1:
        # "Trung tâm … huyện Bắc Sơn còn hoạt động không" is asked of that one.
        return _one(turn, library, by_name[0])
    listed = page(turn, schools, _called, size=MAX_CARDS)
    if listed.goes_on and not listed.records and (names := _names_only(turn, by_name_only, **values)):
        return names
    shown = listed.records
    unmet = [wish for wish in turn.named.wishes if wish in _COMPARING]
    if "nearest" in turn.named.wishes and not _smaller_places(turn):
        unmet.append("nearest")
    ending = turn.not_held if unmet else turn.answered
    return ending(
        "institutions_found",
        cites=shown,
        cards=[turn.card("institution_card", school=school) for school in shown],
        count=len(schools),
        shown=len(shown),
        left=listed.left,
        goes_on=listed.goes_on,
        place_note=turn.place_note,
        unmet=unmet,
        known_by_name=by_name,
        meta={"shown": listed.shown},
        **values,
    )


def _called(school: Institution) -> str:
    return f"institution:{school.id}"


def _by_importance(school: Institution) -> tuple[bool, str, str]:
    """Colleges and secondary schools before centres."""
    return school.type not in {"cao_dang", "trung_cap"}, school.province, school.id


def _teaches_at(school: Institution, level: str | None) -> bool:
    """Whether its kind, or a source, says that a school teaches at a level; every one where none is asked for."""
    types = _TYPES_AT_LEVEL.get(level or "")
    return types is None or school.type in types or level in school.levels


def _names_only(turn: Turn, schools: list[Institution], **values: Any) -> Reply | None:
    """The next schools of which only the name is held, where the message asks for more; None where none is left."""
    listed = page(turn, schools, _called, size=MAX_NAMES)
    if not (listed.goes_on and listed.records):
        return None
    names, left = listed.records, listed.left
    return turn.not_held(
        "institutions_by_name", schools=names, left=left, meta={"shown": listed.shown, "settled": True}, **values
    )


def _known_by_name(turn: Turn, library: Library) -> list[Institution]:
    """Schools of the place asked about of which nothing but the name is held."""
    unverified = [one for one in library.institutions_by_id.values() if not one.provenance.answers]
    local = _local(turn, unverified)
    return [one for one in unverified if one.id in local and one.province == turn.province and one.type != JOB_CENTRE]


def _smaller_places(turn: Turn) -> list[str]:
    """Names of places within a province that this message names."""
    return [label for label, province in turn.named.places if label != turn.provinces.get(province)]


def _local(turn: Turn, schools: list[Institution]) -> set[str]:
    """Schools whose own name or old district holds the name of the place asked about."""
    places = [fold(part.strip()) for label in _smaller_places(turn) for part in label.split(",")[:1]]
    names = [place.split(" ", 1)[1] if place.startswith(("huyen ", "xa ")) else place for place in places]
    return {
        school.id
        for school in schools
        if any(name in fold(f"{school.name} {school.old_district or ''}") for name in names)
    }


def _job_centres(turn: Turn, library: Library, centre: Institution | None) -> Reply:
    """Employment centres teach nothing; which are known by name is told, and what is held of them."""
    province = centre.province if centre else turn.province
    centres = [
        one
        for one in library.institutions_by_id.values()
        if one.type == JOB_CENTRE and province in {None, one.province} and not one.provenance.is_sample
    ]
    return turn.not_held(
        "job_centres",
        cites=[one for one in centres if one.provenance.answers],
        centres=centres,
        province_name=library.provinces.get(province or ""),
    )


def _one(turn: Turn, library: Library, school: Institution) -> Reply:
    successor = library.institutions_by_id.get(school.successor_id or "")
    trades = library.programmes(institution=school.id)
    contact_held = school.contact in {Confidence.HIGH, Confidence.MEDIUM}
    wishes = turn.named.wishes
    unmet = [wish for wish in wishes if wish in _OF_ONE]
    if "quota" in wishes and not any(programme.quota for programme in trades):
        unmet.append("quota")
    if "dormitory" in wishes and school.dormitory not in {"co", "khong", "lien_ket"}:
        unmet.append("dormitory")
    asks_contact = bool(CONTACT.intersection(turn.named.field)) or ("place" in turn.named.aspects and not wishes)
    values: dict[str, Any] = {
        "school": school,
        "former": next((name for name, code in library.former_codes.items() if code == school.old_province), None),
        "successor": successor,
        "trades": list(dict.fromkeys(programme.trade_name for programme in trades)),
        "quotas": [programme for programme in trades if programme.quota] if "quota" in wishes else [],
        "stale": stale_periods(trades, turn.today),
        "contact_held": contact_held,
        "unmet": unmet,
    }
    cites: list[object] = [record for record in (school, successor) if record is not None and record.provenance.answers]
    card = turn.card("institution_card", school=school)
    if not school.provenance.answers:
        return turn.not_held("institution_unverified", **values)
    notices = ["sample"] if school.provenance.is_sample else []
    if asks_contact and not unmet:
        return _reached(turn, school, contact_held=contact_held, notices=notices, former=values["former"])
    notices += ["stale"] if values["stale"] else []
    ending = turn.not_held if unmet else turn.answered
    return ending("institution_described", cites=[*cites, *trades[:3]], cards=[card], notices=notices, **values)


def _reached(turn: Turn, school: Institution, *, contact_held: bool, **values: Any) -> Reply:
    """How a school is reached: what is asked first, and what else is held where that is not."""
    held: dict[str, object] = {"phone": school.phone, "address": school.address, "website": school.website}
    held = {name: value for name, value in held.items() if value and contact_held}
    named = {*turn.named.field, *(["address"] if "place" in turn.named.aspects else [])}
    asked = [name for name in _CONTACT if name in named] or list(_CONTACT)
    missing = [name for name in asked if name not in held]
    told = [name for name in asked if name in held] or [name for name in _CONTACT if name in held]
    ending = turn.answered if len(missing) < len(asked) else turn.not_held
    return ending("school_contact", cites=[school], school=school, missing=missing, told=told, **values)
