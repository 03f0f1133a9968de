"""Schools, or offers of one trade, beside each other: the same rows for each, what is not held shown as not held."""

from __future__ import annotations

from collections.abc import Sequence

from actions.reply import Reply, Table
from actions.responses import day, figure, money
from actions.rows import OfShown
from actions.slots import CONTACT, asking
from actions.things import OF_TRADES, Thing, value
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence, Institution, Occupation, Programme

MOST = 4
"""Things beside each other: as many as a phone shows."""
_SEVERAL = 2
_COLLEGE = "cao_dang"
_OF_TRADES = ("duration", "entry", "conditions", "suited", "jobs", "taught_at")
_SURE = frozenset({Confidence.HIGH, Confidence.MEDIUM})
Rows = dict[str, list[str]]


def schools_beside(turn: Turn, library: Library) -> Reply | None:
    """The schools that a message names, where it names several and one at least may answer."""
    schools = [one for id_ in turn.named.institutions[:MOST] if (one := library.institutions_by_id.get(id_))]
    schools += _colleges_of_places(turn, library, schools)[: MOST - len(schools)]
    held = [one for one in schools if one.provenance.answers]
    if len(schools) < _SEVERAL or not held:
        return None
    offers = {school.id: library.programmes(institution=school.id) if school in held else [] for school in schools}
    rows: Rows = {
        "type": [turn.responses.label(one.type, "institution_type") if one in held else "" for one in schools],
        "province": [turn.provinces[school.province] for school in schools],
        "trades": [", ".join(dict.fromkeys(one.trade_name for one in offers[school.id])) for school in schools],
        "dormitory": [_dormitory(turn, one) if one in held else "" for one in schools],
        "phone": [", ".join(school.phone) if school.contact in _SURE else "" for school in schools],
    }
    return turn.answered(
        "schools_beside",
        cites=[*held, *(one for each in offers.values() for one in each)],
        table=_table(turn, [school.name for school in schools], rows),
        cards=[turn.card("institution_card", school=one) for one in held]
        if CONTACT.intersection(turn.named.field)
        else (),
        schools=schools,
        unverified=[one for one in schools if one not in held],
        meta={"shown": [f"institution:{one.id}" for one in schools]},
    )


def trades_beside(turn: Turn, library: Library, trades: Sequence[Occupation]) -> Reply:
    """Several trades: what is asked of them, else the same rows for each; none of them stays the topic."""
    things = [Thing(trade=trade) for trade in trades]
    shown = [f"trade:{trade.id}" for trade in trades]
    asked = [one for one in OF_TRADES if one in asking(turn.named)]
    if asked:
        told = OfShown("describe_trade", things, asked, shown).answer(turn, library)
        return told.model_copy(update={"meta": {**(told.meta or {}), "kept": {"trade": None}}})
    held = {row: [value(one, row, turn, library) for one in things] for row in _OF_TRADES}
    used = [each for cells in held.values() for cell in cells if cell for each in cell.cites]
    rows: Rows = {row: [cell.text if cell else "" for cell in cells] for row, cells in held.items()}
    rows["harm"] = [turn.responses.text("harm_of_trade", {"trade": trade}) for trade in trades]
    return turn.answered(
        "trades_beside",
        cites=[*trades, *used],
        table=_table(turn, [trade.name for trade in trades], rows),
        trades=trades,
        notices=["sample"] if any(one.provenance.is_sample for one in used) else [],
        meta={"shown": shown, "kept": {"trade": None}},
    )


def _colleges_of_places(turn: Turn, library: Library, schools: Sequence[Institution]) -> list[Institution]:
    """Beside one school named, the colleges of the other former province named: "với trường nghề bên Trà Vinh"."""
    compares = "best" in turn.named.aspects or "beside" in turn.named.back
    if len(schools) != 1 or not compares:
        return []
    codes = {
        code for name, code in library.former_codes.items() if any(name in label for label, _ in turn.named.places)
    }
    return [one for one in library.institutions(types=(_COLLEGE,)) if one.old_province in codes and one not in schools]


def offers_beside(turn: Turn, offers: Sequence[Programme]) -> Reply | None:
    """Offers of one trade in the places that a message names, where it names several and two are held."""
    places = set(turn.named.provinces) if len(turn.named.provinces) > 1 else set()
    schools = set(turn.named.institutions) if len(turn.named.institutions) > 1 else set()
    wanted = [one for one in offers if one.institution.province in places or one.institution.id in schools][:MOST]
    if len(wanted) < _SEVERAL:
        return None
    rows: Rows = {
        "province": [turn.provinces[one.institution.province] for one in wanted],
        "level": [turn.responses.label(one.level, "level") if one.level else "" for one in wanted],
        "entry": [turn.responses.label(one.entry_level, "entry_level") if one.entry_level else "" for one in wanted],
        "duration": [_months(turn, one) for one in wanted],
        "tuition": [_fee(turn, one) for one in wanted],
        "quota": [str(one.quota or "") for one in wanted],
        "apply_to": [day(one.apply_to) for one in wanted],
        "dormitory": [_dormitory(turn, one.institution) for one in wanted],
    }
    heads = [f"{one.trade_name} – {one.institution.name}" for one in wanted]
    without = [name for code, name in turn.provinces.items() if code in places - _provinces_of(wanted)]
    return turn.answered("offers_beside", cites=wanted, table=_table(turn, heads, rows), offers=wanted, without=without)


def _table(turn: Turn, heads: Sequence[str], rows: Rows) -> Table:
    """A cell that nothing is held for says so; a row of which nothing at all is held stays, too."""
    missing = turn.responses.label("not_held", "cell")
    return Table(
        columns=("", *heads),
        rows=tuple(
            (turn.responses.label(field, "beside"), *(cell or missing for cell in cells))
            for field, cells in rows.items()
        ),
    )


def _provinces_of(offers: Sequence[Programme]) -> set[str]:
    return {one.institution.province for one in offers}


def _dormitory(turn: Turn, school: Institution) -> str:
    held = school.dormitory in {"co", "lien_ket", "khong"}
    return turn.responses.label(str(school.dormitory), "dormitory") if held else ""


def _months(turn: Turn, offer: Programme) -> str:
    if not offer.duration_months_min:
        return ""
    most = offer.duration_months_max
    span = figure(offer.duration_months_min)
    if most and most != offer.duration_months_min:
        span = f"{span}–{figure(most)}"
    return turn.responses.text("months_of_learning", {"months": span})


def _fee(turn: Turn, offer: Programme) -> str:
    if offer.tuition_amount is None or not offer.tuition_unit:
        return ""
    unit = turn.responses.label(offer.tuition_unit, "tuition_unit")
    return turn.responses.text("fee_per", {"amount": money(offer.tuition_amount), "unit": unit})
