"""Write second/MAU_tong_hop_6_thang_2026.xlsx: the second messy report, of another fictional province.

Every institution, employer and figure is invented. The gold tables beside the workbook were written by hand from the
specification; nothing here or in the importer computes them. Run: python -m tests.knowledge.workbooks.make_second
"""

import unicodedata
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.knowledge.workbooks.sheet_writer import SAMPLE, font, letterhead, put, save

FOLDER = Path(__file__).parent / "second"
PROVINCE = "UBND TỈNH MẪU GIANG"
NUMBER = "Số: 117/BC-MAU"
SIGNED = "Mẫu Giang, ngày 08 tháng 7 năm 2026"
NBSP = "\u00a0"
# "Trường cao đẳng nghề Mẫu 11" and others in the bytes of TCVN3 (.Vn* fonts) and VNI (VNI-* fonts).
MAU_11_TCVN3 = "Tr\u00adêng cao ®¼ng nghÒ MÉu 11"
MAU_11_VNI = "Tröôøng Cao ñaúng ngheà Maãu 11"
ADDRESS_TCVN3 = "Khu phè 3, ph\u00adêng MÉu Th\u00adîng"
SEAFOOD_TCVN3 = "C«ng ty CP Thñy s¶n MÉu"
CUTTING_VNI = "Caét goït kim loaïi"


def _sign(ws: Worksheet, row: int, column: int, right: int) -> None:
    put(ws, row, ["Nơi nhận:"], column=column)
    put(ws, row, ["THỦ TRƯỞNG ĐƠN VỊ"], column=right, bold=True)
    put(ws, row + 1, ["- UBND tỉnh (báo cáo);"], column=column)
    put(ws, row + 1, ["(Ký, đóng dấu)"], column=right)
    put(ws, row + 2, ["- Lưu: VT, GDNN."], column=column)
    put(ws, row + 4, ["Nguyễn Văn Mẫu"], column=right)


def _indicators(ws: Worksheet) -> None:
    letterhead(ws, column=2, right=6, lines=(PROVINCE, "SỞ NỘI VỤ"), number=NUMBER, signed=SIGNED)
    put(ws, 6, ["TÌNH HÌNH THỊ TRƯỜNG LAO ĐỘNG 6 THÁNG ĐẦU NĂM 2026"], column=2, bold=True)
    put(ws, 7, [SAMPLE], column=2, bold=True)
    ws.merge_cells("B6:H6")
    ws.merge_cells("B7:H7")
    put(ws, 9, ["TT", "Chỉ tiêu", "ĐVT", "Kỳ trước\n(6 tháng cuối năm 2025)"], column=2, bold=True)
    put(ws, 9, ["Kỳ báo cáo\n(6 tháng đầu năm 2026)", "Tăng (+), giảm (-)", "Ghi chú"], column=6, bold=True)
    put(ws, 10, ["A", "B", "C", "1", "2", "3=2-1", "4"], column=2)
    rows: list[list[object]] = [
        ["I", "LỰC LƯỢNG LAO ĐỘNG"],
        [1, "Lực lượng lao động từ 15 tuổi trở lên", "Nghìn người", "512,4", "515,1", "2,7"],
        [None, "Trong đó: - Nữ", None, "251,3", "252,0", "0,7"],
        [None, "- Thành thị", None, 148.6, 150.2, 1.6],
        [None, "- Nông thôn", None, "363,8", "364,9", "1,1"],
        [2, "Tỷ lệ thất nghiệp trong độ tuổi lao động", "%", 0.0225, 0.021, "-0,15"],
        [3, "Tỷ lệ LĐ qua đào tạo có bằng, chứng chỉ", "%", "27,3 %", f"27,9{NBSP}%", "0,6"],
        [4, "Tỷ lệ lao động qua đào tạo (1)", "%", "60,2", 61, "0,8"],
        ["II", "VIỆC LÀM, THU NHẬP"],
        [5, "Số lao động được giải quyết việc làm", "Lượt người", "12.350", f"13{NBSP}120", "770"],
        [None, "- Trong đó: Nữ", "Lượt người", "5.980", "6.4l0", "430"],
        [6, "Số lao động đi làm việc ở nước ngoài", "Người", "chưa có", "'310", None],
        [7, "Thu nhập bình quân của lao động", "Triệu đồng/tháng", "7,15", "7,4", "0,25"],
        [None, "- Thành thị", "Triệu đồng/tháng", "8,3", "8,65", "0,35"],
        [None, "- Nông thôn", "Triệu đồng/tháng", 6.6, 6.8, 0.2],
    ]
    for offset, values in enumerate(rows):
        put(ws, 11 + offset, values, column=2)
    ws.merge_cells("D12:D15")
    ws["E16"].number_format = ws["F16"].number_format = "0.00%"
    put(ws, 27, ["(1) Bao gồm cả đào tạo dưới 3 tháng không cấp bằng, chứng chỉ."], column=2)
    _sign(ws, 29, 2, 6)
    ws.row_dimensions[10].hidden = True


def _vacancies(ws: Worksheet) -> None:
    lines = (PROVINCE, "SỞ NỘI VỤ - TRUNG TÂM DỊCH VỤ VIỆC LÀM")
    letterhead(ws, column=1, right=8, lines=lines, number=NUMBER.replace(" ", NBSP), signed=SIGNED)
    put(ws, 5, ["TỔNG HỢP NHU CẦU TUYỂN DỤNG LAO ĐỘNG"], bold=True)
    put(ws, 6, ["6 tháng đầu năm 2026"], bold=True)
    put(ws, 7, [SAMPLE], bold=True)
    put(ws, 8, ["STT", "Tên doanh nghiệp/NSDLĐ", "Loại hình", "Công việc cần tuyển", "Nhu cầu", None], bold=True)
    put(ws, 8, ["Yêu cầu", None, "Lương", "Nơi làm việc dự kiến", "Hạn tuyển", "Phúc lợi"], column=7, bold=True)
    put(ws, 8, ["Họ tên người liên hệ", "Ghi chú"], column=13, bold=True)
    put(ws, 9, ["Số lượng", "Tr.đó nữ", "Trình độ CM", "Kinh nghiệm"], column=5, bold=True)
    for area in ("E8:F8", "G8:H8", *(f"{c}8:{c}9" for c in "ABCDIJKLMN")):
        ws.merge_cells(area)
    put(ws, 10, ["TỔNG SỐ"], column=2, bold=True)
    put(ws, 10, ["=SUM(E11:E19)"], column=5)
    private, electronics = "DN ngoài nhà nước", "Công ty TNHH Mẫu Điện tử"
    rows: list[list[object]] = [
        [1, SEAFOOD_TCVN3, private, "Công nhân chế biến thủy sản", "120 (80 nữ)", None, "Chưa qua đào tạo",
         "Không yêu cầu", "7-9,5 tr", "KCN Mẫu Đông", "31/12/2026", "BHXH, ăn ca", "Nguyễn Văn Mẫu"],
        [2, electronics, "FDI", "CN lắp ráp linh kiện", "200", 150, "Không", "dưới 1 năm",
         "6.800.000 - 8.200.000 đồng", "Phường Mẫu Thượng", 46387, "Xe đưa đón; KTX; thưởng", "Trần Thị Mẫu"],
        [3, "Hộ KD Mẫu Bún", "Hộ kinh doanh", "Phụ bếp", 2, None, None, None, "250.000 đ/ngày", "Xã Mẫu Phú"],
        [None],
        [4, "Công ty CP Cung ứng nhân lực Mẫu", None, "Điều dưỡng viên", "~ 15", None, "CĐ, ĐH", "2-5 năm",
         "38-45 tr", "Hàn Quốc", "30.09.26"],
        [5, "DNTN Mẫu Vận tải", private, "Lái xe tải", "5-7", 0, "SC", ">5 năm", "Thoả thuận",
         "Phường Mẫu Tân", "20-08-2026", None, "Lê Văn Mẫu"],
        [6, "Cty TNHH MẪU ĐIỆN TỬ", "FDI", "Công nhân lắp ráp linh kiện", 200, 150, "Không", "Dưới 1 năm",
         "6,8-8,2 tr", "Phường Mẫu Thượng", "31/12/2026", None, "Trần Thị Mẫu", "trùng mục 2"],
        [7, "Hộ KD Mẫu Cà phê", "HKD", "NV phục vụ", "'3", None, "Không", "Không", "25.000đ/giờ", "Phường Mẫu Tân"],
        [8, "Công ty TNHH MTV Cấp nước Mẫu", "DNNN", "Kỹ sư cấp thoát nước", 2, None, "ĐH", "1-2 năm",
         "12-15 triệu", "Phường Mẫu Tân", datetime(2026, 8, 31)],
    ]  # fmt: skip
    for offset, values in enumerate(rows):
        put(ws, 11 + offset, values)
    ws["K19"].number_format = "dd/mm/yyyy"
    font(ws, ".VnTime", "B11")
    put(ws, 21, ["Ghi chú: mục 4 tuyển đi làm việc ở nước ngoài."])
    _sign(ws, 23, 1, 8)


def _enrolment(ws: Worksheet, agency: str = "SỞ GIÁO DỤC VÀ ĐÀO TẠO") -> None:
    letterhead(ws, column=1, right=8, lines=(PROVINCE, agency), number=NUMBER, signed=SIGNED)
    put(ws, 6, ["KẾT QUẢ TUYỂN SINH GIÁO DỤC NGHỀ NGHIỆP 6 THÁNG ĐẦU NĂM 2026"], bold=True)
    put(ws, 7, ["(Từ ngày 01/01/2026 đến ngày 30/6/2026)"])
    put(ws, 8, [SAMPLE], bold=True)
    put(ws, 10, ["Số TT", "Nghề đào tạo", "Mã nghề", "TĐ", "KH năm 2026", "Kết quả 6 tháng đầu năm"], bold=True)
    put(ws, 10, ["Lũy kế từ đầu năm", "Tỷ lệ % so KH", "Ghi chú"], column=11, bold=True)
    put(ws, 11, ["Đăng ký dự tuyển", "Trúng tuyển", "Nhập học"], column=6, bold=True)
    put(ws, 12, ["Tổng số", "Nữ", "DTTS"], column=8, bold=True)
    for area in ("F10:J10", "H11:J11", "F11:F12", "G11:G12", *(f"{c}10:{c}12" for c in "ABCDEKLM")):
        ws.merge_cells(area)
    put(ws, 13, ["A", "B", "C", "D", "1", "2", "3", "4", "5", "6", "7", "8=7/1", "9"])
    rows: list[list[object]] = [
        [None, "TỔNG CỘNG", None, None, "=E15+E19+E24", "=F15+F19+F24", None, None, None, None, "1.440"],
        ["I", "Trường Cao đẳng Mẫu Giang", None, None, 165, "201", 165, 136, 114, 34, 136],
        [1, "Điều dưỡng", "6720301", "CĐ", 120, "~ 150", 118, 96, 81, 22, 96, 0.8],
        [2, "Kế toán doanh nghiệp", "5340302", "TC", "'45", "51", "47", "40", "33", "12", "40", "88,89 %"],
        [],
        ["II", MAU_11_TCVN3, None, None, 130, 127, 113, 86, 1, 28, 86],
        [1, "Điện công nghiệp", 6520227, "CĐN", 60, 49, 41, 35, "0", 12, 35, "58,33"],
        [2, "Hàn (*)", 5520123, "TCN", 35, 38, 36, 30, 1, 11, 30, "85,71%"],
        [3, CUTTING_VNI, "5520121", "TCN", 35, 40, 36, "2l", 0, 5, 21, "60,00"],
        [None, "Cộng", None, None, 130, 127, 113, 86, 1, 28, 86],
        ["III", "TTGDNN-GDTX MẪU ĐÔNG", None, None, "1.200", "1.355", "1.280", "1.218", 670, 312, "1.218"],
        [1, "May thời trang", None, "SC", "1.200", f"1{NBSP}315", "1.240", 1180, "640", "312", "1.180", "98,33"],
        [2, "Kỹ thuật chế biến món ăn", None, "dưới 3 tháng", "-", 40, 40, 38, 30, "KXĐ", 38, "x"],
    ]
    for offset, values in enumerate(rows):
        put(ws, 14 + offset, values)
    ws["L16"].number_format = "0.00%"
    font(ws, ".VnTimeH", "B19")
    font(ws, "VNI-Times", "B22")
    put(ws, 28, ["(*) Nghề nặng nhọc, độc hại, nguy hiểm."])
    put(ws, 29, ["Ghi chú: cột 7 tính từ ngày 01/01/2026."])
    _sign(ws, 31, 1, 8)
    ws.row_dimensions[23].hidden = True
    ws.column_dimensions["M"].hidden = True


def _outcomes(ws: Worksheet) -> None:
    letterhead(ws, column=1, right=9, lines=(PROVINCE, "SỞ GIÁO DỤC VÀ ĐÀO TẠO"), number=NUMBER, signed=SIGNED)
    put(ws, 6, ["TÌNH HÌNH VIỆC LÀM CỦA HỌC SINH, SINH VIÊN TỐT NGHIỆP NĂM 2025"], column=2, bold=True)
    put(ws, 7, ["(Khảo sát trong 12 tháng sau tốt nghiệp)"], column=2)
    put(ws, 8, [SAMPLE], column=2, bold=True)
    head = ["TT", "Họ và tên người khai", "Số CCCD", "Cơ sở đào tạo", "Ngành đào tạo", "Cấp đào tạo", "Số tốt nghiệp"]
    put(ws, 10, head, bold=True)
    put(ws, 10, ["Khảo sát", None, None, "Kết quả khảo sát"], column=8, bold=True)
    put(ws, 10, ["TL có VL", "Thu nhập BQ (triệu đồng/tháng)", "Ghi chú"], column=14, bold=True)
    put(ws, 11, ["Tổng số khảo sát", "Số phản hồi", None, "Có VL", None, "Tiếp tục học"], column=8, bold=True)
    put(ws, 12, ["Tổng số", "Đúng ngành"], column=11, bold=True)
    areas = ("H10:I10", "K10:M10", "H11:H12", "I11:I12", "K11:L11", "M11:M12")
    for area in (*areas, *(f"{c}10:{c}12" for c in "ABCDEFGNOP")):
        ws.merge_cells(area)
    who, card = "Nguyễn Văn Mẫu", "000000000001"
    rows: list[list[object]] = [
        [1, who, card, "CĐ Mẫu Giang", "Điều dưỡng", "CĐ", 88, 80, 66, None, 60, 54, 3, "90,91", "8,5"],
        [2, who, card, "TRUONG CAO DANG NGHE MAU 11", "Điện công nghiệp", "CĐN", "40", "36", "30", None, "27", "20",
         "1", "75 %", "7-8,5"],
        [3, who, card, "CĐN Mẫu 12", "Hàn", "TCN", 25, 20, 8, None, 7, 6, 0, 0.875, "7,8 tr"],
        [4, who, card, None, "Cắt gọt kim loại", "CĐ", 30, 28, 20, None, 24, 15, 0, "120", "8,0"],
        [5, who, card, None, None, "TC", 15, 12, 10, None, 9, 8, 0, "90,00", "6,0"],
        [6, "Trần Thị Mẫu", card, "TT GDNN-GDTX Mẫu Đông", "May thời trang", "SC", 180, "...", None, None, 150, "x",
         None, "#DIV/0!", "6.200.000"],
        [7, who, card, "Trường TC Mẫu Giang", "Chăn nuôi - Thú y", "TC", 24, 22, 20, None, "=12+6", 12, 2, "75,00",
         "5,9-6,4"],
        [None, None, None, "Cộng", None, None, 402, 198, 154, None, 295],
    ]  # fmt: skip
    for offset, values in enumerate(rows):
        put(ws, 13 + offset, values)
    ws.merge_cells("D15:D16")
    ws["N15"].number_format = "0.0%"
    put(ws, 22, ["Ghi chú: tỷ lệ dòng 2 tính trên số khảo sát, dòng 7 tính trên số tốt nghiệp."])
    _sign(ws, 24, 1, 9)


def _schools_and_trades(ws: Worksheet) -> None:
    letterhead(ws, column=2, right=8, lines=(PROVINCE, "SỞ GIÁO DỤC VÀ ĐÀO TẠO"), number=NUMBER, signed=SIGNED)
    put(ws, 6, [SAMPLE], column=2, bold=True)
    put(ws, 7, ["BIỂU 5A. DANH MỤC CƠ SỞ GIÁO DỤC NGHỀ NGHIỆP"], column=2, bold=True)
    head = ["TT", "Tên CSDN", "Mã cơ sở", "Loại hình", "Cơ quan chủ quản", "Địa chỉ trụ sở", "ĐT", "Trình độ đào tạo"]
    put(ws, 9, [*head, "Quy mô tuyển sinh/năm", "Ký túc xá"], column=2, bold=True)
    put(ws, 10, ["Có/Không", "Số chỗ"], column=11, bold=True)
    for area in ("K9:L9", *(f"{c}9:{c}10" for c in "BCDEFGHIJ")):
        ws.merge_cells(area)
    first = unicodedata.normalize("NFD", "Trường Cao đẳng Mẫu Giang")
    owner, education = "UBND tỉnh Mẫu Giang", "Sở GD&ĐT"
    rows: list[list[object]] = [
        [1, first, "0211", "Cao đẳng", owner, "Số 12, đường Mẫu Hai, phường Mẫu Tân", "(0299) 3.000.011", "CĐ/TC/SC",
         f"1{NBSP}450", "Có", "320"],
        [2, MAU_11_VNI, "0212", "CĐ", education, ADDRESS_TCVN3, "0299 3000 012 / 0299 3000 013", "CĐ, TC", "900",
         "Không"],
        [3, "Trường Cao đẳng nghề Mẫu 12 (*)", None, "CĐ", "Tổng công ty Mẫu", "Ấp Mẫu Một, xã Mẫu Phú",
         "'02993000014", "CĐ; TC; SC", "1.100", "Có", "chưa có"],
        [4, "Trường Trung cấp Mẫu Giang", "0214", "Trung cấp", owner, "Đường Mẫu Ba, phường Mẫu Tân", "0299-3000-016",
         "TC+SC", 420, "KXĐ", "-"],
        [None, "TỔNG", None, None, None, None, None, None, 3870],
        [5, "Trung tâm GDNN-GDTX Mẫu Đông", "0215", "TT GDNN-GDTX", education, "Xã Mẫu Đông", "0299.3000.015",
         "SC; dưới 3 tháng", "300-350", "Liên kết", 40],
        [6, "TRƯỜNG TRUNG CẤP MẪU GIANG", "0214", "TC", owner, "Đường Mẫu Ba, phường Mẫu Tân", "0299 3000 016", "TC",
         "420", None, None, "Trùng dòng 4"],
    ]  # fmt: skip
    for offset, values in enumerate(rows):
        put(ws, 11 + offset, values, column=2)
    font(ws, "VNI-Times", "C12")
    font(ws, ".VnArial", "G12")
    put(ws, 18, ["(*) Trường đang hoàn thiện hồ sơ đổi tên."], column=2)

    put(ws, 21, ["BIỂU 5B. NGÀNH, NGHỀ VÀ CHỈ TIÊU TUYỂN SINH NĂM 2026"], column=2, bold=True)
    put(ws, 23, ["TT", "Ngành đào tạo", "Mã NN", "Bậc", "Thời gian đào tạo", "KH tuyển sinh"], column=2, bold=True)
    put(ws, 23, ["Đối tượng tuyển sinh", "Mức HP", "Chế độ miễn, giảm", "Nhận hồ sơ đến"], column=8, bold=True)
    put(ws, 23, ["Dự kiến khai giảng"], column=12, bold=True)
    put(ws, 24, ["TỔNG SỐ", None, None, None, 468], column=3, bold=True)
    junior, senior = "TN THCS", "Tốt nghiệp THPT"
    trades: list[list[object]] = [
        ["I", "TRƯỜNG CAO ĐẲNG MẪU GIANG"],
        [1, "Điều dưỡng", "6720301", "CĐ", "3 năm", 120, senior, "1,2 tr/tháng", None, "31.08.26", "tháng 9/2026"],
        [2, "Kế toán doanh nghiệp", "5340302", "TC", "1,5 năm", "'45", junior, "650.000 đ/tháng",
         "Miễn học phí cho HS tốt nghiệp THCS", 46265, datetime(2026, 9, 21)],
        [3, "Kỹ thuật xây dựng", 5580201, "TC", "24 – 30 tháng", "33", junior, "700.000đ/tháng", "Giảm 70%",
         "31/8/2026", "9/2026"],
        [None, "Cộng", None, None, None, 198],
        ["II", MAU_11_TCVN3],
        [4, "Điện công nghiệp", "6520227", "CĐN", "2,5 năm", f"60{NBSP}", senior, "8.550.000 đ/HK", "Giảm 70%",
         "trước 20/8", "T10/2026"],
        [5, CUTTING_VNI, "552O121", "TCN", "24 tháng", 35, junior, None, "Miễn", "15-07-26", None],
        ["III", "TT GDNN-GDTX Mẫu Đông"],
        [6, "Kỹ thuật chế biến món ăn", None, "dưới 3 tháng", "2 tháng", "25/lớp x 3 lớp", "Đủ 15 tuổi trở lên",
         "Miễn phí", None, "Quanh năm", None],
        [7, "May thời trang; Kỹ thuật chế biến món ăn", None, "SC", "3 tháng", "70 (gộp)", "Đủ 15 tuổi",
         "300.000 đ/khóa", "Giảm 50%", "30/11/2026", None],
        ["IV", "Trường Trung cấp Mẫu Giang"],
        [8, "Chăn nuôi - Thú y", "5620120", "TC", "2 năm", "~ 30", junior, 590000, None, "15/8/2026", "07/9/2026"],
    ]  # fmt: skip
    for offset, values in enumerate(trades):
        put(ws, 25 + offset, values, column=2)
    ws["L27"].number_format = "dd/mm/yyyy"
    font(ws, ".VnTimeH", "C30")
    font(ws, "VNI-Times", "C32")
    _sign(ws, 40, 2, 8)


def build(path: Path) -> None:
    """Write the workbook to `path`."""
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    first.title = "PL1-TTLD"
    _indicators(first)
    _vacancies(workbook.create_sheet("PL2-Tuyen dung"))
    _enrolment(workbook.create_sheet("PL3-Tuyen sinh"))
    _outcomes(workbook.create_sheet("PL4-Viec lam"))
    _schools_and_trades(workbook.create_sheet("PL5-Co so, nganh nghe"))
    old = workbook.create_sheet("Nhap so lieu cu")
    _enrolment(old, "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    old.sheet_state = "hidden"
    totals = {"E14": "1495", "F14": "1683"}
    cached = {"sheet2": {"E10": "542"}, "sheet3": totals, "sheet4": {"K19": "18"}, "sheet6": totals}
    save(workbook, path, cached)


if __name__ == "__main__":
    build(FOLDER / "MAU_tong_hop_6_thang_2026.xlsx")
