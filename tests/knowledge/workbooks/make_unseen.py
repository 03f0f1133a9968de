"""Write the six unseen reports: `python -m tests.knowledge.workbooks.make_unseen`.

Six officers, six habits. Only the files are written here: the tables beside them (`gold_*.csv`) and the problems that
must be reported (`expected_problems.yaml`) are kept by hand. Nothing in any of them is real.
"""

import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlwt
from odf import number as odf_number
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.knowledge.workbooks.sheet_writer import MOTTO, NATION, SAMPLE, letterhead, put, save

FOLDER = Path(__file__).parent / "unseen"
_SPACE = "\N{NO-BREAK SPACE}"
_TCVN3_PLAIN = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
_TCVN3_BYTES = (
    "B5B6B7B8B9A8BBBCBDBEC6A9C7C8C9CACBAECCCECFD0D1AAD2D3D4D5D6D7D8DCDDDEDFE1E2E3E4ABE5E6E7E8E9ACEAEBECEDEE"
    "EFF1F2F3F4ADF5F6F7F8F9FAFBFCFDFEA1A2A3A4A5A6A7"
)
_TCVN3 = dict(zip(_TCVN3_PLAIN, bytes.fromhex(_TCVN3_BYTES).decode("latin-1"), strict=True))
_TONES = {"\u0301": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0323": 4}
_VNI_TONES = {"": "ùøûõï", "\u0302": "áàåãä", "\u0306": "éèúüë", "\u031b": "ùøûõï"}
_VNI_WHOLE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "đ": "ñ", "ỵ": "î", "ơ": "ô", "ư": "ö"}


def tcvn3(text: str) -> str:
    """The characters that a TCVN3 font shows as `text`; its capitals carry no tone."""
    return "".join(_TCVN3.get(char, char) for char in unicodedata.normalize("NFC", text))


def vni(text: str) -> str:
    """The characters that a VNI font shows as `text`."""
    return "".join(_vni_letter(char) for char in unicodedata.normalize("NFC", text))


def _vni_letter(char: str) -> str:
    small = char.lower()
    if small in _VNI_WHOLE:
        found = _VNI_WHOLE[small]
    else:
        parts = unicodedata.normalize("NFD", small)
        shape = next((part for part in parts[1:] if part in _VNI_TONES), "")
        tone = next((_TONES[part] for part in parts[1:] if part in _TONES), None)
        stem = parts[0]
        if shape == "\u031b":
            stem = {"o": "ô", "u": "ö"}[stem]
        if tone is not None:
            found = stem + _VNI_TONES[shape][tone]
        elif shape in {"\u0302", "\u0306"}:
            found = stem + {"\u0302": "â", "\u0306": "ê"}[shape]
        else:
            found = small
    return found if char == small else found.upper()


def windows_1258(text: str) -> bytes:
    """Letters with their shape, tones after them."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        try:
            char.encode("cp1258")
            out.append(char)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            stem = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            out.append(stem + "".join(part for part in parts if part in _TONES))
    return "".join(out).encode("cp1258")


def _rows(ws: Worksheet, start: int, rows: Sequence[Sequence[object]], *, column: int = 1) -> int:
    """Rows one below the other; the number of the row after them. An empty row stays empty."""
    for offset, row in enumerate(rows):
        put(ws, start + offset, row, column=column)
    return start + len(rows)


def _percent(ws: Worksheet, *cells: str) -> None:
    for cell in cells:
        ws[cell].number_format = "0.00%"


def _annex(ws: Worksheet, title: str, number: str, *, column: int = 1, row: int = 1) -> None:
    """The head of an annex: its title, the report it belongs to, the sample mark."""
    put(ws, row, [title], column=column, bold=True)
    put(ws, row + 1, [f"(Kèm theo Báo cáo số {number} của Sở Giáo dục và Đào tạo tỉnh Mẫu)"], column=column)
    put(ws, row + 2, [SAMPLE], column=column)


def nine_months(path: Path) -> None:
    """All six tables of a nine-month report, as annexes behind a cover and a sheet of instructions."""
    workbook = Workbook()
    number = "21/BC-MAU ngày 12/10/2026"
    cover = workbook.active
    assert isinstance(cover, Worksheet)
    cover.title = "Bìa"
    _rows(
        cover,
        3,
        [
            ["UBND TỈNH MẪU"],
            ["SỞ GIÁO DỤC VÀ ĐÀO TẠO"],
            [],
            ["BÁO CÁO GIÁO DỤC NGHỀ NGHIỆP VÀ THỊ TRƯỜNG LAO ĐỘNG"],
            ["9 tháng năm 2026"],
            [SAMPLE],
        ],
        column=2,
    )
    guide = workbook.create_sheet("Hướng dẫn")
    _rows(
        guide,
        1,
        [
            ["HƯỚNG DẪN GHI BIỂU"],
            [SAMPLE],
            ["1. Ghi tên cơ sở đào tạo theo quyết định thành lập; không thêm, bớt cột."],
            ["2. Không có thông tin thì ghi dấu gạch ngang; bằng không thì ghi số 0."],
            ["3. Gửi về Sở trước ngày 12 của tháng đầu quý sau."],
        ],
    )
    _nine_indicators(workbook.create_sheet("B6-TTLĐ"), number)
    _nine_institutions(workbook.create_sheet("B1 DS cơ sở"), number)
    _nine_enrolment(workbook.create_sheet("B3 tuyển sinh"), number)
    _nine_programmes(workbook.create_sheet("B2 ngành nghề"), number)
    _nine_outcomes(workbook.create_sheet("B5 việc làm"), number)
    _nine_vacancies(workbook.create_sheet("B4 nhu cầu TD"), number)
    draft = workbook.create_sheet("nháp")
    draft.sheet_state = "hidden"
    _rows(
        draft,
        1,
        [
            [SAMPLE],
            ["Tên cơ sở", "Nghề đào tạo", "Trình độ", "Chỉ tiêu năm", "Nhập học"],
            ["CĐ Mẫu Xuân", "Hàn", "TC", 999, 1],
        ],
    )
    save(workbook, path)


def _nine_indicators(ws: Worksheet, number: str) -> None:
    _annex(ws, "BIỂU 6. CHỈ TIÊU THỊ TRƯỜNG LAO ĐỘNG 9 THÁNG NĂM 2026", number)
    head = ["STT", "Chỉ tiêu", "ĐVT", "9 tháng năm 2025", "9 tháng năm 2026", "Tăng (+), giảm (-)", "Ghi chú"]
    _rows(
        ws,
        5,
        [
            head,
            ["A", "B", "C", "1", "2", "3=2-1", "4"],
            [1, "Lực lượng lao động từ 15 tuổi trở lên", "Nghìn người", "412,5", "415,2", "+2,7"],
            [None, "- Nam", "Nghìn người", "209,1", "210,3", "+1,2"],
            [None, "- Nữ", "Nghìn người", 203.4, 204.9, 1.5],
            [2, "Tỷ lệ LĐ qua đào tạo có bằng cấp, chứng chỉ", "%", "25,3%", "26,1%", "0,8"],
            [3, "Tỷ lệ thất nghiệp", "%", 2.4, 2.1, -0.3],
            [],
            [4, "Số LĐ được giải quyết việc làm", "Lượt người", "12.450", "13.0l0", "560"],
            [5, "Số LĐ đi làm việc ở nước ngoài (*)", "Người", "310", 355, "45"],
            [6, "Thu nhập BQ của LĐ", "Triệu đồng", "7,1", "7,35", "0,25"],
            [],
            [None, "(*) Theo hợp đồng, gồm cả người tự đăng ký."],
        ],
    )


def _nine_institutions(ws: Worksheet, number: str) -> None:
    """The table begins in the second column, under a title that spans it."""
    _annex(ws, "BIỂU 1. DANH SÁCH CƠ SỞ GIÁO DỤC NGHỀ NGHIỆP", number, column=2)
    ws.merge_cells("B1:K1")
    head = ["TT", "Tên cơ sở đào tạo", "Mã cơ sở", "Loại hình", "Cơ quan chủ quản", "Địa chỉ trụ sở", "SĐT"]
    xuan = ["UBND tỉnh", "Số 10, đường Mẫu, phường Mẫu Xuân", "0209 000 0041", "CĐ; TC; SC"]
    _rows(
        ws,
        6,
        [
            [*head, "Trình độ đào tạo", "Quy mô TS/năm", "KTX (số chỗ)"],
            ["I", "KHỐI TRƯỜNG"],
            [1, "Trường Cao đẳng Mẫu Xuân", "0041", "Cao đẳng", *xuan, f"1{_SPACE}500", "Có (320 chỗ)"],
            [2, "Trường Trung cấp Mẫu Hạ", "0042", "Trung cấp", "Công ty CP Mẫu Hạ", "Tổ 4, phường Mẫu Hạ"],
            ["II", "KHỐI TRUNG TÂM"],
            [3, "TT GDNN-GDTX Mẫu Thu", None, "TT GDNN-GDTX", "Sở GD&ĐT", "Thôn 2, xã Mẫu Thu", "0209-000-0044"],
            [4, "TRƯỜNG CAO ĐẲNG MẪU XUÂN", "0041", "Cao đẳng", *xuan, f"1{_SPACE}500", "Có (320 chỗ)"],
            [5, None, "0045", "Trung cấp", "UBND tỉnh", "Phường Mẫu Đông", "0209 000 0045", "TC", "200", "Không"],
        ],
        column=2,
    )
    put(ws, 9, ["(0209) 000.0042; 0209.000.0043", "TC, SC", "'450", "Không"], column=8)
    put(ws, 11, ["SC; dưới 3 tháng", "3OO", "-"], column=9)
    put(ws, 15, ["Ghi chú: số liệu do các cơ sở tự báo cáo."], column=2)
    put(ws, 17, ["Nơi nhận:", None, None, "NGƯỜI LẬP BIỂU"], column=2)
    put(ws, 18, ["- Như trên;", None, None, "Nguyễn Văn Mẫu"], column=2)


def _nine_enrolment(ws: Worksheet, number: str) -> None:
    """Three levels of headers; the total comes first; the school stands after the trade and is merged downwards."""
    _annex(ws, "BIỂU 3. KẾT QUẢ TUYỂN SINH 9 THÁNG NĂM 2026", number)
    put(ws, 5, ["STT", "Mã NN", "Nghề đào tạo", "TĐ", "Tên cơ sở", "KH tuyển sinh năm 2026", "Kết quả trong kỳ"])
    put(ws, 5, ["Lũy kế từ đầu năm", "Tỷ lệ % so với KH"], column=12)
    put(ws, 6, ["Số đăng ký", "Trúng tuyển", "Nhập học"], column=7)
    put(ws, 7, ["Tổng số", "Trong đó: Nữ", "DTTS"], column=9)
    for area in ("A5:A7", "B5:B7", "C5:C7", "D5:D7", "E5:E7", "F5:F7", "G5:K5", "G6:G7", "H6:H7", "I6:K6", "L5:L7"):
        ws.merge_cells(area)
    ws.merge_cells("M5:M7")
    tail = [30, 25, 22, 20, 26, 5, 20, "66,67"]
    _rows(
        ws,
        8,
        [
            [f"({index})" for index in range(1, 14)],
            [None, None, "TỔNG CỘNG", None, None, 270, 291, 270, 249, 139, 73, 249],
            [1, 5520123, "Hàn", "TC", "Trường CĐ Mẫu Xuân", "40", "52", "45", "38", "3", "21", "38", "95,00"],
            [2, 6510216, "Công nghệ ô tô", "CĐ", None, 60, 66, 58, 51, 0, 17, 51, 0.85],
            [3, "5540205", "May thời trang", "TC", "TC Mẫu Hạ", "50", 47, 47, "44", 40, "x", "44", "88%"],
            [],
            [4, None, "Kỹ thuật chế biến món ăn", "SC", "TT GDNN-GDTX Mẫu Thu", 90, 101, 98, 96, 70, 30, 96, "106,67"],
            [5, 5520227, "Điện công nghiệp", "TC", "Trường TC Mẫu Hạ", *tail],
        ],
    )
    ws.merge_cells("E10:E11")
    _percent(ws, "M11")
    put(ws, 18, ["Nơi nhận:", None, None, None, "KT. GIÁM ĐỐC"])


def _nine_programmes(ws: Worksheet, number: str) -> None:
    _annex(ws, "BIỂU 2. NGÀNH, NGHỀ TUYỂN SINH NĂM 2026", number)
    head = ["STT", "Tên trường", "Tên nghề", "Mã nghề", "Bậc đào tạo", "Thời gian đào tạo (tháng)", "Số lượng"]
    more = ["Đối tượng TS", "Mức thu học phí (nghìn đồng/tháng)", "Chính sách học phí", "Hạn nộp HS", "Khai giảng"]
    sewing = ["May thời trang", "5540205", "Trung cấp", 18, "50", "TN THCS", "1.100,5", "Giảm 50%", "trước 20/8"]
    cooking = ["Kỹ thuật chế biến món ăn", None, "Sơ cấp", "3", "30/lớp x 3 lớp", "Đủ 15 tuổi", 400, None, "Quanh năm"]
    welding = ["5520123", "Trung cấp", 24, 40, "Tốt nghiệp THCS", 650, "Miễn HP đối với HS TN THCS", "31/8/2026"]
    cars = ["Công nghệ ô tô", "6510216", "Cao đẳng", "30-36", 60, "TN THPT", "890", "-", "31.8.2026", "T9/2026"]
    _rows(
        ws,
        6,
        [
            [*head, *more],
            [1, "CĐ Mẫu Xuân", "Hàn", *welding, "14/9/2026"],
            [2, None, *cars],
            [3, "Trường TC Mẫu Hạ", *sewing, "09/2026"],
            [4, None, "Điện công nghiệp", "552O227", "Trung cấp", 24, 30, "THCS trở lên", "...", None, 46265],
            [5, None, None, None, "Trung cấp", 24, 35, "TN THCS", 500, None, "31/8/2026"],
            [6, "TT GDNN-GDTX Mẫu Thu", *cooking],
            [None, "Cộng", None, None, None, None, 305],
        ],
    )
    ws.merge_cells("B7:B8")
    ws.merge_cells("B9:B11")


def _nine_outcomes(ws: Worksheet, number: str) -> None:
    _annex(ws, "BIỂU 5. VIỆC LÀM CỦA HỌC SINH, SINH VIÊN TỐT NGHIỆP NĂM 2025", number, row=2)
    head = ["Đơn vị", "Ngành đào tạo", "TĐ", "Số tốt nghiệp", "Số khảo sát", "Số phản hồi", "HS-SV có việc làm"]
    more = ["Trong đó: đúng ngành", "Học tiếp", "TL có VL/số phản hồi (%)", "Thu nhập BQ (triệu đồng/tháng)"]
    cooking = ["Kỹ thuật chế biến món ăn", "SC", 12, 10, 8, 6, 5, 1, "75%", "5.500.000"]
    _rows(
        ws,
        7,
        [
            [*head, *more],
            ["CĐ Mẫu Xuân", "Hàn", "TC", 30, 28, 24, 21, 15, 2, "87,5", "7,5"],
            ["CĐ Mẫu Xuân", "Công nghệ ô tô", "CĐ", "44", "40", "33", "30", "28", "1", "90,91", "8-10"],
            ["Trường TC Mẫu Hạ", "May thời trang", "TC", 26, 20, 16, 14, "x", 0, 0.875, 6.8],
            ["Trường TC Mẫu Hạ", "Điện công nghiệp", "TC", 20, 18, 15, 17, 12, 0, "113,33", "7"],
            ["TT GDNN-GDTX Mẫu Thu", *cooking],
            ["Tổng cộng", None, None, 132, 116, 96, 88],
        ],
    )
    _percent(ws, "J10")


def _nine_vacancies(ws: Worksheet, number: str) -> None:
    _annex(ws, "BIỂU 4. NHU CẦU TUYỂN DỤNG LAO ĐỘNG 9 THÁNG NĂM 2026", number)
    head = ["TT", "Vị trí việc làm", "Tên đơn vị sử dụng lao động", "Loại hình DN", "Cần tuyển (người)"]
    more = ["Yêu cầu trình độ", "Kinh nghiệm", "Mức lương (triệu đồng/tháng)", "Nơi làm việc", "Phúc lợi", "Hạn tuyển"]
    sewing = ["FDI", "120 (80 nữ)", "Không yêu cầu", "Không", "7-9", "KCN Mẫu Đông", "BHXH, ăn ca, xe đưa đón"]
    welding = ["DN ngoài nhà nước", 15, "Trung cấp", "1-2 năm", 9.5, "Phường Mẫu Xuân", "BHXH; KTX", "15-11-2026"]
    nursing = [None, 10, "CĐ, ĐH", "Trên 5 năm", "28 - 32", "Nhật Bản", None, datetime(2026, 11, 30)]
    _rows(
        ws,
        5,
        [
            [*head, *more],
            [1, "Công nhân may", "Công ty TNHH Mẫu May Xanh", *sewing, "31/12/2026"],
            [2, "Thợ hàn", "Công ty CP Mẫu Cơ Khí", *welding],
            [3, "Phụ bếp", "Hộ kinh doanh Mẫu Quán", "HKD", "~5", "-", "-", "30.000đ/giờ", "Xã Mẫu Thu"],
            [4, "Điều dưỡng viên", "Công ty XKLĐ Mẫu Biển", *nursing],
            [5, "NV kỹ thuật", "Công ty TNHH Mẫu Điện Tử", "FDI", "l2", "CĐ", "2-5 năm", "Thỏa thuận", "KCN Mẫu Đông"],
        ],
    )


def by_school(path: Path) -> None:
    """A summary of the schools, then a sheet for each of them."""
    workbook = Workbook()
    ws = workbook.active
    assert isinstance(ws, Worksheet)
    ws.title = "Tổng hợp"
    _school_head(ws, "DANH SÁCH ĐƠN VỊ BÁO CÁO")
    head = ["STT", "Tên đơn vị", "Loại hình", "Mã cơ sở GDNN", "Tel", "Địa chỉ", "Đơn vị chủ quản", "Ký túc xá"]
    college = ["Trường Cao đẳng nghề Mẫu 21", "CĐ", 21, "0293.000.0021", "Khóm 1, phường Mẫu Tây", "UBND tỉnh"]
    school = ["Trường Trung cấp Mẫu 22", "TC", "0022", "0293 000 0022", "Ấp Mẫu, xã Mẫu Tây", "Công ty CP Mẫu Tây"]
    centre = ["Trung tâm GDNN-GDTX Mẫu 23", "TT GDNN-GDTX", "0023", "02930000023", "Xã Mẫu Bình", "Sở GD&ĐT"]
    _rows(
        ws,
        9,
        [
            [*head, "Các trình độ đào tạo", "Quy mô tuyển sinh/năm theo GCN"],
            [1, *college, "Có (180 chỗ)", "CĐ+TC+SC", "~ 900"],
            [2, *school, "Liên kết", "TC", "300"],
            [3, *centre, "Không", "SC, dưới 3 tháng", "1.600"],
            [],
            ["NGƯỜI LẬP BIỂU", None, None, None, None, "HIỆU TRƯỞNG"],
        ],
    )
    _college_sheet(workbook.create_sheet("CĐN Mẫu 21"))
    _period_sheet(workbook.create_sheet("TC Mẫu 22"))
    _centre_sheet(workbook.create_sheet("TT Mẫu 23"))
    save(workbook, path)


def _school_head(ws: Worksheet, title: str, note: str | None = None) -> None:
    letterhead(
        ws,
        column=1,
        right=6,
        lines=["SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH MẪU", "PHÒNG GDNN-GDTX"],
        number="Số: 7/BC-MAU",
        signed="Tỉnh Mẫu, ngày 3 tháng 8 năm 2026",
    )
    put(ws, 6, [title], bold=True)
    put(ws, 7, [note])
    put(ws, 8, [SAMPLE])


def _college_sheet(ws: Worksheet) -> None:
    """Group rows by level, a duplicate, a wrong total; the short courses have a table of their own below."""
    _school_head(ws, "KẾT QUẢ TUYỂN SINH NĂM HỌC 2025 - 2026", "Đơn vị tính: người")
    name = "Trường CĐ nghề Mẫu 21"
    cars = ["Công nghệ ô tô", "CĐ", 70, 88, 75, 70, 2, 30, 70, 100]
    head = ["TT", "Cơ sở đào tạo", "Ngành/nghề", "Trình độ ĐT", "Chỉ tiêu TS", "Số đăng ký", "Số trúng tuyển"]
    _rows(
        ws,
        10,
        [
            [*head, "Tuyển mới", "Nữ", "Dân tộc thiểu số", "Lũy kế", "Đạt % chỉ tiêu"],
            ["I", "HỆ CAO ĐẲNG"],
            [1, name, "Hàn (*)", "CĐ", "25", "20", "18", "15", "0", "6", "15", "60"],
            [2, name, *cars],
            [3, name, *cars],
            ["II", "HỆ TRUNG CẤP"],
            [4, name, "Điện công nghiệp", "TC", "35", 30, 29, "27", 0, "–", "27", "70,00"],
            [None, "Cộng", None, None, 130, 138, 122, 113, 2, 36, 112],
            [None, "(*) Nghề nặng nhọc, độc hại, nguy hiểm."],
            [],
            ["Các lớp sơ cấp và dưới 3 tháng"],
            ["TT", "Cơ sở đào tạo", "Tên nghề", "TĐ", "KH tuyển sinh", "Số tuyển được", "Trong đó: Nữ"],
            [1, name, "Sửa chữa xe máy", "SC", 60, 55, 1],
            [2, name, "Trồng nấm", "Dưới 3 tháng", "35", "35", "20"],
            [None, "Cộng", None, None, 95, 90, 21],
            [],
            ["Nơi nhận:", None, None, None, "HIỆU TRƯỞNG"],
            ["- Lưu: VT.", None, None, None, "Nguyễn Văn Mẫu"],
        ],
    )


def _period_sheet(ws: Worksheet) -> None:
    """A period on every row, and none in the title; a hidden column of remarks."""
    _school_head(ws, "TỔNG HỢP TUYỂN SINH THEO KỲ")
    head = ["Kỳ báo cáo", "Tên trường", "Mã ngành", "Ngành đào tạo", "Bậc", "Kế hoạch năm", "Đăng ký", "Trúng tuyển"]
    name = "Trường Trung cấp Mẫu 22"
    sewing = [name, "5540205", "May thời trang", "TC", 80]
    books = [name, "5340302", "Kế toán doanh nghiệp", "TC", "40"]
    _rows(
        ws,
        10,
        [
            [*head, "Nhập học", "Nữ", "DTTS", "Lũy kế từ đầu năm", "Tỷ lệ so với kế hoạch (%)", "Ghi chú"],
            ["Quý I/2026", *sewing, 20, 18, 15, 12, 5, 15, "18,75"],
            ["Quý I/2026", *books, 10, 9, 8, None, None, 8, "20%"],
            [],
            ["Quý II/2026", *sewing, 35, 30, 28, 25, 10, 43, "53,75", "đã đối chiếu"],
            ["Quý II/2026", name, None, None, "TC", "40", 6, 6, 5, 4, 1, 13, "32,5"],
            ["Tháng 7/2026", *sewing, 12, 12, 0, 0, 0, 43, 0.5375],
        ],
    )
    _percent(ws, "M16")
    ws.column_dimensions["N"].hidden = True


def _centre_sheet(ws: Worksheet) -> None:
    """Typed on a machine that writes tones apart from their letters; the columns run from result to plan."""
    _school_head(ws, "BÁO CÁO TUYỂN SINH", "Năm học 2025-2026")
    name = "Trung tâm GDNN-GDTX Mẫu 23"
    head = ["Nghề đào tạo", "TĐ", "Đơn vị", "Nhập học", "Nữ", "DTTS", "Lũy kế", "Trúng tuyển", "Đăng ký"]
    big = f"1{_SPACE}250"
    _rows(
        ws,
        11,
        [
            [*head, "Chỉ tiêu", "Tỷ lệ (%)"],
            ["Pha chế đồ uống", "SC", name, big, 900, "310", big, "1.290", "1.305", "1.200", 1.0417],
            ["Trồng rau an toàn", "Dưới 3 tháng", name, 35, 21, 35, 35, 35, "4O", 35, "100,00"],
            ["Mộc dân dụng", "SC", name, 45, 2, 10, 45, 30, 50, 60, "75"],
            ["Đan lát thủ công", "Dưới 3 tháng", name, 0, 0, 0, 0, 0, 0, 20, 0],
        ],
    )
    _percent(ws, "K12")
    for row in ws.iter_rows(min_row=11):
        for cell in row:
            if isinstance(cell.value, str) and not isinstance(cell, MergedCell):
                cell.value = unicodedata.normalize("NFD", cell.value)


def half_year(path: Path) -> None:
    """An .xls of the department of home affairs: indicators with breakdown rows, then vacancies."""
    workbook = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    percent = xlwt.easyxf(num_format_str="0.0%")
    sheet = workbook.add_sheet("Chi tieu TTLD")
    _xls_head(sheet, "BÁO CÁO THỊ TRƯỜNG LAO ĐỘNG 6 THÁNG ĐẦU NĂM 2026")
    now, before = "6 tháng đầu năm 2026", "6 tháng đầu năm 2025"
    people = "Người"
    rows: list[list[Any]] = [
        ["Số TT", "Chỉ tiêu", "Đơn vị tính", now, before, "Chênh lệch"],
        ["A", "B", "C", 1, 2, "3=1-2"],
        ["I", "CUNG LAO ĐỘNG"],
        [1, "Lực lượng lao động từ 15 tuổi trở lên", people, 300100, "298.400", 1700],
        [None, "Chia theo giới tính"],
        [None, "+ Nam", people, 152000, 151100, 900],
        [None, "+ Nữ", people, "148.100", "147.300", "800"],
        [None, "Chia theo khu vực"],
        [None, "+ Thành thị", people, 90000, 88000, 2000],
        [None, "+ Nông thôn", people, 210100, 210400, -300],
        [2, "Tỷ lệ tham gia lực lượng lao động", "%", (0.745, percent), (0.749, percent), "-0,4"],
        [3, "Tỷ lệ thất nghiệp", "%", "2,15", "2,3", "-0,15"],
        [None, "- Thành thị", "%", "3,1", "3,4", "-0,3"],
        [4, "Tỷ lệ thất nghiệp thanh niên", "%", "6,2", "x", "x"],
        [],
        ["II", "VIỆC LÀM"],
        [5, "Số lao động có việc làm", "Nghìn người", "293,6", "291,5", "2,1"],
        [6, "Số lao động được giải quyết việc làm", "Lượt người", "8.150", "7.900", "250"],
        [7, "Tỷ lệ thiếu việc làm", "%", 1.8, 1.9, -0.1],
        [8, "Số lao động đi làm việc ở nước ngoài", people, 140, "12B", 15],
        [9, "Thu nhập bình quân của lao động", "1.000 đồng/tháng", "6.900", "6.650", "250"],
        [10, None, people, 55, 50, 5],
        [],
        ["Ghi chú: dấu x là chưa có thông tin."],
        ["Nơi nhận:", None, None, "KT. GIÁM ĐỐC"],
        ["- Bộ Nội vụ;", None, None, "PHÓ GIÁM ĐỐC"],
    ]
    _xls_rows(sheet, 7, rows)
    jobs = workbook.add_sheet("Viec tim nguoi")
    _xls_head(jobs, "TỔNG HỢP NHU CẦU TUYỂN DỤNG 6 THÁNG ĐẦU NĂM 2026")
    head = ["STT", "Doanh nghiệp", "Loại hình DN", "Vị trí cần tuyển", "Số lượng", "Trình độ CMKT", "Kinh nghiệm"]
    more = ["Lương từ (đồng/tháng)", "Lương đến (đồng/tháng)", "Nơi làm việc", "Phúc lợi", "Đến ngày"]
    wood = ["FDI", "Thợ mộc", 40, "SC", "Dưới 1 năm", 7500000, "9.000.000", "KCN Mẫu Nam", "BHXH; ăn ca"]
    rows = [
        [*head, *more],
        [None, "TỔNG SỐ", None, None, 108],
        ["I", "TRONG TỈNH"],
        [1, "Công ty TNHH Mẫu Gỗ", *wood, (date(2026, 9, 25), day)],
        [2, "Công ty CP Mẫu Vận Tải", "DNNN", "Lái xe tải", "8", "Không yêu cầu", ">1 năm", 11000000, 14000000],
        [3, "CÔNG TY TNHH MẪU GỖ", *wood, (date(2026, 9, 25), day)],
        [4, "Công ty CP Mẫu Thương Mại", "DN ngoài nhà nước", "NV kinh doanh", 25, "CĐ, ĐH", "Không", "12.000.000"],
        [5, None, "FDI", "Thợ điện", 5, "TC", "1-2 năm", 8000000, 9000000, "KCN Mẫu Nam", None, "31/8/2026"],
        ["II", "NGOÀI NƯỚC"],
        [6, "Công ty XKLĐ Mẫu Phương", None, "Công nhân thực phẩm", "30", "Không yêu cầu", "Không", 25000000],
    ]
    _xls_rows(jobs, 7, rows)
    _xls_rows(jobs, 11, [["", "", "Phường Mẫu Nam", "thưởng", "30-09-2026"]], column=7, skip_empty=True)
    _xls_rows(jobs, 13, [["18.000.000", "Phường Mẫu Nam", "BHXH", "15.10.2026"]], column=8)
    _xls_rows(jobs, 16, [["30.000.000", "Đài Loan", "KTX", "31/12/2026"]], column=8)
    workbook.save(str(path))


def _xls_head(sheet: Any, title: str) -> None:
    rows = [
        ["UBND TỈNH MẪU", None, None, NATION],
        ["SỞ NỘI VỤ", None, None, MOTTO],
        ["Số: 45/BC-MAU", None, None, "Tỉnh Mẫu, ngày 10 tháng 7 năm 2026"],
        [],
        [title],
        [SAMPLE],
    ]
    _xls_rows(sheet, 0, rows)


def _xls_rows(
    sheet: Any, start: int, rows: Sequence[Sequence[Any]], *, column: int = 0, skip_empty: bool = False
) -> None:
    """Rows counted from 0, as xlwt does; a pair is a value and its style."""
    for offset, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is None or (skip_empty and value == ""):
                continue
            if isinstance(value, tuple):
                sheet.write(start + offset, column + place, *value)
            else:
                sheet.write(start + offset, column + place, value)


def one_college(path: Path) -> None:
    """An .ods of one college: graduates of two years, then the trades it offers."""
    document: Any = OpenDocumentSpreadsheet()
    percent = odf_number.PercentageStyle(name="pct")
    percent.addElement(odf_number.Number(decimalplaces=2, minintegerdigits=1))
    document.automaticstyles.addElement(percent)
    cell_style = Style(name="pctcell", family="table-cell", datastylename="pct")
    document.automaticstyles.addElement(cell_style)
    name = "Trường Cao đẳng Mẫu Hải"
    head: list[list[Any]] = [
        ["UBND TỈNH MẪU", None, None, None, NATION],
        ["TRƯỜNG CAO ĐẲNG MẪU HẢI", None, None, None, MOTTO],
        ["Số: 130/BC-MAU", None, None, None, "Tỉnh Mẫu, ngày 20 tháng 9 năm 2026"],
        [],
    ]
    columns = ["TT", "Tên cơ sở", "Năm tốt nghiệp", "Ngành, nghề", "Trình độ", "Số TN", "Số khảo sát", "Số phản hồi"]
    more = ["Số có việc", "Phù hợp ngành đào tạo", "Tiếp tục học", "Tỉ lệ có việc (%)", "Thu nhập BQ (đồng/tháng)"]
    personal = "Họ tên HSSV đại diện lớp"
    someone = "Nguyễn Văn Mẫu"
    outcomes: list[list[Any]] = [
        *head,
        ["TÌNH HÌNH VIỆC LÀM SAU TỐT NGHIỆP"],
        [SAMPLE],
        [],
        [*columns, *more, personal],
        ["Khóa tốt nghiệp 2024"],
        [1, name, 2024, "Công nghệ ô tô", "CĐ", 50, 45, 40, 36, 30, 2, "90,00", "8.200.000", someone],
        [2, name, 2024, "Hàn", "TC", 21, 18, 15, 12, "x", "0", ("%", 0.8), "7 - 8,5 triệu", someone],
        ["Khóa tốt nghiệp 2025"],
        [3, name, 2025, "Công nghệ ô tô", "CĐ", "54", "50", "41", "38", "33", "-", "92,68", 8500000, someone],
        [4, name, 2025, "Hàn", "TC", 25, 22, 20, 16, "l2", 1, "80,00", "7,4 tr", someone],
        [5, name, 2025, "Điện công nghiệp", "TC", 30, 35, 28, 20, 16, 3, "71,43", "7,2 triệu", someone],
        [6, name, 2025, "Kế toán doanh nghiệp", "TC", 11, 10, 9, 8, 7, 0, "88,89", "6,5 tr", someone],
        ["Cộng", None, None, None, None, 191, 180, 153, 130],
        [],
        ["Ghi chú: tỷ lệ tính trên số phản hồi."],
        ["NGƯỜI LẬP BIỂU", None, None, None, "HIỆU TRƯỞNG"],
        [someone, None, None, None, someone],
    ]
    titles = [
        "Trường",
        "Ngành nghề đào tạo",
        "Mã số",
        "Cấp đào tạo",
        "Thời gian ĐT",
        "Chỉ tiêu",
        "Đối tượng tuyển sinh",
    ]
    more = ["Học phí", "Chính sách", "Thời gian nhận hồ sơ", "Dự kiến khai giảng"]
    span = "01/3/2026 - 31/8/2026"
    programmes: list[list[Any]] = [
        *head,
        ["THÔNG TIN TUYỂN SINH NĂM 2026"],
        [SAMPLE],
        [],
        ["Tên cơ sở", *titles[1:], *more],
        [
            ("v5", name),
            "Công nghệ ô tô",
            "6510216",
            "CĐ",
            "2,5 năm",
            75,
            "TN THPT",
            "4,5 triệu/HK",
            None,
            span,
            "T9/2026",
        ],
        [
            ...,
            "Hàn",
            5520123,
            "TC",
            "2 năm",
            "40",
            "TN THCS",
            None,
            "Miễn HP đối với HS TN THCS",
            span,
            date(2026, 9, 14),
        ],
        [..., "Hàn", "6520123", "CĐ", "30 tháng", "20", "TN THPT", "9.500.000 đ/năm", "Giảm 70%", span, "14/9/2026"],
        [
            ...,
            "Kế toán doanh nghiệp",
            "5340302",
            "TC",
            "18-24 tháng",
            30,
            "THCS trở lên",
            6000000,
            None,
            span,
            "09/2026",
        ],
        [..., "Điện CN", "5520227", "TC", "1,S năm", "35", "TN THCS", "750.000đ/tháng", None, "đến 15/9/2026", None],
        ["Tổng cộng", None, None, None, None, 200],
    ]
    for title, rows in (("Viec_lam", outcomes), ("Tuyen_sinh", programmes)):
        table = Table(name=title)
        for row in rows:
            table.addElement(_ods_row(row, cell_style))
        document.spreadsheet.addElement(table)
    document.save(str(path))
    with zipfile.ZipFile(path) as old:
        parts = [(part.filename, part.compress_type, old.read(part)) for part in old.infolist()]
    with zipfile.ZipFile(path, "w") as new:
        for part, packing, content in parts:
            new.writestr(zipfile.ZipInfo(part, (2026, 9, 20, 0, 0, 0)), content, packing)


def _ods_row(values: Sequence[Any], percent: Any) -> Any:
    """`("v5", text)` is merged over five rows, `...` a cell under it, `("%", number)` shown as a percentage."""
    row = TableRow()
    for value in values:
        if value is None:
            cell = TableCell()
        elif value is ...:
            cell = CoveredTableCell()
        elif isinstance(value, tuple) and value[0] == "%":
            cell = TableCell(valuetype="percentage", value=str(value[1]), stylename=percent)
            cell.addElement(P(text=f"{value[1] * 100:.2f}%".replace(".", ",")))
        elif isinstance(value, tuple):
            cell = TableCell(valuetype="string", numberrowsspanned=value[0][1:], numbercolumnsspanned=1)
            cell.addElement(P(text=value[1]))
        elif isinstance(value, date):
            cell = TableCell(valuetype="date", datevalue=value.isoformat())
            cell.addElement(P(text=f"{value:%d/%m/%Y}"))
        elif isinstance(value, (int, float)):
            cell = TableCell(valuetype="float", value=str(value))
            cell.addElement(P(text=str(value)))
        else:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
        row.addElement(cell)
    return row


def old_csv(path: Path) -> None:
    """Trades in windows-1258, a semicolon between the cells, saved out of an old spreadsheet program."""
    lines = [
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH MẪU",
        "Số: 64/BC-MAU;;;;Tỉnh Mẫu, ngày 02 tháng 6 năm 2026",
        "DANH MỤC NGÀNH, NGHỀ VÀ HỌC PHÍ NĂM 2026",
        SAMPLE,
        "",
        "Tên CSDN;Mã ngành, nghề;Tên ngành, nghề;TĐ;Thời gian ĐT (tháng);KH tuyển sinh;"
        "HP;Chính sách;Đối tượng;Hạn nộp HS;Khai giảng",
        "Trường Cao đẳng Mẫu 51;6480202;Công nghệ thông tin (ứng dụng phần mềm);CĐN;30;"
        "1.050;450.000 đ/tín chỉ;Không;TN THPT;31/07/2026;7/9/2026",
        "Trường Cao đẳng Mẫu 51;5480202;Công nghệ thông tin (ứng dụng phần mềm);TCN;24;"
        "35;;Miễn;TN THCS;31-07-26;T9/2026",
        "Trường Cao đẳng Mẫu 51;;Chăm sóc sắc đẹp;SC;4,5;25;3.500.000 đ/khóa;;Đủ 15 tuổi;;10/2026",
        "",
        'Trường TC Mẫu 52;"5520205; 5520123";"Kỹ thuật máy lạnh và điều hòa không khí;'
        ' Hàn";TC;24;50 (gộp);800.000đ/tháng;Giảm 70%;TN THCS;trước 15/8;',
        "Trường TC Mẫu 52;5520121;Cắt gọt kim loại;TC;24;30;2.400.000;;TN THCS;15/8/2026;Tháng 9/2026",
        ";5520227;Điện công nghiệp;TC;24;35;700.000 đ/tháng;;TN THCS;15/8/2026;",
        "TT GDNN-GDTX Mẫu 53;;Pha chế đồ uống;Dưới 3 tháng;2;35/lớp x 4 lớp;Miễn phí (đề án);;Đủ 15 tuổi;Quanh năm;",
        "TT GDNN-GDTX Mẫu 53;;Pha chế đồ uống;Dưới 3 tháng;2;35/lớp x 4 lớp;Miễn phí (đề án);;Đủ 15 tuổi;Quanh năm;",
        "Tổng cộng;;;;;1.365",
        "",
        "NGƯỜI LẬP BIỂU;;;;GIÁM ĐỐC",
    ]
    path.write_bytes(windows_1258("".join(f"{line}\r\n" for line in lines)))


def monthly(path: Path) -> None:
    """Two months, two typists: one works with a TCVN3 font, the other with a VNI font."""
    workbook = Workbook()
    august = workbook.active
    assert isinstance(august, Worksheet)
    august.title = "T8"
    _monthly_sheet(august, "88", 8, "tháng 8 năm 2026")
    head = ["STT", "Tên cơ sở", "Nghề đào tạo", "Trình độ", "Chỉ tiêu năm", "Số đăng ký", "Trúng tuyển", "Nhập học"]
    _rows(
        august,
        9,
        [
            [*head, "Trong đó: Nữ", "Dân tộc thiểu số", "Lũy kế từ đầu năm", "Tỷ lệ % so với chỉ tiêu"],
            ["I", "TRƯỜNG"],
            [1, "Trường Cao đẳng nghề Mẫu 61", "Điện công nghiệp", "CĐ", 60, 30, 28, 25, 1, 9, 40, "66,67"],
            [2, "Trường Cao đẳng nghề Mẫu 61", "Công nghệ ô tô", "TC", "45", "-", "-", "18", "0", "...", "45", "100%"],
            [3, "Trường Trung cấp Mẫu 62", "Kỹ thuật chế biến món ăn", "TC", 35, 20, 16, 14, 18, 3, 20, "57,14"],
            ["II", "TRUNG TÂM"],
            [4, "Trung tâm GDNN - GDTX Mẫu 63", "May công nghiệp", "SC", "120", "5o", 44, 40, 38, 12, 96, 0.8],
            [None, "Tổng cộng", None, None, 260, None, None, 97, 57, 24, 201],
            [],
            ["Nơi nhận:", None, None, None, "Người lập biểu"],
        ],
    )
    _percent(august, "L15")
    _legacy(august, tcvn3, ".VnTime", ".VnTimeH")
    september = workbook.create_sheet("T9")
    _monthly_sheet(september, "97", 9, "tháng 9 năm 2026")
    head = ["Đơn vị", "Tên nghề", "TĐ", "Kế hoạch năm", "Nhập học trong kỳ", "Nữ", "Lũy kế từ đầu năm", "Đạt % KH"]
    _rows(
        september,
        10,
        [
            head,
            ["Tổng số", None, None, 290, 47, 26, 248],
            ["CĐN Mẫu 61", "Điện công nghiệp", "CĐ", 60, 12, 0, 52, "86,67"],
            ["CĐN Mẫu 61", "Công nghệ ô tô", "TC", 45, "0", "0", 45, "100,00"],
            ["Trường TC Mẫu 62", "Kỹ thuật chế biến món ăn", "TC", "35", "10", "6", "30", "85,71"],
            ["TT GDNN-GDTX Mẫu 63", "May công nghiệp", "SC", 120, 16, 15, 112, 0.9333],
            ["TT GDNN-GDTX Mẫu 63", None, "SC", 30, 9, 5, 9, "30,00"],
        ],
    )
    _percent(september, "H15")
    _legacy(september, vni, "VNI-Times", "VNI-Times")
    save(workbook, path)


def _monthly_sheet(ws: Worksheet, number: str, month: int, title: str) -> None:
    letterhead(
        ws,
        column=1,
        right=6,
        lines=["UBND tỉnh Mẫu", "Sở Giáo dục và Đào tạo"],
        number=f"Số: {number}/BC-MAU",
        signed=f"Tỉnh Mẫu, ngày 25 tháng {month} năm 2026",
    )
    put(ws, 6, [f"Báo cáo kết quả tuyển sinh {title}"], bold=True)
    put(ws, 7, [SAMPLE])


def _legacy(ws: Worksheet, encode: Any, name: str, capitals: str) -> None:
    """Put every text into a legacy font but the sample mark; capitals are small letters of the capitals font."""
    for row in ws.iter_rows():
        for cell in row:
            text = cell.value
            if not isinstance(text, str) or text == SAMPLE or text.isascii():
                continue
            raised = text.isupper() and capitals != name and len(text) > 2
            cell.value = encode(text.lower() if raised else text)
            cell.font = Font(name=capitals if raised else name)


FILES = {
    "nine_months/bao_cao_9_thang_2026.xlsx": nine_months,
    "by_school/tuyen_sinh_theo_truong.xlsx": by_school,
    "half_year/ttld_6_thang_2026.xls": half_year,
    "one_college/cao_dang_mau_hai.ods": one_college,
    "old_csv/nganh_nghe_hoc_phi.csv": old_csv,
    "monthly/tuyen_sinh_hang_thang.xlsx": monthly,
}


def main() -> None:
    """Write every file beside its tables."""
    for name, write in FILES.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)


if __name__ == "__main__":
    main()
