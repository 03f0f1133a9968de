"""Rows of `institutions`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.errors import Severity
from knowledge.workbooks.draft import Draft
from knowledge.workbooks.grid import Cell
from knowledge.workbooks.matching import WITHOUT_MARKS
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known

_CENTRES = ("tt_gdnn", "tt_gdnn_gdtx", "tt_gdtx")


def read_institution(reader: Reader, known: Known) -> None:
    """Fill the draft; set the row aside when it has no name."""
    draft, values = reader.draft, reader.draft.values
    written = reader.text("name")
    if written is None:
        draft.reject("institution_missing", "name")
        return
    name = known.lexicon.names.read(written)
    values["name"] = name.written
    match = known.institutions.match(written)
    values["institution_id"] = match.id if match and match.certainty >= WITHOUT_MARKS else None
    if match and match.certainty < WITHOUT_MARKS:
        draft.report("institution_close", "name", value=written, expected=match.name)
    type_ = reader.code("type", "institution_type")
    # "TTGDNN" is said of every centre; the name tells which kind.
    values["type"] = name.type if type_ is None or (type_ in _CENTRES and name.type in _CENTRES) else type_
    values["school_code"] = _school_code(reader)
    values["owner"] = reader.text("owner")
    values["ownership"] = reader.code("ownership", "ownership")
    values["address"] = reader.text("address")
    values["commune"] = reader.text("commune")
    values["old_district"] = reader.text("old_district")
    # A province that is written and not served is not the sender's.
    values["province"] = reader.code("province", "province") if reader.raw("province") else known.province
    values["phone"] = reader.phones("phone")
    values["email"] = reader.text("email")
    values["website"] = _website(reader)
    values["levels"] = reader.codes("levels", "level")
    values["abbreviations"] = _texts(reader.text("abbreviations"))
    values["former_names"] = _texts(reader.text("former_names"))
    values["capacity_per_year"] = reader.people("capacity_per_year")
    _dormitory(reader)
    values["dorm_fee"] = fee.low if (fee := reader.money("dorm_fee")) else None
    values["status"] = reader.code("status", "status") or "dang_hoat_dong"
    values["note"] = reader.text("note") or reader.note


def lost_zeros(drafts: Sequence[Draft]) -> None:
    """Empty the codes that Excel made numbers: shorter than the written ones of their column, their zeros are gone."""
    named = [draft for draft in drafts if draft.set_aside is None]
    widths = {len(str(draft.values["school_code"])) for draft in named if _is_text(draft.row.cells.get("school_code"))}
    for draft in named:
        code = draft.values.get("school_code")
        cell = draft.row.cells.get("school_code")
        if code is None or cell is None or _is_text(cell) or cell.text.startswith("0") or len(code) in widths:
            continue
        if widths or len(code) < 3:
            draft.values["school_code"] = None
            draft.flag("code_lost_leading_zero_quarantined")
            draft.report("code_lost_leading_zero", "school_code")


def _is_text(cell: Cell | None) -> bool:
    return cell is not None and isinstance(cell.value, str)


def _school_code(reader: Reader) -> str | None:
    written = reader.text("school_code")
    if written is not None and not re.fullmatch(r"\w[\w./-]*", written):
        reader.draft.flag("school_code_wrong")
        reader.draft.report("school_code_wrong", "school_code")
        return None
    return written


def _website(reader: Reader) -> str | None:
    written = reader.text("website")
    if written is None or re.match(r"https?://\S+$", written):
        return written
    return f"https://{written}" if re.fullmatch(r"[\w.-]+\.[a-z]{2,}\S*", written) else None


def _texts(written: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;\n]", written) if part.strip()) if written else ()


def _dormitory(reader: Reader) -> None:
    """ "Có (240 chỗ)", "160", "Không", "-": whether there is one, and its places."""
    draft, values = reader.draft, reader.draft.values
    values["dorm_places"] = reader.people("dorm_places") if "dorm_places" in draft.region.columns else None
    written = reader.raw("dormitory")
    vocabulary = reader.lexicon.vocabularies["dormitory"]
    code = vocabulary.code(written) if written else None
    numbers = re.findall(r"\d[\d.]*", written)
    if numbers and code in (None, "co"):
        places = int(numbers[0].replace(".", ""))
        values["dorm_places"] = values["dorm_places"] or places or None
        code = "co" if places else "khong"
    elif written and code is None:
        draft.flag("unknown_word:dormitory")
        draft.report("unknown_word", "dormitory", expected=", ".join(vocabulary.codes), severity=Severity.WARNING)
    if code is None and values["dorm_places"]:
        code = "co"
    values["dormitory"] = code or ("khong_ro" if "dormitory" in draft.region.columns else None)
