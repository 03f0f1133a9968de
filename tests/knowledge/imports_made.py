"""Imports made by hand for the tests of the archive and of snapshots: rows without a workbook."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from knowledge.imports.archive import Archive
from knowledge.imports.registry import Surroundings
from knowledge.tables import INSTITUTIONS, PROGRAMMES, Kind, Table
from knowledge.workbook_tables import ENROLMENT
from knowledge.workbooks.result import ImportResult

AT = datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=7)))
NOBODY = Surroundings([], {"04": "CB", "20": "LS", "86": "VL"})


def row_of(table: Table, **cells: Any) -> dict[str, Any]:
    """A row with every stored column, empty but for `cells`, as the importer leaves it."""
    empty = {column.name: () if column.kind is Kind.TEXTS else None for column in table.stored}
    told = {"source": "Báo cáo 01/BC-MAU", "as_of": AT.date(), "provider": "so_gddt", "data_status": "chinh_thuc"}
    return {name: {**empty, **told, "confidence": "medium", **cells}[name] for name in empty}


def school(name: str, province: str | None = "04", **cells: Any) -> dict[str, Any]:
    """A row of `institutions`."""
    given = {"type": "trung_cap", "status": "dang_hoat_dong", "old_province": province, "existence_confidence": "high"}
    return row_of(INSTITUTIONS, **{"name": name, "province": province, **given, **cells})


def offer(school_name: str, trade: str = "Hàn", **cells: Any) -> dict[str, Any]:
    """A row of `programmes`."""
    return row_of(PROGRAMMES, **{"institution_name": school_name, "trade_name": trade, "level": "trung_cap", **cells})


def enrolment(school_name: str, enrolled: int, **cells: Any) -> dict[str, Any]:
    """A row of `enrolment_by_period`."""
    told = {"institution_name": school_name, "trade_name": "Hàn", "level": "trung_cap", "period": "2026-Q3"}
    return row_of(ENROLMENT, **{**told, "enrolled": enrolled, **cells})


def take(
    archive: Archive, path: Path, known: Surroundings, *, at: datetime = AT, accept: bool = True, **tables: Any
) -> str:
    """Receive, store and accept one file whose rows are given by table name; its id."""
    if not path.exists():
        path.write_bytes(path.name.encode())
    receipt = archive.receive(path, by="Người nhập Mẫu", at=at)
    archive.store(receipt, ImportResult(path.name, tables, (), ()))
    if accept:
        archive.accept(receipt.id, by="Người duyệt Mẫu", at=at, known=known)
    return receipt.id
