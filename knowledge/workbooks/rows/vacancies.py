"""Rows of `vacancies_by_period`: who looks for whom, at what pay, until when."""

from __future__ import annotations

import re

from knowledge.errors import Severity
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known
from knowledge.workbooks.rows.periods import read_period
from knowledge.workbooks.values import Money

HOME = "VN"
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
_BANDS = ((5_000_000, "duoi_5tr"), (10_000_000, "5_10tr"), (20_000_000, "10_20tr"), (50_000_000, "20_50tr"))
_TOP_BAND = "tren_50tr"
_LEAST_MONTHLY = 1_000_000
"""An amount without a unit from which it can only be a month's pay."""


def read_vacancy(reader: Reader, known: Known) -> None:
    """Fill the draft; a row without an employer or a position is set aside."""
    draft, values = reader.draft, reader.draft.values
    values["period"] = read_period(reader, known)
    values["province"] = known.province
    employer = reader.text("employer")
    position = reader.text("position")
    if employer is None:
        draft.reject("employer_missing", "employer")
    if position is None:
        draft.reject("position_missing", "position")
    abbreviations = known.lexicon.abbreviations
    values["employer"] = abbreviations["employer"].expand(employer) if employer else None
    values["tax_code"] = _tax_code(reader)
    values["employer_type"] = reader.code("employer_type", "employer_type")
    values["vsic_section"] = reader.text("vsic_section")
    values["size_band"] = reader.text("size_band")
    values["workplace"] = reader.text("workplace")
    values["country"] = _country(reader, values["workplace"]) or HOME
    values["position"] = _position(reader, abbreviations["position"].expand(position)) if position else None
    values["vsco_code"] = reader.text("vsco_code")
    values["quantity"] = reader.people("quantity")
    values["quantity_female"] = reader.people("quantity_female")
    _quantities(reader)
    values["education"] = reader.code("education", "education")
    values["qualification"] = reader.codes("qualification", "qualification")
    values["major"] = reader.text("major")
    values["experience"] = reader.code("experience", "experience")
    _salary(reader)
    values["contract_type"] = reader.code("contract_type", "contract_type")
    values["benefits"] = _benefits(reader)
    values["priority_group"] = reader.codes("priority_group", "priority_group")
    deadline = reader.day("deadline")
    values["deadline"] = deadline.day if deadline else None
    told = draft.region.document.signed or draft.region.document.as_of
    if values["deadline"] and told and values["deadline"] < told:
        draft.flag("expired")
        draft.report("expired", "deadline", severity=Severity.INFO)
    if values["country"] != HOME:
        draft.flag("overseas")
        draft.flag("verify_licence_before_use")
        draft.report("overseas_job", "workplace")


def _tax_code(reader: Reader) -> str | None:
    written = reader.text("tax_code")
    if written is not None and not re.fullmatch(r"\d{10}(-?\d{3})?", written):
        reader.draft.flag("tax_code_wrong")
        reader.draft.report("tax_code_wrong", "tax_code")
        return None
    return written


def _country(reader: Reader, place: str | None) -> str | None:
    """Of a workplace: the whole cell, its last part after a comma, or what stands in brackets."""
    if place is None:
        return None
    country = reader.lexicon.vocabularies["country"].exactly
    brackets = _BRACKETS.search(place)
    parts = (place, place.rsplit(",", 1)[-1], brackets[1] if brackets else "")
    return next((code for part in parts if part and (code := country(part))), None)


def _position(reader: Reader, position: str) -> str:
    """A country in brackets belongs to the place, not to the work."""
    brackets = _BRACKETS.search(position)
    country = reader.lexicon.vocabularies["country"].exactly(brackets[1]) if brackets else None
    if brackets is None or country is None:
        return position
    if reader.draft.values["country"] == HOME and reader.draft.values["workplace"] is None:
        reader.draft.values["country"] = country
    return position[: brackets.start()]


def _quantities(reader: Reader) -> None:
    values = reader.draft.values
    total, women = values["quantity"], values["quantity_female"]
    if total is not None and women is not None and women > total:
        expected = f"{reader.header('quantity')} = {total}"
        reader.draft.reject("part_exceeds_whole", "quantity_female", value=str(women), expected=expected)


def _salary(reader: Reader) -> None:
    """One column with a range or words, or two columns. Daily and hourly pay is never turned into a month's."""
    draft, values = reader.draft, reader.draft.values
    values |= dict.fromkeys(("salary_min", "salary_max", "salary_unit", "salary_band"))
    if "salary" in draft.region.columns:
        words = reader.lexicon.vocabularies["salary_band"].code(reader.raw("salary"))
        if words and not re.search(r"\d", reader.raw("salary")):
            values["salary_band"] = words
            return
        found = reader.money("salary")
        if found is None:
            return
        values["salary_min"] = None if "at_most" in found.flags else found.low
        values["salary_max"] = None if "at_least" in found.flags else found.high
        per = found.per
    else:
        lowest, highest = reader.money("salary_min"), reader.money("salary_max")
        values["salary_min"] = lowest.low if lowest else None
        values["salary_max"] = highest.high if highest else None
        per = _either(lowest, highest)
    if values["salary_min"] and values["salary_max"] and values["salary_min"] > values["salary_max"]:
        draft.flag("wrong_order:salary")
        draft.report("range_reversed", "salary" if "salary" in draft.region.columns else "salary_max")
        values["salary_min"] = values["salary_max"] = None
        return
    amount = values["salary_min"] or values["salary_max"]
    if amount is None:
        return
    unit = reader.code("salary_unit", "salary_unit") or per or ("thang" if amount >= _LEAST_MONTHLY else None)
    if unit not in ("thang", "ngay", "gio"):
        draft.flag("salary_unit_missing")
        draft.report("salary_unit_missing", "salary")
        values["salary_min"] = values["salary_max"] = None
        return
    values["salary_unit"] = unit
    if unit == "thang":
        values["salary_band"] = next((band for limit, band in _BANDS if amount < limit), _TOP_BAND)
    else:
        draft.flag("daily_wage_not_converted")


def _either(lowest: Money | None, highest: Money | None) -> str | None:
    return (lowest.per if lowest else None) or (highest.per if highest else None)


def _benefits(reader: Reader) -> tuple[str, ...]:
    vocabulary = reader.lexicon.vocabularies["benefits"]
    texts = [text for field in ("benefits", "note") if (text := reader.text(field))]
    return tuple(dict.fromkeys(code for text in texts for code in vocabulary.all_in(text)))
