"""Structure and anchors of a text, whatever file it came in."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.documents.document import Document, Line
from knowledge.documents.masthead import find_masthead
from knowledge.documents.paragraphs import paragraphs
from knowledge.documents.reader import read_document
from knowledge.documents.sections import find_sections
from knowledge.documents.text_file import shown
from knowledge.documents.words import StructureWords

LEXICON = Path("data/lexicon")
WORDS = StructureWords.load(LEXICON / "documents.yaml")
CASES: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/plan_structures.yaml").read_text(encoding="utf-8"))


def read(tmp_path: Path, text: str, name: str = "mau.txt") -> Document:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_document(path, LEXICON)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_anchors(case: dict[str, Any], tmp_path: Path) -> None:
    document = read(tmp_path, case["text"], "mau.md" if case.get("markdown") else "mau.txt")
    assert [section.anchor for section in document.sections] == case["anchors"]
    for anchor, label in case.get("labels", {}).items():
        section = document.section(anchor)
        assert section is not None
        assert section.label == label


def test_a_section_tells_its_lines_headings_and_the_headings_above(tmp_path: Path) -> None:
    document = read(tmp_path, CASES[0]["text"])
    section = document.section("I.2.a")
    assert section is not None
    assert section.text == "a) Mục tiêu đến năm 2026:\n- 30% học sinh lớp 9 học nghề."
    assert section.heading == "Mục tiêu đến năm 2026:"
    assert section.trail == ("MỤC ĐÍCH", "Yêu cầu")
    assert (section.start, section.end) == (11, 12)


def test_a_chapter_takes_its_title_from_the_line_below(tmp_path: Path) -> None:
    document = read(tmp_path, CASES[1]["text"])
    chapter, clause = document.section("chuong-i"), document.section("dieu-1.khoan-1")
    assert chapter is not None
    assert clause is not None
    assert chapter.heading == "NHỮNG QUY ĐỊNH CHUNG"
    assert clause.trail == ("NHỮNG QUY ĐỊNH CHUNG", "Phạm vi điều chỉnh")


def test_the_masthead(tmp_path: Path) -> None:
    document = read(tmp_path, CASES[0]["text"])
    assert document.number == "12/KH-UBND"
    assert document.issuer == "ỦY BAN NHÂN DÂN TỈNH MẪU"
    assert document.issued == date(2026, 6, 5)
    assert document.kind == "kế hoạch"
    assert document.title == "KẾ HOẠCH Tuyển sinh học nghề năm 2026"
    assert document.problems == ()


@pytest.mark.parametrize(
    ("lines", "number", "issuer", "issued"),
    [
        (
            [
                "UBND TỈNH MẪU | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "SỞ MẪU | Độc lập - Tự do - Hạnh phúc",
                "Số: 7 /TB-SM | Mẫu, ngày 1 tháng 02 năm 2026",
                "THÔNG BÁO",
                "Về việc mẫu",
            ],
            "7/TB-SM",
            "SỞ MẪU, UBND TỈNH MẪU",
            date(2026, 2, 1),
        ),
        (
            ["SỞ MẪU", "Số: 394/KH-SGDĐTMẫu Lớn, ngày  22tháng  3 năm 2019", "KẾ HOẠCH"],
            "394/KH-SGDĐT",
            "SỞ MẪU",
            date(2019, 3, 22),
        ),
        (["THỦ TƯỚNG CHÍNH PHỦ", "Số: 22/QĐ-TTg", "QUYẾT ĐỊNH"], "22/QĐ-TTg", "THỦ TƯỚNG CHÍNH PHỦ", None),
        (["CHÍNH PHỦ", "Số: 95/2026/NĐ-CP", "NGHỊ ĐỊNH"], "95/2026/NĐ-CP", "CHÍNH PHỦ", None),
        (["SỞ MẪU", "Số:       /KH-SM", "Mẫu, ngày   tháng 3 năm 2023", "KẾ HOẠCH"], None, "SỞ MẪU", None),
        (
            ["KẾ HOẠCH", "Việc mẫu", "(Kèm theo Quyết định số 49/QĐ-UBND ngày 21/11/2025", "của tỉnh)"],
            "49/QĐ-UBND",
            None,
            date(2025, 11, 21),
        ),
        (["KẾ HOẠCH", "Căn cứ Quyết định số 5/QĐ-UBND, ngày 14 tháng 5 năm 2018"], None, None, None),
        (["SỞ MẪU", "Số: 1/KH-SM, ngày 31 tháng 2 năm 2026", "KẾ HOẠCH"], "1/KH-SM", "SỞ MẪU", None),
    ],
)
def test_mastheads(lines: list[str], number: str | None, issuer: str | None, issued: date | None) -> None:
    head = find_masthead([Line(text, place) for place, text in enumerate(lines, start=1)], WORDS)
    assert (head.number, head.issuer, head.issued) == (number, issuer, issued)


def test_lines_broken_by_a_width_are_joined_again(tmp_path: Path) -> None:
    text = """I. MỤC ĐÍCH,
YÊU CẦU
Tỉnh Mẫu xây dựng kế hoạch học nghề cho học sinh
tốt nghiệp trung học cơ sở và trung học phổ thông của
Sở Mẫu, các trường và các trung tâm trên địa bàn cả
tỉnh.
a) Đến năm 2026
Bảo đảm quy mô đào tạo.
-
Nâng tỷ lệ học sinh học nghề lên
30% vào cuối năm.
1.
Việc cần làm ngay trong năm học này, và những việc
khác.
"""
    document = read(tmp_path, text)
    assert [section.anchor for section in document.sections] == ["I", "I.a", "I.1"]
    assert document.sections[0].text.splitlines() == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "Tỉnh Mẫu xây dựng kế hoạch học nghề cho học sinh tốt nghiệp trung học cơ sở và trung học phổ thông của "
        "Sở Mẫu, các trường và các trung tâm trên địa bàn cả tỉnh.",
    ]
    assert document.sections[1].text.splitlines()[1:] == [
        "Bảo đảm quy mô đào tạo.",
        "- Nâng tỷ lệ học sinh học nghề lên 30% vào cuối năm.",
    ]


WORD = st.sampled_from(
    [
        "I.",
        "II.",
        "1.",
        "1.1.",
        "a)",
        "đ)",
        "Điều",
        "Chương",
        "MỤC",
        "Phụ",
        "lục",
        "5.",
        "-",
        "|",
        "Nơi nhận:",
        "học",
        "NGHỀ",
    ]
)
TEXT_LINES = st.lists(st.one_of(st.text(max_size=30), st.lists(WORD, max_size=6).map(" ".join)), max_size=25)


@given(TEXT_LINES, st.sampled_from([True, False, None]))
@settings(deadline=None, max_examples=150)
def test_no_line_is_lost_and_no_anchor_comes_twice(written: list[str], wrapped: bool | None) -> None:
    texts = [text for text in map(shown, "\n".join(written).splitlines()) if text]
    lines = [Line(text, number) for number, text in enumerate(texts, start=1)]
    sections = find_sections(paragraphs(lines, WORDS, wrapped=wrapped), WORDS)
    assert " ".join(section.text for section in sections).split() == " ".join(texts).split()
    anchors = [section.anchor for section in sections]
    assert len(set(anchors)) == len(anchors)
    assert [section.start for section in sections] == sorted(section.start for section in sections)
    assert [number for section in sections for number in range(section.start, section.end + 1)] == list(
        range(1, len(lines) + 1)
    )


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_text_file_is_read_without_losing_a_letter(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "bat-ky.txt"
    path.write_text(text, encoding="utf-8", errors="replace")
    document = read_document(path, LEXICON)
    kept = {char for section in document.sections for char in section.text if char.isalpha()}
    wanted = {char for line in text.splitlines() for char in shown(line) if char.isalpha()}
    assert wanted <= kept or any(problem.code == "document_unreadable" for problem in document.problems)
