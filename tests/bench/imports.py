"""Measures reading a large workbook: time and memory of a process of its own. `python -m tests.bench.imports [ROWS …]`

The workbook is fictional: one enrolment sheet with a letterhead, merged headers, a total and footnotes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from openpyxl import Workbook

SIZES = (2_000, 20_000)
SCHOOLS = 40
TRADES = ("Hàn", "Công nghệ ô tô", "Điện công nghiệp", "May công nghiệp", "Kế toán doanh nghiệp", "Thú y")
HEADER = ("STT", "Tên cơ sở", "Nghề đào tạo", "Trình độ", "Chỉ tiêu năm", "Đăng ký", "Trúng tuyển", "Nhập học")
LAST = ("Trong đó: Nữ", "DTTS", "Lũy kế từ đầu năm", "Đạt % KH", "Kỳ báo cáo", "Ghi chú")


def write(path: Path, rows: int) -> None:
    """A workbook of `rows` rows of figures as a department writes them: every second number is text."""
    book = Workbook(write_only=True)
    names = book.create_sheet("Danh sách")
    names.append(["MẪU – SỐ LIỆU KHÔNG CÓ THẬT"])
    names.append(["STT", "Tên cơ sở GDNN", "Loại hình", "Trình độ ĐT"])
    for number in range(1, SCHOOLS + 1):
        names.append([number, f"Trường Trung cấp Mẫu {number:02d}", "TC", "TC, SC"])
    sheet = book.create_sheet("KQ tuyen sinh")
    sheet.append(["UBND TỈNH MẪU"])
    sheet.append(["MẪU – SỐ LIỆU KHÔNG CÓ THẬT"])
    sheet.append(["KẾT QUẢ TUYỂN SINH GIÁO DỤC NGHỀ NGHIỆP"])
    sheet.append(["Quý III năm 2026"])
    sheet.append([*HEADER, *LAST])
    for number in range(rows):
        school = f"TC Mẫu {number % SCHOOLS + 1:02d}"
        trade = f"{TRADES[number % len(TRADES)]} {number // SCHOOLS // len(TRADES)}"
        quota = 20 + number % 180
        came = quota * 3 // 4
        year, quarter = 2000 + number % 26, number % 4 + 1
        figures = [quota, quota + 9, quota - 1, came, came // 3, came // 2, came]
        cells = [figure if number % 2 else f"{figure:,}".replace(",", ".") for figure in figures]
        sheet.append(
            [number + 1, school, trade, "TC", *cells, round(came / quota * 100, 2), f"{year}-Q{quarter}", None]
        )
    book.save(path)


def measure(path: Path) -> None:
    """Import one file in this process and print what it took."""
    from knowledge.errors import Severity  # noqa: PLC0415 - the imports are part of what is measured
    from knowledge.provinces import provinces_of, read_packs  # noqa: PLC0415
    from knowledge.reference import read_all  # noqa: PLC0415
    from knowledge.workbooks.importer import import_workbook  # noqa: PLC0415
    from knowledge.workbooks.lexicon import ImportLexicon  # noqa: PLC0415

    data = Path("data")
    packs = read_packs(data / "provinces")
    lexicon, held = ImportLexicon.load(data / "lexicon"), read_all(data, packs)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    result = import_workbook(path, lexicon, held, provinces=provinces_of(packs), today=date(2026, 11, 21))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = sum(len(rows) for rows in result.tables.values())
    shown = sum(problem.severity is not Severity.INFO for problem in result.problems)
    sys.stdout.write(
        f"{rows:7} rows in tables  {len(result.set_aside):5} set aside  {shown:5} problems  "
        f"{seconds:6.1f} s  {peak / 1024:6.0f} MB peak, {(peak - before) / 1024:5.0f} MB of it for the file\n"
    )


def main(arguments: list[str]) -> None:
    """Each size in a process of its own."""
    if arguments[:1] == ["--file"]:
        measure(Path(arguments[1]))
        return
    for rows in map(int, arguments or map(str, SIZES)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{rows}.xlsx"
            write(path, rows)
            sys.stdout.write(f"{rows:7} rows, {path.stat().st_size / 1e6:4.1f} MB: ")
            sys.stdout.flush()
            subprocess.run([sys.executable, "-m", "tests.bench.imports", "--file", str(path)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
