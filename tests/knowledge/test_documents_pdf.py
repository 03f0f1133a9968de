"""PDF documents, made here: rows of text, tables, page breaks, and pages that are only an image."""

import io
from datetime import date
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from knowledge.documents.document import Document
from knowledge.documents.reader import read_document
from tests.knowledge.test_documents_files import LEXICON, PLAN_ANCHORS, anchors, codes, text_of

FONTS = [
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    *Path(".venv-rasa/lib").glob("python3*/site-packages/matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"),
]
FONT = next((path for path in FONTS if path.exists()), None)
needs_font = pytest.mark.skipif(FONT is None, reason="no font with Vietnamese letters on this machine")


def new_pdf(*, font: Path | None = None) -> FPDF:
    pdf = FPDF()
    if font:
        pdf.add_font("DejaVu", "", str(font))
    pdf.set_font("DejaVu" if font else "Helvetica", size=11)
    return pdf


def scan() -> io.BytesIO:
    image = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(image).rectangle((50, 50, 500, 300), fill="black")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return stream


def written(pdf: FPDF, tmp_path: Path, name: str = "ke-hoach.pdf") -> Document:
    path = tmp_path / name
    path.write_bytes(bytes(pdf.output()))
    return read_document(path, LEXICON)


@needs_font
def test_pdf_text_tables_and_page_breaks(tmp_path: Path) -> None:
    pdf = new_pdf(font=FONT)
    pdf.add_page()
    for text in ("SỞ MẪU", "Số: 8/KH-SM", "Mẫu, ngày 3 tháng 4 năm 2026", "KẾ HOẠCH", "Tuyển sinh năm 2026"):
        pdf.cell(text=text, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(5)
    pdf.multi_cell(0, text="I. MỤC TIÊU", new_x="LMARGIN", new_y="NEXT")
    long = "1. Thu hút học sinh tốt nghiệp trung học cơ sở vào học nghề tại các trường, trung tâm của tỉnh Mẫu, ưu tiên"
    pdf.multi_cell(0, text=f"{long} các xã khó khăn.", new_x="LMARGIN", new_y="NEXT")
    pdf.multi_cell(0, text="a) Từng nghề như sau:", new_x="LMARGIN", new_y="NEXT")
    with pdf.table(first_row_as_headings=False) as table:
        for row in (("STT", "Nghề", "Chỉ tiêu"), ("1", "Hàn", "35"), ("2", "Điện", "40")):
            table.row(row)
    pdf.add_page()
    pdf.multi_cell(0, text="2. Đối tượng", new_x="LMARGIN", new_y="NEXT")
    pdf.multi_cell(0, text="II. KINH PHÍ", new_x="LMARGIN", new_y="NEXT")
    read = written(pdf, tmp_path)
    assert anchors(read) == PLAN_ANCHORS
    assert (read.number, read.issuer, read.issued) == ("8/KH-SM", "SỞ MẪU", date(2026, 4, 3))
    assert text_of(read, "I.1") == f"{long} các xã khó khăn."
    assert text_of(read, "I.1.a").splitlines()[1:] == ["STT | Nghề | Chỉ tiêu", "1 | Hàn | 35", "2 | Điện | 40"]
    assert [section.page for section in read.sections] == [1, 1, 1, 1, 2, 2]
    assert read.problems == ()


def test_a_page_that_is_an_image_is_named_and_the_others_read(tmp_path: Path) -> None:
    pdf = new_pdf()
    pdf.add_page()
    pdf.multi_cell(0, text="I. Ke hoach bang chu khong dau", new_x="LMARGIN", new_y="NEXT")
    pdf.add_page()
    pdf.image(scan(), x=0, y=0, w=210)
    pdf.add_page()
    pdf.multi_cell(0, text="II. Phan sau co chu day du", new_x="LMARGIN", new_y="NEXT")
    read = written(pdf, tmp_path)
    assert anchors(read) == ["I", "II"]
    scanned = [problem for problem in read.problems if problem.code == "document_page_scanned"]
    assert [(problem.file, problem.value) for problem in scanned] == [("ke-hoach.pdf", "2")]


def test_a_scan_of_a_whole_document_gives_no_section(tmp_path: Path) -> None:
    pdf = new_pdf()
    for _ in range(2):
        pdf.add_page()
        pdf.image(scan(), x=0, y=0, w=210)
    read = written(pdf, tmp_path)
    assert read.sections == ()
    assert codes(read) == ["document_page_scanned", "document_page_scanned"]


def test_page_numbers_do_not_break_a_sentence(tmp_path: Path) -> None:
    pdf = new_pdf()
    for number, text in enumerate(
        ("I. Viec nay con dang noi tiep sang trang sau cua", "van ban va ket thuc o day."), start=1
    ):
        pdf.add_page()
        pdf.cell(text=text, new_x="LMARGIN", new_y="NEXT")
        pdf.set_y(-30)
        pdf.cell(text=str(number), align="C", center=True)
    assert (
        text_of(written(pdf, tmp_path), "I")
        == "I. Viec nay con dang noi tiep sang trang sau cua van ban va ket thuc o day."
    )
