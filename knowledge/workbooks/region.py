"""One table found on a sheet: which column is which field, which rows are data, what stands around them.

Made by `layout.py` from a `Sheet`, read by the table builders. Nothing here is a number or a date yet,
apart from the document's own number, day and period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.workbooks.grid import Cell, Sheet


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A column that was recognised."""

    field: str
    column: int
    """1-based."""
    header: str
    """As written, the levels of a merged header joined by " > "."""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row below the header."""

    number: int
    """1-based row of the sheet."""
    serial: str
    """The STT cell as written, "" when there is none."""
    cells: Mapping[str, Cell]
    """By field; a vertically merged cell is given to each of its rows. Unrecognised columns are left out."""
    groups: tuple[str, ...] = ()
    """Headings above it, outermost first ("I. TRƯỜNG CAO ĐẲNG")."""
    hidden: bool = False
    part_of: int | None = None
    """Row number of the row it is a part of ("- Trong đó: Nữ" under a figure)."""
    inherited: frozenset[str] = frozenset()
    """Fields whose cell is empty here and was taken from the row or the heading above, without a merged cell."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the sheet says of itself, above and below the table; None where it says nothing."""

    number: str | None = None
    """As printed, "Số 000/BC-MAU"."""
    signed: date | None = None
    as_of: date | None = None
    """The day the figures were taken ("tính đến ngày …")."""
    period: str | None = None
    """A code of `models.Period`."""
    issuer: str | None = None
    """The department's line as written."""
    provider: str | None = None
    """A code of `tables.IMPORTED`'s provider."""
    province: str | None = None
    """Code of a province served."""
    area: str | None = None
    """Code of the province as it is named: of before 2025-07-01 too."""
    unit: str | None = None
    """After "Đơn vị tính:"."""
    sample: bool = False
    """The sheet is marked MẪU: fictional."""
    status: str | None = None
    """A code of `tables.IMPORTED`'s data_status when the sheet names one ("số liệu sơ bộ", "ước tính")."""


@dataclass(frozen=True, slots=True)
class Region:
    """One table of one sheet."""

    table: str
    """Name of one of the six tables."""
    sheet: Sheet
    document: Document
    title: str
    """The lines between the letterhead and the header, joined by a line break."""
    header_rows: tuple[int, int]
    """First and last 1-based row of the header."""
    columns: Mapping[str, FieldColumn]
    unknown_columns: tuple[FieldColumn, ...]
    """Columns with data and a header that no field claims (`field` is "")."""
    personal_columns: tuple[FieldColumn, ...]
    """Columns of personal data, dropped (`field` is the kind: person_name, id_number, phone, birth_date, address)."""
    rows: tuple[BodyRow, ...]
    totals: tuple[BodyRow, ...]
    """Rows of sums; `groups` tells what they sum when they stand inside a group."""
    notes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Footnotes by marker: "(*)" → text; notes without a marker have the keys "note 1", "note 2" …"""
