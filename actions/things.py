"""What the last reply showed, and what a record holds of one thing that is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.responses import day, figure, money
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence, Institution, Occupation, Programme
from knowledge.reported import Enrolment, Outcome

_SURE = frozenset({Confidence.HIGH, Confidence.MEDIUM})
_LODGED = frozenset({"co", "lien_ket", "khong"})
OF_OFFERS = ("entry", "duration", "fee", "intake", "filled", "employed", "dormitory", "apply", "contact")
"""What may be asked of an offer, in the order in which it is told."""
OF_SCHOOLS = ("fee", "intake", "filled", "dormitory", "apply", "contact", "taught")
OF_TRADES = ("duration", "entry", "fee", "wage", "employed", "jobs", "conditions", "suited", "subjects", "taught_at")


@dataclass(frozen=True, slots=True)
class Thing:
    """An offer with its school and trade, a school, or a trade."""

    school: Institution | None = None
    offer: Programme | None = None
    trade: Occupation | None = None

    @property
    def kind(self) -> str:
        """What it is."""
        return "offer" if self.offer else "institution" if self.school else "trade"

    @property
    def record(self) -> Any:
        """What is cited for it; None where it may not answer."""
        record = self.offer or self.school or self.trade
        return record if record is not None and record.provenance.answers else None

    @property
    def is_sample(self) -> bool:
        """Whether it is fictional."""
        return bool(self.record and self.record.provenance.is_sample)


@dataclass(frozen=True, slots=True)
class Value:
    """What is held: in words, and the records besides the thing's own that it rests on."""

    text: str
    cites: Sequence[Any] = ()


def things(shown: Sequence[str], library: Library) -> list[Thing]:
    """The things of a list as the conversation keeps it, in its order; those that are no more are left out."""
    found = (_thing(kind, code, library) for kind, _, code in (one.partition(":") for one in shown))
    return [one for one in found if one is not None]


def _thing(kind: str, code: str, library: Library) -> Thing | None:
    if kind == "trade" and (trade := library.occupations_by_id.get(code)):
        return Thing(trade=trade)
    if kind == "institution" and (school := library.institutions_by_id.get(code)):
        return Thing(school=school)
    if kind != "offer":
        return None
    where, _, id_ = code.partition("#")
    trade_id, _, school_id = where.partition("@")
    offers = [one for one in library.programmes(institution=school_id, occupation=trade_id or None) if one.id == id_]
    return of_offer(offers[0], library) if offers else None


def called(offer: Programme) -> str:
    """An offer as a message may point back at it: "offer:han@LS01#PR001"."""
    return f"offer:{offer.occupation_id or ''}@{offer.institution.id}#{offer.id}"


def of_offer(offer: Programme, library: Library) -> Thing:
    """An offer as a thing."""
    return Thing(offer.institution, offer, library.occupations_by_id.get(offer.occupation_id or ""))


def value(thing: Thing, asked: str, turn: Turn, library: Library) -> Value | None:
    """What is held of one thing; None where nothing is."""
    if thing.kind == "trade" and thing.trade is not None:
        return _of_trade(thing.trade, asked, turn, library)
    if thing.school is None:
        return None
    if asked == "filled":
        return _filled(thing, turn, library)
    text = _of_offer(thing, thing.offer, asked, turn, library) if thing.offer else None
    if isinstance(text, Value):
        return text
    text = text or _of_school(thing.school, asked, turn, library)
    return Value(text) if text else None


def _of_offer(thing: Thing, offer: Programme, asked: str, turn: Turn, library: Library) -> str | Value | None:
    say = turn.responses
    match asked:
        case "entry" if offer.entry_level:
            return say.label(offer.entry_level, "entry_level")
        case "duration" if offer.duration_months_min:
            return say.text("months_of_learning", {"months": _span(offer)})
        case "fee" if offer.tuition_amount is not None and offer.tuition_unit:
            unit = say.label(offer.tuition_unit, "tuition_unit")
            return say.text("fee_per", {"amount": money(offer.tuition_amount), "unit": unit})
        case "intake" if offer.quota or offer.apply_to or offer.start:
            return say.text("intake_of_offer", {"offer": offer, "today": turn.today})
        case "apply" if offer.apply_to:
            return say.text("apply_to_offer", {"offer": offer, "school": offer.institution, "today": turn.today})
        case "employed":
            return _employed(thing, turn, library)
        case _:
            return None


def _of_school(school: Institution, asked: str, turn: Turn, library: Library) -> str | None:
    match asked:
        case "dormitory" if school.dormitory in _LODGED:
            return turn.responses.label(str(school.dormitory), "dormitory")
        case "contact" if school.contact in _SURE or school.provenance.is_sample:
            held = [*school.phone, *(one for one in (school.address, school.website) if one)]
            return ", ".join(held) or None
        case "taught":
            names = dict.fromkeys(one.trade_name for one in library.programmes(institution=school.id))
            return ", ".join(names) or None
        case _:
            return None


def _of_trade(trade: Occupation, asked: str, turn: Turn, library: Library) -> Value | None:
    held: dict[str, str | None] = {
        "duration": "; ".join(trade.levels_and_duration),
        "entry": trade.entry_requirement,
        "jobs": "; ".join(trade.jobs),
        "conditions": trade.working_conditions,
        "suited": "; ".join(trade.strengths),
        "subjects": ", ".join(trade.school_subjects),
    }
    if asked in {"wage", "employed"}:
        return _outcomes(trade, turn, library, wage=asked == "wage")
    if asked == "taught_at":
        offers = [
            one for one in library.programmes(occupation=trade.id, province=turn.slots.province) if not _is_sample(one)
        ]
        names = dict.fromkeys(f"{one.institution.name} ({turn.provinces[one.institution.province]})" for one in offers)
        return Value("; ".join(names), offers) if offers else None
    text = held.get(asked)
    return Value(text) if text else None


def _is_sample(offer: Programme) -> bool:
    return offer.provenance.is_sample


def _span(offer: Programme) -> str:
    least, most = offer.duration_months_min or 0, offer.duration_months_max
    return f"{figure(least)}–{figure(most)}" if most and most != least else figure(least)


def enrolments(thing: Thing, library: Library) -> list[Enrolment]:
    """What was reported of places filled, of the school, and of the offer alone where the thing is one."""
    school, offer, trade = thing.school, thing.offer, thing.trade
    told = library.reported.enrolments(institution=school.id) if school else []
    if offer is not None:
        codes = {offer.trade_code, *(trade.trade_codes if trade else ())} - {None}
        names = {offer.trade_name, trade.name if trade else offer.trade_name}
        told = [one for one in told if one.trade_code in codes or one.trade_name in names]
        told = [one for one in told if offer.level in {None, one.level}]
    return told


def _filled(thing: Thing, turn: Turn, library: Library) -> Value | None:
    """How many were taken in beside the quota, as the school reported last."""
    told = enrolments(thing, library)
    return _reported("filled_of_offer", told, turn) if told else None


def _employed(thing: Thing, turn: Turn, library: Library) -> Value | None:
    """How many of a year's graduates of this trade and school had work, by their own answers."""
    offer, trade = thing.offer, thing.trade
    if offer is None:
        return None
    codes = [code for code in (offer.trade_code, *(trade.trade_codes if trade else ())) if code]
    names = [offer.trade_name, *([trade.name] if trade else ())]
    found = library.reported.outcomes(names=names, codes=codes, province=offer.institution.province)
    told = [one for one in found if one.institution_id == offer.institution.id and one.responded]
    told = [one for one in told if offer.level in {None, one.level}] or told
    return _reported("employed_of_offer", told[:1], turn) if told else None


def _outcomes(trade: Occupation, turn: Turn, library: Library, *, wage: bool) -> Value | None:
    found = library.reported.outcomes(names=[trade.name], codes=trade.trade_codes, province=turn.slots.province)
    told = [one for one in found if (one.income_min if wage else one.responded)]
    return _reported("wage_of_trade" if wage else "employed_of_offer", told[:2], turn) if told else None


def _reported(key: str, told: Sequence[Enrolment] | Sequence[Outcome], turn: Turn) -> Value:
    return Value(turn.responses.text(key, {"told": told, "several": len(told) > 1, "day": day}), told)
