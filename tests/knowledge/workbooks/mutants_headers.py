"""The same data under other words: synonyms, spelling, periods and units in the titles."""

import unicodedata
from collections.abc import Callable

from openpyxl import Workbook

from tests.knowledge.workbooks.expectations import Change, Expectation, Outcome, Place
from tests.knowledge.workbooks.mutant import (
    ENROLMENT,
    HEADER_ROW,
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

# sheet → header cell → the ways of writing it that the specification lists.
SYNONYMS = {
    SCHOOLS: {
        "C9": ("Tên trường", "Tên CSDN", "Đơn vị", "Cơ sở đào tạo", "Tên đơn vị báo cáo"),
        "G9": ("ĐT", "SĐT", "Tel", "Liên hệ", "Điện thoại"),
        "H9": ("Trình độ", "TĐ", "Bậc", "Cấp đào tạo", "Trình độ ĐT"),
    },
    TRADES: {
        "B9": ("Tên trường", "Tên cơ sở GDNN", "Đơn vị", "Cơ sở đào tạo", "Tên CSDN"),
        "C9": ("Mã nghề", "Mã ngành", "Mã số", "Mã NN", "Mã ngành, nghề"),
        "D9": ("Ngành/nghề", "Nghề đào tạo", "Tên nghề", "Ngành đào tạo", "Chuyên ngành"),
        "E9": ("TĐ", "Trình độ ĐT", "Bậc", "Cấp đào tạo", "Trình độ"),
        "G9": ("Chỉ tiêu TS", "KH tuyển sinh", "Số lượng", "Kế hoạch", "Chỉ tiêu"),
        "I9": ("Mức thu", "HP", "Mức HP", "Học phí", "Mức thu"),
    },
    ENROLMENT: {
        "B9": ("Đơn vị", "Tên trường", "Tên CSDN", "Tên đơn vị báo cáo", "Cơ sở đào tạo"),
        "C9": ("Tên nghề", "Ngành/nghề", "Chuyên ngành", "Nghề đào tạo", "Ngành đào tạo"),
        "D9": ("Bậc", "TĐ", "Cấp đào tạo", "Trình độ ĐT", "Trình độ"),
        "H10": ("Thực hiện", "Tuyển mới", "Số tuyển được", "KQ tuyển sinh", "HS-SV nhập học"),
    },
    OUTCOMES: {
        "B9": ("Tên CSDN", "Cơ sở đào tạo", "Tên trường", "Tên cơ sở GDNN", "Tên đơn vị báo cáo"),
        "C9": ("Nghề đào tạo", "Tên nghề", "Ngành/nghề", "Chuyên ngành", "Ngành đào tạo"),
        "D9": ("Trình độ", "Bậc", "Trình độ ĐT", "TĐ", "Cấp đào tạo"),
        "H9": ("Có việc làm", "Số có việc", "HS-SV có việc làm", "Có VL", "Có việc làm"),
        "K9": ("Tỷ lệ có việc làm", "Tỉ lệ có việc", "TL có VL (%)", "Tỷ lệ có việc làm", "Tỉ lệ có việc"),
    },
    VACANCIES: {
        "E9": ("Số lượng", "Cần tuyển", "Nhu cầu", "SL", "Số lượng"),
        "G9": ("Trình độ", "Yêu cầu trình độ", "CMKT", "Trình độ CM", "Trình độ CMKT"),
        "I9": ("Lương", "Thu nhập", "Lương cơ bản", "Mức lương", "Lương"),
        "K9": ("Thời hạn", "Hạn tuyển", "Đến ngày", "Hạn nộp HS", "Thời hạn"),
    },
}


def _synonyms(number: int) -> Callable[[Workbook], None]:
    def apply(workbook: Workbook) -> None:
        for sheet, headers in SYNONYMS.items():
            for address, words in headers.items():
                write_cell(workbook[sheet], address, words[number])

    return apply


def _headers(change: Callable[[str], str]) -> Callable[[Workbook], None]:
    """Rewrite every header text; the second header row of the enrolment sheet is one too."""

    def apply(workbook: Workbook) -> None:
        for name in SHEETS:
            last = HEADER_ROW + (1 if name == ENROLMENT else 0)
            for cell in cells(workbook[name]):
                if HEADER_ROW <= cell.row <= last:
                    cell.value = change(str(cell.value))

    return apply


def _stripped(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _nfd_everywhere(workbook: Workbook) -> None:
    for name in SHEETS:
        for cell in cells(workbook[name]):
            if isinstance(cell.value, str) and cell.font.name not in {".VnTime", "VNI-Times"}:
                cell.value = unicodedata.normalize("NFD", cell.value)


def _all_rows(sheet: str, rows: int, **values: str) -> Expectation:
    return but(*(Change(TABLE_OF[sheet], row, c, (v,)) for row in range(1, rows + 1) for c, v in values.items()))


def _no_titles(workbook: Workbook) -> None:
    for row in range(1, 9):
        for cell in list(cells(workbook[ENROLMENT])):
            if cell.row == row:
                write_cell(workbook[ENROLMENT], cell.coordinate, None)


NO_TITLES = Expectation(
    Outcome.RIGHT_OR_LOCATED,
    places=(Place(ENROLMENT),),
    ignore=frozenset({"source_document", "is_sample", "data_status"}),
)
_WRONG_UNIT = located(Place(OUTCOMES, column="Thu nhập BQ (nghìn đồng/tháng)"))
GRADUATES_2024 = "TỔNG HỢP TÌNH HÌNH VIỆC LÀM CỦA HSSV TỐT NGHIỆP NĂM 2024"
IN_THOUSANDS = {"D12": "345,12", "E12": "346,905", "F12": "1,785", "D13": "168,4", "E13": "169,01", "F13": "0,61"}
THOUSAND_DONG = "Thu nhập BQ (nghìn đồng/tháng)"
INCOME_THOUSANDS = {"L10": "7.200", "L11": "7.000-9.000", "L12": "9.500", "L13": "6.000"}
INCOME_DONG = {"L10": "7.200.000", "L11": "7.000.000-9.000.000", "L12": "9.500.000", "L13": "6.000.000"}
WORDING = (
    *(mutant(f"header_synonyms_{number + 1}", _synonyms(number)) for number in range(5)),
    mutant("headers_upper_case", _headers(str.upper)),
    mutant("headers_lower_case", _headers(str.lower)),
    mutant("headers_without_diacritics", _headers(_stripped)),
    mutant("headers_nfd", _headers(lambda text: unicodedata.normalize("NFD", text))),
    mutant("headers_with_line_breaks", _headers(lambda text: text.replace(" ", "\n"))),
    mutant("headers_with_spaces", _headers(lambda text: f" {text.replace(' ', '  ')}\u00a0")),
    mutant("headers_with_colons", _headers(lambda text: f"{text}:")),
    mutant("nfd_everywhere", _nfd_everywhere),
    mutant("header_of_numbers_missing", setting(VACANCIES, A9=None)),
    mutant(
        "header_typo_position",
        setting(VACANCIES, D9="Vị trí cần tuyễn"),
        either(VACANCIES, column="Vị trí cần tuyễn"),
    ),
    mutant("header_typo_quota", setting(TRADES, G9="Chỉ tiu"), either(TRADES, column="Chỉ tiu")),
    mutant("header_unknown", setting(OUTCOMES, I9="Cột phụ"), located(Place(OUTCOMES, column="Cột phụ"))),
)
PERIODS = (
    mutant("period_with_a_digit", setting(ENROLMENT, A6="Quý 3 năm 2026")),
    mutant("period_with_a_slash", setting(ENROLMENT, A6="QUÝ III/2026")),
    mutant("period_month", setting(ENROLMENT, A6="Tháng 9 năm 2026"), _all_rows(ENROLMENT, 4, period="2026-M09")),
    mutant("period_nine_months", setting(VACANCIES, A6="9 tháng năm 2026"), _all_rows(VACANCIES, 4, period="2026-9M")),
    mutant(
        "period_second_quarter",
        setting(MARKET, A6="Quý II năm 2026"),
        _all_rows(MARKET, 7, period="2026-Q2", period_prev="2026-Q1"),
    ),
    mutant(
        "graduates_of_another_year",
        setting(OUTCOMES, A5=GRADUATES_2024),
        _all_rows(OUTCOMES, 4, graduation_year="2024"),
    ),
    mutant(
        "another_document_number",
        setting(VACANCIES, A3="Số: 321/BC-MAU"),
        _all_rows(VACANCIES, 4, source_document="Số 321/BC-MAU ngày 05/10/2026"),
    ),
    mutant("enrolment_titles_removed", _no_titles, NO_TITLES),
)
UNITS = (
    mutant("labour_force_in_thousands", setting(MARKET, C12="Nghìn người", C13="Nghìn người", **IN_THOUSANDS)),
    mutant("income_in_million_dong", setting(MARKET, C19="Triệu đồng", D19="6,85", E19="7,02", F19="0,17")),
    mutant("income_in_dong", setting(MARKET, C19="đồng/tháng", D19="6.850.000", E19="7.020.000", F19="170.000")),
    mutant("graduate_income_in_thousand_dong", setting(OUTCOMES, L9=THOUSAND_DONG, **INCOME_THOUSANDS)),
    mutant("graduate_income_in_dong", setting(OUTCOMES, L9="Thu nhập BQ (đồng/tháng)", **INCOME_DONG)),
    # 7,2 thousand dong a month: outside what an income can be, so it must not be loaded.
    mutant("graduate_income_wrong_unit", setting(OUTCOMES, L9=THOUSAND_DONG), _WRONG_UNIT),
)
HEADERS: tuple[Mutant, ...] = (*WORDING, *PERIODS, *UNITS)
