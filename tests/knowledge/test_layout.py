"""Tables on messy sheets: headers, several tables, hidden parts, what is reported."""

from datetime import date

import pytest

from knowledge.errors import Severity
from tests.knowledge.sheets_made import codes, column, only, read, sheet

SCHOOLS = ("STT", "Tên cơ sở", "Loại hình", "Địa chỉ", "Điện thoại")
ENROLMENT = ("STT", "Tên cơ sở", "Nghề đào tạo", "Trình độ", "Chỉ tiêu năm", "Đăng ký", "Trúng tuyển", "Nhập học")
VACANCIES = ("STT", "Tên doanh nghiệp", "Vị trí cần tuyển", "Số lượng", "Mức lương", "Trình độ")
BESIDE = ((1, 7, 1, 8), (2, 7, 3, 7), (2, 8, 3, 8))
MARKET = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ trước", "Kỳ báo cáo")


def test_header_below_title_rows_and_columns_in_any_order() -> None:
    region = only(
        sheet(
            ("UBND TỈNH CAO BẰNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("BÁO CÁO KẾT QUẢ TUYỂN SINH",),
            ("Quý III năm 2026",),
            (),
            ("Nhập học", "Trình độ", "Tên nghề", "Trường", "TT"),
            (28, "TC", "Hàn", "Trường Cao đẳng Mẫu", 1),
        )
    )
    assert region.table == "enrolment_by_period"
    assert region.header_rows == (5, 5)
    assert {name: found.column for name, found in region.columns.items()} == {
        "enrolled": 1,
        "level": 2,
        "trade_name": 3,
        "institution_name": 4,
        "stt": 5,
    }
    assert region.title == "BÁO CÁO KẾT QUẢ TUYỂN SINH\nQuý III năm 2026"


def test_three_header_levels_with_merged_cells_and_a_row_of_column_numbers() -> None:
    region = only(
        sheet(
            ("STT", "Tên cơ sở", "Nghề", "Kết quả tuyển sinh trong kỳ", None, None, "Lũy kế từ đầu năm", None),
            (None, None, None, "Tổng số", "Trong đó", None, "Tổng số", "Nữ"),
            (None, None, None, None, "Nữ", "DTTS", None, None),
            ("A", "B", "C", 1, 2, 3, 4, 5),
            (1, "Trường Mẫu 01", "Hàn", 28, 2, 19, 40, 3),
            merged=[(1, 1, 3, 1), (1, 2, 3, 2), (1, 3, 3, 3), (1, 4, 1, 6), (2, 4, 3, 4), (2, 5, 2, 6), *BESIDE],
        )
    )
    assert region.header_rows == (1, 3)
    assert region.columns["enrolled"].header == "Kết quả tuyển sinh trong kỳ > Tổng số"
    assert region.columns["enrolled_female"].header == "Kết quả tuyển sinh trong kỳ > Trong đó > Nữ"
    assert region.columns["enrolled_cum"].column == 7
    assert [found.header for found in region.unknown_columns] == ["Lũy kế từ đầu năm > Nữ"]
    assert column(region, "enrolled_female") == ["2"]


def test_a_parent_header_that_was_not_merged_reaches_over_its_children() -> None:
    region = only(
        sheet(
            ("STT", "Tên cơ sở", "Nghề", "Nhập học", None, "Lũy kế"),
            (None, None, None, "Tổng số", "Nữ", None),
            (1, "Trường Mẫu 01", "Hàn", 28, 2, 40),
        )
    )
    assert region.columns["enrolled_female"].header == "Nhập học > Nữ"
    assert region.columns["enrolled_cum"].column == 6


def test_the_header_keeps_its_unit_and_its_line_break_reads_as_a_space() -> None:
    region = only(
        sheet(
            ("TT", "Đơn vị", "Nghề", "Số TN", "Có\nviệc làm", "Thu nhập BQ\n(tr.đ/tháng)"),
            (1, "Trường Mẫu 01", "Hàn", 24, 15, "7,2"),
        )
    )
    assert region.table == "graduate_outcomes_by_period"
    assert region.columns["avg_income"].header == "Thu nhập BQ (tr.đ/tháng)"
    assert region.columns["employed"].column == 5


def test_the_same_words_are_settled_by_the_table() -> None:
    training = only(sheet(("Tên cơ sở", "Nghề", "Trình độ", "Học phí"), ("Trường Mẫu 01", "Hàn", "TC", "700.000")))
    jobs = only(sheet(VACANCIES, (1, "Công ty Mẫu", "Thợ hàn", 3, "7 triệu", "TC")))
    assert training.columns["level"].header == jobs.columns["qualification"].header == "Trình độ"


def test_the_reporting_period_is_the_value_when_no_other_column_is() -> None:
    plain = only(sheet(MARKET, (1, "Lực lượng lao động", "Người", 10, 11)))
    template = only(
        sheet(
            ("Kỳ báo cáo", "Chỉ tiêu", "Đơn vị tính", "Kỳ báo cáo (giá trị)"),
            ("2026-Q3", "Lực lượng lao động", "Người", 11),
        )
    )
    assert plain.columns["value"].header == "Kỳ báo cáo"
    assert template.columns["value"].column == 4
    assert template.columns["period"].column == 1


def test_an_empty_spacer_column_stays_inside_the_table() -> None:
    region = only(
        sheet(
            ("STT", "Tên cơ sở", "Loại hình", None, "Địa chỉ", "Điện thoại"),
            (1, "Trường Mẫu 01", "CĐ", None, "Phường Mẫu", "0206 000 0001"),
        )
    )
    assert region.columns["phone"].column == 6


def test_two_tables_one_below_the_other() -> None:
    regions, problems = read(
        sheet(
            ("DANH SÁCH CƠ SỞ GIÁO DỤC NGHỀ NGHIỆP",),
            SCHOOLS,
            (1, "Trường Mẫu 01", "CĐ", "Phường Mẫu", "0206 000 0001"),
            ("Ghi chú: số liệu do trường gửi",),
            (),
            ("KẾT QUẢ TUYỂN SINH QUÝ II NĂM 2026",),
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 41, 36, 28),
            ("Nơi nhận:", "NGƯỜI LẬP BIỂU"),
        )
    )
    first, second = regions
    assert (first.table, second.table) == ("institutions", "enrolment_by_period")
    assert first.notes == {"note 1": "số liệu do trường gửi"}
    assert second.title == "KẾT QUẢ TUYỂN SINH QUÝ II NĂM 2026"
    assert second.document.period == "2026-Q2"
    assert (len(first.rows), len(second.rows)) == (1, 1)
    assert problems == []


def test_a_table_below_the_signatures_is_found() -> None:
    regions, _ = read(
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 41, 36, 28),
            ("Nơi nhận:", None, "NGƯỜI LẬP BIỂU", None, "KT. GIÁM ĐỐC"),
            ("- Lưu: VT.", None, "Nguyễn Văn Mẫu"),
            (),
            ("NHU CẦU TUYỂN DỤNG",),
            VACANCIES,
            (1, "Công ty Mẫu", "Thợ hàn", 3, "7 triệu", "TC"),
        )
    )
    assert [region.table for region in regions] == ["enrolment_by_period", "vacancies_by_period"]
    assert [len(region.rows) for region in regions] == [1, 1]
    assert all("Nguyễn" not in text for region in regions for text in region.notes.values())


def test_the_same_table_for_two_periods_on_one_sheet() -> None:
    regions, _ = read(
        sheet(
            ("Quý I năm 2026",),
            MARKET,
            (1, "Lực lượng lao động", "Người", 10, 11),
            ("Quý II năm 2026",),
            MARKET,
            (1, "Lực lượng lao động", "Người", 11, 12),
        )
    )
    assert [region.document.period for region in regions] == ["2026-Q1", "2026-Q2"]
    assert [column(region, "value") for region in regions] == [["11"], ["12"]]


@pytest.mark.parametrize("gap", [(), (None,)])
def test_two_tables_side_by_side(gap: tuple[None, ...]) -> None:
    regions, _ = read(
        sheet(
            (*SCHOOLS, *gap, *VACANCIES),
            (
                1,
                "Trường Mẫu 01",
                "CĐ",
                "Phường Mẫu",
                "0206 000 0001",
                *gap,
                1,
                "Công ty Mẫu",
                "Thợ hàn",
                3,
                "7 tr",
                "TC",
            ),
            (2, "Trường Mẫu 02", "TC", "Xã Mẫu", "0206 000 0002", *gap, 2, "Công ty Mẫu 2", "Phụ bếp", 5, "6 tr", ""),
            ("Tổng cộng", None, None, None, None, *gap, "Tổng cộng", None, None, 8),
        )
    )
    schools, jobs = regions
    assert (schools.table, jobs.table) == ("institutions", "vacancies_by_period")
    assert column(schools, "name") == ["Trường Mẫu 01", "Trường Mẫu 02"]
    assert column(jobs, "quantity") == ["3", "5"]
    assert [total.cells["quantity"].text for total in jobs.totals] == ["8"]


def test_tables_side_by_side_whose_headers_are_in_different_rows() -> None:
    left = [SCHOOLS, (1, "Trường Mẫu 01", "CĐ", "Phường Mẫu", "0206 000 0001"), (), ()]
    right = [("NHU CẦU TUYỂN DỤNG",), (), VACANCIES, (1, "Công ty Mẫu", "Thợ hàn", 3, "7 tr", "TC")]
    rows = [(*a, *[None] * (6 - len(a)), *b) for a, b in zip(left, right, strict=True)]
    regions, _ = read(sheet(*rows))
    assert sorted(region.table for region in regions) == ["institutions", "vacancies_by_period"]
    assert [len(region.rows) for region in regions] == [1, 1]


def test_a_header_repeated_after_a_page_break_is_dropped() -> None:
    regions, problems = read(
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 41, 36, 28),
            ("(tiếp theo)",),
            ENROLMENT,
            ("A", "B", "C", "D", 1, 2, 3, 4),
            (2, "Trường Mẫu 02", "May", "SC", 30, 30, 30, 30),
        )
    )
    (region,) = regions
    assert column(region, "enrolled") == ["28", "30"]
    assert codes(problems) == ["header_repeated"]


def test_hidden_sheets_are_asked_about_and_hidden_rows_and_columns_are_read() -> None:
    regions, problems = read(
        sheet(("Nháp",), name="Nháp", hidden=True),
        sheet(
            ENROLMENT,
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 41, 36, 28),
            (2, "Trường Mẫu 02", "May", "SC", 30, 30, 30, 30),
            hidden_rows=[3],
            hidden_columns=[6],
        ),
    )
    (region,) = regions
    assert [row.hidden for row in region.rows] == [False, True]
    assert column(region, "applied") == ["41", "30"]
    assert [(one.code, one.severity, one.sheet, one.row) for one in problems] == [
        ("hidden_sheet", Severity.WARNING, "Nháp", None),
        ("hidden_rows", Severity.WARNING, "Sheet1", 3),
        ("hidden_column", Severity.INFO, "Sheet1", 1),
    ]


def test_a_sheet_without_a_table_is_reported_unless_it_is_empty() -> None:
    regions, problems = read(
        sheet(("Công văn", "gửi kèm"), name="Công văn"),
        sheet((), name="Trống"),
        sheet(("Cách điền biểu",), name="Hướng dẫn"),
    )
    assert regions == []
    assert [(one.code, one.sheet) for one in problems] == [
        ("table_not_found", "Công văn"),
        ("sheet_skipped", "Hướng dẫn"),
    ]


def test_a_header_without_rows_is_an_empty_table() -> None:
    regions, problems = read(sheet(ENROLMENT))
    assert regions[0].rows == ()
    assert codes(problems) == ["table_empty"]


def test_columns_that_no_field_claims_are_named() -> None:
    _, problems = read(
        sheet(
            (*ENROLMENT, "Số giáo viên cơ hữu", None),
            (1, "Trường Mẫu 01", "Hàn", "TC", 35, 41, 36, 28, 12, "x1"),
            (2, "Trường Mẫu 02", "Hàn", "TC", 35, 41, 36, 28, 12, "x2"),
            (3, "Trường Mẫu 03", "Hàn", "TC", 35, 41, 36, 28, 12, "x3"),
        )
    )
    assert [(one.code, one.column, one.row) for one in problems] == [
        ("unknown_column", "Số giáo viên cơ hữu", 1),
        ("column_without_header", "J", 1),
    ]


def test_a_part_behind_another_figure_is_doubtful() -> None:
    _, problems = read(
        sheet(
            ("Tên cơ sở", "Nghề", "Nhập học", "Lũy kế từ đầu năm", "Nữ"),
            ("Trường Mẫu 01", "Hàn", 28, 40, 3),
        )
    )
    assert [(one.code, one.column, one.severity) for one in problems] == [("column_doubtful", "Nữ", Severity.WARNING)]


def test_of_two_columns_with_the_same_header_the_second_is_not_loaded() -> None:
    regions, problems = read(
        sheet(("Tên cơ sở", "Nghề", "Nhập học", "Nhập học"), ("Trường Mẫu 01", "Hàn", 28, 29)),
    )
    assert column(regions[0], "enrolled") == ["28"]
    assert [(one.code, one.column) for one in problems] == [("unknown_column", "Nhập học")]


def test_figures_under_headers_that_are_periods() -> None:
    region = only(
        sheet(
            ("STT", "Chỉ tiêu", "ĐVT", "Quý II/2026", "Quý III/2026", "Quý III/2025"),
            (1, "Lực lượng lao động", "Người", 10, 11, 9),
        )
    )
    assert region.columns["value"].header == "Quý III/2026"
    assert region.columns["value_prev"].header == "Quý II/2026"
    assert [found.header for found in region.unknown_columns] == ["Quý III/2025"]


def test_an_estimate_and_the_period_before_it() -> None:
    region = only(
        sheet(
            ("TT", "Tên chỉ tiêu", "ĐVT", "Thực hiện quý II/2026", "Ước TH quý III/2026", "So sánh (%)"),
            (1, "Lực lượng lao động", "Người", 10, 11, 110),
        )
    )
    assert (region.columns["value_prev"].column, region.columns["value"].column) == (4, 5)


def test_schools_and_trades_in_one_column() -> None:
    region = only(
        sheet(
            ("STT", "Tên cơ sở/ngành nghề", "Trình độ", "Chỉ tiêu", "Tuyển mới"),
            ("1", "Trường Mẫu 01", None, 65, 58),
            ("1.1", "Hàn", "TC", 35, 28),
            ("1.2", "May", "SC", 30, 30),
        )
    )
    assert column(region, "trade_name") == ["Hàn", "May"]
    assert {row.groups for row in region.rows} == {("1. Trường Mẫu 01",)}


def test_a_sheet_without_letterhead_takes_that_of_the_others() -> None:
    regions, _ = read(
        sheet(
            ("UBND TỈNH VĨNH LONG",),
            ("SỞ GIÁO DỤC VÀ ĐÀO TẠO",),
            ("Số: 12/BC-SGDĐT", None, None, "Vĩnh Long, ngày 05 tháng 10 năm 2026"),
            SCHOOLS,
            (1, "Trường Mẫu 01", "CĐ", "Phường Mẫu", "0206 000 0001"),
            name="a",
        ),
        sheet(ENROLMENT, (1, "Trường Mẫu 01", "Hàn", "TC", 35, 41, 36, 28), name="b"),
    )
    bare = regions[1].document
    assert (bare.number, bare.signed, bare.provider, bare.province) == (
        "Số 12/BC-SGDĐT",
        date(2026, 10, 5),
        "so_gddt",
        "86",
    )
