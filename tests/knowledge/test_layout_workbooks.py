"""The layout of the fictional workbooks, and of grids nobody would write."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.workbooks.files import read_workbook
from knowledge.workbooks.grid import Sheet, Workbook
from knowledge.workbooks.layout import find_regions
from knowledge.workbooks.region import Region
from tests.knowledge.sheets_made import PROVINCES, TODAY, WORDS, codes, column, read, sheet

MAU = Path(__file__).parent / "workbooks" / "MAU_bao_cao_2026_Q3.xlsx"
SAMPLES = sorted(Path("data/sample").glob("*_Q3.xlsx"))
TABLES = [
    "institutions",
    "programmes",
    "enrolment_by_period",
    "graduate_outcomes_by_period",
    "vacancies_by_period",
    "labour_market_indicators_by_period",
]


@pytest.fixture(scope="module")
def regions() -> list[Region]:
    found, _ = find_regions(read_workbook(MAU), WORDS, today=TODAY, provinces=PROVINCES)
    return found


def test_six_tables_with_all_their_columns(regions: list[Region]) -> None:
    assert [region.table for region in regions] == TABLES
    assert [region.header_rows for region in regions] == [(9, 9), (9, 9), (9, 10), (9, 9), (9, 9), (9, 9)]
    assert [region.unknown_columns + region.personal_columns for region in regions] == [()] * 6
    assert [len(region.columns) for region in regions] == [11, 12, 12, 12, 12, 7]


def test_rows_totals_and_notes(regions: list[Region]) -> None:
    assert [[row.number for row in region.rows] for region in regions] == [
        [12, 13, 14, 17, 18],
        [10, 11, 12, 13, 14, 15],
        [13, 14, 15, 17],
        [10, 11, 12, 13],
        [10, 11, 12, 13, 14],
        [12, 13, 14, 15, 17, 18, 19],
    ]
    assert [[row.number for row in region.totals] for region in regions] == [[19], [16], [12], [14], [15], []]
    assert [len(region.notes) for region in regions] == [1, 2, 1, 1, 1, 1]
    assert regions[1].notes["(*)"].startswith("Thuộc danh mục")
    assert regions[5].notes["(1)"].startswith("Gồm cả")


def test_merged_institutions_groups_and_parts(regions: list[Region]) -> None:
    assert column(regions[1], "institution_name")[:5] == ["CĐN Mẫu 01"] * 3 + ["Truong CĐ nghề mẫu 02"] * 2
    assert {row.groups for row in regions[0].rows[3:]} == {("II. TRUNG TÂM GDNN - GDTX",)}
    assert [row.part_of for row in regions[5].rows][:3] == [None, 12, None]


def test_documents(regions: list[Region]) -> None:
    assert {region.document.number for region in regions} == {"Số 000/BC-MAU"}
    assert {region.document.signed for region in regions} == {date(2026, 10, 5)}
    assert all(region.document.sample for region in regions)
    assert [region.document.period for region in regions] == [None, "2026", "2026-Q3", "2025", "2026-Q3", "2026-Q3"]
    assert [region.document.provider for region in regions] == ["so_gddt"] * 4 + ["tt_dvvl", "so_noi_vu"]
    assert regions[0].document.as_of == date(2026, 9, 30)


def test_only_the_hidden_sheet_is_asked_about() -> None:
    _, problems = find_regions(read_workbook(MAU), WORDS, today=TODAY, provinces=PROVINCES)
    assert codes(problems) == ["hidden_sheet"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_filled_templates(path: Path) -> None:
    found, problems = find_regions(read_workbook(path), WORDS, today=TODAY, provinces=PROVINCES)
    assert [region.table for region in found] == TABLES
    assert all(region.rows for region in found)
    assert all(not region.unknown_columns and not region.personal_columns for region in found)
    assert problems == []


WRITTEN = st.sampled_from(
    [
        *("STT", "Tên cơ sở", "Nghề", "Trình độ", "Nhập học", "Nữ", "Lũy kế", "Chỉ tiêu", "Kỳ báo cáo", "Đơn vị tính"),
        *(
            "Tổng cộng",
            "Cộng",
            "I",
            "1.1",
            "- Trong đó: Nữ",
            "Ghi chú: x",
            "(*)",
            "Nơi nhận:",
            "Họ và tên",
            "A",
            "=1+2",
        ),
        *(
            "Vị trí cần tuyển",
            "SL",
            "Số: 1/BC",
            "Tính đến ngày 31/2/2026",
            "Quý III/2026",
            "MẪU",
            "004099000001",
            "",
            " ",
        ),
    ]
)
CELLS = st.one_of(
    st.none(), WRITTEN, st.text(max_size=12), st.integers(-9, 99999), st.floats(), st.dates(), st.booleans()
)


@st.composite
def grids(draw: st.DrawFn) -> Sheet:
    rows = draw(st.lists(st.lists(CELLS, max_size=7), max_size=9))
    place = st.integers(1, 9)
    merged = draw(st.lists(st.tuples(place, place, st.integers(0, 3), st.integers(0, 3)), max_size=4))
    return sheet(
        *rows,
        merged=[(top, left, top + down, left + across) for top, left, down, across in merged],
        hidden_rows=draw(st.sets(place, max_size=3)),
        hidden_columns=draw(st.sets(place, max_size=3)),
    )


@settings(deadline=None, max_examples=120)
@given(st.lists(grids(), min_size=1, max_size=2))
def test_no_grid_is_a_crash_and_every_row_stands_once(pages: list[Sheet]) -> None:
    found, problems = read(*pages)
    for region in found:
        numbers = [row.number for row in (*region.rows, *region.totals)]
        assert len(numbers) == len(set(numbers))
        assert all(region.header_rows[1] < number <= len(region.sheet.rows) for number in numbers)
        used = [entry.column for entry in region.columns.values()]
        assert len(used) == len(set(used))
    assert all(problem.file == "q3.xlsx" and problem.sheet for problem in problems)


def test_an_empty_workbook_has_nothing() -> None:
    assert find_regions(Workbook("a.xlsx", ()), WORDS, today=TODAY, provinces=PROVINCES) == ([], [])
