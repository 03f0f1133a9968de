"""Sheets put together at random from what officers write: the importer never crashes and loads nothing unlocated."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from knowledge.errors import DataError
from tests.knowledge.workbooks.expectations import TABLES
from tests.knowledge.workbooks.reading import read, sentences, tables_of

WORDS = yaml.safe_load(Path("data/lexicon/workbooks.yaml").read_text(encoding="utf-8"))
HEADERS = {
    table: [
        *sorted({str(header) for field in entry["fields"].values() for header in field.get("headers", [])}),
        "STT",
        "Tên cơ sở",
        "Tên nghề",
        "Mã nghề",
        "Trình độ",
        "Kỳ báo cáo",
        "Ghi chú",
    ]
    for table, entry in WORDS["tables"].items()
}
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "-",
            "x",
            "0",
            "35",
            "1.234",
            "12,5",
            "1,7133",
            "80%",
            "~50",
            "30-35",
            "50 (20 nữ)",
            "3.4OO",
            "#DIV/0!",
            "CĐN Mẫu 01",
            "TT GDNN-GDTX MẪU BẮC",
            "Hàn",
            "Công nghệ ô tô; Điện",
            "5520123",
            "62012O",
            "TC",
            "CĐ, TC",
            "30/8/2026",
            "trước 15/8",
            "T9/2026",
            "Quanh năm",
            "700.000 đ/tháng",
            "7-9 tr",
            "Thỏa thuận",
            "Miễn phí",
            "Tổng cộng",
            "Cộng",
            "I. TRƯỜNG",
            "- Trong đó: Nữ",
            "Chia theo giới tính",
            "Ghi chú: (*) xem sau",
            "Nơi nhận:",
            "Người",
            "%",
            "Nghìn người",
            "1.000đ",
            "Tỷ lệ thất nghiệp",
            "2026-Q3",
            "Quý III",
            "A",
            "B",
            "1",
            "2",
            "3=1+2",
            "Công ty TNHH Mẫu",
            "Nhật Bản",
            "0206 000 0001",
            "=1+1",
            "@x",
            "Nguyễn Văn Mẫu",
            "6 tháng đầu năm 2026",
        ]
    ),
    st.text(max_size=12),
    st.integers(-5, 10**9).map(str),
)


@st.composite
def sheets(draw: st.DrawFn) -> list[list[str]]:
    table = draw(st.sampled_from(sorted(HEADERS)))
    header = draw(st.lists(st.sampled_from(HEADERS[table]), min_size=2, max_size=9))
    titles = draw(st.lists(CELLS, max_size=3))
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(header) + 1), max_size=9))
    return [[title] for title in titles] + [header] + rows


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(sheet=sheets())
def test_any_sheet_ends_in_tables_and_located_problems(sheet: list[list[str]], tmp_path: Path) -> None:
    path = tmp_path / "bao_cao.csv"
    lines = (";".join('"' + cell.replace('"', "'") + '"' for cell in row) for row in sheet)
    path.write_text("\n".join(lines), encoding="utf-8-sig", errors="replace")
    try:
        result = read(path)
    except DataError:
        assume(False)
    tables = tables_of(result, tmp_path / "out")
    assert set(tables) == set(TABLES)
    for problem in result.problems:
        assert problem.file == path.name
        assert sentences().problem(problem)
    for aside in result.set_aside:
        assert any(problem.row == aside.row and problem.code == aside.code for problem in result.problems)


@pytest.mark.parametrize("table", sorted(HEADERS))
def test_headers_alone_load_nothing(table: str, tmp_path: Path) -> None:
    path = tmp_path / "trong.csv"
    path.write_text(";".join(HEADERS[table][:8]), encoding="utf-8-sig")
    result = read(path)
    assert not any(result.tables.values())
    assert any(problem.code == "nothing_found" for problem in result.problems)
