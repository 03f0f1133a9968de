"""One cell written another way: numbers, dates, codes, money, formulas; readable, unreadable or impossible."""

from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.knowledge.workbooks.expectations import Change, Expectation, Outcome, Place
from tests.knowledge.workbooks.mutant import (
    ENROLMENT,
    MARKET,
    OUTCOMES,
    SCHOOLS,
    SHEETS,
    TABLE_OF,
    TRADES,
    VACANCIES,
    Mutant,
    but,
    cells,
    either,
    located,
    mutant,
    setting,
    write_cell,
)

NBSP = "\u00a0"


def _readable(name: str, sheet: str, address: str, *texts: object) -> tuple[Mutant, ...]:
    """Other ways of writing the same value: the tables do not change."""
    return tuple(mutant(f"{name}_{n}", setting(sheet, **{address: text})) for n, text in enumerate(texts, start=1))


def _doubtful(name: str, sheet: str, address: str, header: str, *texts: object) -> tuple[Mutant, ...]:
    """The value that is meant, or an empty cell and a report."""
    row = int("".join(filter(str.isdigit, address)))
    return tuple(
        mutant(f"{name}_{n}", setting(sheet, **{address: text}), either(sheet, row, header))
        for n, text in enumerate(texts, start=1)
    )


def _unreadable(
    name: str, sheet: str, address: str, header: str, gold: tuple[int, str], *texts: object
) -> tuple[Mutant, ...]:
    """The cell is empty and reported; its row stays."""
    row = int("".join(filter(str.isdigit, address)))
    expected = but(Change(TABLE_OF[sheet], *gold, ("",)), places=(Place(sheet, row, header),))
    return tuple(
        mutant(f"{name}_{n}", setting(sheet, **{address: text}), expected) for n, text in enumerate(texts, start=1)
    )


def _impossible(name: str, sheet: str, address: str, header: str, *texts: object) -> tuple[Mutant, ...]:
    """The value is not loaded, with its row or without it, and is reported."""
    row = int("".join(filter(str.isdigit, address)))
    return tuple(
        mutant(f"{name}_{n}", setting(sheet, **{address: text}), located(Place(sheet, row, header)))
        for n, text in enumerate(texts, start=1)
    )


def _nothing_known(*texts: str) -> tuple[Mutant, ...]:
    """Signs for "no information": empty, and nothing to report."""
    expected = but(Change(TABLE_OF[ENROLMENT], 1, "enrolled_ethnic", ("",)))
    return tuple(
        mutant(f"nothing_known_{n}", setting(ENROLMENT, J13=text), expected) for n, text in enumerate(texts, start=1)
    )


def _numbers_as_text(workbook: Workbook) -> None:
    for cell in cells(workbook[ENROLMENT]):
        if cell.row >= 12 and isinstance(cell.value, int):
            cell.value = f"'{cell.value}"


def _text_as_numbers(workbook: Workbook) -> None:
    for cell in cells(workbook[OUTCOMES]):
        text = str(cell.value).replace(",", ".")
        if cell.row >= 10 and cell.column >= 5 and text.replace(".", "", 1).isdigit():
            cell.value = float(text)


def _thousands(mark: str) -> Mutant:
    def edit(workbook: Workbook) -> None:
        for name in SHEETS:
            for cell in cells(workbook[name]):
                head, _, tail = str(cell.value).partition(".")
                if cell.row >= 12 and head.isdigit() and tail.isdigit() and len(tail) == 3:
                    cell.value = f"{head}{mark}{tail}"

    names = {"": "none", NBSP: "no_break_space", "\u202f": "narrow_space"}
    return mutant(f"thousands_{names[mark]}", edit)


def _percent(sheet: str, address: str, value: float, number_format: str) -> Mutant:
    def edit(workbook: Workbook) -> None:
        write_cell(workbook[sheet], address, value)
        workbook[sheet][address].number_format = number_format

    return mutant(f"percent_format_{address}", edit)


def _american(workbook: Workbook) -> None:
    for address, text in {"K10": "12/31/2026", "K11": "12/31/2026", "K12": "9/15/2026", "K14": "11/30/2026"}.items():
        write_cell(workbook[VACANCIES], address, text)


def _owner(*values: str, places: tuple[Place, ...] = ()) -> Expectation:
    return but(Change("institutions", 3, "owner", values), places=places)


def _owner_as_text(workbook: Workbook) -> None:
    write_cell(workbook[SCHOOLS], "E14", "@SUM(1+1)")


def _note_as_text(workbook: Workbook) -> None:
    workbook[SCHOOLS]["K12"].value = "=1+1"
    workbook[SCHOOLS]["K12"].data_type = "s"


def _rate_in_doubt(outcome: Outcome, header: str) -> Expectation:
    """Without a rate or its numerator, what the rate was taken over and whether to use it cannot be known either."""
    table = TABLE_OF[OUTCOMES]
    changes = (
        Change(table, 1, "rate_denominator", ("responded", "unknown")),
        Change(table, 1, "usable_in_answer", ("1", "0")),
    )
    return Expectation(outcome, changes=changes, places=(Place(OUTCOMES, 10, header),))


def _another_font(address: str) -> Mutant:
    """Text of a legacy font whose font was lost when it was copied."""

    def edit(workbook: Workbook) -> None:
        workbook[SCHOOLS][address].font = Font(name="Times New Roman")

    return mutant(f"legacy_font_lost_{address}", edit, either(SCHOOLS, int(address[1:])))


RATE = "TL có VL (%)"
_NO_INCOME = but(
    Change(TABLE_OF[OUTCOMES], 3, "avg_income_min", ("",)),
    Change(TABLE_OF[OUTCOMES], 3, "avg_income_max", ("",)),
    places=(Place(OUTCOMES, 12, "Thu nhập BQ (tr.đ/tháng)"),),
)
_NO_QUOTA = but(
    Change("programmes", 3, "quota", ("",)),
    Change("programmes", 3, "quota_scope", ("nghe", "")),
    places=(Place(TRADES, 12, "Chỉ tiêu"),),
)
_NOUGHT = but(Change(TABLE_OF[ENROLMENT], 1, "enrolled_ethnic", ("0",)))
_FORMULA = (Place(SCHOOLS, 14, "Cơ quan chủ quản"),)
_NO_FEE_UNIT = but(Change("programmes", 1, "tuition_unit", ("",)), places=(Place(TRADES, 10, "Học phí"),))

NUMBERS = (
    mutant("numbers_as_text", _numbers_as_text),
    mutant("text_as_numbers", _text_as_numbers),
    *(_thousands(mark) for mark in ("", NBSP, "\u202f")),
    *_readable("capacity", SCHOOLS, "I12", 1200, "1.200,0", f"1{NBSP}200", "'1.200", " 1.200 ", "~1.200"),
    *_doubtful("capacity_doubtful", SCHOOLS, "I12", "Quy mô TS (người/năm)", "1,200", "1 200", "1.200 người"),
    *_readable("quantity", VACANCIES, "E10", 50, "~50", "50 (20 nữ)", "'50"),
    *_doubtful("quantity_doubtful", VACANCIES, "E12", "SL", ">3", "khoảng 3", "3 người"),
    *_unreadable("quantity_unreadable", VACANCIES, "E13", "SL", (3, "quantity"), "2-3", "vài", "l2", "#REF!"),
    *_unreadable("enrolled", ENROLMENT, "H13", "Nhập học", (1, "enrolled"), "2B", "28,5", 28.5, "hai tám", "#N/A"),
    *_unreadable("admitted", ENROLMENT, "G14", "Trúng tuyển", (2, "admitted"), "8O", "B8"),
    *_unreadable("capacity_letter", SCHOOLS, "I13", "Quy mô TS (người/năm)", (2, "capacity_per_year"), "65O"),
    *_unreadable("previous_letter", MARKET, "D12", "Kỳ trước", (1, "value_prev"), "345.l20", "#VALUE!"),
    *_unreadable("graduates_letter", OUTCOMES, "E10", "Số TN", (1, "graduates"), "2l"),
    mutant("quota_letter", setting(TRADES, G12="3S"), _NO_QUOTA),
    *_impossible("quota_negative", ENROLMENT, "E13", "Chỉ tiêu năm", "-35", -35),
    mutant("employed_negative", setting(OUTCOMES, H10=-15), _rate_in_doubt(Outcome.LOCATED, "Có VL")),
    *_impossible("quantity_negative", VACANCIES, "E12", "SL", "-3"),
    *_nothing_known("KXĐ", "...", "–", "x", "chưa có", "-"),
    mutant("nought_is_a_number", setting(ENROLMENT, J13="0"), _NOUGHT),
)
RATES = (
    _percent(OUTCOMES, "K10", 0.8333, "0.00%"),
    _percent(OUTCOMES, "K12", 1, "0%"),
    _percent(ENROLMENT, "L13", 0.8, "0%"),
    *_readable("rate", ENROLMENT, "L13", 80, "80", "80 %", f"80,0{NBSP}%", "80.00"),
    *_doubtful("rate_as_fraction", ENROLMENT, "L13", "Đạt % KH", 0.8, "0,8"),
    mutant("outcome_rate_as_fraction", setting(OUTCOMES, K10=0.8333), _rate_in_doubt(Outcome.RIGHT_OR_LOCATED, RATE)),
    *_impossible("rate_against_its_parts", ENROLMENT, "L13", "Đạt % KH", "75,00", 8000),
    mutant("outcome_rate_above_hundred", setting(OUTCOMES, K10="183,33"), _rate_in_doubt(Outcome.LOCATED, RATE)),
    *_impossible("trained_above_hundred", MARKET, "E15", "Kỳ báo cáo", "246%"),
)
DATES = (
    *_readable("date", TRADES, "K10", datetime(2026, 8, 30), 46264, "30.08.2026", "30/08/26", "2026-08-30"),
    *_doubtful("date_doubtful", TRADES, "K10", "Hạn nộp HS", "8/30/2026", "ngày 30 tháng 8 năm 2026", "30/8"),
    *_unreadable("date_impossible", TRADES, "K10", "Hạn nộp HS", (1, "apply_to"), "31/02/2026", "32/13/2026", "mai"),
    # Month and day exchanged by a spreadsheet program set to English: term would start before the last day to apply.
    *_impossible("date_exchanged", TRADES, "L13", "Khai giảng", datetime(2026, 7, 9)),
    mutant("dates_american", _american, either(VACANCIES, column="Hạn nộp HS")),
    *_readable("month", TRADES, "L10", "tháng 9/2026", "Tháng 09 năm 2026", "09/2026", "T9-2026"),
)
MONEY = (
    *_readable("tuition", TRADES, "I10", "0,7 tr/tháng", "700.000 đồng/tháng", "700000 đ/tháng"),
    *_doubtful("tuition_doubtful", TRADES, "I10", "Học phí", "700 nghìn/tháng", "700k/tháng"),
    mutant("tuition_without_unit", setting(TRADES, I10=700000), _NO_FEE_UNIT),
    *_readable("salary", VACANCIES, "I10", "6,5-9tr", "6.500.000 - 9.000.000 đ/tháng", "6,5 – 9 triệu/tháng"),
    *_doubtful("salary_doubtful", VACANCIES, "I14", "Mức lương", "từ 33 đến 38 triệu", "38 - 33 triệu"),
    mutant("income_letters", setting(OUTCOMES, L12="9.5OO.OOO"), _NO_INCOME),
)
CODES = (
    *_readable("code", TRADES, "C10", "5520123", " 5520123 ", 5520123.0, "'5520123"),
    *_doubtful("code_doubtful", TRADES, "C10", "Mã ngành, nghề", "5520123.0", "5.520.123"),
    *_unreadable("code_wrong", TRADES, "C10", "Mã ngành, nghề", (1, "trade_code"), "55201234", "552012", "5520l23"),
    *_readable("phone", SCHOOLS, "G12", "0206 000 0001", "(0206) 0000 001", "0206-000-0001", "02060000001"),
    *_doubtful("phone_abroad", SCHOOLS, "G12", "Điện thoại", "+84 206 000 0001"),
)
FORMULAS = (
    mutant("formula_link", setting(SCHOOLS, E14='=HYPERLINK("http://mau.invalid","X")'), _owner("", places=_FORMULA)),
    mutant("formula_command", setting(SCHOOLS, E14="=cmd|'/c calc'!A1"), _owner("", places=_FORMULA)),
    *(_another_font(address) for address in ("C13", "C14")),
    mutant("formula_like_text", _owner_as_text, _owner("@SUM(1+1)", "'@SUM(1+1)", "")),
    mutant("formula_like_note", _note_as_text),
)
CELLS: tuple[Mutant, ...] = (*NUMBERS, *RATES, *DATES, *MONEY, *CODES, *FORMULAS)
