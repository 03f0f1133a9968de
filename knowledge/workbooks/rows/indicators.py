"""Rows of `labour_market_indicators_by_period`: one figure, this period's and the last one's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from knowledge.periods import previous_period
from knowledge.text import fold, nfc
from knowledge.workbooks.draft import Draft
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known
from knowledge.workbooks.rows.periods import parse_period, read_period
from knowledge.workbooks.values import scale_of
from knowledge.workbooks.vocabulary import plain

_LEADING = re.compile(r"^[\s\-–+•*.:]+")
_TOLERANCE = Decimal("0.1")
"""How far the written change may be from the difference, in the written unit."""


def read_indicator(reader: Reader, known: Known, above: Mapping[int, Draft]) -> None:
    """Fill the draft. `above`: drafts of the same sheet by row number, for a row that is a part of another."""
    draft, values = reader.draft, reader.draft.values
    whole = above.get(draft.row.part_of) if draft.row.part_of else None
    whole = whole if whole and "indicator_name" in whole.values else None
    written = reader.text("indicator")
    if written is None:
        draft.reject("indicator_missing", "indicator")
        return
    if whole is not None:
        values["indicator_name"], values["indicator_code"] = (
            whole.values["indicator_name"],
            whole.values["indicator_code"],
        )
        values["breakdown"] = reader.text("breakdown") or _part(written, reader.lexicon.part_words)
    else:
        values["indicator_name"] = written
        values["indicator_code"] = _code(reader, written)
        values["breakdown"] = reader.text("breakdown") or reader.lexicon.whole
    _area(reader, known)
    values["kind"] = reader.code("kind", "kind") or "actual"
    values["note"] = reader.text("note") or reader.note
    # A column headed by its period says it for all its figures.
    values["period"] = _of_header(reader, known, "value") or read_period(reader, known)
    before = reader.text("period_prev")
    written = parse_period(before, known) if before else None
    values["period_prev"] = written or _of_header(reader, known, "value_prev") or _previous(values["period"])
    unit, times = _unit(reader, whole)
    values["unit"] = unit
    _fitting_unit(reader)
    read = reader.percent if unit == "%" else reader.number
    for field in ("value_prev", "value", "change_abs"):
        found = read(field)
        values[field] = found * times if found is not None else None
    values["change_pct"] = reader.percent("change_pct")
    if values["value_prev"] is None and "value_prev" not in draft.region.columns:
        values["period_prev"] = None
    _plausible(reader, times)


def _of_header(reader: Reader, known: Known, field: str) -> str | None:
    header = reader.header(field)
    return parse_period(header, known) if any(map(str.isdigit, header)) else None


def _previous(period: str | None) -> str | None:
    return previous_period(period) if period else None


def _part(written: str, part_words: tuple[str, ...]) -> str:
    """ "- Trong đó: Nữ" → "Nữ"."""
    text = _LEADING.sub("", nfc(written))
    for word in part_words:
        folded = fold(text)
        plain_start = plain(text)
        if plain_start == word or plain_start.startswith(f"{word} "):
            # Skip as many letters as the words have, then what joins them to the rest.
            text = _LEADING.sub("", text[_length_of(folded, word) :])
            break
    return text[:1].upper() + text[1:]


def _length_of(folded: str, words: str) -> int:
    found = re.match(r"\W*".join(re.escape(word) for word in words.split()), folded)
    return found.end() if found else 0


def _code(reader: Reader, name: str) -> str | None:
    """Code of an indicator. "Qua đào tạo" alone counts short courses too, which a footnote may confirm."""
    draft = reader.draft
    code, beside = reader.lexicon.vocabularies["indicator_code"].beside(name)
    if code and any(not word.isdigit() and word not in reader.lexicon.indicator_fillers for word in beside):
        code = None
    if code is None:
        draft.flag("indicator_unknown")
        draft.report("indicator_unknown", "indicator")
    elif code == "TRAINED_ALL":
        marker = draft.row.cells.get("note")
        footnote = reader.note or (draft.region.notes.get(marker.text.strip()) if marker else None)
        if footnote:
            draft.flag("definition_from_footnote")
        else:
            draft.flag("definition_assumed")
            draft.report("definition_assumed", "indicator")
    return code


def _area(reader: Reader, known: Known) -> None:
    """Whose figure it is: the area of its own cell, else the province of the sheet; never another area's."""
    draft, values = reader.draft, reader.draft.values
    written = reader.text("geography")
    values["geography"], values["province"] = written, known.province
    if written is None:
        return
    key = plain(written)
    named = {code for name, code in known.areas.items() if f" {name} " in f" {key} "}
    if len(named) == 1 and (province := known.provinces.holding(*named)):
        values["province"] = province.code
        if known.province and province.code != known.province:
            draft.flag("other_province")
            draft.report("other_area", "geography", value=written)
    elif key in reader.lexicon.nationwide:
        values["province"] = None
        draft.flag("nationwide")
    elif not any(f" {word} " in f" {key} " for word in reader.lexicon.local_words):
        values["province"] = None
        draft.flag("province_missing")
        draft.report("area_unknown", "geography", value=written)


def _fitting_unit(reader: Reader) -> None:
    """A code that never has this unit was read from words that mean something else."""
    draft, values = reader.draft, reader.draft.values
    allowed = reader.lexicon.indicator_units.get(values["unit"] or "")
    if values["indicator_code"] and allowed is not None and values["indicator_code"] not in allowed:
        draft.flag("indicator_unit_odd")
        draft.report("indicator_unit_odd", "unit", value=values["unit"])
        values["indicator_code"] = None


def _unit(reader: Reader, whole: Draft | None) -> tuple[str | None, int]:
    """The unit that is stored, and how many of it the written one is."""
    draft = reader.draft
    written = reader.text("unit") or (draft.region.document.unit if "unit" not in draft.region.columns else None)
    if written is None and whole is not None:
        draft.flag("unit_inherited")
        flags = [flag for flag in whole.flags if flag.startswith("unit_scaled:x")]
        return whole.values["unit"], int(flags[0].partition("x")[2]) if flags else 1
    if written is None:
        draft.reject("unit_missing", "unit")
        return None, 1
    unit = reader.lexicon.vocabularies["indicator_unit"].code(written) if "%" not in written else "%"
    if unit is None:
        draft.flag("unit_unknown")
        draft.report("unit_unknown", "unit", expected=", ".join(reader.lexicon.vocabularies["indicator_unit"].codes))
        return written.lower(), 1
    times = int(scale_of(written, reader.lexicon.values)[0])
    if times != 1:
        draft.flag(f"unit_scaled:x{times}")
    return unit, times


def _plausible(reader: Reader, times: int) -> None:
    draft, values = reader.draft, reader.draft.values
    for field in ("value_prev", "value"):
        found = values[field]
        if found is not None and (found < 0 or (values["unit"] == "%" and found > 100)):
            draft.flag(f"out_of_range:{field}")
            draft.report("out_of_range", field, expected="0–100" if values["unit"] == "%" else ">= 0")
            values[field] = None
    _fractions(reader)
    before, now, change = values["value_prev"], values["value"], values["change_abs"]
    if None not in (before, now, change) and abs(now - before - change) > _TOLERANCE * times:
        draft.reject("change_differs", "change_abs", value=str(change), expected=str(now - before))


def _fractions(reader: Reader) -> None:
    """0,514 under "%" where no such rate is so low: whether 51,4 % or 0,514 % was meant is for the sender to say."""
    draft, values = reader.draft, reader.draft.values
    if values["unit"] != "%" or values["indicator_code"] not in reader.lexicon.never_below_one_percent:
        return
    for field in ("value_prev", "value"):
        found = values[field]
        if found is not None and 0 < found <= 1:
            draft.flag(f"maybe_fraction:{field}")
            draft.report("maybe_fraction", field)
            values[field] = None
