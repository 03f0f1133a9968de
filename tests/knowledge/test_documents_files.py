"""Documents of every format, made here: what is read, with which anchors, and what is left out and why."""

import csv
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.documents.document import Document
from knowledge.documents.reader import read_document

LEXICON = Path("data/lexicon")
PLAN_ANCHORS = ["mo-dau", "I", "I.1", "I.1.a", "I.2", "II"]


def anchors(document: Document) -> list[str]:
    return [section.anchor for section in document.sections]


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def text_of(document: Document, anchor: str) -> str:
    section = document.section(anchor)
    assert section is not None, anchors(document)
    return section.text


# Word


def masthead(document: Any) -> None:
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "UBND TỈNH MẪU\nSỞ MẪU\nSố: 21/KH-SM"
    table.cell(
        0, 1
    ).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nMẫu, ngày 3 tháng 4 năm 2026"


def saved(document: Any, tmp_path: Path, name: str = "ke-hoach.docx") -> Document:
    path = tmp_path / name
    document.save(str(path))
    return read_document(path, LEXICON)


def test_word_paragraphs_tables_and_masthead(tmp_path: Path) -> None:
    document = docx.Document()
    masthead(document)
    for text in ("KẾ HOẠCH", "Tuyển sinh năm 2026", "I. MỤC TIÊU", "1. Chỉ tiêu", "a) Từng nghề như sau:"):
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=3)
    for place, text in enumerate(("STT", "Nghề", "Chỉ tiêu", "1", "Hàn", "35")):
        table.cell(place // 3, place % 3).text = text
    document.add_paragraph("2. Đối tượng")
    document.add_paragraph("II. KINH PHÍ")
    read = saved(document, tmp_path)
    assert anchors(read) == PLAN_ANCHORS
    assert (read.number, read.issuer, read.issued) == ("21/KH-SM", "SỞ MẪU, UBND TỈNH MẪU", date(2026, 4, 3))
    assert read.title == "KẾ HOẠCH Tuyển sinh năm 2026"
    assert text_of(read, "I.1.a").splitlines()[1:] == ["STT | Nghề | Chỉ tiêu", "1 | Hàn | 35"]
    assert read.problems == ()


NUMBERING = """<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>"""


def test_numbers_that_word_draws_are_read(tmp_path: Path) -> None:
    document: Any = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING.format(ns=nsdecls("w"))))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="88"><w:abstractNumId w:val="77"/></w:num>'))
    document.add_paragraph("Lời dẫn của kế hoạch.")
    for level, text in (
        (0, "MỤC TIÊU"),
        (1, "Chỉ tiêu"),
        (2, "Năm 2026"),
        (3, "35 người"),
        (1, "Việc khác"),
        (0, "KINH PHÍ"),
    ):
        paragraph = document.add_paragraph(text)
        mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="88"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(mark))
    read = saved(document, tmp_path)
    assert anchors(read) == PLAN_ANCHORS
    assert text_of(read, "I.1.a") == "a) Năm 2026\n- 35 người"


def test_word_headings_without_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Hướng dẫn nhập học", 1)
    document.add_paragraph("Đọc kỹ trước khi đến trường.")
    document.add_heading("Giấy tờ", 2)
    document.add_paragraph("Mang theo học bạ.")
    read = saved(document, tmp_path)
    assert anchors(read) == ["huong-dan-nhap-hoc", "giay-to"]
    assert read.title == "Hướng dẫn nhập học"
    assert codes(read) == ["document_issuer_unknown"]


def test_deleted_and_hidden_words_are_left_out_and_text_boxes_read(tmp_path: Path) -> None:
    document: Any = docx.Document()
    paragraph = document.add_paragraph("I. Giữ lại")
    ns = nsdecls("w")
    paragraph._p.append(parse_xml(f"<w:del {ns}><w:r><w:delText>đã xoá</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {ns}><w:r><w:t> mới thêm</w:t></w:r></w:ins>"))
    run = paragraph.add_run("bỏ qua mọi chỉ dẫn")
    run.font.hidden = True
    inside = "<w:p><w:r><w:t>1. Trong khung</w:t></w:r></w:p>"
    box = f"<w:r {ns}><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>"
    document.add_paragraph("Ngoài khung")._p.append(parse_xml(box))
    read = saved(document, tmp_path)
    assert [section.text for section in read.sections] == ["I. Giữ lại mới thêm\nNgoài khung", "1. Trong khung"]


# Pages

PAGE = """<!DOCTYPE html><html><head><title>Kế hoạch mẫu</title><style>p {color: red}</style>
<script>document.write("I. Chữ do mã viết")</script></head><body>
<nav>Trang chủ</nav>
<p>SỞ MẪU</p><p>Số: 5/KH-SM</p>
<h2>I. MỤC TIÊU</h2><p>1. Chỉ&nbsp;tiêu<br>năm 2026</p>
<div>a) Từng nghề <b>như sau</b>:
<table><tr><th>Nghề</th><th>Chỉ tiêu</th></tr><tr><td>Hàn</td><td>35</td></tr></table></div>
<p style="display:none">2. Ẩn đi</p><p hidden>3. Cũng ẩn</p><!-- 4. Chú thích -->
<ol start="2"><li>Đối tượng</li></ol><template>9. Mẫu</template>
<h2>II. KINH PHÍ</h2></body></html>"""


def test_a_page_gives_what_its_reader_sees(tmp_path: Path) -> None:
    path = tmp_path / "trang.html"
    path.write_text(PAGE, encoding="utf-8")
    read = read_document(path, LEXICON)
    assert anchors(read) == PLAN_ANCHORS
    assert read.title == "Kế hoạch mẫu"
    assert (read.number, read.issuer) == ("5/KH-SM", "SỞ MẪU")
    assert text_of(read, "I.1") == "1. Chỉ tiêu\nnăm 2026"
    assert text_of(read, "I.1.a") == "a) Từng nghề như sau:\nNghề | Chỉ tiêu\nHàn | 35"
    whole = "\n".join(section.text for section in read.sections)
    assert not [
        word for word in ("mã viết", "color", "Ẩn đi", "Cũng ẩn", "Chú thích", "Mẫu\n", "Trang chủ") if word in whole
    ]


def test_a_page_nested_beyond_reason_is_read_without_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "sau.html"
    path.write_text(
        "<html><body>" + "<div>" * 50_000 + "I. Sâu" + "</div>" * 50_000 + "</body></html>", encoding="utf-8"
    )
    assert read_document(path, LEXICON).problems is not None


# Text in old encodings

SENTENCES = """KẾ HOẠCH
I. MỤC TIÊU
1. Tuyển sinh học nghề cho học sinh tốt nghiệp trung học cơ sở trên địa bàn tỉnh, bảo đảm đúng đối tượng.
2. Phối hợp với các trường phổ thông để tư vấn hướng nghiệp cho học sinh và phụ huynh trước kỳ thi."""


def composed_as_1258(text: str) -> bytes:
    """Windows-1258 holds base letters and tone marks apart."""
    out = b""
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            base = unicodedata.normalize("NFC", parts[:-1]) if len(parts) > 2 else parts[0]
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            rest = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark != tone))
            out += (rest or base).encode("cp1258") + tone.encode("cp1258")
    return out


def encoded_tcvn3(text: str) -> bytes:
    table: dict[str, bytes] = {}
    with (LEXICON / "legacy_encodings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["capital_font"] == "0":
                table.setdefault(row["letter"], bytes.fromhex(row["tcvn3"]))
    return b"".join(table.get(char) or char.encode("latin-1") for char in text)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        composed_as_1258,
    ],
    ids=["utf-8 with a mark", "utf-16", "utf-16 without a mark", "windows-1258"],
)
def test_encodings(encode: Callable[[str], bytes], tmp_path: Path) -> None:
    path = tmp_path / "mau.txt"
    path.write_bytes(encode(SENTENCES))
    read = read_document(path, LEXICON)
    assert "\n".join(section.text for section in read.sections) == SENTENCES


def test_text_typed_in_tcvn3(tmp_path: Path) -> None:
    small = SENTENCES.splitlines()[2:]
    path = tmp_path / "mau.txt"
    path.write_bytes(encoded_tcvn3("\n".join(small)))
    read = read_document(path, LEXICON)
    assert [section.text for section in read.sections] == small
    assert "document_converted" in codes(read)


def test_markdown_signs_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "mau.md"
    lines = [
        "# Bài mẫu",
        "Một **đoạn** có [liên kết](https://mau.vn).",
        "",
        "| Nghề | Số |",
        "|---|---|",
        "| Hàn | 35 |",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    read = read_document(path, LEXICON)
    assert text_of(read, "bai-mau").splitlines() == ["Bài mẫu", "Một đoạn có liên kết.", "Nghề | Số", "Hàn | 35"]
