"""Columns of people's data are dropped and named; no message holds a value of a person."""

import pytest

from tests.knowledge.sheets_made import codes, only, read, sheet

SECRETS = ("Nguyễn Văn Mẫu", "004099000001", "0912000001", "01/02/2008", "Thôn Mẫu 1")


def test_personal_columns_of_a_table_are_dropped_everywhere() -> None:
    regions, problems = read(
        sheet(
            ("Tên cơ sở", "Nghề", "Nhập học", "Họ và tên", "Số CCCD", "SĐT", "Ngày sinh", "Địa chỉ"),
            ("Trường Mẫu 01", "Hàn", 1, *SECRETS),
            ("Trường Mẫu 02", "May", 1, *SECRETS),
        )
    )
    (region,) = regions
    assert [found.field for found in region.personal_columns] == [
        "person_name",
        "id_number",
        "phone",
        "birth_date",
        "address",
    ]
    assert set(region.columns) == {"institution_name", "trade_name", "enrolled"}
    assert region.unknown_columns == ()
    kept = [cell.text for row in region.sheet.rows for cell in row]
    kept += [cell.text for row in region.rows for cell in row.cells.values()]
    assert not set(SECRETS) & set(kept)
    assert codes(problems) == ["personal_column"] * 5
    assert {problem.column for problem in problems} == {"Họ và tên", "Số CCCD", "SĐT", "Ngày sinh", "Địa chỉ"}
    assert all(problem.value is None and not any(secret in str(problem) for secret in SECRETS) for problem in problems)


@pytest.mark.parametrize(
    ("header", "values", "kind"),
    [
        (None, ("004099000001", "004099000002", "004099000003"), "id_number"),
        ("Cột A", ("0912 000 001", "0382000002", "0912000003"), "phone"),
        (None, ("Nguyễn Văn Mẫu", "Trần Thị Mẫu", "Nông Văn Mẫu"), "person_name"),
        ("Mã", ("004099000001", "004099000002", "004099000003"), "id_number"),
        ("Mã số thuế", ("004099000001", "004099000002", "004099000003"), "id_number"),
        ("Mã số thuế", ("4800000001", "4800000002", "4800000003"), None),
    ],
)
def test_columns_told_by_what_they_hold(header: str | None, values: tuple[str, ...], kind: str | None) -> None:
    rows = [("Công ty Mẫu", "Thợ hàn", number, value) for number, value in enumerate(values, start=3)]
    region = only(sheet(("Tên doanh nghiệp", "Vị trí cần tuyển", "Số lượng", header), *rows))
    assert [found.field for found in region.personal_columns] == ([kind] if kind else [])


def test_a_list_of_people_is_no_table() -> None:
    regions, problems = read(
        sheet(
            ("DANH SÁCH NGƯỜI TÌM VIỆC",),
            ("STT", "Họ và tên", "Ngày sinh", "Số CCCD", "Nghề mong muốn"),
            (1, "Nguyễn Văn Mẫu", "01/02/2008", "004099000001", "Hàn"),
        )
    )
    assert regions == []
    assert [(one.code, one.column, one.row) for one in problems] == [
        ("personal_column", "Họ và tên", 2),
        ("personal_column", "Ngày sinh", 2),
        ("personal_column", "Số CCCD", 2),
    ]


def test_an_office_phone_is_not_personal_and_the_head_of_a_school_is() -> None:
    region = only(
        sheet(
            ("Tên cơ sở", "Loại hình", "Điện thoại", "Hiệu trưởng", "SĐT hiệu trưởng"),
            ("Trường Mẫu 01", "CĐ", "0206 000 0001", "Nguyễn Văn Mẫu", "0912000001"),
        )
    )
    assert region.columns["phone"].header == "Điện thoại"
    assert [found.field for found in region.personal_columns] == ["person_name", "phone"]


def test_a_phone_beside_a_person_is_personal_and_alone_it_is_the_employers() -> None:
    alone = only(
        sheet(
            ("Tên doanh nghiệp", "Vị trí cần tuyển", "SL", "Điện thoại"), ("Công ty Mẫu", "Thợ hàn", 3, "02060000001")
        )
    )
    beside = only(
        sheet(
            ("Tên doanh nghiệp", "Vị trí cần tuyển", "SL", "Người liên hệ", "Điện thoại"),
            ("Công ty Mẫu", "Thợ hàn", 3, "Trần Thị Mẫu", "0912000001"),
        )
    )
    assert alone.columns["contact"].header == "Điện thoại"
    assert "contact" not in beside.columns
    assert [found.field for found in beside.personal_columns] == ["person_name", "phone"]


@pytest.mark.parametrize("header", ["Số người lao động", "Lao động nữ", "Người lao động"])
def test_counts_of_people_are_not_people(header: str) -> None:
    region = only(
        sheet(
            ("Tên doanh nghiệp", "Vị trí cần tuyển", "SL", header),
            ("Công ty Mẫu", "Thợ hàn", 3, 120),
            ("Công ty B", "Thợ", 3, 10),
        )
    )
    assert region.personal_columns == ()
