"""Files that are broken, locked or meant to do harm end in one located problem, within 5 s and 500 MB."""

import contextlib
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwt

from knowledge.errors import DataError, Problem, Severity
from knowledge.workbooks.files import Limits, read_workbook
from tests.raw_workbooks import MAIN, RELATIONS, compound, ods_parts, record, with_large_part, xlsx_parts, zipped

SHEET = "xl/worksheets/sheet1.xml"
ONE_CELL = '<sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'
LAUGHS = f'<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "{"&a;" * 10}"><!ENTITY c "{"&b;" * 10}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BIFF8 = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))


def refusal(path: Path, limits: Limits | None = None) -> Problem:
    with pytest.raises(DataError) as caught:
        read_workbook(path, limits=limits or Limits())
    (problem,) = caught.value.problems
    assert (problem.file, problem.severity) == (path.name, Severity.ERROR)
    return problem


def in_sheet(start: str, piece: str, pieces: int) -> Callable[[Path], None]:
    """A workbook whose sheet is `start` and many times `piece`."""

    def write(path: Path) -> None:
        parts = xlsx_parts("")
        head = f'<worksheet xmlns="{MAIN}">{start}'
        large = (piece * (1_000_000 // len(piece))).encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, content in parts.items():
                if name != SHEET:
                    package.writestr(name, content)
            with package.open(SHEET, "w") as part:
                part.write(head.encode())
                for _ in range(pieces):
                    part.write(large)

    return write


def bomb_of_blanks(path: Path) -> None:
    with_large_part(path, xlsx_parts(""), SHEET, 300, b" " * 1_000_000)


def strings_without_cells(path: Path) -> None:
    strings = "".join(f"<si><t>{number * 7919}</t></si>" for number in range(200_000))
    zipped(path, xlsx_parts(ONE_CELL, strings=strings))


def bomb_with_a_small_word(path: Path) -> None:
    """The headers say 1,000 bytes; thirty million follow."""
    with_large_part(path, xlsx_parts(""), SHEET, 30, b" " * 1_000_000)
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 1_000)))


def many_entries(path: Path) -> None:
    zipped(path, {**xlsx_parts(ONE_CELL), **{f"xl/media/{number}.bin": b"" for number in range(3_000)}})


def repeated_cells(path: Path) -> None:
    cell = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
    )
    zipped(path, ods_parts(f'<table:table table:name="a">{cell * 3}</table:table>'))


def noise(path: Path) -> None:
    """Does not compress, so that no ratio gives it away."""
    zipped(path, {**xlsx_parts(""), SHEET: random.Random(1).randbytes(5_000_000)})


CELLS = f"<row>{'<c><v>1</v></c>' * 10}</row>"
BOMBS: dict[str, tuple[Callable[[Path], None], str]] = {
    "blanks.xlsx": (bomb_of_blanks, "file_bomb"),
    "lying.xlsx": (bomb_with_a_small_word, "file_broken"),
    "strings.xlsx": (strings_without_cells, "file_without_end"),
    "entries.xlsx": (many_entries, "file_too_many_parts"),
    "comment.xlsx": (in_sheet("<!-- ", "a > ", 20), "file_bomb"),
    "attribute.xlsx": (in_sheet('<row r="', "1234 > ", 20), "file_bomb"),
    "text.xlsx": (in_sheet('<sheetData><row><c t="str"><v>', "chữ ", 9), "file_bomb"),
    "nested.xlsx": (in_sheet("<sheetData>", "<row>", 9), "file_without_end"),
    "rows.xlsx": (in_sheet("<sheetData>", "<row/>", 20), "file_bomb"),
    "unknown.xlsx": (in_sheet("<sheetData>", '<a b="1"/><c2 d="e"></c2><f/>', 9), "file_broken"),
    "cells.xlsx": (in_sheet("<sheetData>", CELLS, 70), "file_too_many_cells"),
    "noise.xlsx": (noise, "file_broken"),
    "repeated.ods": (repeated_cells, "file_too_many_cells"),
}
MEASURE = """
import resource, sys
from pathlib import Path
from knowledge.errors import DataError
from knowledge.workbooks.files import read_workbook
for path in map(Path, sys.argv[1:]):
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        code = f"read {len(read_workbook(path).sheets)}"
    except DataError as error:
        code = error.problems[0].code
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
    (most,) = (line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    print(path.name, code.replace(" ", "_"), seconds, int(most) // 1000)
"""


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, float]]:
    """Code, seconds of processor and the most megabytes so far, of each bomb, in a process of its own."""
    folder = tmp_path_factory.mktemp("bombs")
    for name, (write, _) in BOMBS.items():
        write(folder / name)
        assert (folder / name).stat().st_size < Limits().file_bytes
    command = [sys.executable, "-c", MEASURE, *(folder / name for name in BOMBS)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100).stdout
    lines = (line.split() for line in printed.splitlines())
    return {name: (code, float(seconds), float(megabytes)) for name, code, seconds, megabytes in lines}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_neither_time_nor_memory(name: str, costs: dict[str, tuple[str, float, float]]) -> None:
    code, seconds, megabytes = costs[name]
    assert code == BOMBS[name][1]
    assert seconds < 5
    assert megabytes < 500


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", SHEET, "_rels/.rels"])
def test_no_document_type_is_ever_read(tmp_path: Path, doctype: str, part: str) -> None:
    parts = xlsx_parts(ONE_CELL)
    parts[part] = f"{doctype}{parts[part]!s}"
    assert refusal(zipped(tmp_path / "mau.xlsx", parts)).code == "file_hostile_xml"


def test_no_document_type_in_other_formats(tmp_path: Path) -> None:
    parts = ods_parts("")
    parts["content.xml"] = f"{LAUGHS}{parts['content.xml']!s}"
    assert refusal(zipped(tmp_path / "mau.ods", parts)).code == "file_hostile_xml"
    path = tmp_path / "mau.xls"
    path.write_text(
        f'<?xml version="1.0"?>{LAUGHS}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&c;</Workbook>'
    )
    assert refusal(path).code == "file_hostile_xml"


def _saved(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = 7
    book.save(path)
    return path


def test_locked_files_ask_for_the_password_to_be_removed(tmp_path: Path) -> None:
    assert refusal(compound(tmp_path / "a.xlsx", b"x" * 5000, "EncryptedPackage")).code == "file_password"
    assert refusal(compound(tmp_path / "b.xls", BIFF8 + record(0x2F, bytes(54)))).code == "file_password"
    locked = bytearray(_saved(tmp_path / "c.xlsx").read_bytes())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(magic)
        while place >= 0:
            locked[place + flags] |= 1
            place = locked.find(magic, place + 4)
    (tmp_path / "c.xlsx").write_bytes(locked)
    assert refusal(tmp_path / "c.xlsx").code == "file_password"
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    path = zipped(tmp_path / "d.ods", {**ods_parts(""), "META-INF/manifest.xml": manifest})
    assert refusal(path).code == "file_password"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("trong.xlsx", b"", "file_empty"),
        ("anh.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), "file_not_workbook"),
        ("quet.xls", b"%PDF-1.7\n", "file_not_workbook"),
        ("nen.xlsx", b"Rar!\x1a\x07\x00", "file_not_workbook"),
        ("la.csv", bytes(range(256)) * 10, "file_not_workbook"),
        ("hong.xlsx", b"PK\x03\x04" + bytes(100), "file_broken"),
        ("hong.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "file_broken"),
        ("trang.xls", b"<html><body>khong co bang</body></html>", "file_without_sheets"),
        ("lech.csv", b"\xff\xfe\x00", "text_damaged"),
        ("la_ma.csv", "Название;Имя\n".encode("koi8-r") * 20, "text_encoding_unknown"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path).code == code


def test_zips_that_hold_something_else(tmp_path: Path) -> None:
    assert refusal(zipped(tmp_path / "a.xlsx", {"word/document.xml": "<x/>"})).code == "file_is_document"
    assert refusal(zipped(tmp_path / "b.xlsx", {"xl/workbook.bin": "x"})).code == "file_not_supported"
    assert refusal(zipped(tmp_path / "c.xlsx", {"../../etc/passwd": "x"})).code == "file_not_workbook"
    assert refusal(compound(tmp_path / "d.xls", b"x" * 5000, "WordDocument")).code == "file_is_document"
    parts = xlsx_parts(ONE_CELL)
    del parts[SHEET]
    assert refusal(zipped(tmp_path / "e.xlsx", parts)).code == "file_broken"


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    _saved(tmp_path / "mau.xlsx")
    (tmp_path / "lien_ket.xlsx").symlink_to(tmp_path / "mau.xlsx")
    os.mkfifo(tmp_path / "ong.xlsx")
    for path in (tmp_path, tmp_path / "lien_ket.xlsx", tmp_path / "ong.xlsx"):
        assert refusal(path).code == "file_not_a_file"
    assert refusal(tmp_path / "khong_co.xlsx").code == "file_missing"
    assert refusal(tmp_path / "mau.xlsx" / "trong.xlsx").code == "file_unreadable"


def test_limits_are_named(tmp_path: Path) -> None:
    path = _saved(tmp_path / "mau.xlsx")
    problem = refusal(path, Limits(file_bytes=1_000))
    assert (problem.code, problem.expected) == ("file_too_large", "0")
    book = openpyxl.Workbook()
    for number in range(5):
        book.create_sheet(f"Tờ {number}")
    book.save(path)
    assert refusal(path, Limits(sheets=5)).code == "file_too_many_sheets"
    (tmp_path / "mau.csv").write_text("a,b\n" * 100)
    assert refusal(tmp_path / "mau.csv", Limits(cells=150)).code == "file_too_many_cells"
    assert refusal(tmp_path / "mau.csv", Limits(characters=100)).code == "file_too_much_text"
    stored = xlwt.Workbook()
    sheet = stored.add_sheet("a")
    for row in range(30):
        sheet.write(row, 0, row)
    stored.save(str(tmp_path / "mau.xls"))
    assert refusal(tmp_path / "mau.xls", Limits(cells=20)).code == "file_too_many_cells"


def test_a_cell_at_the_end_of_the_world_is_named(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 2001))
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = zipped(tmp_path / "mau.xlsx", xlsx_parts(f"<sheetData>{rows}{far}</sheetData>"))
    problem = refusal(path)
    assert (problem.code, problem.value, problem.sheet) == ("file_cell_far_away", "XFD1048576", "Một")
    (sheet,) = read_workbook(
        zipped(tmp_path / "mau.xlsx", xlsx_parts(f"<sheetData>{far.replace('XFD', 'A')}</sheetData>"))
    ).sheets
    assert (len(sheet.rows), sheet.rows[-1][0].value) == (1048576, 1)


@pytest.mark.parametrize("reference", ["XFE1", "ZZZ9", "A1048577", "1A", "Ă1", "AAAA1"])
def test_a_cell_outside_every_sheet_breaks_the_file(tmp_path: Path, reference: str) -> None:
    row = reference.lstrip("ABCDEFXZĂ")
    sheet = f'<sheetData><row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
    assert refusal(zipped(tmp_path / "mau.xlsx", xlsx_parts(sheet))).code == "file_broken"


def _xls(folder: Path, *, extra: bytes = b"", sheets: int = 1) -> Path:
    """A .xls with as many entries for one and the same sheet."""
    entry = record(0x85, bytes(4) + b"\0\0\x01\0a")
    after = len(BIFF8) + len(extra) + sheets * len(entry) + 4
    entry = record(0x85, struct.pack("<I", after) + b"\0\0\x01\0a")
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + record(0x0A, b"")
    return compound(folder / "mau.xls", BIFF8 + extra + entry * sheets + record(0x0A, b"") + page)


def test_what_a_xls_would_cost_is_counted_before_it_is_parsed(tmp_path: Path) -> None:
    assert read_workbook(_xls(tmp_path)).sheets[0].rows == []
    assert refusal(_xls(tmp_path, sheets=2)).code == "file_broken"
    assert refusal(_xls(tmp_path, sheets=101)).code == "file_too_many_sheets"
    assert refusal(_xls(tmp_path, extra=record(0xE0, bytes(20)) * 20_001)).code == "file_broken"
    assert (
        refusal(_xls(tmp_path, extra=record(0x0208, bytes(4)) * 10), Limits(xls_bytes=1_000)).code == "file_too_large"
    )


def test_a_page_with_wide_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mau.xls"
    path.write_text(f"<html><table>{'<tr><td colspan=9999 rowspan=9999>a</td></tr>' * 5_000}</table></html>")
    assert refusal(path).code in ("file_broken", "file_without_end")


def test_macros_are_left_alone(tmp_path: Path) -> None:
    path = zipped(tmp_path / "mau.xlsm", {**xlsx_parts(ONE_CELL), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    read = read_workbook(path)
    assert read.sheets[0].rows[0][0].value == 7
    assert [(one.code, one.severity) for one in read.problems] == [("file_macros", Severity.INFO)]


def test_links_to_other_files_and_programs_are_not_followed(tmp_path: Path) -> None:
    parts = xlsx_parts(
        '<sheetData><row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>14</v></c>'
        '<c r="B1" t="str"><f>cmd|\'/c calc\'!A0</f><v>x</v></c></row></sheetData>'
    )
    rels = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Rel", f'<Relationship Id="x" Type="{RELATIONS}/externalLink" Target="externalLinks/externalLink1.xml"/></Rel'
    )
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships><Relationship Id="rId1" Type="{RELATIONS}/externalLinkPath" '
        'Target="file:///D:/khac.xlsx" TargetMode="External"/></Relationships>'
    )
    read = read_workbook(zipped(tmp_path / "mau.xlsx", parts))
    assert [cell.value for cell in read.sheets[0].rows[0]] == [14, "x"]
    assert [(one.code, one.value, one.severity) for one in read.problems] == [
        ("file_external_link", "file:///D:/khac.xlsx", Severity.WARNING),
        ("file_dde_link", None, Severity.WARNING),
    ]


def test_formulas_as_text_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "mau.csv"
    path.write_text("ten,so\n=cmd|'/c calc'!A0,=1+1\n")
    (sheet,) = read_workbook(path).sheets
    assert [cell.value for cell in sheet.rows[1]] == ["=cmd|'/c calc'!A0", "=1+1"]


def _originals(folder: Path) -> list[Path]:
    stored = xlwt.Workbook()
    page = stored.add_sheet("Một")
    for row in range(20):
        page.write(row, 0, f"Mẫu {row}", xlwt.easyxf("font: name .VnTime"))
        page.write(row, 1, row / 7)
    page.write_merge(30, 31, 0, 2, "hết")
    stored.save(str(folder / "mau.xls"))
    zipped(folder / "mau.xlsx", xlsx_parts(ONE_CELL, styles="<fonts><font/></fonts><cellXfs><xf/></cellXfs>"))
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    zipped(
        folder / "mau.ods",
        ods_parts(f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>'),
    )
    (folder / "mau.csv").write_text('a,b\n"Mẫu",1\n', encoding="utf-8")
    return [folder / f"mau.{kind}" for kind in ("xls", "xlsx", "ods", "csv")]


@pytest.mark.parametrize("kind", range(4), ids=["xls", "xlsx", "ods", "csv"])
def test_damage_anywhere_ends_in_a_workbook_or_a_problem(tmp_path: Path, kind: int) -> None:
    path = _originals(tmp_path)[kind]
    original = path.read_bytes()
    chance = random.Random(kind)
    for _ in range(150):
        damaged = bytearray(original)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.3:
            del damaged[chance.randrange(len(damaged)) :]
        path.write_bytes(damaged)
        with contextlib.suppress(DataError):
            read_workbook(path)
