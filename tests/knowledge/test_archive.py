"""The archive: raw bytes kept, decisions and ids never lost or given twice, half-done work invisible."""

import json
import shutil
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import disk
from knowledge.errors import DataError, Problem, Severity
from knowledge.imports.archive import Archive
from knowledge.imports.records import Status, Verdict
from knowledge.imports.registry import Named, Registry, Surroundings
from knowledge.tables import PROGRAMMES
from knowledge.workbooks.result import ImportResult, SetAside
from tests.knowledge import imports_made as made
from tests.knowledge.imports_made import AT, row_of, school

PREFIXES = {"04": "CB", "20": "LS"}
KNOWN = Surroundings([{"institution_id": "CB07", "name": "Trường Cao đẳng Mẫu Đã Biết", "province": "04"}], PREFIXES)


def result(*schools: dict[str, Any], problems: tuple[Problem, ...] = ()) -> ImportResult:
    programme = row_of(
        PROGRAMMES, trade_name="Hàn", level="trung_cap", fee_policy=("mien", "giam_50"), apply_to=date(2026, 8, 30)
    )
    aside = SetAside("programmes", "Tờ 1", 9, "unknown_trade", {"Nghề": "?"})
    return ImportResult("q3.xlsx", {"institutions": schools, "programmes": (programme,)}, (aside,), problems)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "imports")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "q3.xlsx"
    path.write_bytes(b"raw bytes as they came")
    return path


def take(archive: Archive, path: Path, *schools: dict[str, Any], at: datetime = AT, accept: bool = True) -> str:
    """Receive, store and accept one file; its id."""
    return made.take(archive, path, KNOWN, at=at, accept=accept, institutions=schools)


def test_the_raw_bytes_are_kept_with_who_and_when(archive: Archive, report: Path) -> None:
    receipt = archive.receive(report, by="Người nhập Mẫu", at=AT)
    assert receipt.id == f"20261121-093000-{receipt.sha256[:8]}"
    (one,) = archive.imports()
    assert one.raw.read_bytes() == report.read_bytes()
    assert (one.receipt, one.status) == (receipt, Status.RECEIVED)
    assert (receipt.size, receipt.by, receipt.at, receipt.earlier) == (22, "Người nhập Mẫu", AT, None)


def test_the_same_bytes_again_name_the_earlier_import(archive: Archive, report: Path, tmp_path: Path) -> None:
    first = archive.receive(report, by="a", at=AT)
    other = tmp_path / "other name.xlsx"
    shutil.copyfile(report, other)
    again = archive.receive(other, by="b", at=AT)
    assert (again.id, again.earlier) == (f"{first.id}-2", first.id)
    assert archive.receive(report, by="c", at=AT + timedelta(days=1)).earlier == again.id


def test_what_was_read_comes_back_typed(archive: Archive, report: Path) -> None:
    receipt = archive.receive(report, by="a", at=AT)
    doubt = Problem("q3.xlsx", "unreadable", 7, "Chỉ tiêu", "?", sheet="Tờ 1", severity=Severity.WARNING)
    given_result = result(school("Trường Mẫu Mới"), problems=(doubt,))
    archive.store(receipt, given_result, seconds=1.5)
    one = archive.find(receipt.id[:10])
    assert archive.rows(one) == {name: list(rows) for name, rows in given_result.tables.items()}
    assert archive.problems(one) == [doubt]
    assert archive.set_aside(one) == list(given_result.set_aside)
    assert (one.status, one.needs_decision, one.seconds) == (Status.WAITING, True, 1.5)
    assert (one.counts, one.problems, one.set_aside) == ({"institutions": 1, "programmes": 1}, {"warning": 1}, 1)
    told = json.loads((one.folder / "read" / "import.json").read_text(encoding="utf-8"))
    assert {"sha256", "size", "by", "at", "seconds", "counts", "tools"} <= set(told)


def test_what_was_read_is_never_read_over(archive: Archive, report: Path) -> None:
    receipt = archive.receive(report, by="a", at=AT)
    archive.store(receipt, result())
    with pytest.raises(DataError, match="import_already_read"):
        archive.store(receipt, result(school("Trường Mẫu Mới")))


def test_nothing_is_accepted_without_a_decision(archive: Archive, report: Path) -> None:
    waiting = take(archive, report, accept=False)
    assert archive.accepted() == []
    decision = archive.accept(waiting, by="Người duyệt Mẫu", at=AT, known=KNOWN, reason="đã gọi lại trường")
    assert [one.id for one in archive.accepted()] == [waiting]
    again = archive.accept(waiting, by="Người khác Mẫu", at=AT + timedelta(days=1), known=KNOWN)
    assert again == decision
    assert archive.decisions() == [decision]


def test_a_file_that_was_not_read_to_the_end_is_not_accepted(archive: Archive, report: Path) -> None:
    receipt = archive.receive(report, by="a", at=AT)
    with pytest.raises(DataError, match="import_not_read"):
        archive.accept(receipt.id, by="b", at=AT, known=KNOWN)


def test_reject_withdraws_and_the_order_of_acceptance_is_kept(archive: Archive, report: Path) -> None:
    first, second = take(archive, report), take(archive, report, at=AT + timedelta(hours=1))
    assert [one.id for one in archive.accepted()] == [first, second]
    archive.reject(first, by="b", at=AT, reason="nhầm quý")
    assert [one.id for one in archive.accepted()] == [second]
    assert archive.find(first).raw.exists()
    archive.accept(first, by="b", at=AT, known=KNOWN)
    assert [one.id for one in archive.accepted()] == [second, first]
    assert [decision.verdict for decision in archive.decisions()] == [
        Verdict.ACCEPT,
        Verdict.ACCEPT,
        Verdict.REJECT,
        Verdict.ACCEPT,
    ]


def test_an_id_is_found_by_its_beginning(archive: Archive, report: Path) -> None:
    first = take(archive, report)
    take(archive, report, at=AT + timedelta(days=1))
    assert archive.find(first).id == first
    assert archive.find("20261121").id == first
    for prefix, code in (("2026", "prefix_ambiguous"), ("1999", "import_unknown")):
        with pytest.raises(DataError, match=code):
            archive.find(prefix)


def test_ids_are_given_on_acceptance_by_province_and_never_again(archive: Archive, report: Path) -> None:
    waiting = take(archive, report, school("Trường Mẫu Chờ"), accept=False)
    assert archive.registry().entries == ()
    one = take(
        archive,
        report,
        school("Trường Cao đẳng Mẫu Đã Biết"),
        school("Trường Mẫu Cao"),
        school("Trường Mẫu Lạng", "20"),
        school("Trường Mẫu Tưởng Tượng", "20", data_status="mau"),
        school("Trường Mẫu Không Tỉnh", None),
        school("Trường Mẫu Có Mã", institution_id="CB07"),
        at=AT + timedelta(hours=1),
    )
    given_ids = {entry.name: entry.institution_id for entry in archive.registry().entries}
    assert given_ids == {"Trường Mẫu Cao": "CB08", "Trường Mẫu Lạng": "LS01", "Trường Mẫu Tưởng Tượng": "XX01"}
    archive.reject(one, by="b", at=AT, reason="nhầm")
    archive.accept(waiting, by="b", at=AT, known=KNOWN)
    take(archive, report, school("TRƯỜNG MẪU CAO"), at=AT + timedelta(hours=2))
    entries = archive.registry().entries
    assert [(entry.institution_id, entry.name) for entry in entries[3:]] == [("CB09", "Trường Mẫu Chờ")]


def test_a_full_disk_leaves_nothing_and_is_said(
    archive: Archive, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = take(archive, report)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    receipt_at = AT + timedelta(hours=1)
    with pytest.raises(DataError, match="cannot_write"):
        archive.receive(report, by="a", at=receipt_at)
    with pytest.raises(DataError, match="cannot_write"):
        archive.reject(first, by="a", at=AT, reason="thử")
    monkeypatch.undo()
    assert [one.id for one in archive.accepted()] == [first]
    assert len(archive.imports()) == 1
    assert {path.name for path in archive.folder.iterdir()} == {first, ".lock", "decisions.jsonl"}


def test_a_missing_file_is_named(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="file_missing"):
        archive.receive(tmp_path / "nothing.xlsx", by="a", at=AT)
    with pytest.raises(DataError, match="cannot_read"):
        archive.receive(tmp_path, by="a", at=AT)
    assert archive.imports() == []


def test_files_laid_beside_the_imports_are_named(archive: Archive, report: Path) -> None:
    take(archive, report, school("Trường Mẫu Mới"))
    for name in ("q4.xlsx", "~$q4.xlsx", ".hidden.xlsx", "plan.pdf", "q4.CSV"):
        (archive.folder / name).write_bytes(b"")
    assert [path.name for path in archive.loose()] == ["plan.pdf", "q4.CSV", "q4.xlsx"]


def _import_some(folder: Path, source: Path, mark: str) -> None:
    for number in range(5):
        path = source / f"{mark}{number}.xlsx"
        path.write_bytes(path.name.encode())
        take(Archive(folder), path, school(f"Trường Mẫu {mark} {number}"))


def test_two_processes_at_once_lose_nothing_and_share_no_id(tmp_path: Path) -> None:
    folder = tmp_path / "imports"
    with get_context("spawn").Pool(2) as pool:
        pool.starmap(_import_some, [(folder, tmp_path, "A"), (folder, tmp_path, "B")])
    archive = Archive(folder)
    assert len(archive.accepted()) == len(archive.decisions()) == 10
    entries = archive.registry().entries
    assert sorted(entry.institution_id for entry in entries) == [f"CB{number:02d}" for number in range(8, 18)]
    assert len({entry.name for entry in entries}) == 10


@pytest.mark.parametrize("text", ["institution_id,name\nCB01,\n", "institution_id,name\nCB01,A\nCB01,B\n", "id\nx\n"])
def test_a_damaged_registry_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "registry.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="registry_damaged"):
        Registry.read(path)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Mẫu Hòa", "Mẫu Hoà", "MẪU, hòa", 'Mẫu "Hai"\nDòng']),
            st.sampled_from(["04", "20", "86", None]),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_ids_stay_unique_and_survive_the_file(tmp_path_factory: pytest.TempPathFactory, new: list[Any]) -> None:
    registry = Registry()
    for number, one in enumerate(new):
        registry = registry.with_ids([Named(*one)], {"CB01"}, PREFIXES, str(number))
    ids = [entry.institution_id for entry in registry.entries]
    assert len(ids) == len(set(ids))
    assert "CB01" not in ids
    path = tmp_path_factory.mktemp("registry") / "registry.csv"
    path.write_text(registry.text(), encoding="utf-8", newline="")
    assert Registry.read(path).entries == registry.entries


def test_an_official_school_gets_an_id_of_its_own_beside_a_fictional_one_also_when_accepted_again(
    archive: Archive, report: Path
) -> None:
    fictional = school("Trường Mẫu Mới", data_status="mau", confidence="sample")
    made.take(archive, report, KNOWN, institutions=[fictional])
    assert [entry.institution_id for entry in archive.registry().entries] == ["XX01"]
    official = school("Trường Mẫu Mới", institution_id="XX01")
    second = made.take(archive, report, KNOWN, at=AT + timedelta(days=1), institutions=[official])
    assert [entry.institution_id for entry in archive.registry().entries] == ["XX01", "CB08"]
    given_before = archive.registry().text().splitlines(keepends=True)[:-1]
    archive.registry_path.write_text("".join(given_before), encoding="utf-8")
    decisions = archive.decisions()
    archive.accept(second, by="Người khác Mẫu", at=AT + timedelta(days=2), known=KNOWN)
    assert [entry.institution_id for entry in archive.registry().entries] == ["XX01", "CB08"]
    assert archive.decisions() == decisions
