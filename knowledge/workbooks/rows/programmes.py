"""Rows of `programmes`: what an institution offers, for whom, how long, at what fee, until when."""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known
from knowledge.workbooks.rows.offers import read_offer
from knowledge.workbooks.vocabulary import plain

_LARGEST_QUOTA = 2000
_MONTHS = {"duoi_3_thang": (0, 3), "so_cap": (3, 12), "trung_cap": (12, 36), "cao_dang": (24, 42)}
"""Usual months of a course by level (schemas, section 1.2)."""
_DEAREST = {
    "thang": 10_000_000,
    "hoc_ky": 60_000_000,
    "nam": 120_000_000,
    "toan_khoa": 400_000_000,
    "tin_chi": 3_000_000,
}
"""Fees above these are more likely of another unit."""


def read_programme(reader: Reader, known: Known) -> None:
    """Fill the draft."""
    draft, values = reader.draft, reader.draft.values
    read_offer(reader, known)
    # A code whose name is another trade's says nothing sure: then the name alone counts.
    doubtful = any(flag.startswith("code_name_mismatch") for flag in draft.flags)
    code = None if doubtful else values["trade_code"]
    values["occupation_id"] = known.trades.occupation(code, values["trade_name"] or "")
    values["training_form"] = reader.code("training_form", "training_form")
    months = reader.months("duration_months")
    values["duration_months_min"], values["duration_months_max"] = map(_number, months) if months else (None, None)
    _usual_months(reader)
    _quota(reader)
    values["entry_level"] = reader.code("entry_level", "entry_level")
    values["selection"] = reader.text("selection")
    _tuition(reader)
    values["heavy_toxic"] = _heavy(reader)
    values["apply_from"] = found.day if (found := reader.day("apply_from")) else None
    values["apply_to"] = found.day if (found := reader.day("apply_to")) else None
    if values["apply_from"] and values["apply_to"] and values["apply_from"] > values["apply_to"]:
        draft.flag("wrong_order:apply_to")
        draft.report("days_reversed", "apply_to")
        values["apply_from"] = values["apply_to"] = None
    start = reader.day("start")
    values["start"] = (start.day.isoformat() if start.day else start.month or None) if start else None
    if start and start.day and values["apply_to"] and start.day < values["apply_to"]:
        draft.flag("start_before_deadline")
        draft.report("start_before_deadline", "start")
        values["start"] = None
    values["campus"] = reader.text("campus")
    values["intake_year"] = reader.text("intake_year") or (str(known.year) if known.year else None)
    notes = (reader.text("note"), reader.note, reader.text("fee_policy") if not values["fee_policy"] else None)
    values["note"] = "; ".join(note for note in notes if note) or None


def _usual_months(reader: Reader) -> None:
    draft, values = reader.draft, reader.draft.values
    least, most = _MONTHS.get(values["level"] or "", (0, 72))
    if values["duration_months_max"] and not least <= values["duration_months_max"] <= most:
        draft.flag("duration_unusual")
        draft.report("duration_unusual", "duration_months", expected=f"{least}–{most}")


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _quota(reader: Reader) -> None:
    draft, values = reader.draft, reader.draft.values
    values["quota"], values["quota_scope"] = None, "nghe"
    found = reader.quantity("quota")
    grouped = ";" in (values["trade_code"] or "") or ";" in (values["trade_name"] or "")
    if found is not None:
        reader.doubt("quota", found.flags)
        grouped = grouped or any(word in plain(found.remark).split() for word in reader.lexicon.group_words)
        if found.low != found.high or found.low < 0 or found.low != found.low.to_integral_value():
            draft.flag("not_count")
            draft.report("not_count", "quota")
        else:
            values["quota"] = found.whole
    if values["quota"] is not None and not 1 <= values["quota"] <= _LARGEST_QUOTA:
        draft.flag("quota_unusual")
        draft.report("quota_unusual", "quota", expected=f"1–{_LARGEST_QUOTA}")
    if grouped:
        values["quota_scope"] = "nhom"
        draft.flag("grouped_quota")


def _tuition(reader: Reader) -> None:
    """Amount, unit and policy; "Miễn phí" is 0 đồng for the whole course. An amount without a unit stays doubtful."""
    draft, values = reader.draft, reader.draft.values
    found = reader.money("tuition")
    written = reader.code("tuition_unit", "tuition_unit")
    policy = reader.lexicon.vocabularies["fee_policy"]
    fee_text = reader.text("fee_policy") or ""
    policies = tuple(dict.fromkeys(code for part in re.split(r"[;\n]", fee_text) if (code := policy.code(part))))
    values["tuition_amount"] = values["tuition_unit"] = None
    if found is not None:
        if found.low != found.high:
            draft.flag("not_single_number")
            draft.report("not_single_number", "tuition")
        else:
            values["tuition_amount"] = found.low
            free = not {"free", "waived"}.isdisjoint(found.flags)
            values["tuition_unit"] = written or found.per or ("toan_khoa" if free else None)
            if found.low > _DEAREST.get(values["tuition_unit"] or "", found.low):
                draft.flag("tuition_unusual")
                draft.report("tuition_unusual", "tuition")
            if free and not policies:
                policies = ("mien",)
            if values["tuition_unit"] is None:
                draft.flag("tuition_unit_missing")
                draft.report("tuition_unit_missing", "tuition")
    values["fee_policy"] = policies


def _heavy(reader: Reader) -> str | None:
    if code := reader.code("heavy_toxic", "yes_no_unknown"):
        return code
    notes = f"{reader.note or ''} {reader.text('note') or ''}"
    found = reader.lexicon.vocabularies["heavy_toxic_note"].all_in(notes)
    return found[0] if found else None
