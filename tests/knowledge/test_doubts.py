"""Figures that could be taken for something else: left out of answers, or asked about, never quietly loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.workbooks.result import ImportResult
from tests.knowledge.workbooks.reading import read

MARKET = "labour_market_indicators_by_period"
CAO_BANG = ["SỞ NỘI VỤ TỈNH CAO BẰNG", "Số: 12/BC-SNV;;;Cao Bằng, ngày 05 tháng 10 năm 2026"]


def market(folder: Path, *rows: str, head: list[str] | None = None, title: str = "QUÝ III NĂM 2026") -> ImportResult:
    header = "STT;Chỉ tiêu;Đơn vị;Kỳ trước;Kỳ báo cáo;Phạm vi"
    lines = [*(CAO_BANG if head is None else head), f"BÁO CÁO THỊ TRƯỜNG LAO ĐỘNG {title}", header, *rows]
    path = folder / "thi_truong.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return read(path)


def only(result: ImportResult) -> dict[str, Any]:
    (row,) = result.tables[MARKET]
    return row


def codes(result: ImportResult) -> set[str]:
    return {problem.code for problem in result.problems}


@pytest.mark.parametrize(
    ("written", "province", "flag"),
    [
        ("", "04", None),
        ("Toàn tỉnh", "04", None),
        ("Huyện Bảo Lâm", "04", None),
        ("Tỉnh Lạng Sơn", "20", "other_province"),
        ("Cả nước", None, "nationwide"),
        ("Nghệ An", None, "province_missing"),
    ],
)
def test_a_figure_belongs_to_its_own_area(written: str, province: str | None, flag: str | None, tmp_path: Path) -> None:
    row = only(market(tmp_path, f"1;Tỷ lệ thất nghiệp;%;2,1;2,3;{written}"))
    assert row["province"] == province
    assert flag is None or flag in row["import_flags"]


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("Tỷ lệ lao động qua đào tạo", "%", "TRAINED_ALL"),
        ("Tỷ lệ lao động nông thôn qua đào tạo", "%", None),
        ("Tỷ lệ lao động qua đào tạo tỉnh Lạng Sơn", "%", None),
        ("Số người hưởng trợ cấp thất nghiệp", "người", None),
        ("Tỷ lệ thất nghiệp trong độ tuổi lao động", "%", "UNEMP"),
        ("Thu nhập bình quân của lao động", "%", None),
        ("Số lao động được giải quyết việc làm", "lượt người", "JOBS"),
    ],
)
def test_words_that_change_an_indicator_are_not_overlooked(
    name: str, unit: str, code: str | None, tmp_path: Path
) -> None:
    result = market(tmp_path, f"1;{name};{unit};31;35;")
    assert only(result)["indicator_code"] == code
    assert code is not None or codes(result) & {"indicator_unknown", "indicator_unit_odd"}


def test_a_fraction_under_per_cent_is_asked_about(tmp_path: Path) -> None:
    result = market(tmp_path, "1;Tỷ lệ lao động qua đào tạo;%;50,8;0,514;")
    assert only(result)["value"] is None
    assert "maybe_fraction" in codes(result)
    low = market(tmp_path, "1;Tỷ lệ thất nghiệp;%;0,8;0,7;")
    assert only(low)["value"] == 0.7


def test_two_figures_of_one_indicator_are_both_set_aside(tmp_path: Path) -> None:
    rows = ("1;Tỷ lệ thất nghiệp;%;2,1;2,3;", "2;Tỷ lệ thất nghiệp của lao động;%;2,1;2,9;")
    result = market(tmp_path, *rows)
    assert result.tables[MARKET] == ()
    assert [row.row for row in result.set_aside] == [5, 6]


def test_nobodys_figures_stay_out_and_are_asked_about(tmp_path: Path) -> None:
    result = market(tmp_path, "1;Tỷ lệ thất nghiệp;%;2,1;2,3;", head=[])
    assert "province_missing" in only(result)["import_flags"]
    assert "province_missing" in codes(result)
    assert result.needs_decision


def test_a_former_province_in_a_present_period_is_asked_about(tmp_path: Path) -> None:
    row = "1;Tỷ lệ thất nghiệp;%;2,1;2,3;"
    result = market(tmp_path, row, head=["SỞ NỘI VỤ TỈNH TRÀ VINH"])
    assert "old_province_now" in codes(result)
    assert (only(result)["area_basis"], only(result)["geography"]) == ("cu", "Trà Vinh")
    then = market(tmp_path, row, head=["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI TỈNH TRÀ VINH"], title="QUÝ I NĂM 2025")
    assert "old_province_now" not in codes(then)


def test_figures_of_the_future_are_set_aside(tmp_path: Path) -> None:
    result = market(tmp_path, "1;Tỷ lệ thất nghiệp;%;2,1;2,3;", title="QUÝ III NĂM 2028")
    assert result.tables[MARKET] == ()
    assert [row.code for row in result.set_aside] == ["period_in_future"]


def test_a_plan_behind_the_period_is_not_the_period(tmp_path: Path) -> None:
    title = "9 THÁNG ĐẦU NĂM 2026, KẾ HOẠCH QUÝ IV/2026"
    assert only(market(tmp_path, "1;Tỷ lệ thất nghiệp;%;2,1;2,3;", title=title))["period"] == "2026-9M"


def enrolment(folder: Path, *rows: str) -> ImportResult:
    header = "STT;Tên cơ sở;Nghề đào tạo;Trình độ;Chỉ tiêu năm;Đăng ký;Trúng tuyển;Nhập học;Lũy kế từ đầu năm;Đạt % KH"
    path = folder / "tuyen_sinh.csv"
    lines = ["UBND TỈNH CAO BẰNG", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "KẾT QUẢ TUYỂN SINH QUÝ III NĂM 2026", header, *rows]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return read(path)


def test_a_school_of_another_province_keeps_its_own(tmp_path: Path) -> None:
    result = enrolment(tmp_path, "1;Trường Cao đẳng Lạng Sơn;Hàn;TC;35;40;36;30;30;85,71")
    (row,) = result.tables["enrolment_by_period"]
    assert (row["institution_id"][:2], row["province"]) == ("LS", "20")
    assert "institution_other_province" in codes(result)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1;CĐ Cao Bằng;Hàn;TC;1,500;2.000;1.900;1.800;1.800;120", "ambiguous_separator"),
        ("1;CĐ Cao Bằng;Hàn;TC;35;4000;3500;3000;3000;8571,43", "over_quota"),
        ("1;CĐ Cao Bằng;Hàn;TC;~35;40;36;30;30;85,71", "approximate_value"),
    ],
)
def test_a_doubtful_reading_is_said(row: str, code: str, tmp_path: Path) -> None:
    result = enrolment(tmp_path, row)
    (found,) = [problem for problem in result.problems if problem.code == code]
    assert found.row == 5
    assert found.column


def test_a_school_of_a_province_that_is_not_served_is_not_the_senders(tmp_path: Path) -> None:
    path = tmp_path / "co_so.csv"
    rows = ["1;Trường Cao đẳng Mẫu Nghệ;Cao đẳng;Nghệ An", "2;Trường Cao đẳng Mẫu Cao;Cao đẳng;"]
    head = ["SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH CAO BẰNG", "DANH SÁCH CƠ SỞ GIÁO DỤC NGHỀ NGHIỆP"]
    path.write_text("\n".join([*head, "STT;Tên cơ sở GDNN;Loại hình;Tỉnh", *rows]), encoding="utf-8-sig")
    result = read(path)
    assert [row["province"] for row in result.tables["institutions"]] == [None, "04"]
    assert "unknown_word" in codes(result)
