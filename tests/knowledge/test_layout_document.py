"""What the lines around a table say: number, days, period, issuer, province, unit, sample mark."""

from datetime import date

import pytest

from knowledge.workbooks.grid import CellValue
from knowledge.workbooks.region import Document
from tests.knowledge.sheets_made import only, read, sheet

HEADER = ("STT", "Tên cơ sở", "Nghề đào tạo", "Trình độ", "Chỉ tiêu năm", "Nhập học")
ROW = (1, "Trường Mẫu 01", "Hàn", "TC", 35, 28)


def document(*lines: str, below: tuple[tuple[CellValue, ...], ...] = (), name: str = "Sheet1") -> Document:
    return only(sheet(*[(line,) for line in lines], HEADER, ROW, *below, name=name)).document


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 12/BC-SGDĐT", "Số 12/BC-SGDĐT"),
        ("Số:  345 /BC-SNV", "Số 345/BC-SNV"),
        ("Số 000/BC-MAU", "Số 000/BC-MAU"),
        ("(Kèm theo Báo cáo số 77/BC-SNV ngày 05 tháng 10 năm 2026)", "Số 77/BC-SNV"),
        ("Số:      /BC-SGDĐT", None),
        ("Số: ……", None),
    ],
)
def test_number(line: str, number: str | None) -> None:
    assert document(line).number == number


def test_the_day_of_signing_stands_above_or_below() -> None:
    assert document("Cao Bằng, ngày 05 tháng 10 năm 2026").signed == date(2026, 10, 5)
    assert document(below=((None, None, "Trà Vinh, ngày 7 tháng 1 năm 2026"),)).signed == date(2026, 1, 7)
    assert document("Từ ngày 01 tháng 7 năm 2026 đến ngày 30 tháng 9 năm 2026").signed is None
    assert document("Cao Bằng, ngày 35 tháng 10 năm 2026").signed is None
    assert document("(Kèm theo Báo cáo số 77/BC-SNV ngày 05/10/2026)").signed == date(2026, 10, 5)


@pytest.mark.parametrize(
    "line",
    ["(Tính đến ngày 30/9/2026)", "Số liệu tính đến hết ngày 30 tháng 9 năm 2026", "Số liệu đến ngày 30-09-2026"],
)
def test_the_day_of_the_figures(line: str) -> None:
    assert document(line).as_of == date(2026, 9, 30)
    assert document(line).period is None


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Quý III năm 2026", "2026-Q3"),
        ("6 THÁNG ĐẦU NĂM 2026", "2026-H1"),
        ("Quý III và 9 tháng năm 2026", "2026-Q3"),
        ("BÁO CÁO THÁNG 9/2026", "2026-M09"),
        ("TỔNG HỢP NĂM 2025", "2025"),
        ("Năm học 2025-2026", "NH2025-2026"),
        ("DANH SÁCH", None),
    ],
)
def test_period(line: str, period: str | None) -> None:
    assert document(line).period == period


def test_the_period_of_a_sheet_name() -> None:
    assert document("BÁO CÁO TUYỂN SINH", name="TS Quý 2-2026").period == "2026-Q2"


@pytest.mark.parametrize(
    ("lines", "provider"),
    [
        (["UBND TỈNH CAO BẰNG", "SỞ GIÁO DỤC VÀ ĐÀO TẠO"], "so_gddt"),
        (["SỞ GD&ĐT VĨNH LONG"], "so_gddt"),
        (["SỞ NỘI VỤ"], "so_noi_vu"),
        (["SỞ NỘI VỤ", "TRUNG TÂM DỊCH VỤ VIỆC LÀM"], "tt_dvvl"),
        (["SỞ NỘI VỤ – TRUNG TÂM DỊCH VỤ VIỆC LÀM"], "tt_dvvl"),
        (["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"], "so_ldtbxh"),
        (["UBND TỈNH", "TRƯỜNG CAO ĐẲNG MẪU"], "csgdnn"),
        (["CỤC THỐNG KÊ TỈNH CAO BẰNG"], "cuc_thong_ke"),
        (["Đơn vị báo cáo: Sở Nội vụ tỉnh Cao Bằng", "Đơn vị nhận báo cáo: Sở Giáo dục và Đào tạo"], "so_noi_vu"),
        (["KẾT QUẢ TUYỂN SINH"], None),
    ],
)
def test_provider(lines: list[str], provider: str | None) -> None:
    assert document(*lines).provider == provider


@pytest.mark.parametrize(
    ("lines", "province"),
    [
        (["UBND TỈNH CAO BẰNG"], "04"),
        (["UỶ BAN NHÂN DÂN TỈNH TRÀ VINH"], "86"),
        (["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI BẾN TRE"], "86"),
        (["Lạng Sơn, ngày 05 tháng 10 năm 2026"], "20"),
        (["KẾT QUẢ TUYỂN SINH TRÊN ĐỊA BÀN TỈNH VĨNH LONG"], "86"),
        (["UBND TỈNH MẪU"], None),
    ],
)
def test_province(lines: list[str], province: str | None) -> None:
    assert document(*lines).province == province


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("Đơn vị tính: Người", "Người"),
        ("(ĐVT: triệu đồng)", "triệu đồng"),
        ("Đơn vị: người", "người"),
        ("Đơn vị: Trường Cao đẳng Mẫu", None),
    ],
)
def test_unit(line: str, unit: str | None) -> None:
    assert document(line).unit == unit


@pytest.mark.parametrize(
    ("line", "sample"),
    [
        ("MẪU – SỐ LIỆU KHÔNG CÓ THẬT", True),
        ("(MẪU: số liệu đặt ra)", True),
        ("Biểu mẫu 02", False),
        ("Mẫu số 02", False),
        ("MẪU SỐ 02/TT", False),
        ("MẪU BIỂU 03", False),
        ("Mẫu báo cáo", False),
    ],
)
def test_the_sample_mark(line: str, sample: bool) -> None:
    assert document(line).sample is sample


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("KẾT QUẢ TUYỂN SINH (số liệu sơ bộ)", "so_bo"),
        ("ƯỚC THỰC HIỆN QUÝ IV NĂM 2026", "uoc_tinh"),
        ("(Số liệu chính thức)", "chinh_thuc"),
        ("KẾT QUẢ TUYỂN SINH", None),
    ],
)
def test_status(line: str, status: str | None) -> None:
    assert document(line).status == status


def test_the_letterhead_is_not_the_title() -> None:
    region = only(
        sheet(
            ("UBND TỈNH CAO BẰNG\nSỞ NỘI VỤ\nSố: 12/BC-SNV", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (None, None, "Cao Bằng, ngày 05 tháng 10 năm 2026"),
            ("Biểu số 02",),
            ("KẾT QUẢ TUYỂN SINH",),
            (None, None, None, "Đơn vị tính: Người"),
            HEADER,
            ROW,
        )
    )
    assert region.title == "KẾT QUẢ TUYỂN SINH"
    assert (region.document.number, region.document.provider) == ("Số 12/BC-SNV", "so_noi_vu")


def test_sheets_that_disagree_lend_nothing_to_a_bare_one() -> None:
    one = sheet(("SỞ NỘI VỤ",), ("Quý I năm 2026",), HEADER, ROW, name="a")
    other = sheet(("SỞ GIÁO DỤC VÀ ĐÀO TẠO",), ("Quý I năm 2026",), HEADER, ROW, name="b")
    regions, _ = read(one, other, sheet(HEADER, ROW, name="c"))
    assert (regions[2].document.provider, regions[2].document.period) == (None, "2026-Q1")
