"""Open data out: whole, explained, harmless in a spreadsheet, and without anything about a person."""

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import snapshot
from knowledge.__main__ import main
from knowledge.dictionary import Dictionary
from knowledge.diff.states import ALL_TABLES, snapshot_rows
from knowledge.errors import DataError
from knowledge.export.cells import cell, harmless
from knowledge.export.describe import span
from knowledge.export.privacy import MARKS, Privacy
from knowledge.export.write import MANIFEST, csv_bytes, export, exported_columns
from knowledge.provinces import read_provinces
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, OCCUPATIONS, Table
from knowledge.workbook_tables import ENROLMENT, MARKET, VACANCIES

TODAY = date(2026, 11, 21)
PRIVACY = Privacy.load(Path("data/lexicon/export.yaml")).knowing([{"name": "Tày", "other_names": ["Ngạn"]}])


def row(table: Table, **cells: Any) -> Row:
    blank: Row = dict.fromkeys(column.name for column in table.stored)
    return blank | {"source": "BC 1", "confidence": "medium", "as_of": date(2026, 10, 5)} | cells


@pytest.fixture(scope="module")
def words() -> Dictionary:
    return Dictionary.load(Path("data/lexicon/columns.yaml"), provinces=read_provinces(Path("data/provinces")).names)


@pytest.fixture(scope="module")
def out(built: Path, words: Dictionary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    export(snapshot.current(built), folder, words, Privacy.load(Path("data/lexicon/export.yaml")), today=TODAY)
    return folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Cells


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("＝1+1", "'＝1+1"),
        ("Hàn; =1+1", "Hàn; '=1+1"),
        (["Hàn", "=1+1"], "Hàn;'=1+1"),
        ("-12", "-12"),
        ("-1.5", "-1.5"),
        (-12, "-12"),
        (-1.5, "-1.5"),
        (80.0, "80"),
        (True, "1"),
        (None, ""),
        (date(2026, 9, 1), "2026-09-01"),
        ("Trường Mẫu 01", "Trường Mẫu 01"),
        ("0205 000 000", "0205 000 000"),
    ],
)
def test_a_cell_is_written(value: Any, written: str) -> None:
    assert cell(value) == written


@given(st.lists(st.text() | st.integers() | st.none() | st.lists(st.text(), max_size=3), min_size=1, max_size=4))
def test_no_cell_of_a_file_is_a_formula(values: list[Any]) -> None:
    columns = [f"c{number}" for number in range(len(values))]
    text = csv_bytes(columns, [dict(zip(columns, values, strict=True))]).decode("utf-8-sig")
    (_, cells) = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for written in cells:
        for piece in (written, *written.split(";")):
            begins = piece.lstrip(" \t\r\n")[:1]
            assert begins not in set("=+-@") or harmless(piece) == piece


# What is kept back


@pytest.mark.parametrize(("count", "given_away"), [(0, None), (4, None), (5, 5), (None, None)])
def test_small_counts_by_ethnicity_or_disability_are_not_given(count: int | None, given_away: int | None) -> None:
    public = PRIVACY.public(ENROLMENT, row(ENROLMENT, enrolled=3, enrolled_ethnic=count, enrolled_disabled=9))
    assert public["enrolled_ethnic"] == given_away
    assert (public["enrolled"], public["enrolled_disabled"]) == (3, 9)
    assert ("small_count_hidden" in public[MARKS]) is (count is not None and given_away is None)


@pytest.mark.parametrize(
    ("breakdown", "unit", "hidden"),
    [
        ("Dân tộc thiểu số", "nguoi", True),
        ("người khuyết tật", "nguoi", True),
        ("Tày", "nguoi", True),
        ("Nữ", "nguoi", False),
        ("Dân tộc thiểu số", "%", False),
    ],
)
def test_small_figures_of_a_group_are_not_given(breakdown: str, unit: str, hidden: bool) -> None:
    held = row(MARKET, breakdown=breakdown, unit=unit, value=12, value_prev=3, change_abs=9)
    public = PRIVACY.public(MARKET, held)
    assert (public["value"], public["value_prev"], public["change_abs"]) == ((None,) * 3 if hidden else (12, 3, 9))
    assert held["value"] == 12


@pytest.mark.parametrize(
    ("cells", "employer", "tax_code"),
    [
        ({"employer": "Công ty TNHH Mẫu May", "tax_code": "0100000000"}, "Công ty TNHH Mẫu May", "0100000000"),
        ({"employer": "Công ty Mẫu", "tax_code": "001099000000"}, "Công ty Mẫu", None),
        ({"employer": "Mẫu Văn A", "employer_type": "ca_nhan", "tax_code": "0100000000"}, "[đã ẩn]", None),
        ({"employer": "HỘ KINH DOANH Mẫu Văn A"}, "[đã ẩn]", None),
        ({"employer": "Ông Mẫu Văn A"}, "[đã ẩn]", None),
        ({"employer": "Ôngkia Mẫu"}, "Ôngkia Mẫu", None),
    ],
)
def test_an_employer_who_is_a_person_has_no_name(cells: Row, employer: str, tax_code: str | None) -> None:
    public = PRIVACY.public(VACANCIES, row(VACANCIES, **cells))
    assert (public["employer"], public["tax_code"]) == (employer, tax_code)


def test_numbers_and_addresses_of_people_are_masked_in_running_text() -> None:
    note = "Liên hệ 0912 345 678, giấy 001099000000, mau@example.com; mã 5520123, lương 12.000.000.000"
    public = PRIVACY.public(
        INSTITUTIONS, row(INSTITUTIONS, note=note, contact_confidence="high", phone=["02050000001"])
    )
    assert public["note"] == "Liên hệ [đã ẩn], giấy [đã ẩn], [đã ẩn]; mã 5520123, lương 12.000.000.000"
    assert public["phone"] == ["02050000001"]
    assert public[MARKS] == ("personal_hidden",)


def test_contacts_that_nobody_verified_stay_inside() -> None:
    public = PRIVACY.public(INSTITUTIONS, row(INSTITUTIONS, phone=["02050000001"], email="a@mau.edu.vn"))
    assert (public["phone"], public["email"]) == (None, None)


@pytest.mark.parametrize(
    ("cells", "marks"),
    [
        ({}, ()),
        ({"confidence": "low"}, ("low_confidence",)),
        ({"source": None, "url": None}, ("low_confidence",)),
        ({"confidence": "sample"}, ("sample",)),
    ],
)
def test_doubtful_rows_carry_a_mark(cells: Row, marks: tuple[str, ...]) -> None:
    assert PRIVACY.public(OCCUPATIONS, row(OCCUPATIONS, **cells))[MARKS] == marks


# The files


def test_every_table_is_there_twice_with_the_same_rows(out: Path, built: Path) -> None:
    held = snapshot_rows(snapshot.current(built))
    for table in ALL_TABLES:
        written, loaded = read(out / f"{table.name}.csv"), json.loads((out / f"{table.name}.json").read_bytes())
        real = [one for one in held[table.name] if one["confidence"] != "sample"]
        assert len(written) == len(loaded) == len(real)
        assert all(tuple(one) == exported_columns(table) for one in written)
        assert not [one for one in loaded if one["confidence"] == "sample" or "sample" in one[MARKS]]


def test_the_dictionary_explains_every_column_of_every_file(out: Path) -> None:
    entries = read(out / "dictionary.csv")
    assert len(entries) == len(json.loads((out / "dictionary.json").read_bytes()))
    explained = {(entry["table"], entry["column"]) for entry in entries if entry["label"] and entry["description"]}
    assert explained == {(table.name, column) for table in ALL_TABLES for column in exported_columns(table)}


def test_the_manifest_names_snapshot_period_and_files(out: Path, built: Path) -> None:
    manifest = json.loads((out / MANIFEST).read_bytes())
    assert manifest["snapshot"] == snapshot.current(built).name
    assert manifest["exported_on"] == "2026-11-21"
    assert manifest["tables"]["targets"]["rows"] == 49
    assert manifest["tables"]["indicators"]["last_period"]
    assert {path.name for path in out.iterdir()} == {*manifest["files"], MANIFEST}
    for name, expected in manifest["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == expected


def test_the_readme_tells_period_licence_and_marks(out: Path, built: Path) -> None:
    text = (out / "README.md").read_text(encoding="utf-8")
    for told in (snapshot.current(built).name, "21/11/2026", "Apache-2.0", "bên thứ ba", "small_count_hidden", "UTF-8"):
        assert told in text
    assert "MẪU" not in text


def test_csv_begins_with_the_mark_that_excel_needs(out: Path) -> None:
    assert (out / "targets.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (out / "targets.json").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_span_is_that_of_the_periods() -> None:
    rows = [{"period": code, "as_of": date(2026, 1, 1)} for code in ("2026-Q3", "2025", "2026-M01")]
    assert (span(rows).first, span(rows).last) == ("2025", "2026-Q3")
    assert span([{"as_of": TODAY}]).first is None


def test_the_command_writes_again_but_not_over_foreign_files(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BUILT_DIR", str(built))
    place = tmp_path / "mở"
    assert main(["export", "--out", str(place), "--samples"]) == 0
    assert "MẪU" in (place / "README.md").read_text(encoding="utf-8")
    assert main(["export", "--out", str(place)]) == 0
    assert "dòng mẫu" in capsys.readouterr().out
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("…", encoding="utf-8")
    assert main(["export", "--out", str(tmp_path / "mine")]) == 1
    assert main(["export", "--out", str(tmp_path / "mine" / "letter.txt")]) == 1
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_malformed_lexicon_is_a_located_problem(tmp_path: Path) -> None:
    (tmp_path / "export.yaml").write_text("small_count: many\n", encoding="utf-8")
    with pytest.raises(DataError):
        Privacy.load(tmp_path / "export.yaml")
