"""Every format of workbook becomes the same grid: texts in clean Unicode, values typed, nothing else lost."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
import yaml
from hypothesis import given
from hypothesis import strategies as st
from odf.element import Element
from odf.number import Number, NumberStyle
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.workbook import Workbook as NewWorkbook

from knowledge.errors import DataError, Severity
from knowledge.workbooks.files import read_workbook
from knowledge.workbooks.grid import EMPTY, Cell, Merged, Sheet, Workbook
from tests.raw_workbooks import ods_parts, xlsx_parts, zipped

TCVN3 = "Tr\u00adêng Cao ®¼ng"
VNI = "Tröôøng Cao ñaúng"
COLLEGE = "Trường Cao đẳng"


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


def codes(workbook: Workbook) -> list[str]:
    return [problem.code for problem in workbook.problems]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        (35.0, "General", "35"),
        (-12.5, "General", "-12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1234567, "#,##0", "1234567"),
        (1e21, "General", "1" + "0" * 21),
        (0.125, "0%", "12,5%"),
        (0.07, "0.00%", "7%"),
        (12.5, '0.0"%"', "12,5%"),
        (1, "0000", "0001"),
        (206.0, "0000", "0206"),
        (7, '#,##0" tr"', "7 tr"),
        (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_)', "0"),
        (45, "[Red]0", "45"),
        (True, "General", "TRUE"),
        (date(2026, 9, 1), "dd/mm/yyyy", "01/09/2026"),
        (datetime(2026, 9, 1, 7, 30), "General", "01/09/2026 07:30"),
        (time(7, 30), "hh:mm", "07:30"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        ("hai\ndòng", "@", "hai\ndòng"),
    ],
)
def test_a_cell_reads_as_a_person_reads_it(value: object, number_format: str, text: str) -> None:
    assert Cell(value, number_format).text == text  # type: ignore[arg-type]


def test_an_error_is_what_stands_in_the_cell() -> None:
    cell = Cell(None, error="#REF!")
    assert (cell.text, cell.empty) == ("#REF!", False)
    assert Cell(" \n ").empty


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.text(max_size=12))
def test_any_number_in_any_format_has_a_text(value: float, number_format: str) -> None:
    assert Cell(value, number_format).text


@given(st.integers(-(10**14), 10**14))
def test_a_whole_number_keeps_its_digits(value: int) -> None:
    assert int(Cell(float(value)).text) == value


def test_xlsx_values_fonts_and_layout(tmp_path: Path) -> None:
    book = NewWorkbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tuyển sinh"
    sheet.append([TCVN3, "Mẫu", 35.0, 0.125, date(2026, 9, 1), True, "#DIV/0!"])
    sheet["A1"].font = Font(name=".VnTime")
    sheet["D1"].number_format = "0%"
    sheet["G1"].data_type = "e"
    sheet["A2"] = "tr\u00adêng"
    sheet["A2"].font = Font(name=".VnTimeH")
    sheet["B2"] = COLLEGE
    sheet["B2"].font = Font(name=".VnTime")
    sheet["C2"] = 1
    sheet["C2"].number_format = "0000"
    sheet["A3"] = CellRichText(
        TextBlock(InlineFont(rFont="VNI-Times"), "Tröôøng "), TextBlock(InlineFont(rFont="Arial"), "Mẫu")
    )
    sheet["A5"] = "  cuối\u00a0\u200bdòng \n hai "
    sheet.merge_cells("A7:C8")
    sheet.merge_cells("E3:F4")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Ẩn").sheet_state = "veryHidden"
    book["Ẩn"]["B2"] = 7
    book.save(tmp_path / "mau.xlsx")

    read = read_workbook(tmp_path / "mau.xlsx")
    first, second = read.sheets
    assert texts(first) == [
        [COLLEGE, "Mẫu", "35", "12,5%", "01/09/2026", "TRUE", "#DIV/0!"],
        ["TRƯỜNG", COLLEGE, "0001", "", "", "", ""],
        ["Trường Mẫu", "", "", "", "", "", ""],
        [""] * 7,
        ["cuối dòng \n hai", "", "", "", "", "", ""],
    ]
    assert first.rows[0][0] == Cell(COLLEGE, legacy="tcvn3")
    assert first.rows[1][1] == Cell(COLLEGE)
    assert first.rows[2][0].legacy == "vni"
    assert first.rows[0][4].value == date(2026, 9, 1)
    assert first.rows[0][6] == Cell(None, error="#DIV/0!")
    assert all(cell is EMPTY for cell in first.rows[3])
    assert first.merged == (Merged(3, 5, 4, 6),)
    assert (first.hidden, first.hidden_rows, first.hidden_columns) == (False, {2}, {3})
    assert (second.name, second.hidden, texts(second)) == ("Ẩn", True, [["", ""], ["", "7"]])
    assert read.problems == ()


def test_a_cached_value_counts_and_a_missing_one_is_reported(tmp_path: Path) -> None:
    rows = '<c r="A1"><f>B1*2</f><v>14</v></c><c r="B1"><f>C1</f></c><c r="C1" t="str"><f>D1</f><v></v></c>'
    path = zipped(tmp_path / "mau.xlsx", xlsx_parts(f'<sheetData><row r="1">{rows}</row></sheetData>'))
    read = read_workbook(path)
    assert texts(read.sheets[0]) == [["14"]]
    (problem,) = read.problems
    assert (problem.code, problem.sheet, problem.row, problem.column) == ("cell_formula_without_value", "Một", 1, "B")


def test_many_formulas_without_value_are_summed_up(tmp_path: Path) -> None:
    book = NewWorkbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 51):
        sheet.append([row, f"=A{row}*2"])
    book.save(tmp_path / "mau.xlsx")
    problems = read_workbook(tmp_path / "mau.xlsx").problems
    assert len(problems) == 21
    assert (problems[-1].code, problems[-1].value) == ("cells_formula_without_value", "30")


def test_a_text_that_cannot_be_told_is_reported_with_its_place(tmp_path: Path) -> None:
    book = NewWorkbook()
    sheet = book.active
    assert sheet is not None
    for row in range(3, 25):
        sheet.cell(row, 2, "Bé").font = Font(name=".VnTime")
    book.save(tmp_path / "mau.xlsx")
    read = read_workbook(tmp_path / "mau.xlsx")
    assert read.sheets[0].rows[2][1].doubtful
    first, *_, last = read.problems
    assert (first.code, first.sheet, first.row, first.column) == ("cell_text_doubtful", "Sheet", 3, "B")
    assert (last.code, last.value, len(read.problems)) == ("cells_text_doubtful", "2", 21)


@pytest.mark.parametrize(
    "sheet",
    [
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="2"><c r="B2"><v>7</v></c></row></sheetData>',
        '<dimension ref="A1"/><sheetData><row r="2"><c r="B2"><v>7</v></c></row></sheetData>',
        "<sheetData><row/><row><c/><c><v>7</v></c></row></sheetData>",
        '<sheetData><row r="2"><c r="B2"><v>7</v></c><c r="XFD2" s="0"/></row>'
        '<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>',
        '<sheetData><row r="2"><c r="C2" t="inlineStr"><is><t> </t></is></c><c r="B2"><v>7</v></c></row></sheetData>',
    ],
    ids=["too large", "too small", "no references", "formatted blanks", "out of order"],
)
def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path, sheet: str) -> None:
    read = read_workbook(zipped(tmp_path / "mau.xlsx", xlsx_parts(sheet)))
    assert texts(read.sheets[0]) == [["", ""], ["", "7"]]


def test_parts_that_programs_write_differently(tmp_path: Path) -> None:
    parts = xlsx_parts(
        '<cols><col min="2" max="16384" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
        '<c r="B1" t="d" s="1"><v>2026-09-01T00:00:00</v></c><c r="C1" s="1"><v>46266.3125</v></c></row></sheetData>',
        strings="<si><t>Một_x000D_\nhai</t><rPh><t>đọc</t></rPh></si>",
        styles='<numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy;@"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="170"/></cellXfs>',
        book='<workbookPr date1904="0"/>',
    )
    prefixed = {
        name: content.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
        if isinstance(content, str) and name.startswith("xl/")
        else content
        for name, content in parts.items()
    }
    for number, held in enumerate((parts, prefixed)):
        (sheet,) = read_workbook(zipped(tmp_path / f"{number}.xlsx", held)).sheets
        assert texts(sheet) == [["Một\nhai", "01/09/2026", "01/09/2026 07:30"]]
        assert sheet.hidden_columns == {2, 3}


def test_days_are_counted_from_1904_where_the_file_says_so(tmp_path: Path) -> None:
    parts = xlsx_parts(
        '<sheetData><row><c s="0"><v>1</v></c><c s="0"><v>0.5</v></c><c s="0"><v>-3</v></c></row></sheetData>',
        styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
        book='<workbookPr date1904="1"/>',
    )
    (sheet,) = read_workbook(zipped(tmp_path / "mau.xlsx", parts)).sheets
    assert [cell.value for cell in sheet.rows[0]] == [date(1904, 1, 2), time(12), -3]


def test_xls_values_fonts_and_layout(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Tuyển sinh")
    capital, plain = xlwt.easyxf("font: name .VnTimeH"), xlwt.easyxf("font: name .VnTime")
    sheet.write_merge(0, 0, 0, 2, TCVN3.lower(), capital)
    sheet.write(1, 0, TCVN3, plain)
    sheet.write(1, 1, 35.0)
    sheet.write(1, 2, 0.125, xlwt.easyxf(num_format_str="0%"))
    sheet.write(1, 3, date(2026, 9, 1), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
    sheet.write(2, 0, True)
    sheet.write(2, 1, 206, xlwt.easyxf(num_format_str="0000"))
    sheet.write_rich_text(2, 2, [("Tr\u00adêng ", xlwt.easyfont("name .VnTime")), ("Mẫu", xlwt.easyfont("name Arial"))])
    sheet.write(300, 9, "", plain)
    sheet.row(2).hidden = True
    sheet.col(1).hidden = True
    other = book.add_sheet("Ẩn")
    other.visibility = 2
    other.write(0, 0, "x")
    book.save(str(tmp_path / "mau.xls"))

    read = read_workbook(tmp_path / "mau.xls")
    first, second = read.sheets
    assert texts(first) == [
        ["TRƯỜNG CAO ĐẲNG", "", "", ""],
        [COLLEGE, "35", "12,5%", "01/09/2026"],
        ["TRUE", "0206", "Trường Mẫu", ""],
    ]
    assert first.rows[1][3].value == date(2026, 9, 1)
    assert first.merged == (Merged(1, 1, 1, 3),)
    assert (first.hidden_rows, first.hidden_columns) == ({3}, {2})
    assert (second.name, second.hidden) == ("Ẩn", True)
    assert read.problems == ()


def test_ods_values_fonts_and_layout(tmp_path: Path) -> None:
    document: Any = OpenDocumentSpreadsheet()
    legacy = Style(name="vn", family="table-cell")
    legacy.addElement(TextProperties(fontfamily=".VnTime"))
    four = NumberStyle(name="N4")
    four.addElement(Number(minintegerdigits=4, decimalplaces=0))
    hidden = Style(name="an", family="table")
    hidden.addElement(TableProperties(display="false"))
    for style in (legacy, four, Style(name="c4", family="table-cell", datastylename="N4"), hidden):
        document.automaticstyles.addElement(style)

    def cell(*lines: str, **attributes: object) -> Element:
        made = TableCell(**attributes)
        for line in lines:
            made.addElement(P(text=line))
        return made

    def row(*cells: Element, **attributes: object) -> Element:
        made = TableRow(**attributes)
        for one in cells:
            made.addElement(one)
        return made

    table = Table(name="Tuyển sinh")
    table.addElement(TableColumn())
    table.addElement(TableColumn(visibility="collapse"))
    table.addElement(TableColumn(numbercolumnsrepeated=16382))
    table.addElement(
        row(
            cell("Mẫu", "hai", numbercolumnsspanned=2, numberrowsspanned=1),
            CoveredTableCell(),
            cell(TCVN3, stylename="vn"),
            TableCell(numbercolumnsrepeated=16381),
        )
    )
    table.addElement(
        row(
            cell("0007", valuetype="float", value="7", stylename="c4"),
            cell("12,5%", valuetype="percentage", value="0.125"),
            cell("01/09", valuetype="date", datevalue="2026-09-01"),
            cell("3", valuetype="float", value="3", numbercolumnsrepeated=2),
            cell("#DIV/0!", valuetype="string", formula="of:=1/0"),
            visibility="collapse",
            numberrowsrepeated=2,
        )
    )
    table.addElement(row(TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=1048573))
    document.spreadsheet.addElement(table)
    other = Table(name="Ẩn", stylename="an")
    other.addElement(row(cell(formula="of:=1+1"), cell("TRUE", valuetype="boolean", booleanvalue="true")))
    document.spreadsheet.addElement(other)
    document.save(str(tmp_path / "mau.ods"))

    read = read_workbook(tmp_path / "mau.ods")
    first, second = read.sheets
    figures = ["0007", "12,5%", "01/09/2026", "3", "3", "#DIV/0!"]
    assert texts(first) == [["Mẫu\nhai", "", COLLEGE, "", "", ""], figures, figures]
    assert first.rows[1][5].error == "#DIV/0!"
    assert first.merged == (Merged(1, 1, 1, 2),)
    assert (first.hidden_rows, first.hidden_columns) == ({2, 3}, {2})
    assert (second.hidden, texts(second)) == (True, [["", "TRUE"]])
    assert [(one.code, one.sheet, one.column) for one in read.problems] == [("cell_formula_without_value", "Ẩn", "A")]


def test_ods_leaves_out_remarks_and_tables_of_other_files(tmp_path: Path) -> None:
    body = (
        "<table:table table:name=\"'file:///D:/khac.ods'#$Mot\"><table:table-row><table:table-cell "
        'office:value-type="float" office:value="9"/></table:table-row></table:table>'
        '<table:table table:name="Một"><table:table-row><table:table-cell office:value-type="string">'
        "<office:annotation><text:p>nhận xét</text:p></office:annotation><text:p>a<text:s text:c='3'/>b"
        "<text:line-break/>c</text:p></table:table-cell></table:table-row></table:table>"
    )
    read = read_workbook(zipped(tmp_path / "mau.ods", ods_parts(body)))
    assert [(sheet.name, texts(sheet)) for sheet in read.sheets] == [("Một", [["a b\nc"]])]
    assert [(one.code, one.value) for one in read.problems] == [("file_external_link", "file:///D:/khac.ods")]


LINES = 'Tên trường;Chỉ tiêu;Ghi chú\n"Trường Cao đẳng Mẫu";1.200;"hai\ndòng; có dấu"\nCông ty;12,5 %;\'0206.000\n'
ROWS = [
    ["Tên trường", "Chỉ tiêu", "Ghi chú"],
    ["Trường Cao đẳng Mẫu", "1.200", "hai\ndòng; có dấu"],
    ["Công ty", "12,5 %", "0206.000"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_csv_in_unicode(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mau.csv"
    path.write_bytes(LINES.encode(encoding))
    (sheet,) = read_workbook(path).sheets
    assert (sheet.name, texts(sheet)) == ("mau", ROWS)


def test_csv_in_windows_1258_has_its_marks_composed(tmp_path: Path) -> None:
    path = tmp_path / "mau.csv"
    path.write_bytes(_windows_1258(LINES))
    read = read_workbook(path)
    assert texts(read.sheets[0]) == ROWS
    assert [(one.code, one.value, one.severity) for one in read.problems] == [
        ("text_encoding", "windows-1258", Severity.INFO)
    ]


def _windows_1258(text: str) -> bytes:
    """As Windows writes it: circumflex, breve and horn in the letter, the tone behind it."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in parts if mark in tones)
        written += unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tone
    return written.encode("cp1258")


@pytest.mark.parametrize(("text", "legacy"), [(TCVN3, "tcvn3"), (VNI, "vni")])
@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_csv_in_a_legacy_encoding(tmp_path: Path, text: str, legacy: str, encoding: str) -> None:
    path = tmp_path / "mau.csv"
    path.write_bytes(f"STT,{text}\r\n1,{text} 01\r\n".encode(encoding))
    (sheet,) = read_workbook(path).sheets
    assert texts(sheet) == [["STT", COLLEGE], ["1", f"{COLLEGE} 01"]]
    assert {row[1].legacy for row in sheet.rows} == {legacy}
    assert not any(cell.doubtful for row in sheet.rows for cell in row)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [["BÁO CÁO, quý III; 2026"], ["STT", "Tên", "Số"], ["1", "Mẫu 01", "12"], ["2", "Mẫu 02", "7"]]
    written = (delimiter.join(f'"{one}"' if delimiter in one else one for one in line) for line in lines)
    path = tmp_path / "mau.csv"
    path.write_bytes(end.join(written).encode())
    (sheet,) = read_workbook(path).sheets
    assert texts(sheet)[1:] == lines[1:]
    assert texts(sheet)[0] == [*lines[0], "", ""]


def test_csv_names_its_delimiter_in_excels_way(tmp_path: Path) -> None:
    path = tmp_path / "mau.csv"
    path.write_text("sep=|\na,b|c,d\n", encoding="utf-8")
    assert texts(read_workbook(path).sheets[0]) == [["a,b", "c,d"]]


def test_xml_spreadsheet_2003(tmp_path: Path) -> None:
    path = tmp_path / "mau.xls"
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles>'
        '<Style ss:ID="f"><Font ss:FontName=".VnTime"/></Style>'
        '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>'
        '<Worksheet ss:Name="Một"><Table><Column ss:Index="2" ss:Hidden="1"/><Row ss:Hidden="1">'
        '<Cell ss:MergeAcross="1"><Data ss:Type="String">Mẫu</Data></Cell>'
        f'<Cell ss:StyleID="f"><Data ss:Type="String">{TCVN3}</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell ss:Index="2" ss:StyleID="p"><Data ss:Type="Number">0.125</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2026-09-01T00:00:00.000</Data></Cell></Row></Table>'
        "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>",
        encoding="utf-8",
    )
    read = read_workbook(path)
    (sheet,) = read.sheets
    assert texts(sheet) == [["Mẫu", "", COLLEGE], ["", "", ""], ["", "12,5%", "01/09/2026"]]
    assert (sheet.hidden, sheet.hidden_rows, sheet.hidden_columns) == (True, {1}, {2})
    assert sheet.merged == (Merged(1, 1, 1, 2),)
    assert codes(read) == ["file_extension"]


def test_a_web_page_saved_as_xls(tmp_path: Path) -> None:
    path = tmp_path / "mau.xls"
    path.write_text(
        '<html><head><meta charset="utf-8"></head><body><table><tr><td colspan=2>Mẫu</td>'
        '<td rowspan=2>A<br>B</td></tr><tr style="display:none"><td>1.234,5</td>'
        f'<td><font face=".VnTime">{TCVN3}</font></td></tr></table></body></html>',
        encoding="utf-8",
    )
    read = read_workbook(path)
    (sheet,) = read.sheets
    assert texts(sheet) == [["Mẫu", "", "A\nB"], ["1.234,5", COLLEGE, ""]]
    assert sheet.hidden_rows == {2}
    assert set(sheet.merged) == {Merged(1, 1, 1, 2), Merged(1, 3, 2, 3)}
    assert codes(read) == ["file_extension"]


@pytest.mark.parametrize("name", ["mau.xls", "mau.csv", "mau.ods", "mau"])
def test_content_decides_and_a_wrong_extension_is_mentioned(tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 7  # type: ignore[index]
    book.save(tmp_path / "mau.xlsx")
    path = (tmp_path / "mau.xlsx").rename(tmp_path / name)
    read = read_workbook(path)
    assert texts(read.sheets[0]) == [["7"]]
    assert [(one.code, one.severity, one.expected) for one in read.problems] == [
        ("file_extension", Severity.INFO, ".xlsx")
    ]


def test_every_code_has_a_sentence() -> None:
    said = yaml.safe_load(Path("data/messages/knowledge_files.yaml").read_text(encoding="utf-8"))
    said |= yaml.safe_load(Path("data/messages/data_errors.yaml").read_text(encoding="utf-8"))
    sources = [Path("knowledge/workbooks/files.py"), *Path("knowledge/workbooks/readers").glob("*.py")]
    emitted = {
        code
        for path in sources
        for code in re.findall(
            r'(?:refuse|refused|report|Problem)\((?:path\.name, )?\s*"(\w+)"', path.read_text("utf-8")
        )
    }
    assert len(emitted) > 25
    assert emitted <= set(said)


def test_the_blank_template_and_a_missing_file(tmp_path: Path) -> None:
    assert read_workbook(Path("data/sample/blank_template.xlsx")).sheets
    with pytest.raises(DataError, match="file_missing"):
        read_workbook(tmp_path / "khong_co.xlsx")
