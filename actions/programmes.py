"""Where a trade can be learnt: verified offers first; none held is said, with the schools known to exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actions.base import Capability
from actions.beyond import asked_trade, beyond
from actions.comparing import offers_beside
from actions.entering import entered_with
from actions.listing import page
from actions.openings import asks_open, still_open
from actions.parts import PARTS, parts_asked, told_in_parts
from actions.reply import Card, Reply
from actions.slots import Slots, asking
from actions.things import called
from actions.trades import described, fitting
from actions.turn import Turn
from knowledge.freshness.ages import OFFER_MONTHS, is_old, offer_period
from knowledge.library import Library
from knowledge.models import Institution, Programme
from knowledge.period import Period
from knowledge.text import fold

MAX_CARDS = 6
MAX_SCHOOLS = 3
MAX_ELSEWHERE = 3
_CULTURE = "van hoa"
_SCHOOL_TYPES = ("cao_dang", "trung_cap", "trung_hoc_nghe")


@dataclass(frozen=True, slots=True)
class _Found:
    """Offers for the question as asked, or for the question with one condition dropped."""

    programmes: Sequence[Programme]
    dropped: str | None = None

    @property
    def verified(self) -> list[Programme]:
        return [programme for programme in self.programmes if not programme.provenance.is_sample]

    @property
    def samples(self) -> list[Programme]:
        return [programme for programme in self.programmes if programme.provenance.is_sample]


class FindProgrammes(Capability):
    """Trade, level, place, school and schooling combined; where none fits the level is dropped, then the schooling."""

    topic = "find_programmes"

    def __init__(self, schools: Capability | None = None) -> None:
        self._schools = schools
        """Who lists schools when no trade is named; None: nobody, what is taught there is told."""

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Which schools there are, of no trade in particular, is a question about schools."""
        fields = turn.named.field
        about_schools = "schools" in fields and not {"fee", "learn_where"}.intersection(fields)
        if self._schools and about_schools and not (turn.slots.trade or turn.slots.institution or _perhaps(turn)):
            return self._schools, turn
        return self, turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Offers as cards, each cited; `not_held` when only fictional ones or none fit."""
        slots = replace(turn.slots, province=turn.province)
        if reply := beyond(turn, library):
            return reply
        if slots.outside and not slots.province:
            return turn.not_held("place_outside", places=slots.outside)
        if asks_open(turn):
            return still_open(turn, library, _schools, lambda one: turn.card("programme_card", programme=one))
        if reply := asked_trade(turn, library):
            return reply
        if not (slots.trade or slots.institution or slots.province or slots.level):
            return _without_a_name(turn, library)
        if reply := _only_of_the_trade(turn, library):
            return reply
        before, now = _merged(slots, library)
        slots = replace(slots, institution=now.id) if now else slots
        found = _find(slots, library)
        perhaps = _perhaps(turn)
        if perhaps and not any(one.occupation_id in perhaps for one in found.verified):
            trades, schools = [library.occupation(trade) for trade in perhaps], _schools(slots, library)
            return turn.not_held("perhaps_not_held", cites=schools, trades=trades, schools=schools)
        trade = library.occupations_by_id.get(slots.trade or "")
        fee = "fee" in slots.field or "cheapest" in slots.wishes
        values = {
            "trade": trade,
            "province_name": _place(turn, library, slots),
            "dropped": found.dropped,
            "fee": fee,
            "place_note": turn.place_note,
            "before": before,
            "now": now,
        }
        if reply := offers_beside(turn, found.verified):
            return reply
        if found.verified:
            listed = page(turn, found.verified, called, size=MAX_CARDS)
            shown = listed.records or found.verified[:MAX_CARDS]
            fee_unknown = fee and not any(programme.tuition_amount for programme in shown)
            unmet = _unmet(slots, shown)
            ending = turn.not_held if fee_unknown or unmet else turn.answered
            return ending(
                "programmes_found",
                fee_unknown=fee_unknown,
                unmet=unmet,
                cites=shown,
                cards=_cards(turn, shown),
                meta={"shown": listed.shown or [called(one) for one in shown]},
                count=len(found.verified),
                shown=len(shown),
                left=listed.left,
                goes_on=listed.goes_on,
                culture=_with_culture(shown) if "culture" in (*slots.field, *slots.about) else None,
                **_cautions(shown, turn.today),
                **values,
            )
        schools = _schools(slots, library)
        elsewhere = _elsewhere(slots, library)
        examples = found.samples or ([] if elsewhere else _elsewhere(slots, library, samples=True))
        listed = page(turn, examples, called, size=MAX_CARDS)
        samples = listed.records
        known = [trade] if trade is not None and trade.provenance.answers else []
        if known and _asks_no_place(turn):
            return described(turn, known[0])
        return turn.not_held(
            "programmes_not_held",
            cites=[*known, *elsewhere, *schools, *samples],
            cards=[
                *(turn.card("trade_card", trade=trade) for trade in known),
                *_cards(turn, elsewhere),
                *_cards(turn, samples),
            ],
            meta={"shown": [*map(called, elsewhere), *listed.shown]},
            left=listed.left,
            schools=schools,
            samples=samples,
            described=known,
            elsewhere=elsewhere,
            unmet=_unmet(slots, samples),
            **_cautions(samples, turn.today),
            **values,
        )


def _only_of_the_trade(turn: Turn, library: Library) -> Reply | None:
    """What is asked of the trade itself, and of no place or school: "học điện dân dụng mất bao lâu"."""
    named, trade = turn.named, library.occupations_by_id.get(turn.named.trade or "")
    parts, asked = parts_asked(turn), set(asking(named))
    where = named.places or named.outside or named.institution or named.wishes or turn.home
    if trade is None or not trade.provenance.answers or where or not parts or not asked or not asked <= set(PARTS):
        return None
    return told_in_parts(turn, library, trade, parts)


def _merged(slots: Slots, library: Library) -> tuple[Institution | None, Institution | None]:
    """The school asked about and the one that it is now; None twice where it goes on under its own name."""
    before = library.institutions_by_id.get(slots.institution or "")
    now = library.institutions_by_id.get((before.successor_id if before else None) or "")
    return (before, now) if now is not None and now.provenance.answers else (None, None)


def _place(turn: Turn, library: Library, slots: Slots) -> str | None:
    """The province asked about, or those that the message names; None for all."""
    names = [library.provinces[code] for code in turn.named.provinces if code in library.provinces]
    several = turn.responses.listed(names) if len(names) > 1 else None
    return library.provinces.get(slots.province or "") or several


def _perhaps(turn: Turn) -> list[str]:
    """Trades that one word may mean ("điện"); none where a trade is named."""
    return [] if turn.slots.trade else [value for slot, value in turn.slots.doubtful if slot == "trade"]


def _without_a_name(turn: Turn, library: Library) -> Reply:
    """The reply to a question that names no trade, school, place or level."""
    if perhaps := _perhaps(turn):
        return turn.clarify("which_of_trades", trades=[library.occupation(trade) for trade in perhaps])
    if reply := fitting(turn, library):
        return reply
    if {"fee", "cost"} & {*turn.named.field, *turn.named.aspects}:
        return turn.clarify("which_fee", meta={"settled": True})
    unmet = _unmet(turn.slots, ())
    return turn.not_held("class_not_held", wishes=unmet, trade=None) if unmet else turn.clarify("which_trade")


def _find(slots: Slots, library: Library) -> _Found:
    """What fits; else without the level, else whatever schooling it takes."""
    asked = {"occupation": slots.trade, "province": slots.province, "institution": slots.institution}
    every = library.programmes(**asked, level=slots.level)
    wanted = entered_with(slots.schooling, every)
    if _Found(wanted).verified or not (slots.level or slots.schooling):
        return _Found(wanted)
    wider = entered_with(slots.schooling, library.programmes(**asked)) if slots.level else wanted
    if not wider and every:
        return _Found(every, dropped="entry")
    if wanted and not _Found(wider).verified:
        return _Found(wanted)
    return _Found(wider, dropped="level" if wider and slots.level else None)


def _asks_no_place(turn: Turn) -> bool:
    """True for a mere wish to learn a trade ("em muốn học may"): what it is like helps then, where no offer is held.

    A button that says "where" has no words, and is no such wish.
    """
    slots, named = turn.slots, turn.named
    where = slots.province or slots.institution or slots.level or named.places or turn.home or turn.follow_up
    return bool(turn.text) and not (where or named.field or named.aspects or named.wishes)


def _elsewhere(slots: Slots, library: Library, *, samples: bool = False) -> list[Programme]:
    """Verified offers of the trade in other provinces, or fictional ones, those of the nearest first.

    The codes of the provinces run from north to south, so a smaller difference means nearer.
    """
    if not slots.trade or not slots.province:
        return []
    here = int(slots.province)
    taught = [
        offer
        for offer in library.programmes(occupation=slots.trade)
        if offer.provenance.is_sample is samples and offer.institution.province != slots.province
    ]
    taught.sort(key=lambda offer: abs(int(offer.institution.province) - here))
    return taught[:MAX_ELSEWHERE]


def _unmet(slots: Slots, offers: Sequence[Programme]) -> list[str]:
    """What is wanted of offers that none of these says."""
    unmet = [wish for wish in slots.wishes if wish in {"best", "nearest", "entry_score"}]
    if "cheapest" in slots.wishes and sum(offer.tuition_amount is not None for offer in offers) < len(offers or "?"):
        unmet.append("cheapest")
    if "quota" in slots.wishes and not any(offer.quota for offer in offers):
        unmet.append("quota")
    return unmet


def _schools(slots: Slots, library: Library) -> list[Institution]:
    if slots.institution:
        named = library.institutions_by_id.get(slots.institution)
        return [named] if named is not None and named.provenance.answers else []
    if slots.province is None:
        named = [code for code in slots.provinces if code in library.provinces] or library.provinces
        each = [library.institutions(province=province, types=_SCHOOL_TYPES) for province in named]
        return [school for schools in each for school in schools[:1] if not school.provenance.is_sample]
    schools = library.institutions(province=slots.province, types=_SCHOOL_TYPES)
    return [school for school in schools if not school.provenance.is_sample][:MAX_SCHOOLS]


def _with_culture(offers: Sequence[Programme]) -> list[str]:
    """Schools of which the source says that the subjects of upper secondary school are learnt beside the trade."""
    return list(dict.fromkeys(one.institution.name for one in offers if _CULTURE in fold(one.note or "")))


def _cards(turn: Turn, programmes: Sequence[Programme]) -> list[Card]:
    return [turn.card("programme_card", programme=programme) for programme in programmes]


def _cautions(programmes: Sequence[Programme], today: date) -> dict[str, Any]:
    """The notices of these offers and what they name."""
    stale = stale_periods(programmes, today)
    notices = ["sample"] if any(programme.provenance.is_sample for programme in programmes) else []
    return {"notices": [*notices, *(["stale"] if stale else [])], "stale": stale}


def stale_periods(programmes: Sequence[Programme], today: date) -> list[Period]:
    """Years of the offers that are too old to be told without saying so, earliest first."""
    periods = {offer_period(programme.intake_year, programme.provenance.as_of) for programme in programmes}
    return sorted(period for period in periods if is_old(period.end, today, months=OFFER_MONTHS))
