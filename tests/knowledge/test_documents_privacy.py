"""What a document that was sent says of people is not kept; whether it is fictional, and whose it is."""

from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.commands import Sentences
from knowledge.documents.document import Line
from knowledge.documents.masthead import find_masthead
from knowledge.documents.privacy import DocumentPrivacy
from knowledge.documents.reader import read_document
from knowledge.documents.rows import SECTIONS, import_document
from knowledge.documents.words import StructureWords
from knowledge.errors import Severity
from knowledge.provinces import read_provinces

LEXICON = Path("data/lexicon")
SAY = Sentences(Path("data/messages"))
WORDS = StructureWords.load(LEXICON / "documents.yaml")
PROVINCES = read_provinces(Path("data/provinces"))
PRIVACY = DocumentPrivacy(WORDS, LEXICON)
MARK = WORDS.privacy.mark
SECRETS = ("Nguyễn Văn Mẫu", "004099000001", "0912 000 001", "091234567")


@pytest.mark.parametrize(
    "number",
    [
        *(
            "0912000001",
            "0912 000 001",
            "0912.000.001",
            "091-200-0001",
            "+84 912 000 001",
            "(0912) 000 001",
            "01230000001",
        ),
        *("004099000001", "004 099 000 001", "091234567", "912345671"),
    ],
)
def test_a_persons_number_is_masked(number: str) -> None:
    assert PRIVACY.text(f"Liên hệ anh Mẫu: {number}, gặp trước 12/9/2026.") == (
        f"Liên hệ anh Mẫu: {MARK}, gặp trước 12/9/2026."
    )
    assert PRIVACY.text(f"{number}/{number}").count(MARK) >= (number[1] in "91" and len(number) > 9)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 1821/QĐ-UBND ngày 05/6/2026; Luật số 124/2025/QH15; 120000000/KH-SM",
        "Kinh phí 120000000 đồng, 912345671 đồng và 1.250.000.000 đồng; 912345671đ",
        "Mã số thuế: 0901234567; STK 123456789; tài khoản số 123456789012",
        "Điện thoại: 0206.3852.123 hoặc 02063852123; đường dây 1900 1234",
        "Giai đoạn 2026-2030, 2026 2027 2028, 0 35 12 4 3 8 2 1 5, 10,912345678",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert PRIVACY.text(text) == text


@given(st.text(alphabet="0123456789 .-()+84/đ|", max_size=200))
def test_any_run_of_digits_is_read(text: str) -> None:
    assert isinstance(PRIVACY.text(text), str)


def test_a_list_of_people_loses_names_and_numbers_and_one_warning_says_where(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("UBND TỈNH CAO BẰNG", "SỞ MẪU", "Số: 5/TB-SM", "THÔNG BÁO", "I. DANH SÁCH"):
        document.add_paragraph(text)
    rows = [("TT", "Họ và tên", "Số CCCD", "Nghề"), ("1", *SECRETS[:2], "Hàn"), ("2", "Trần Thị Mẫu", "", "May")]
    table = document.add_table(rows=len(rows), cols=4)
    for row, values in zip(table.rows, rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph(f"II. LIÊN HỆ {SECRETS[2]}")
    document.add_paragraph(f"Gọi {SECRETS[2]}, CMND {SECRETS[3]}, nộp 1.200.000 đồng.")
    path = tmp_path / "mau.docx"
    document.save(str(path))
    result = import_document(path, LEXICON, provinces=PROVINCES)
    assert not any(secret in str(result) for secret in (*SECRETS, "Trần Thị"))
    texts = {row["anchor"]: row["text"] for row in result.tables[SECTIONS.name]}
    assert texts["I"].splitlines()[1:] == ["TT | Họ và tên | Số CCCD | Nghề", "1 |  |  | Hàn", "2 |  |  | May"]
    assert texts["II"] == f"II. LIÊN HỆ {MARK}\nGọi {MARK}, CMND {MARK}, nộp 1.200.000 đồng."
    (problem,) = [one for one in result.problems if one.code == "document_personal_data"]
    assert (problem.severity, problem.value, problem.expected) == (Severity.WARNING, "6", "mục I (3); mục II (3)")
    assert "6 chỗ" in SAY.problem(problem)
    assert {row["province"] for row in result.tables[SECTIONS.name]} == {"04"}
    assert SECRETS[2] in read_document(path, LEXICON).sections[-1].text


def test_a_column_of_figures_and_rows_of_another_shape_are_kept_but_for_names(tmp_path: Path) -> None:
    path = tmp_path / "mau.md"
    path.write_text(
        "# Bảng\n\n| Huyện | Người lao động | Nghề |\n|---|---|---|\n| Mẫu | 12 | Hàn |\n\nHết bảng.\n\n"
        "| TT | Họ tên | Nghề |\n|---|---|---|\n| Lê Văn Mẫu | Hàn |\n",
        encoding="utf-8",
    )
    (row,) = import_document(path, LEXICON).tables[SECTIONS.name]
    assert "Mẫu | 12 | Hàn" in row["text"]
    assert "Lê Văn" not in row["text"]


@pytest.mark.parametrize(
    ("head", "province"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH CAO BẰNG\nSỞ MẪU", "04"),
        ("UBND TỈNH BẾN TRE", "86"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO LẠNG SƠN", "20"),
        ("BỘ MẪU", None),
        ("UBND TỈNH CAO BẰNG\nSỞ LẠNG SƠN", None),
    ],
)
def test_the_province_is_the_one_that_the_head_names(head: str, province: str | None, tmp_path: Path) -> None:
    path = tmp_path / "mau.txt"
    path.write_text(f"{head}\nSố: 3/KH-SM\nKẾ HOẠCH\nI. VIỆC CỦA TỈNH CAO BẰNG\n1. Làm ngay.\n", encoding="utf-8")
    found = {row["province"] for row in import_document(path, LEXICON, provinces=PROVINCES).tables[SECTIONS.name]}
    assert found == {province}
    asked = import_document(path, LEXICON, province="20", provinces=PROVINCES).tables[SECTIONS.name]
    assert {row["province"] for row in asked} == {"20"}


@pytest.mark.parametrize(
    ("line", "sample"),
    [
        ("MẪU – tài liệu không có thật", True),
        ("MẪU KẾ HOẠCH", True),
        ("(MẪU)", True),
        ("MẪU SỐ 02", False),
        ("Mẫu, ngày 7 tháng 8 năm 2026", False),
        ("SỞ MẪU", False),
    ],
)
def test_a_document_marked_as_fictional_is_a_sample(line: str, sample: bool, tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(f"{line}\nSỞ A\nSố: 3/KH-SM\nKẾ HOẠCH\nI. VIỆC\n1. Làm ngay.\n", encoding="utf-8")
    rows = import_document(path, LEXICON).tables[SECTIONS.name]
    assert {row["confidence"] for row in rows} == {"sample" if sample else "medium"}
    assert {row["document_id"] for row in rows} == {"mau-3-kh-sm" if sample else "3-kh-sm"}


def test_a_form_inside_a_document_does_not_make_it_fictional() -> None:
    def sample(line: str) -> bool:
        texts = ("SỞ A", "Số: 3/KH-SM", "KẾ HOẠCH", "I. VIỆC", "1. Làm.", line)
        return find_masthead([Line(text, place) for place, text in enumerate(texts, 1)], WORDS).sample

    assert not sample("MẪU ĐƠN XIN NHẬP HỌC")
    assert sample("MẪU: số liệu không có thật")
