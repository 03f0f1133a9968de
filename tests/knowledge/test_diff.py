"""What changed: rows known again, cells old → new, leaps, and the page a department reads."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import snapshot
from knowledge.__main__ import main
from knowledge.commands import Sentences
from knowledge.dictionary import Dictionary
from knowledge.diff.compare import Cell, compare
from knowledge.diff.jumps import jumps, leaps
from knowledge.diff.report import as_json, as_page, as_text
from knowledge.diff.states import ALL_TABLES, Difference, compare_import, find_state, snapshot_rows, speaks_of
from knowledge.diff.view import number, signed
from knowledge.errors import DataError, Problem, Severity
from knowledge.provinces import read_provinces
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, PROGRAMMES
from knowledge.workbook_tables import ENROLMENT
from knowledge.workbooks.result import ImportResult, SetAside

TODAY = date(2026, 11, 21)
SAY = Sentences(Path("data/messages"))


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary.load(Path("data/lexicon/columns.yaml"), provinces=read_provinces(Path("data/provinces")).names)


def enrolment(trade: str = "Hàn", period: str = "2026-Q3", **cells: Any) -> Row:
    row: Row = dict.fromkeys(column.name for column in ENROLMENT.stored)
    return row | {
        "institution_id": "XX01",
        "institution_name": "Trường Mẫu 01",
        "province": "20",
        "trade_name": trade,
        "level": "trung_cap",
        "period": period,
        "provider": "so_gddt",
        **cells,
    }


def test_an_added_a_changed_and_a_removed_row_are_told_apart() -> None:
    old = [enrolment("Hàn", enrolled=28), enrolment("May", enrolled=10), enrolment("Điện", enrolled=5)]
    new = [enrolment("Hàn", enrolled=30), enrolment("Điện", enrolled=5), enrolment("Ô tô", enrolled=7)]
    diff = compare(old, new, ENROLMENT)
    assert [row["trade_name"] for row in diff.added] == ["Ô tô"]
    assert [row["trade_name"] for row in diff.removed] == ["May"]
    assert [change.cells for change in diff.changed] == [(Cell("enrolled", 28, 30),)]
    assert diff.unchanged == 1


def test_keys_and_bookkeeping_do_not_make_a_change() -> None:
    old = [enrolment(enrolment_id="a-1", import_id="1", row_no=9, import_flags=["x"])]
    new = [enrolment(enrolment_id="b-7", import_id="2", row_no=12, import_flags=[])]
    assert compare(old, new, ENROLMENT).is_empty


def test_a_name_is_the_same_in_another_case_spacing_or_composition() -> None:
    diff = compare([enrolment("Công nghệ  ô tô")], [enrolment("CÔNG NGHỆ Ô TÔ")], ENROLMENT)
    assert not diff.added
    assert not diff.removed


def test_a_code_that_was_added_does_not_make_another_record() -> None:
    diff = compare([enrolment(trade_code=None)], [enrolment(trade_code="5520123")], ENROLMENT)
    assert [change.cells for change in diff.changed] == [(Cell("trade_code", None, "5520123"),)]


@pytest.mark.parametrize("column", ["campus", "training_form"])
def test_a_part_of_the_identity_that_one_report_leaves_out_is_no_other_record(column: str) -> None:
    blank: Row = dict.fromkeys(one.name for one in PROGRAMMES.stored)
    offer = blank | {"institution_id": "XX01", "trade_name": "Hàn", "level": "trung_cap", "intake_year": "2026"}
    diff = compare([offer], [offer | {column: "A"}], PROGRAMMES)
    assert [change.cells for change in diff.changed] == [(Cell(column, None, "A"),)]
    other = compare([offer | {column: "B"}], [offer | {column: "A"}], PROGRAMMES)
    assert (len(other.added), len(other.removed)) == (1, 1)
    unsure = compare([offer], [offer | {column: "A"}, offer | {column: "B"}], PROGRAMMES)
    assert (len(unsure.added), len(unsure.removed)) == (2, 1)


def test_two_records_that_differ_in_code_only_are_not_guessed_to_be_one() -> None:
    old = [enrolment(trade_code=None), enrolment(trade_code=None, enrolled=2)]
    diff = compare(old, [enrolment(trade_code="5520123")], ENROLMENT)
    assert (len(diff.added), len(diff.removed)) == (1, 2)


def test_new_institutions_without_an_id_are_told_apart_by_name() -> None:
    rows = [enrolment(institution_id=None, institution_name=name, enrolled=5) for name in ("Mẫu A", "Mẫu B")]
    diff = compare(rows[:1], rows, ENROLMENT)
    assert [row["institution_name"] for row in diff.added] == ["Mẫu B"]


def test_the_same_key_twice_pairs_the_equal_rows_first() -> None:
    old = [enrolment(enrolled=28), enrolment(enrolled=40)]
    diff = compare(old, [enrolment(enrolled=40), enrolment(enrolled=29)], ENROLMENT)
    assert [change.cells for change in diff.changed] == [(Cell("enrolled", 28, 29),)]
    assert diff.unchanged == 1


def test_a_change_of_source_alone_is_told_as_such() -> None:
    (change,) = compare([enrolment(source="BC 1")], [enrolment(source="BC 2")], ENROLMENT).changed
    assert change.only_origin


ROWS = st.lists(
    st.builds(
        enrolment,
        st.sampled_from(["Hàn", "May", "Điện"]),
        st.sampled_from(["2026-Q2", "2026-Q3"]),
        enrolled=st.none() | st.integers(0, 3),
        trade_code=st.none() | st.sampled_from(["5520123", "5520201"]),
    ),
    max_size=8,
)


@given(ROWS, ROWS)
def test_every_row_is_accounted_for_once(old: list[Row], new: list[Row]) -> None:
    diff = compare(old, new, ENROLMENT)
    kept = len(diff.changed) + diff.unchanged
    assert len(diff.added) + kept == len(new)
    assert len(diff.removed) + kept == len(old)
    back = compare(new, old, ENROLMENT)
    assert (len(back.added), len(back.removed)) == (len(diff.removed), len(diff.added))


@given(ROWS)
def test_nothing_differs_from_itself(rows: list[Row]) -> None:
    assert compare(rows, list(reversed(rows)), ENROLMENT).is_empty


@pytest.mark.parametrize(
    ("old", "new", "leap"),
    [
        (100, 150, False),
        (100, 151, True),
        (100, 49, True),
        (100, 50, False),
        (0, 3, True),
        (0, 0, False),
        (None, 9, False),
    ],
)
def test_a_leap_is_more_than_half(old: float | None, new: float | None, leap: bool) -> None:
    assert leaps(old, new) is leap


def test_leaps_are_found_in_a_record_and_against_the_last_period_of_the_same_kind() -> None:
    old = [
        enrolment(period="2026-Q2", enrolled=20),
        enrolment(period="2025", enrolled=200),
        enrolment("May", quota_year=10),
    ]
    new = [*old[:2], enrolment("May", quota_year=30), enrolment(period="2026-Q3", enrolled=60, enrolled_cum=80)]
    found = jumps(compare(old, new, ENROLMENT), old)
    assert [(jump.column, jump.old, jump.new, jump.since) for jump in found] == [
        ("quota_year", 10, 30, None),
        ("enrolled", 20, 60, "2026-Q2"),
    ]


def test_numbers_are_written_as_in_vietnamese() -> None:
    assert number(1234567.5) == "1.234.567,5"
    assert number(80.0) == "80"
    assert (signed(12.34), signed(-50)) == ("+12,3", "−50")


# A workbook against the snapshot in use


def test_a_workbook_removes_only_what_it_speaks_of() -> None:
    held = [
        enrolment("Hàn"),
        enrolment("May"),
        enrolment("Hàn", "2026-Q2"),
        enrolment("Điện", province="04"),
        enrolment("Điện", provider="csgdnn"),
    ]
    new = [enrolment("Hàn", enrolled=3)]
    diff = compare(held, new, ENROLMENT, speaks_of=speaks_of(new, ENROLMENT, {}))
    assert [(row["trade_name"], row["period"]) for row in diff.removed] == [("May", "2026-Q3")]


def test_the_province_of_a_row_is_that_of_its_institution() -> None:
    held = [enrolment("May", province=None, institution_id="XX02"), enrolment("Điện", province=None)]
    new = [enrolment("Hàn", province=None)]
    spoken = speaks_of(new, ENROLMENT, {"XX01": "20", "XX02": "04"})
    assert [spoken(row) for row in held] == [False, True]
    assert not any(map(speaks_of(new, ENROLMENT, {}), held))


def test_a_workbook_does_not_remove_institutions_and_leaves_unfilled_columns_alone(built: Path) -> None:
    folder = snapshot.current(built)
    held = next(row for row in snapshot_rows(folder)["institutions"] if row["institution_id"] == "LS01")
    row: Row = dict.fromkeys(column.name for column in INSTITUTIONS.stored)
    row |= {"institution_id": "LS01", "name": held["name"], "dorm_places": 120}
    (diff,) = compare_import(folder, ImportResult("q3.xlsx", {INSTITUTIONS.name: (row,)}, (), ())).tables
    assert diff.removed == ()
    assert [change.cells for change in diff.changed] == [(Cell("dorm_places", None, 120),)]


def test_what_the_file_left_out_is_told(built: Path, dictionary: Dictionary) -> None:
    aside = SetAside(ENROLMENT.name, "TS", 9, "required", {})
    problems = (Problem("q3.xlsx", "required"), Problem("q3.xlsx", "required", severity=Severity.INFO))
    difference = compare_import(snapshot.current(built), ImportResult("q3.xlsx", {}, (aside,), problems))
    assert (difference.set_aside, difference.problems) == (1, 1)
    assert "1 dòng để riêng" in as_text(difference, dictionary, SAY)
    assert "1 dòng để riêng" in as_page(difference, dictionary, SAY, TODAY)


# Snapshots by name, the command and its page


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder with two snapshots, the second one active: one figure moved, one hostile name, one row less."""
    folder = tmp_path_factory.mktemp("two")
    data = folder / "data"
    for name in (*snapshot.INPUTS, "messages"):
        if (Path("data") / name).is_dir():
            shutil.copytree(Path("data") / name, data / name)
    before = snapshot.build(data, folder / "built")
    path = data / "provinces" / "20_lang_son" / "targets.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    occupations = data / "reference" / "occupations.csv"
    text = occupations.read_text(encoding="utf-8").replace("Dùng nhiệt", "<script>alert(1)</script>Dùng nhiệt")
    occupations.write_text(text, encoding="utf-8")
    after = snapshot.build(data, folder / "built")
    snapshot.activate(folder / "built", after.digest)
    return folder, before.digest, after.digest


def test_snapshots_go_by_previous_current_and_a_beginning(two: tuple[Path, str, str]) -> None:
    folder, before, after = two
    built = folder / "built"
    assert find_state(built, "current").name == after
    assert find_state(built, "previous").name == before
    assert find_state(built, before[:8]).name == before


@pytest.mark.parametrize(("name", "code"), [("zzzz", "snapshot_unknown"), ("", "prefix_ambiguous")])
def test_a_wrong_name_is_explained(two: tuple[Path, str, str], name: str, code: str) -> None:
    with pytest.raises(DataError) as raised:
        find_state(two[0] / "built", name)
    assert [problem.code for problem in raised.value.problems] == [code]
    assert SAY.problem(raised.value.problems[0])


def test_the_command_prints_text_json_and_writes_a_page(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, before, after = two
    monkeypatch.setenv("DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("BUILT_DIR", str(folder / "built"))
    assert main(["diff"]) == 0
    assert "bỏ 1" in capsys.readouterr().out
    page = folder / "page.html"
    assert main(["diff", before[:10], after, "--json", "--html", str(page)]) == 0
    loaded = json.loads(capsys.readouterr().out)
    assert (loaded["old"], loaded["new"]) == (before, after)
    assert len(loaded["tables"]["targets"]["removed"]) == 1
    assert [cell["column"] for change in loaded["tables"]["occupations"]["changed"] for cell in change["cells"]] == [
        "description"
    ]
    written = page.read_text(encoding="utf-8")
    assert "<script" not in written
    assert "&lt;script&gt;" in written


def test_a_workbook_is_compared_with_the_snapshot_in_use(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = two[0]
    monkeypatch.setenv("DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("BUILT_DIR", str(folder / "built"))
    monkeypatch.setenv("TODAY", TODAY.isoformat())
    sample = folder / "data" / "sample" / "lang_son_2026_Q3.xlsx"
    assert main(["diff", "--file", str(sample), "--json"]) == 0
    loaded = json.loads(capsys.readouterr().out)
    assert (loaded["old"], loaded["new"]) == (two[2], sample.name)
    assert all(not table["removed"] for name, table in loaded["tables"].items() if name == "institutions")


class _Outline(HTMLParser):
    """Headings, links and asset attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        self.ids += [str(given["id"])] if "id" in given else []
        self.targets += [str(given[name]) for name in ("href", "src") if name in given]


@pytest.fixture
def render(dictionary: Dictionary) -> Callable[[list[Row], list[Row]], str]:
    def page(old: list[Row], new: list[Row]) -> str:
        diff = compare(old, new, ENROLMENT)
        difference = Difference(
            "a1", "b2", (diff,), {ENROLMENT.name: tuple(jumps(diff, old))}, {"XX01": "Trường Mẫu 01"}
        )
        return as_page(difference, dictionary, SAY, TODAY)

    return page


def test_the_page_is_whole_and_well_formed(render: Callable[[list[Row], list[Row]], str]) -> None:
    page = render(
        [enrolment("Hàn", quota_year=1000, enrolled=28), enrolment("May")],
        [enrolment("Hàn", quota_year=2350, enrolled=30), enrolment("Điện", applied=1234)],
    )
    outline = _Outline()
    outline.feed(page)
    assert outline.headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(outline.headings, outline.headings[1:], strict=False))
    assert not {"script", "link", "img", "iframe"} & set(outline.tags)
    assert all(target.startswith("#") and target[1:] in outline.ids for target in outline.targets)
    assert outline.tags.count("caption") == outline.tags.count("table") == 3
    for written in ("1.000 người", "2.350 người", "+135 %", "Trường Mẫu 01", "Số đăng ký: 1.234 người", "21/11/2026"):
        assert written in page


def test_a_page_without_changes_says_so(render: Callable[[list[Row], list[Row]], str]) -> None:
    assert "Không có gì thay đổi" in render([enrolment()], [enrolment()])


def test_text_and_json_tell_the_same(dictionary: Dictionary) -> None:
    old, new = [enrolment(enrolled=10)], [enrolment(enrolled=30)]
    diff = compare(old, new, ENROLMENT)
    difference = Difference("a1", "b2", (diff,), {ENROLMENT.name: tuple(jumps(diff, old))}, {})
    text, loaded = as_text(difference, dictionary, SAY), as_json(difference, dictionary, SAY)
    assert "10 người → 30 người (+200 %)" in text
    assert loaded["tables"][ENROLMENT.name]["changed"][0]["cells"] == [{"column": "enrolled", "old": 10, "new": 30}]
    assert loaded["jumps"][0]["percent"] == 200


# The data dictionary


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_every_column_and_every_code_has_its_words(dictionary: Dictionary, table: Any) -> None:
    assert dictionary.label(table.name)
    for column in table.stored:
        term = dictionary.term(table.name, column.name)
        assert term.label
        assert term.description.endswith(".")
        assert set(column.allowed) <= set(term.words) or not column.allowed
    named = (*dictionary.title(table.name), dictionary.group(table.name) or table.key)
    assert all(table.stores(column) for column in named)


def test_a_programme_is_told_with_its_own_unit(dictionary: Dictionary) -> None:
    row: Row = dict.fromkeys(column.name for column in PROGRAMMES.stored)
    row |= {"institution_id": "XX01", "trade_name": "Hàn", "tuition_amount": 700000, "tuition_unit": "thang"}
    diff = compare([], [row], PROGRAMMES)
    text = as_text(Difference("a", "b", (diff,), {}, {"XX01": "Trường Mẫu 01"}), dictionary, SAY)
    assert "700.000 đồng/tháng" in text
    assert "Trường Mẫu 01" in text


def test_rows_of_a_file_that_will_not_be_used_are_counted_apart(
    built: Path, dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = enrolment("Hàn", enrolled=28)

    def rows_held(_: Path) -> dict[str, list[Row]]:
        return {ENROLMENT.name: [held], "institutions": []}

    monkeypatch.setattr("knowledge.diff.states.snapshot_rows", rows_held)
    rows = (
        enrolment("Hàn", enrolled=28, import_flags=("province_missing",)),
        enrolment("May", enrolled=9, institution_id=None, import_flags=("institution_unknown",)),
        enrolment("Điện", enrolled=5, import_flags=("over_quota",)),
    )
    difference = compare_import(snapshot.current(built), ImportResult("q3.xlsx", {ENROLMENT.name: rows}, (), ()))
    (diff,) = difference.tables
    assert [row["trade_name"] for row in diff.added] == ["Điện"]
    assert [row["trade_name"] for row in diff.unused] == ["Hàn", "May"]
    assert (diff.changed, diff.removed, diff.unchanged) == ((), (), 0)
    text = as_text(difference, dictionary, SAY)
    assert "thêm 1, đổi 0, bỏ 0, giữ nguyên 0; 2 dòng sẽ không được dùng" in text
    assert text.count("(sẽ không được dùng") == 2
    page = as_page(difference, dictionary, SAY, TODAY)
    assert "Sẽ không được dùng (1)" in page
    assert "2 dòng sẽ không được dùng" in page
    assert len(as_json(difference, dictionary, SAY)["tables"][ENROLMENT.name]["unused"]) == 2
