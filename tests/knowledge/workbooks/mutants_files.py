"""The same tables in another container, a container that is broken, and files that hold no table at all."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from tests.knowledge.workbooks.expectations import Expectation, Outcome, Place
from tests.knowledge.workbooks.make_blind import windows_1258
from tests.knowledge.workbooks.mutant import ENROLMENT, SAME, SOURCE, TABLE_OF, VACANCIES, Mutant

LEGACY = Path(__file__).parents[3] / "data" / "lexicon" / "legacy_encodings.csv"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
REFUSED = Expectation(Outcome.REFUSED)
RIGHT_OR_REFUSED = Expectation(Outcome.RIGHT_OR_REFUSED)


def repacked(
    replace: Mapping[str, Callable[[str], str]] | None = None,
    *,
    drop: tuple[str, ...] = (),
    add: Mapping[str, bytes] | None = None,
) -> Callable[[Path], None]:
    """The sample report with parts of its package rewritten, left out or added."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(SOURCE) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                if name in drop:
                    continue
                body = old.read(name)
                if replace and name in replace:
                    body = replace[name](body.decode("utf-8")).encode("utf-8")
                new.writestr(name, body)
            for name, body in (add or {}).items():
                new.writestr(name, body)

    return write


def packed(parts: Mapping[str, bytes]) -> Callable[[Path], None]:
    """A zip of these parts and nothing else."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, body in parts.items():
                package.writestr(name, body)

    return write


def raw(content: bytes) -> Callable[[Path], None]:
    """A file of these bytes."""

    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _flipped(part: str) -> Callable[[Path], None]:
    """Bytes turned over in the middle of one part's compressed data: its checksum no longer holds."""

    def write(path: Path) -> None:
        content = bytearray(SOURCE.read_bytes())
        with zipfile.ZipFile(SOURCE) as package:
            info = package.getinfo(part)
        start = info.header_offset + 30 + len(part) + info.compress_size // 2
        for position in range(start, start + 8):
            content[position] ^= 0xFF
        path.write_bytes(content)

    return write


def _cut(share: float) -> bytes:
    content = SOURCE.read_bytes()
    return content[: int(len(content) * share)]


def _dimension(declared: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"<dimension [^>]*/>", declared, text)


def _every_sheet(change: Callable[[str], str]) -> dict[str, Callable[[str], str]]:
    return {f"xl/worksheets/sheet{number}.xml": change for number in range(1, 7)}


def _cached(path: Path) -> None:
    """A quota typed as a formula, with the value that the spreadsheet program stored beside it."""
    cell = '<c r="E13"><f>30+5</f><v>35</v></c>'
    rewrite = {"xl/worksheets/sheet3.xml": lambda text: re.sub(r'<c r="E13".*?</c>', cell, text, count=1)}
    repacked(rewrite)(path)


def _rows(sheet: str) -> list[list[str]]:
    workbook = load_workbook(SOURCE, read_only=True)
    found = [["" if v is None else str(v) for v in row] for row in workbook[sheet].iter_rows(values_only=True)]
    workbook.close()
    return found


def _as_csv(sheet: str, delimiter: str, encode: Callable[[str], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(_rows(sheet))
        path.write_bytes(encode(text.getvalue()))

    return write


def _tcvn3(text: str) -> bytes:
    with LEGACY.open(encoding="utf-8", newline="") as lines:
        table = {row["letter"]: bytes.fromhex(row["tcvn3"]) for row in csv.DictReader(lines)}
    table["–"] = b"-"
    return b"".join(
        table.get(char) or table.get(char.lower()) or char.encode("ascii")
        for char in unicodedata.normalize("NFC", text)
    )


def _as_xls(path: Path) -> None:
    book, workbook = xlwt.Workbook(encoding="utf-8"), load_workbook(SOURCE)
    for ws in workbook.worksheets:
        sheet = book.add_sheet(ws.title)
        sheet.visibility = 0 if ws.sheet_state == "visible" else 1
        merged = [area.bounds for area in ws.merged_cells.ranges]
        starts = {(top, left): (bottom, right) for left, top, right, bottom in merged}
        for row in ws.iter_rows():
            for cell in row:
                if not isinstance(cell, Cell) or cell.value is None:
                    continue
                style = xlwt.easyxf(f"font: name {cell.font.name or 'Arial'}")
                if cell.is_date:
                    style.num_format_str = "dd/mm/yyyy"
                at = (cell.row, cell.column)
                bottom, right = starts.get(at, at)
                if at == (bottom, right):
                    sheet.write(at[0] - 1, at[1] - 1, cell.value, style)
                else:
                    sheet.write_merge(at[0] - 1, bottom - 1, at[1] - 1, right - 1, cell.value, style)
    workbook.close()
    book.save(str(path))


def _new(fill: Callable[[Workbook], object]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        workbook = Workbook()
        fill(workbook)
        workbook.save(path)
        workbook.close()

    return write


def _menu(workbook: Workbook) -> None:
    ws = workbook.worksheets[0]
    for row, values in enumerate((("Thứ", "Món", "Giá"), ("Hai", "Cơm", 30000), ("Ba", "Phở", 35000)), start=1):
        for column, value in enumerate(values, start=1):
            ws.cell(row, column, value)


def _only(sheet: str, outcome: Outcome = Outcome.SAME) -> Expectation:
    return Expectation(outcome, only=(TABLE_OF[sheet],))


_CSV_VACANCIES = {
    "utf8_comma": (",", lambda text: text.encode("utf-8")),
    "utf8_bom_semicolon": (";", lambda text: text.encode("utf-8-sig")),
    "utf8_tab": ("\t", lambda text: text.encode("utf-8")),
    "utf16": (",", lambda text: text.encode("utf-16")),
    "windows_1258": (";", windows_1258),
}
FILES: tuple[Mutant, ...] = (
    Mutant("dimension_too_large", repacked(_every_sheet(_dimension('<dimension ref="A1:XFD1048576"/>'))), SAME),
    Mutant("dimension_too_small", repacked(_every_sheet(_dimension('<dimension ref="A1:B2"/>'))), SAME),
    Mutant("dimension_missing", repacked(_every_sheet(_dimension(""))), SAME),
    Mutant("formula_with_its_value", _cached, SAME),
    *(
        Mutant(f"vacancies_csv_{name}", _as_csv(VACANCIES, mark, encode), _only(VACANCIES), ".csv")
        for name, (mark, encode) in _CSV_VACANCIES.items()
    ),
    Mutant("enrolment_csv", _as_csv(ENROLMENT, ";", lambda text: text.encode("utf-8-sig")), _only(ENROLMENT), ".csv"),
    Mutant(
        "vacancies_csv_tcvn3",
        _as_csv(VACANCIES, ";", _tcvn3),
        Expectation(Outcome.RIGHT_OR_LOCATED, only=(TABLE_OF[VACANCIES],), places=(Place(None),)),
        ".csv",
    ),
    Mutant("old_xls", _as_xls, SAME, ".xls"),
    Mutant("old_xls_named_xlsx", _as_xls, RIGHT_OR_REFUSED, ".xlsx"),
    Mutant("xlsx_named_xls", repacked(), RIGHT_OR_REFUSED, ".xls"),
    Mutant("xlsx_named_csv", repacked(), RIGHT_OR_REFUSED, ".csv"),
    Mutant(
        "csv_named_xlsx",
        _as_csv(ENROLMENT, ",", lambda text: text.encode("utf-8")),
        _only(ENROLMENT, Outcome.RIGHT_OR_REFUSED),
    ),
    Mutant("upper_case_suffix", repacked(), SAME, ".XLSX"),
    Mutant("png_named_xlsx", raw(PNG), REFUSED),
    Mutant("png_named_xls", raw(PNG), REFUSED, ".xls"),
    Mutant("png_named_csv", raw(PNG), REFUSED, ".csv"),
    Mutant("pdf_named_xlsx", raw(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), REFUSED),
    Mutant("html_named_xls", raw("<html><table><tr><td>Mẫu</td></tr></table></html>".encode()), REFUSED, ".xls"),
    *(Mutant(f"empty_{suffix}", raw(b""), REFUSED, f".{suffix}") for suffix in ("xlsx", "xls", "csv", "ods")),
    Mutant("csv_of_blank_lines", raw(b"\r\n;;;\r\n  \r\n"), REFUSED, ".csv"),
    Mutant("csv_with_nul_bytes", raw(b"STT;Ten\x00;SL\r\n" + bytes(64)), REFUSED, ".csv"),
    Mutant("empty_sheets", _new(lambda wb: wb.create_sheet("Trong")), REFUSED),
    Mutant("unrelated_workbook", _new(_menu), REFUSED),
    Mutant("headers_without_rows", raw((SOURCE.parent / "BIEU_MAU_TRONG_6_bang.xlsx").read_bytes()), REFUSED),
    *(Mutant(f"cut_at_{share:.0%}".replace("%", ""), raw(_cut(share)), REFUSED) for share in (0.02, 0.5, 0.98)),
    Mutant("flipped_bytes_in_a_sheet", _flipped("xl/worksheets/sheet3.xml"), REFUSED),
    Mutant("flipped_bytes_in_the_workbook", _flipped("xl/workbook.xml"), REFUSED),
    Mutant("sheet_not_closed", repacked({"xl/worksheets/sheet3.xml": lambda text: text[: len(text) // 2]}), REFUSED),
    Mutant("workbook_part_missing", repacked(drop=("xl/workbook.xml",)), REFUSED),
    Mutant("sheet_part_missing", repacked(drop=("xl/worksheets/sheet3.xml",)), REFUSED),
    Mutant("document_named_xlsx", packed({"word/document.xml": b"<w:document/>"}), REFUSED),
    Mutant("binary_workbook_named_xlsx", packed({"xl/workbook.bin": bytes(99)}), REFUSED),
    Mutant("empty_package", packed({}), REFUSED),
    Mutant("climbing_names", repacked(add={"../../evil.xml": b"<a/>", "/etc/evil": b"x"}), RIGHT_OR_REFUSED),
)
