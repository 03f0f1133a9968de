"""Write the five smaller files of blind/: .xls, .ods, two .csv and a filled blank template.

Everything is invented; the gold tables were written by hand. Run: python -m tests.knowledge.workbooks.make_blind
"""

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import load_workbook

from tests.knowledge.workbooks.sheet_writer import NATION, SAMPLE, put, save

BLIND = Path(__file__).parent / "blind"
NBSP = "\u00a0"
SCHOOL_VNI = "Tröôøng Trung caáp Maãu Bình"
# Windows-1258 writes a vowel with its shape as one byte and the tone as a combining byte behind it.
TONES = "\u0300\u0301\u0303\u0309\u0323"


def _fill_xls(sheet: xlwt.Worksheet, rows: Sequence[Sequence[Any]], vni: Sequence[tuple[int, int]] = ()) -> None:
    legacy = xlwt.easyxf("font: name VNI-Times")
    plain = xlwt.easyxf("font: name Times New Roman")
    for r, values in enumerate(rows):
        for c, value in enumerate(values):
            if value is not None:
                sheet.write(r, c, value, legacy if (r, c) in vni else plain)


def xls(path: Path) -> None:
    """Enrolment and outcomes of a quarter under the old department's letterhead."""
    book = xlwt.Workbook(encoding="utf-8")
    head: list[list[object]] = [
        [],
        ["UBND TỈNH MẪU BÌNH", None, None, None, None, NATION],
        ["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", None, None, None, None, "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 45/BC-MAU", None, None, None, None, "Mẫu Bình, ngày 02 tháng 7 năm 2026"],
        [],
    ]
    enrolment: list[list[object]] = [
        ["BÁO CÁO KẾT QUẢ TUYỂN SINH QUÝ II/2026"],
        [SAMPLE],
        [],
        ["STT", "Đơn vị", "Ngành/nghề", "TĐ", "Chỉ tiêu năm", "Số đăng ký", "Trúng tuyển", "Tuyển mới", "Nữ", "DTTS",
         "Lũy kế từ đầu năm", "Tỷ lệ % kế hoạch"],
        [1, None, "Công nghệ ô tô", "CĐ", 50, 62, 55, 41, 2, 17, 41, 82],
        [2, None, "Hàn", "TC", "35", "30", "28", "25", "0", "9", "33", 94.29],
        [3, SCHOOL_VNI, "Thú y", "TC", 40, 38, 36, "3O", 12, 8, 30, "75"],
        [],
        [4, "TT GDNN-GDTX Mẫu Trung", "May thời trang", "SC", "1.050", f"1{NBSP}120", "1.000", 980, "700", "415", 980,
         "93,33%"],
        [None, "Tổng cộng", None, None, 1175, 1250, 1119, 1076, 714, 449, 1084],
        ["Ghi chú: lũy kế tính từ 01/01/2026."],
        [],
        ["Nơi nhận:", None, None, None, None, None, "KT. GIÁM ĐỐC"],
        [None, None, None, None, None, None, "Nguyễn Văn Mẫu"],
    ]  # fmt: skip
    first = book.add_sheet("TUYEN SINH Q2")
    _fill_xls(first, [*head, *enrolment], vni=[(11, 1)])
    first.write_merge(9, 10, 1, 1, "CĐN Mẫu 21")
    outcomes: list[list[object]] = [
        ["VIỆC LÀM CỦA HSSV TỐT NGHIỆP NĂM 2025"],
        [SAMPLE],
        ["TT", "Tên trường", "Nghề đào tạo", "Bậc", "Số TN", "Số khảo sát", "Số phản hồi", "Số có việc", "Đúng ngành",
         "Học tiếp", "Tỉ lệ có việc", "Thu nhập BQ (1.000 đồng/tháng)"],
        [1, "CĐN Mẫu 21", "Công nghệ ô tô", "CĐN", 45, 45, 40, 36, 30, 2, "90,00", "8.500"],
        [2, "Trường CĐ nghề Mẫu 21", "Hàn", "TCN", 20, 18, 15, 13, 9, "-", "65%", "7.000-7.800"],
        [3, "Trường Trung cấp Mẫu Bình", "Thú y", "TC", "16", "14", "12", "11", "7", "1", "78,57", "6,5 tr"],
        [4, "TT GDNN-GDTX Mẫu Trung", "May thời trang", "SC", 100, 80, 60, 75, 40, 0, "75,00", "6.000"],
        [None, "Cộng", None, None, 181, 157, 127, 135, 86],
        [],
        [None, None, None, None, None, None, "NGƯỜI LẬP BIỂU"],
    ]  # fmt: skip
    _fill_xls(book.add_sheet("VIEC LAM"), [*head, *outcomes])
    hidden = book.add_sheet("So lieu cu")
    hidden.write(0, 0, "MẪU – tờ nháp, không dùng")
    hidden.visibility = 1
    book.save(str(path))


def _ods_row(table: Any, values: Sequence[object], spans: dict[int, int | None]) -> None:
    """`spans`: column → rows that its cell covers, or None where the cell is covered from above."""
    row = TableRow()
    for column, value in enumerate(values):
        if column in spans and spans[column] is None:
            row.addElement(CoveredTableCell())
            continue
        options: dict[str, object] = {}
        if spans.get(column):
            options = {"numberrowsspanned": spans[column], "numbercolumnsspanned": 1}
        text = "" if value is None else str(value)
        if isinstance(value, date):
            text = value.strftime("%d/%m/%Y")
            options |= {"valuetype": "date", "datevalue": value.isoformat()}
        elif isinstance(value, int | float):
            options |= {"valuetype": "float", "value": value}
        elif value is not None:
            options["valuetype"] = "string"
        cell: Any = TableCell(**options)
        if value is not None:
            cell.addElement(P(text=text))
        row.addElement(cell)
    table.addElement(row)


def ods(path: Path) -> None:
    """Institutions and programmes in an OpenDocument file, with a hidden sheet."""
    document: Any = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    head: list[list[object]] = [
        ["UBND TỈNH MẪU HẢI", None, None, None, None, NATION],
        ["SỞ GIÁO DỤC VÀ ĐÀO TẠO", None, None, None, None, "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 88/BC-MAU", None, None, None, None, "Mẫu Hải, ngày 20 tháng 3 năm 2026"],
        [],
    ]
    schools: list[list[object]] = [
        ["DANH SÁCH CƠ SỞ GIÁO DỤC NGHỀ NGHIỆP"],
        [SAMPLE],
        ["STT", "Mã cơ sở GDNN", "Tên trường", "Loại hình", "Cơ quan chủ quản", "Địa chỉ", "Tel", "Trình độ ĐT",
         "Quy mô tuyển sinh/năm", "Ký túc xá"],
        [1, "0301", "Trường Cao đẳng Mẫu Hải", "CĐ", "UBND tỉnh", "Phường Mẫu Bãi", "0298.3000.021", "CĐ, TC", 2000,
         "Có (150 chỗ)"],
        [2, "0302", "Trường Trung cấp nghề Mẫu 31", "TC", "Công ty TNHH Mẫu Đào tạo", "Xã Mẫu Cồn", "0298 3000 022",
         "TC; SC", "450", "Không"],
        [3, None, "TT GDNN-GDTX Mẫu Cồn", "TTGDNN", "Sở GD&ĐT", "Xã Mẫu Cồn", "(0298) 3000 023", "SC, dưới 3 tháng",
         "28O", "-"],
    ]  # fmt: skip
    trades: list[list[object]] = [
        ["NGÀNH, NGHỀ TUYỂN SINH NĂM 2026"],
        [SAMPLE],
        ["STT", "Tên cơ sở", "Mã ngành", "Ngành/nghề", "Trình độ", "Thời gian ĐT", "Chỉ tiêu TS", "Đối tượng", "HP",
         "Chính sách", "Hạn nộp HS", "Khai giảng"],
        [1, "CĐ Mẫu Hải", 6810103, "Hướng dẫn du lịch", "CĐ", "3 năm", 80, "TN THPT", "940.000 đ/tháng", None,
         date(2026, 8, 31), "Tháng 9/2026"],
        [2, None, "5810207", "Kỹ thuật chế biến món ăn", "TC", "18-24 tháng", "70", "TN THCS", "4,2 tr/HK",
         "Miễn HP đối với HS TN THCS", "30.8.2026", "15/9/2026"],
        [3, "TCN Mẫu 31", "5620303", "Nuôi trồng thủy sản", "TC", "2 năm", 35, "TN THCS", None, "Miễn", "trước 15/9"],
        [4, "TT GDNN-GDTX Mẫu Cồn", None, "Kỹ thuật chế biến món ăn", "SC", "3 tháng", "30/lớp x 2 lớp", "Đủ 15 tuổi",
         "Miễn phí", None, "Quanh năm"],
        [5, None, None, None, "TC", "2 năm", 40, "TN THCS"],
        [None, "Tổng cộng", None, None, None, None, 285],
        [],
        ["Nơi nhận:", None, None, None, None, "NGƯỜI LẬP BIỂU"],
    ]  # fmt: skip
    for name, rows in (("Co so", schools), ("Nganh nghe", trades)):
        table = Table(name=name)
        for values in [*head, *rows]:
            first, second = values[:2] == [1, "CĐ Mẫu Hải"], values[2:3] == ["5810207"]
            _ods_row(table, values, {1: 2} if first else {1: None} if second else {})
        document.spreadsheet.addElement(table)
    draft = Table(name="Nhap", stylename=hidden)
    _ods_row(draft, ["MẪU – tờ nháp, không dùng"], {})
    document.spreadsheet.addElement(draft)
    document.save(str(path))


def windows_1258(text: str) -> bytes:
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tones = [mark for mark in parts if mark in TONES]
            shape = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
            out += (shape + "".join(tones)).encode("cp1258")
    return bytes(out)


def _delimited(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def csv_windows_1258(path: Path) -> None:
    """Vacancies with semicolons, in the old Windows code page."""
    rows = [
        ["UBND TỈNH MẪU SƠN", *[""] * 11],
        ["SỞ NỘI VỤ - TRUNG TÂM DỊCH VỤ VIỆC LÀM", *[""] * 11],
        ["Số: 09/BC-MAU", "", "", "", "", "Mẫu Sơn, ngày 05 tháng 10 năm 2026", *[""] * 6],
        ["TỔNG HỢP NHU CẦU TUYỂN DỤNG LAO ĐỘNG QUÝ III NĂM 2026", *[""] * 11],
        [SAMPLE, *[""] * 11],
        ["STT", "Tên doanh nghiệp", "Loại hình DN", "Vị trí cần tuyển", "Cần tuyển", "Yêu cầu trình độ", "Kinh nghiệm",
         "Mức lương", "Nơi làm việc", "Đến ngày", "Phúc lợi", "Họ tên, SĐT người liên hệ"],
        ["1", "Công ty CP Mẫu Gỗ", "NNN", "Công nhân vận hành máy cưa", "40", "Không YC", "Không", "7 - 9 triệu",
         "KCN Mẫu Sơn", "30/11/2026", "BHXH, xe đưa đón", "Nguyễn Văn Mẫu, 0900 000 001"],
        ["2", "Công ty TNHH Mẫu Giày", "FDI", "CN may", "1.300", "Không YC", "Không", "6.500.000-8.500.000",
         "Phường Mẫu Đức", "15/12/2026", "Ăn ca; KTX", "Trần Thị Mẫu, 0900 000 002"],
        ["3", "Khách sạn Mẫu", "NNN", "NV lễ tân", "4", "TC, CĐ", "1-2 năm", "Thỏa thuận", "Phường Mẫu Đức",
         "20.11.2026", "", ""],
        ["", *[""] * 11],
        ["4", "Hộ KD Mẫu Xây", "HKD", "Thợ nề", "6", "", "", "350.000đ/ngày", "Xã Mẫu Khe", "", "", ""],
        ["5", "Công ty CP Mẫu Quốc tế", "", "Hộ lý", "12", "CĐ", "", "30-33 tr", "Đài Loan", "31/12/2026", "", ""],
        ["6", "Công ty CP Mẫu Gỗ", "NNN", "Nhân viên kho", "vài người", "Không", "dưới 1 năm", "8-9 tr", "KCN Mẫu Sơn",
         "30/11/2026", "", ""],
        ["", "TỔNG", "", "", "1.362", *[""] * 7],
        ["Nơi nhận:", "", "", "", "", "NGƯỜI LẬP BIỂU", *[""] * 6],
    ]  # fmt: skip
    path.write_bytes(windows_1258(_delimited(rows, ";")))


def csv_utf8(path: Path) -> None:
    """Enrolment with commas, a byte-order mark, quoted decimals and combining characters."""
    lam = unicodedata.normalize("NFD", "Trường Cao đẳng Mẫu Lâm")
    rows = [
        ["UBND TỈNH MẪU LÂM", *[""] * 11],
        ["SỞ GIÁO DỤC VÀ ĐÀO TẠO", *[""] * 11],
        ["Số: 12/BC-MAU", "", "", "", "", "Mẫu Lâm, ngày 03 tháng 4 năm 2026", *[""] * 6],
        ["KẾT QUẢ TUYỂN SINH QUÝ I NĂM 2026", *[""] * 11],
        [SAMPLE, *[""] * 11],
        ["Số TT", "Tên đơn vị báo cáo", "Chuyên ngành", "Trình độ ĐT", "Chỉ tiêu năm", "Số đăng ký", "Trúng tuyển",
         "HS-SV nhập học", "Trong đó: Nữ", "Dân tộc thiểu số", "Lũy kế từ đầu năm", "Tỷ lệ so với chỉ tiêu"],
        ["", "TỔNG CỘNG", "", "", "1.125", "1.368", "1.221", "1.000", "", "", "1.000", ""],
        ["1", lam, "Điều dưỡng", "Cao đẳng", "1.000", "1.234", "1.100", "905", "812", "77", "905", "90,5%"],
        ["2", "CĐ Mẫu Lâm", "Hàn", "TC", "35", "'36", "34", "30", "0", "11", "30", "85,71"],
        ["3", "Trường Trung cấp Mẫu 41", "Cơ điện tử", "Trung cấp", "30", f"28{NBSP}", "27", "20", "1", "KXĐ", "20",
         "66,67 %"],
        ["4", "TT GDNN-GDTX Mẫu Đèo", "May thời trang", "Sơ cấp", "60", "~ 70", "60", "bốn lăm", "40", "15", "45",
         "75,00"],
        ["Ghi chú: số lũy kế tính từ 01/01/2026.", *[""] * 11],
    ]  # fmt: skip
    path.write_bytes(_delimited(rows, ",").encode("utf-8-sig"))


def template(path: Path) -> None:
    """The blank template with two rows a table, and the sample notice below each."""
    book = load_workbook(BLIND.parent / "BIEU_MAU_TRONG_6_bang.xlsx")
    source = "Số 21/BC-MAU ngày 10/10/2026"
    college, centre = "Trường Cao đẳng Mẫu Tây", "Trung tâm GDNN - GDTX Mẫu Tây"
    nurse, welding = ["6720301", "Điều dưỡng", "Cao đẳng"], ["5520123", "Hàn", "Trung cấp"]
    content: dict[str, list[list[object]]] = {
        "institutions": [
            [1, "0401", college, "CĐ Mẫu Tây", None, "Cao đẳng", "Công lập", "UBND tỉnh", "Số 1, đường Mẫu", None, None,
             None, "0297 3000 031", None, None, "Cao đẳng; Trung cấp", 800, "Có", 200, 150000, "Đang hoạt động",
             "Quý III/2026", source],
            [2, "0402", centre, None, None, "TT GDNN-GDTX", "Công lập", "Sở GD&ĐT", "Xã Mẫu Tây", None, None, None,
             "0297 3000 032", None, None, "Sơ cấp", 150, "Không", None, None, "Đang hoạt động", "Quý III/2026", source],
        ],
        "programmes": [
            [1, college, *nurse, "Chính quy", 36, 90, "Tốt nghiệp THPT", None, 1100000, "tháng", None, None, None,
             datetime(2026, 8, 31), "09/2026", None, 2026, source],
            [2, college, *welding, "Chính quy", 24, 35, "Tốt nghiệp THCS", None, 700000, "tháng", "Giảm 70%", "Có",
             None, "30/9/2026", "15/10/2026", None, 2026, source],
        ],
        "enrolment": [
            [1, "Quý III/2026", college, *nurse, 90, 120, 100, 72, 60, 20, None, None, None, None, 72, 80, 1, source],
            [2, "Quý III/2026", college, *welding, 35, 33, 30, 28, 0, 9, 27, 1, None, None, 28, 80, 0, source],
        ],
        "graduate_outcomes": [
            [1, 2025, college, *nurse, 80, 75, 70, 70, 60, 54, 50, 2, 3, 3, 90, "Số phản hồi", 12, 8000000, source],
            [2, 2025, college, *welding, 30, 28, 25, 24, 20, 17, 12, 1, 1, 2, 85, "Số phản hồi", 12, 7500000, source],
        ],
        "vacancies": [
            [1, "Quý III/2026", "Công ty CP Mẫu Thép", None, "DN ngoài nhà nước", "C", "51-100", "Thợ hàn", "7", 12,
             "THCS", "Trung cấp", "Hàn", "1-2 năm", 9000000, 9800000, "KCN Mẫu Tây", None, "BHXH", None,
             datetime(2026, 12, 31), None, source],
            [2, "Quý III/2026", "Hộ KD Mẫu Quán", None, "Hộ kinh doanh", "I", "<10", "Phụ bếp", "9", "không rõ",
             "Không yêu cầu", "Không yêu cầu", None, None, 6000000, 6500000, "Xã Mẫu Tây", None, None, None,
             datetime(2026, 11, 30), None, source],
        ],
        "labour_market": [
            [1, "Quý III/2026", "Lực lượng lao động từ 15 tuổi trở lên", "Tổng số", "Người", 210500, 211000, 500, None,
             "Thực tế", None, source],
            [2, "Quý III/2026", "Tỷ lệ thất nghiệp trong độ tuổi lao động", "Thành thị", "%", "2,5", "2,4", "-0,1",
             None, "Thực tế", None, source],
        ],
    }  # fmt: skip
    for name, rows in content.items():
        for offset, values in enumerate(rows):
            put(book[name], 2 + offset, values)
        put(book[name], 5, [f"Ghi chú: {SAMPLE}"])
    save(book, path)


def main() -> None:
    """Write all five into their folders."""
    for folder, name, write in (
        ("so_ldtbxh_q2", "bao_cao_quy_2_2026.xls", xls),
        ("co_so_nganh_nghe", "co_so_nganh_nghe_2026.ods", ods),
        ("tuyen_dung_1258", "nhu_cau_tuyen_dung_q3.csv", csv_windows_1258),
        ("tuyen_sinh_utf8", "tuyen_sinh_q1.csv", csv_utf8),
        ("bieu_mau", "bieu_mau_da_dien.xlsx", template),
    ):
        write(BLIND / folder / name)


if __name__ == "__main__":
    main()
