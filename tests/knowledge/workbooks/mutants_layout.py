"""The same data in another place: rows and columns inserted or swapped, sheets moved, merges, notes, hidden parts."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.knowledge.workbooks.expectations import Expectation, Outcome, Place
from tests.knowledge.workbooks.mutant import (
    ENROLMENT,
    HEADER_ROW,
    MARKET,
    OUTCOMES,
    SCHOOLS,
    SHEETS,
    TRADES,
    VACANCIES,
    cells,
    copy_cell,
    either,
    insert,
    mutant,
    write_cell,
)

# Header to last data row, the total included.
BODY = {SCHOOLS: (9, 19), TRADES: (9, 16), ENROLMENT: (9, 17), OUTCOMES: (9, 14), VACANCIES: (9, 15), MARKET: (9, 19)}


def _everywhere(edit: Callable[[Worksheet], None]) -> Callable[[Workbook], None]:
    def apply(workbook: Workbook) -> None:
        for name in SHEETS:
            edit(workbook[name])

    return apply


def _columns_in_order(name: str, letters: str) -> Callable[[Workbook], None]:
    """Put the columns of the table, header included, in the order of `letters`."""

    def apply(workbook: Workbook) -> None:
        ws = workbook[name]
        first, last = BODY[name]
        for row in range(first, last + 1):
            held = {letter: ws[f"{letter}{row}"] for letter in letters}
            kept = {k: (c.value, copy(c._style)) for k, c in held.items() if isinstance(c, Cell)}
            for column, letter in enumerate(letters, start=1):
                cell = ws.cell(row, column)
                if isinstance(cell, Cell) and letter in kept:
                    cell.value, cell._style = kept[letter]

    return apply


def _swap(letters: str, left: str, right: str) -> str:
    return letters.translate(str.maketrans({left: right, right: left}))


def _order(names: Sequence[int]) -> Callable[[Workbook], None]:
    def apply(workbook: Workbook) -> None:
        sheets = list(workbook.worksheets)
        for target, source in enumerate(names):
            workbook.move_sheet(sheets[source], target - workbook.index(sheets[source]))

    return apply


def _rename_sheets(workbook: Workbook) -> None:
    for number, name in enumerate(SHEETS, start=1):
        workbook[name].title = f"Sheet{number}"


def _merge_schools(workbook: Workbook) -> None:
    for name, area in ((ENROLMENT, "B13:B14"), (OUTCOMES, "B10:B11")):
        workbook[name].merge_cells(area)


def _two_row_header(workbook: Workbook) -> None:
    ws = workbook[VACANCIES]
    insert(ws, row=10, rows=1)
    for letter in "ABCDEFGHIJKL":
        ws.merge_cells(f"{letter}9:{letter}10")


def _upper_header(workbook: Workbook) -> None:
    ws = workbook[OUTCOMES]
    insert(ws, row=9, rows=1)
    write_cell(ws, "F9", "Kết quả khảo sát")
    ws.merge_cells("F9:J9")


def _header_again(name: str, at: int, header: tuple[int, int]) -> Callable[[Workbook], None]:
    """Print the header a second time before row `at`, as on a second page."""

    def apply(workbook: Workbook) -> None:
        ws = workbook[name]
        insert(ws, row=at, rows=header[1] - header[0] + 1)
        for offset, row in enumerate(range(header[0], header[1] + 1)):
            for cell in list(cells(ws)):
                if cell.row == row:
                    copy_cell(cell, ws.cell(at + offset, cell.column))

    return apply


def _group_rows(workbook: Workbook) -> None:
    ws = workbook[ENROLMENT]
    insert(ws, row=17, rows=1)
    write_cell(ws, "A17", "II")
    write_cell(ws, "B17", "TRUNG TÂM GDNN - GDTX")
    insert(ws, row=13, rows=1)
    write_cell(ws, "A13", "I")
    write_cell(ws, "B13", "TRƯỜNG CAO ĐẲNG, TRUNG CẤP")


def _without_signatures(ws: Worksheet) -> None:
    for cell in list(cells(ws)):
        if cell.value == "Nơi nhận:":
            ws.delete_rows(cell.row, 20)
            return


def _without_letterhead(ws: Worksheet) -> None:
    for row in range(1, 5):
        for cell in list(cells(ws)):
            if cell.row == row:
                write_cell(ws, cell.coordinate, None)


def _total_first(workbook: Workbook) -> None:
    ws = workbook[OUTCOMES]
    insert(ws, row=10, rows=1)
    for letter in "BEFGH":
        copy_cell(ws[f"{letter}15"], ws[f"{letter}10"])
        write_cell(ws, f"{letter}15", None)


def _without_totals(ws: Worksheet) -> None:
    for cell in list(cells(ws)):
        if cell.value in {"Tổng cộng", "Cộng", "TỔNG"}:
            for other in list(cells(ws)):
                if other.row == cell.row:
                    write_cell(ws, other.coordinate, None)


def _totals_named(text: str) -> Callable[[Worksheet], None]:
    def apply(ws: Worksheet) -> None:
        for cell in list(cells(ws)):
            if cell.value in {"Tổng cộng", "Cộng", "TỔNG"}:
                cell.value = text

    return apply


def _two_tables_on_a_sheet(workbook: Workbook) -> None:
    upper, lower = workbook[ENROLMENT], workbook[OUTCOMES]
    upper.delete_rows(21, 10)
    for cell in cells(lower):
        if 5 <= cell.row <= 16:
            copy_cell(cell, upper.cell(cell.row + 18, cell.column))
    workbook.remove(lower)


def _unrelated_sheets(workbook: Workbook) -> None:
    menu = workbook.create_sheet("Lich hop", 0)
    for row, values in enumerate((("LỊCH HỌP TUẦN",), ("Thứ", "Nội dung", "Phòng"), ("Hai", "Giao ban", 201)), start=1):
        for column, value in enumerate(values, start=1):
            menu.cell(row, column, value)
    numbers = workbook.create_sheet("Bang tinh")
    for row in range(1, 40):
        for column in range(1, 12):
            numbers.cell(row, column, row * column)
    workbook.create_sheet("Trong")
    workbook.create_chartsheet("Bieu do")


def _notes_column(workbook: Workbook) -> None:
    ws = workbook[OUTCOMES]
    write_cell(ws, "M9", "Ghi chú")
    write_cell(ws, "M10", "Số liệu do trường gửi ngày 02/10/2026, 3 em chưa liên lạc được")
    write_cell(ws, "M12", "100% có việc, 9 em")


def _personal_columns(workbook: Workbook) -> None:
    ws = workbook[OUTCOMES]
    for letter, texts in (("M", ("Họ và tên học viên", "Nguyễn Văn Mẫu")), ("N", ("Số CCCD", "000000000001"))):
        write_cell(ws, f"{letter}9", texts[0])
        for row in range(10, 14):
            write_cell(ws, f"{letter}{row}", texts[1])
    other = workbook[VACANCIES]
    write_cell(other, "M9", "SĐT cá nhân người tìm việc")
    write_cell(other, "M10", "0900 000 001")


def _ornaments(workbook: Workbook) -> None:
    for name in SHEETS:
        ws = workbook[name]
        ws.freeze_panes = "C10"
        ws.auto_filter.ref = f"A{HEADER_ROW}:G{BODY[name][1]}"
        ws.print_title_rows = "9:9"
        ws["D12"].comment = Comment("Xem lại", "Mẫu")
        ws["C12"].fill = PatternFill("solid", fgColor="FFFF00")


def _formats_to_the_end(workbook: Workbook) -> None:
    for name in SHEETS:
        workbook[name].cell(1_048_576, 1).font = Font(bold=True)
        workbook[name].cell(1_048_576, 16_384).fill = PatternFill("solid", fgColor="FFFFFF")


def _spaces_below(ws: Worksheet) -> None:
    for row in range(60, 80):
        for column in range(1, 12):
            ws.cell(row, column, "  " if column % 2 else "\u00a0")


def _hide(sheet: str, *, row: int = 0, column: str = "") -> Callable[[Workbook], None]:
    def apply(workbook: Workbook) -> None:
        if row:
            workbook[sheet].row_dimensions[row].hidden = True
        if column:
            workbook[sheet].column_dimensions[column].hidden = True

    return apply


def _hide_sheet(state: Literal["hidden", "veryHidden"]) -> Callable[[Workbook], None]:
    def apply(workbook: Workbook) -> None:
        workbook[ENROLMENT].sheet_state = state

    return apply


NO_ENROLMENT = Expectation(Outcome.LOCATED, places=(Place(ENROLMENT),))
NO_LETTERHEAD = Expectation(Outcome.SAME, ignore=frozenset({"source_document"}))
PERSONAL = Expectation(
    Outcome.SAME,
    places=(
        Place(OUTCOMES, column="Họ và tên học viên"),
        Place(OUTCOMES, column="Số CCCD"),
        Place(VACANCIES, column="SĐT cá nhân người tìm việc"),
    ),
)
_CUT = {"outcomes": OUTCOMES, "vacancies": VACANCIES}
TWELVE, ELEVEN, SEVEN = "ABCDEFGHIJKL", "ABCDEFGHIJK", "ABCDEFG"

LAYOUT = (
    *(
        mutant(f"rows_above_header_{n}", _everywhere(lambda ws, n=n: insert(ws, row=HEADER_ROW, rows=n)))
        for n in (1, 3, 30)
    ),
    mutant("rows_at_top", _everywhere(lambda ws: insert(ws, row=1, rows=6))),
    *(mutant(f"columns_at_left_{n}", _everywhere(lambda ws, n=n: insert(ws, column=1, columns=n))) for n in (1, 3)),
    mutant("blank_column_inside", _everywhere(lambda ws: insert(ws, column=4, columns=1))),
    *(mutant(f"blank_row_inside_{n}", lambda wb, s=s: insert(wb[s], row=12, rows=1)) for n, s in _CUT.items()),
    mutant("thousand_blank_rows_inside", lambda wb: insert(wb[OUTCOMES], row=12, rows=1000)),
    mutant("swap_schools_name_and_type", _columns_in_order(SCHOOLS, _swap(ELEVEN, "C", "D"))),
    mutant("swap_schools_code_and_capacity", _columns_in_order(SCHOOLS, _swap(ELEVEN, "B", "I"))),
    mutant("swap_trades_quota_and_tuition", _columns_in_order(TRADES, _swap(TWELVE, "G", "I"))),
    mutant("swap_trades_deadline_and_start", _columns_in_order(TRADES, _swap(TWELVE, "K", "L"))),
    mutant("swap_enrolment_quota_and_rate", _columns_in_order(ENROLMENT, _swap(TWELVE, "E", "L"))),
    mutant("swap_outcomes_surveyed_and_further", _columns_in_order(OUTCOMES, _swap(TWELVE, "F", "J"))),
    mutant("swap_vacancies_position_and_place", _columns_in_order(VACANCIES, _swap(TWELVE, "D", "J"))),
    mutant("swap_market_previous_and_present", _columns_in_order(MARKET, _swap(SEVEN, "D", "E"))),
    mutant("reverse_vacancies_columns", _columns_in_order(VACANCIES, TWELVE[::-1])),
    mutant("reverse_outcomes_columns", _columns_in_order(OUTCOMES, TWELVE[::-1])),
    mutant("sheets_reversed", _order((6, 5, 4, 3, 2, 1, 0))),
    mutant("sheets_rotated", _order((3, 4, 5, 6, 0, 1, 2))),
    mutant("sheets_renamed", _rename_sheets),
    mutant("schools_merged_down", _merge_schools),
    mutant("header_merged_over_two_rows", _two_row_header),
    mutant("header_with_an_upper_level", _upper_header),
    mutant("header_again_in_vacancies", _header_again(VACANCIES, 13, (9, 9))),
    mutant("header_again_in_outcomes", _header_again(OUTCOMES, 12, (9, 9))),
    mutant("two_row_header_again_in_enrolment", _header_again(ENROLMENT, 15, (9, 11))),
    mutant("group_rows_added", _group_rows),
    mutant("signatures_removed", _everywhere(_without_signatures)),
    mutant("letterhead_removed", _everywhere(_without_letterhead), NO_LETTERHEAD),
    mutant("total_first", _total_first),
    mutant("totals_removed", _everywhere(_without_totals)),
    mutant("totals_named_grand_total", _everywhere(_totals_named("TỔNG CỘNG:"))),
    mutant("totals_named_sum", _everywhere(_totals_named("Cộng"))),
    mutant("two_tables_on_a_sheet", _two_tables_on_a_sheet),
    mutant("unrelated_sheets", _unrelated_sheets),
    mutant("notes_column_added", _notes_column),
    mutant("personal_columns_added", _personal_columns, PERSONAL),
    mutant("ornaments", _ornaments),
    mutant("formats_to_the_last_row", _formats_to_the_end),
    mutant("spaces_below_the_table", _everywhere(_spaces_below)),
    mutant("hidden_data_row", _hide(ENROLMENT, row=14), either(ENROLMENT, 14)),
    mutant("hidden_data_column", _hide(ENROLMENT, column="J"), either(ENROLMENT, column="DTTS")),
    mutant("hidden_notes", _hide(SCHOOLS, row=10, column="K")),
    mutant("hidden_sheet", _hide_sheet("hidden"), NO_ENROLMENT),
    mutant("very_hidden_sheet", _hide_sheet("veryHidden"), NO_ENROLMENT),
)
