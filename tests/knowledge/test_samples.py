"""The fictional workbooks: read like any report, never in production, written again by one command."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowledge.contents import collect, read_reference
from knowledge.errors import DataError
from knowledge.imports.archive import IMPORT_TABLES
from knowledge.imports.registry import Entry, Registry
from knowledge.imports.samples import with_samples
from knowledge.library import Library
from knowledge.provinces import provinces_of, read_packs

SAMPLE = Path("data/sample/lang_son_2026_Q3.xlsx")
PACKS = read_packs(Path("data/provinces"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the words of the importer and no sample yet."""
    shutil.copytree("data/lexicon", tmp_path / "lexicon")
    (tmp_path / "sample").mkdir()
    return tmp_path


def tables(data: Path, *given: Entry) -> dict[str, list[dict[str, object]]]:
    """The project's own rows with the samples of `data`."""
    held = read_reference(Path("data"), PACKS)
    return with_samples(data, held, provinces_of(PACKS), Registry(given), IMPORT_TABLES).tables(IMPORT_TABLES)


def test_three_provinces_with_two_institutions_each() -> None:
    rows = collect(Path("data"), samples=True).tables
    samples = [row for row in rows["institutions"] if row["confidence"] == "sample"]
    assert sorted(row["province"] for row in samples) == ["04", "04", "20", "20", "86", "86"]
    assert [row["institution_id"] for row in samples] == ["XX01", "XX02", "XX03", "XX04", "XX05", "XX06"]
    assert all("Mẫu" in row["name"] for row in samples)


def test_a_row_comes_through_typed_and_matched() -> None:
    rows = collect(Path("data"), samples=True).tables
    (car,) = [
        row
        for row in rows["programmes"]
        if (row["occupation_id"], row["level"], row.get("import_id")) == ("cong_nghe_o_to", "trung_cap", SAMPLE.stem)
    ]
    assert car["entry_level"] == "tot_nghiep_thcs"
    assert car["confidence"] == "sample"
    assert car["as_of"].isoformat() == "2026-09-30"
    assert isinstance(car["tuition_amount"], int)
    for name in ("enrolment_by_period", "graduate_outcomes_by_period", "vacancies_by_period"):
        assert {row["confidence"] for row in rows[name]} == {"sample"}


def test_samples_come_after_what_is_verified(library: Library) -> None:
    offers = library.programmes(province="20")
    flags = [offer.provenance.is_sample for offer in offers]
    assert flags == sorted(flags)
    assert {True, False} == set(flags)


def test_a_number_that_the_registry_gave_is_not_used_for_another_school(data: Path) -> None:
    shutil.copyfile(SAMPLE, data / "sample" / SAMPLE.name)
    first = Entry("XX01", "Trường Mẫu Khác", "20", "import")
    own = Entry("XX07", "Trường Cao đẳng Mẫu Lạng Sơn 01", "20", "import")
    ids = [row["institution_id"] for row in tables(data, first, own)["institutions"]]
    assert ids[-2:] == ["XX07", "XX02"]


@pytest.mark.parametrize(
    ("source", "confidence"),
    [
        ("MẪU – số liệu không có thật", "sample"),
        ("  MẪU: thử", "sample"),
        ("Báo cáo theo biểu mẫu 02", "medium"),
        ("Mẫu số 02/BC-SGDĐT", "medium"),
    ],
)
def test_only_a_source_that_begins_with_the_mark_is_a_sample(data: Path, source: str, confidence: str) -> None:
    report(data / "sample", source)
    rows = tables(data)
    assert {row["confidence"] for row in rows["programmes"] if row.get("import_id") == SAMPLE.stem} == {confidence}


def test_a_sample_with_a_fault_or_without_a_period_is_refused(data: Path) -> None:
    shutil.copyfile(SAMPLE, data / "sample" / "lang_son_2026_quarter.xlsx")
    with pytest.raises(DataError, match="sample_without_period"):
        tables(data)
    (data / "sample" / "lang_son_2026_quarter.xlsx").unlink()
    (data / "sample" / SAMPLE.name).write_bytes(b"no workbook")
    with pytest.raises(DataError, match=SAMPLE.name):
        tables(data)


def test_the_script_writes_the_same_workbooks_again(tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in Path("data/sample").glob("*.xlsx")}
    for name in ("make_samples.py", "workbooks.yaml", "guide.yaml"):
        shutil.copyfile(Path("data/sample") / name, tmp_path / name)
    subprocess.run([sys.executable, str(tmp_path / "make_samples.py")], check=True, timeout=60)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.xlsx")} == before


def report(folder: Path, source: str) -> Path:
    """The sample workbook with another source on every row."""
    workbook = load_workbook(SAMPLE)
    for sheet in workbook:
        column = [cell.value for cell in sheet[1]].index("Nguồn") + 1
        for (cell,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
            if cell.value:
                cell.value = source  # pyright: ignore[reportAttributeAccessIssue]
    path = folder / SAMPLE.name
    workbook.save(path)
    return path
