"""Rows below a header: totals, headings, parts, footnotes, names that are written once, where a table ends."""

import pytest

from knowledge.workbooks.layout.marks import LineMarks, is_column_numbers, leading_mark, serial_mark
from tests.knowledge.sheets_made import WORDS, codes, column, only, read, sheet

SCHOOLS = ("STT", "Tên cơ sở", "Loại hình", "Địa chỉ")
ENROLMENT = ("STT", "Tên cơ sở", "Nghề đào tạo", "Trình độ", "Chỉ tiêu năm", "Nhập học")
VACANCIES = ("STT", "Tên doanh nghiệp", "Vị trí cần tuyển", "Số lượng", "Mức lương")
MARKET = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ trước", "Kỳ báo cáo")


def test_merged_names_are_given_to_each_row_of_the_merged_cell() -> None:
    region = only(
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28),
            (2, None, "May", "SC", 30, 30),
            (None, "Tổng cộng", None, None, 65, 58),
            (3, None, "Điện", "TC", 20, 20),
            merged=[(2, 2, 3, 2)],
        )
    )
    assert column(region, "institution_name") == ["Trường Mẫu 01", "Trường Mẫu 01", ""]
    assert [row.inherited for row in region.rows] == [frozenset(), frozenset(), frozenset()]


def test_a_name_written_once_is_taken_down_and_said() -> None:
    regions, problems = read(
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28),
            (2, None, "May", "SC", 30, 30),
            (3, "Trường Mẫu 02", "Điện", "TC", 20, 20),
            (4, None, "Điện", "CĐ", 25, 20),
        )
    )
    assert column(regions[0], "institution_name") == ["Trường Mẫu 01"] * 2 + ["Trường Mẫu 02"] * 2
    assert [bool(row.inherited) for row in regions[0].rows] == [False, True, False, True]
    assert [(one.code, one.value) for one in problems] == [("filled_down", "3, 5")]


def test_an_empty_name_stays_empty_where_names_are_repeated() -> None:
    region = only(
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28),
            (2, "Trường Mẫu 01", "May", "SC", 30, 30),
            (3, None, "Điện", "TC", 20, 20),
        )
    )
    assert column(region, "institution_name") == ["Trường Mẫu 01", "Trường Mẫu 01", ""]


def test_a_name_is_not_taken_across_a_total_or_a_heading() -> None:
    region = only(
        sheet(
            ENROLMENT,
            ("I", "TRƯỜNG CAO ĐẲNG"),
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28),
            (None, "Cộng Trường Mẫu 01", None, None, 35, 28),
            (2, None, "Điện", "TC", 20, 20),
            (None, None, "May", "SC", 10, 10),
        )
    )
    assert column(region, "institution_name") == ["Trường Mẫu 01", "", ""]
    assert [row.number for row in region.totals] == [4]


def test_headings_nest_and_may_name_the_institution() -> None:
    region = only(
        sheet(
            ENROLMENT,
            ("I", "TRƯỜNG CAO ĐẲNG"),
            ("1", "Trường Cao đẳng Mẫu 01"),
            (None, None, "Hàn", "TC", 35, 28),
            ("2", "Trường Cao đẳng Mẫu 02"),
            (None, None, "May", "SC", 30, 30),
            ("II", "TRUNG TÂM"),
            ("1", "Trung tâm Mẫu"),
            (None, None, "Điện", "SC", 20, 20),
        )
    )
    assert [row.groups for row in region.rows] == [
        ("I. TRƯỜNG CAO ĐẲNG", "1. Trường Cao đẳng Mẫu 01"),
        ("I. TRƯỜNG CAO ĐẲNG", "2. Trường Cao đẳng Mẫu 02"),
        ("II. TRUNG TÂM", "1. Trung tâm Mẫu"),
    ]
    assert column(region, "institution_name") == ["Trường Cao đẳng Mẫu 01", "Trường Cao đẳng Mẫu 02", "Trung tâm Mẫu"]
    assert all(row.inherited == {"institution_name"} for row in region.rows)


def test_a_heading_with_sums_is_a_heading_and_a_total() -> None:
    region = only(
        sheet(
            ENROLMENT,
            ("I", "Trường cao đẳng", None, None, 65, 58),
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28),
            (2, "Trường Mẫu 02", "May", "SC", 30, 30),
            ("II", "Trung tâm", None, None, 20, 20),
            (3, "Trung tâm Mẫu", "Điện", "SC", 20, 20),
        )
    )
    assert [row.number for row in region.rows] == [3, 4, 6]
    assert [(row.number, row.groups) for row in region.totals] == [
        (2, ("I. Trường cao đẳng",)),
        (5, ("II. Trung tâm",)),
    ]


def test_a_school_row_with_the_sums_of_its_trades() -> None:
    region = only(
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", None, None, 65, 58),
            ("1.1", None, "Hàn", "TC", 35, 28),
            ("1.2", None, "May", "SC", 30, 30),
            (2, "Trường Mẫu 02", None, None, 20, 20),
            ("2.1", None, "Điện", "TC", 20, 20),
        )
    )
    assert [row.number for row in region.rows] == [3, 4, 6]
    assert column(region, "institution_name") == ["Trường Mẫu 01", "Trường Mẫu 01", "Trường Mẫu 02"]
    assert [row.number for row in region.totals] == [2, 5]


def test_school_totals_only_are_rows() -> None:
    region = only(
        sheet(
            ("STT", "Tên cơ sở", "Chỉ tiêu năm", "Nhập học", "Trong đó: Nữ"),
            (1, "Trường Mẫu 01", 65, 58, 5),
            (2, "Trường Mẫu 02", 20, 20, 1),
            (None, "Tổng số", 85, 78, 6),
        )
    )
    assert column(region, "enrolled") == ["58", "20"]
    assert len(region.totals) == 1


def test_roman_numbers_of_plain_rows_are_rows() -> None:
    region = only(
        sheet(ENROLMENT, ("I", "Trường Mẫu 01", "Hàn", "TC", 35, 28), ("II", "Trường Mẫu 02", "May", "SC", 30, 30))
    )
    assert len(region.rows) == 2


def test_schools_without_details_are_rows() -> None:
    region = only(sheet(SCHOOLS, (1, "Trường Mẫu 01", "CĐ", "Phường Mẫu"), (2, "Trường Mẫu 02"), ("II", "TRUNG TÂM")))
    assert column(region, "name") == ["Trường Mẫu 01", "Trường Mẫu 02"]


def test_employers_in_headings_and_names_that_begin_like_sums() -> None:
    region = only(
        sheet(
            VACANCIES,
            (1, "Tổng công ty Mẫu", "Cộng tác viên", 3, "7 triệu"),
            (2, "Công ty Mẫu", "Giám đốc nhân sự", 1, "20 triệu"),
            (None, "TỔNG", None, 4),
        )
    )
    assert column(region, "position") == ["Cộng tác viên", "Giám đốc nhân sự"]
    assert [row.cells["quantity"].text for row in region.totals] == ["4"]


def test_a_total_in_the_first_row_and_in_the_trade_column() -> None:
    region = only(
        sheet(
            ENROLMENT,
            ("TỔNG CỘNG", None, None, None, 65, 58),
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28),
            (2, "Trường Mẫu 01", "May", "SC", 30, 30),
            (None, "Trường Mẫu 01", "Cộng", None, 65, 58),
            merged=[(2, 1, 2, 4)],
        )
    )
    assert [row.number for row in region.rows] == [3, 4]
    assert [row.number for row in region.totals] == [2, 5]


def test_indicators_that_begin_with_total_and_breakdowns_named_total_are_rows() -> None:
    region = only(
        sheet(
            ("STT", "Chỉ tiêu", "Chia theo", "Đơn vị tính", "Kỳ trước", "Kỳ báo cáo"),
            (1, "Tổng số lao động có việc làm", "Tổng số", "Người", 10, 11),
            (None, None, "Nữ", "Người", 5, 6),
            (None, None, "Nông thôn", "Người", 7, 8),
        )
    )
    assert column(region, "breakdown") == ["Tổng số", "Nữ", "Nông thôn"]
    assert column(region, "indicator") == ["Tổng số lao động có việc làm"] * 3
    assert region.totals == ()


def test_parts_of_an_indicator() -> None:
    region = only(
        sheet(
            MARKET,
            ("I", "Lực lượng lao động"),
            (1, "Lực lượng lao động từ 15 tuổi", "Người", 10, 11),
            (None, "- Trong đó: Nữ", "Người", 5, 6),
            (None, "+ Nông thôn", "Người", 7, 8),
            (2, "Tỷ lệ thất nghiệp", "%", "2,1", "2,0"),
            ("a)", "Thành thị", "%", "3,1", "3,0"),
        )
    )
    assert [row.part_of for row in region.rows] == [None, 3, 3, None, 6]
    assert [row.serial for row in region.rows] == ["1", "", "", "2", "a)"]
    assert {row.groups for row in region.rows} == {("I. Lực lượng lao động",)}


def test_a_part_of_an_enrolment_row() -> None:
    region = only(
        sheet(ENROLMENT, (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28), (None, None, "Trong đó: Nữ", None, None, 3))
    )
    assert [row.part_of for row in region.rows] == [None, 2]


def test_footnotes_remarks_and_the_signature_block() -> None:
    region = only(
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn (*)", "TC", 35, 28),
            (),
            ("(*) Nghề nặng nhọc, độc hại.",),
            ("Ghi chú: (1) Gồm cả dưới 3 tháng.",),
            ("- Cột 6 tính từ 01/01/2026.",),
            (None, None, None, "Cao Bằng, ngày 05 tháng 10 năm 2026"),
            ("NGƯỜI LẬP BIỂU", None, None, "KT. GIÁM ĐỐC"),
            (None, None, None, "Nguyễn Văn Mẫu"),
        )
    )
    assert region.notes == {
        "(*)": "Nghề nặng nhọc, độc hại.",
        "(1)": "Gồm cả dưới 3 tháng.",
        "note 1": "- Cột 6 tính từ 01/01/2026.",
    }
    assert len(region.rows) == 1
    assert region.document.signed is not None


def test_rows_with_only_a_number_and_blank_rows_are_no_rows() -> None:
    region = only(sheet(ENROLMENT, (), (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28), (), (2,), (3, None, " ")))
    assert [row.number for row in region.rows] == [3]


@pytest.mark.parametrize(
    ("texts", "numbered"),
    [
        (["A", "B", "1", "2", "3=1+2"], True),
        (["(1)", "(2)", "(3)", "(4)"], True),
        (["A", "B", "C", "D", "1", "2", "3", "4", "5", "6", "7", "8=7/1"], True),
        (["1", "2", "3", "4", "5"], True),
        (["1", "Trường Mẫu 01", "Hàn", "35", "28"], False),
        (["1", "30", "28", "2"], False),
        (["A", "B"], False),
    ],
)
def test_rows_that_number_the_columns(texts: list[str], numbered: bool) -> None:
    assert is_column_numbers(texts) is numbered


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("I", 1),
        ("IV.", 1),
        ("A", 0),
        ("1", 2),
        ("1.", 2),
        ("1.1", 3),
        ("1.1.2", 4),
        ("1a", 3),
        ("a)", 4),
        ("-", 5),
        ("Hàn", None),
    ],
)
def test_depth_of_a_number(text: str, depth: int | None) -> None:
    mark = serial_mark(text)
    assert (mark.depth if mark else None) == depth


@pytest.mark.parametrize(
    ("text", "written", "rest"),
    [
        ("II. Trình độ trung cấp", "II", "Trình độ trung cấp"),
        ("1. Trường Cao đẳng Mẫu", "1", "Trường Cao đẳng Mẫu"),
        ("- Trong đó: Nữ", "-", "Trong đó: Nữ"),
        ("a) Khối trường", "a", "Khối trường"),
        ("Công nghệ ô tô", None, "Công nghệ ô tô"),
        ("C.ty Mẫu", None, "C.ty Mẫu"),
    ],
)
def test_number_in_front_of_a_text(text: str, written: str | None, rest: str) -> None:
    mark, body = leading_mark(text)
    assert (mark.written if mark else None, body) == (written, rest)


@pytest.mark.parametrize(
    ("text", "indicators", "total"),
    [
        ("Tổng cộng", False, True),
        ("TỔNG:", False, True),
        ("Cộng (I+II)", False, True),
        ("Cộng Trường Cao đẳng Mẫu", False, True),
        ("Tổng số toàn tỉnh", False, True),
        ("Tổng công ty Mẫu", False, False),
        ("Cộng tác viên", False, False),
        ("Tổng hợp viên", False, False),
        ("Tổng số", True, False),
        ("Tổng số lao động", True, False),
        ("Tổng cộng", True, True),
    ],
)
def test_labels_of_sums(text: str, indicators: bool, total: bool) -> None:
    assert LineMarks(WORDS).is_total(text, indicators=indicators) is total


def test_a_total_is_not_asked_about() -> None:
    _, problems = read(sheet(SCHOOLS, (1, "Trường Mẫu 01", "CĐ", "Phường Mẫu"), (None, "Tổng cộng", None, None)))
    assert codes(problems) == []
