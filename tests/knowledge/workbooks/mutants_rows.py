"""Rows that are there twice, contradict themselves, name nobody, or do not add up."""

from collections.abc import Callable

from openpyxl import Workbook

from tests.knowledge.workbooks.expectations import Change, Expectation, Outcome, Place
from tests.knowledge.workbooks.mutant import (
    ENROLMENT,
    MARKET,
    OUTCOMES,
    SCHOOLS,
    TABLE_OF,
    TRADES,
    VACANCIES,
    cells,
    copy_cell,
    either,
    insert,
    located,
    mutant,
    setting,
    write_cell,
)


def _row_again(sheet: str, row: int, **other: object) -> Callable[[Workbook], None]:
    """Row `row` a second time below itself, with some cells of the copy changed (`H="60"`)."""

    def apply(workbook: Workbook) -> None:
        ws = workbook[sheet]
        insert(ws, row=row + 1, rows=1)
        for cell in list(cells(ws)):
            if cell.row == row:
                copy_cell(cell, ws.cell(row + 1, cell.column))
        for letter, value in other.items():
            write_cell(ws, f"{letter}{row + 1}", value)

    return apply


def _added(sheet: str, row: int, *values: object) -> Callable[[Workbook], None]:
    """A new row of cells before `row`."""

    def apply(workbook: Workbook) -> None:
        ws = workbook[sheet]
        insert(ws, row=row, rows=1)
        for column, value in enumerate(values, start=1):
            write_cell(ws, ws.cell(row, column).coordinate, value)

    return apply


def _same(*places: Place) -> Expectation:
    return Expectation(Outcome.SAME, places=places)


def _without(sheet: str, gold_row: int, sheet_row: int) -> Expectation:
    """That one row is set aside and reported, the others stay."""
    return Expectation(Outcome.SAME, dropped=((TABLE_OF[sheet], gold_row),), places=(Place(sheet, sheet_row),))


def _unknown_school() -> Expectation:
    """A school that nobody else names: kept under its own name or set aside, never taken for its neighbour."""
    table = TABLE_OF[ENROLMENT]
    own = Change(table, 3, "institution_name", ("Trường Cao đẳng nghề Mẫu 20",))
    return Expectation(Outcome.SAME, changes=(own,), may_drop=((table, 3),), places=(Place(ENROLMENT, 15),))


def _more_admitted_than_applied() -> Expectation:
    table = TABLE_OF[ENROLMENT]
    change = Change(table, 1, "admitted", ("45", ""))
    return Expectation(
        Outcome.SAME, changes=(change,), may_drop=((table, 1),), places=(Place(ENROLMENT, 13, "Trúng tuyển"),)
    )


def _level_against_code() -> Expectation:
    """Warned about and not mended: both stay, or the code is emptied, or the row is set aside."""
    table = TABLE_OF[TRADES]
    changes = (Change(table, 1, "level", ("cao_dang",)), Change(table, 1, "trade_code", ("5520123", "")))
    return Expectation(Outcome.SAME, changes=changes, may_drop=((table, 1),), places=(Place(TRADES, 10),))


_CENTRE_AGAIN = _row_again(SCHOOLS, 18, A=6, C="Trung tâm GDNN - GDTX Mẫu Bắc")
_NOBODY = _added(OUTCOMES, 12, 9, None, None, "TC", 20, 18, 15, 12, 9, 1, "80,00", "6,5")
_NOTHING_TO_DO = _added(VACANCIES, 12, 9, "Công ty CP Mẫu Trống", "NNN", None, "10", None, "Không", "Không", "6-7 tr")

ROWS = (
    mutant("school_three_times", _CENTRE_AGAIN, _same(Place(SCHOOLS, 19))),
    mutant("school_again_with_another_capacity", _row_again(SCHOOLS, 12, I="900"), located(Place(SCHOOLS, (12, 13)))),
    mutant("enrolment_row_twice", _row_again(ENROLMENT, 14), _same(Place(ENROLMENT, 15))),
    mutant("enrolment_row_twice_otherwise", _row_again(ENROLMENT, 14, H="60"), located(Place(ENROLMENT, (14, 15)))),
    mutant("programme_row_twice", _row_again(TRADES, 15), _same(Place(TRADES, 16))),
    mutant("outcome_row_twice", _row_again(OUTCOMES, 11), _same(Place(OUTCOMES, 12))),
    mutant("indicator_row_twice", _row_again(MARKET, 18), _same(Place(MARKET, 19))),
    mutant("neither_school_nor_trade", _NOBODY, _same(Place(OUTCOMES, 12))),
    mutant("vacancy_without_a_position", _NOTHING_TO_DO, _same(Place(VACANCIES, 12))),
    mutant("enrolled_above_admitted", setting(ENROLMENT, H13="40"), _without(ENROLMENT, 1, 13)),
    mutant("women_above_enrolled", setting(ENROLMENT, I13="30"), _without(ENROLMENT, 1, 13)),
    mutant("ethnic_above_enrolled", setting(ENROLMENT, J15="36"), _without(ENROLMENT, 3, 15)),
    mutant("admitted_above_applied", setting(ENROLMENT, G13="45"), _more_admitted_than_applied()),
    mutant("cumulative_below_enrolled", setting(ENROLMENT, K13=20), located(Place(ENROLMENT, 13))),
    mutant("employed_above_responded", setting(OUTCOMES, H10=19), _without(OUTCOMES, 1, 10)),
    mutant("responded_above_surveyed", setting(OUTCOMES, G10=30), _without(OUTCOMES, 1, 10)),
    mutant("surveyed_above_graduates", setting(OUTCOMES, F10=25), _without(OUTCOMES, 1, 10)),
    mutant("matched_above_employed", setting(OUTCOMES, I11="35"), _without(OUTCOMES, 2, 11)),
    mutant("total_of_quotas_wrong", setting(ENROLMENT, E12=999), _same(Place(ENROLMENT, column="Chỉ tiêu năm"))),
    mutant("total_of_enrolled_wrong", setting(ENROLMENT, H12="424"), _same(Place(ENROLMENT, column="Nhập học"))),
    mutant("total_of_graduates_wrong", setting(OUTCOMES, E14=222), _same(Place(OUTCOMES, column="Số TN"))),
    mutant("level_against_code", setting(TRADES, E10="CĐ"), _level_against_code()),
    mutant("unknown_school_like_another", setting(ENROLMENT, B15="Trường Cao đẳng nghề Mẫu 20"), _unknown_school()),
    mutant("school_with_a_typo", setting(ENROLMENT, B13="CĐN Mâu 01"), either(ENROLMENT, 13, "Tên cơ sở")),
    mutant("school_in_capitals", setting(ENROLMENT, B15="TRƯỜNG CAO ĐẲNG NGHỀ MẪU 02")),
    mutant("school_without_diacritics", setting(OUTCOMES, B12="Truong Cao dang nghe Mau 02")),
    mutant("school_with_extra_spaces", setting(OUTCOMES, B12=" Trường  Cao đẳng nghề\u00a0Mẫu 02 ")),
)
