"""Switching, going back, and what `build` does after a rollback; the commands say who and when."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from knowledge import activations, manifest
from knowledge.activations import Kind
from knowledge.errors import DataError, NotFound
from tests.knowledge.imports_made import AT


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder with three tiny snapshots; nothing is active."""
    folder = tmp_path / "built"
    for name in "abc":
        work = folder / name
        work.mkdir(parents=True)
        (work / "rows.parquet").write_text(name, encoding="utf-8")
        digest = manifest.write_manifest(work, {"files": manifest.file_hashes(work)})
        work.rename(folder / digest)
    return folder


@pytest.fixture
def digests(built: Path) -> list[str]:
    """The three, in the order of their content."""
    found = [path for path in built.iterdir() if path.is_dir()]
    return [path.name for path in sorted(found, key=lambda path: (path / "rows.parquet").read_text(encoding="utf-8"))]


def active(built: Path) -> str:
    return activations.current(built).name


def back(built: Path, to: str | None = None) -> str:
    return activations.rollback(built, to=to, by="Mẫu", at=AT).digest


def test_each_rollback_goes_one_further_back(built: Path, digests: list[str]) -> None:
    a, b, c = digests
    for digest in digests:
        activations.activate(built, digest, by="Mẫu", at=AT)
    assert [back(built), back(built), active(built)] == [b, a, a]
    with pytest.raises(DataError, match="snapshot_never_active"):
        back(built)
    assert active(built) == a
    assert activations.held_back(built) == {b, c}
    activations.activate(built, c, by="Mẫu", at=AT)
    assert (activations.held_back(built), back(built)) == ({b}, a)


def test_back_to_a_named_one_holds_back_all_that_came_after(built: Path, digests: list[str]) -> None:
    a, b, c = digests
    for digest in (a, b, c):
        activations.activate(built, digest)
    assert back(built, a) == a
    assert activations.held_back(built) == {b, c}
    with pytest.raises(DataError, match="snapshot_never_active"):
        back(built, b)


def test_a_damaged_snapshot_is_passed_over(built: Path, digests: list[str]) -> None:
    a, b, c = digests
    for digest in (a, b, c):
        activations.activate(built, digest)
    (built / b / "rows.parquet").write_text("other", encoding="utf-8")
    with pytest.raises(DataError, match="snapshot_damaged"):
        back(built, b)
    assert back(built) == a


def test_without_a_history_there_is_nothing_to_go_back_to(built: Path, digests: list[str]) -> None:
    with pytest.raises(NotFound):
        back(built)
    (built / "current").symlink_to(digests[0])
    with pytest.raises(DataError, match="snapshot_never_active"):
        back(built)
    activations.activate(built, digests[1])
    assert [event.kind for event in activations.history(built)] == [Kind.FOUND, Kind.ACTIVATE]
    assert back(built) == digests[0]


def test_a_switch_that_was_killed_before_its_line_is_found(built: Path, digests: list[str]) -> None:
    a, b, c = digests
    for digest in (a, b):
        activations.activate(built, digest)
    _link(built, c).replace(built / "current")
    assert back(built) == b
    assert [event.digest for event in activations.history(built)] == [a, b, c, b]


def _link(built: Path, digest: str) -> Path:
    link = built / ".killed"
    link.symlink_to(digest)
    return link


def test_a_full_disk_leaves_the_active_one(built: Path, digests: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    activations.activate(built, digests[0], by="Mẫu", at=AT)
    before = {path.name for path in built.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("knowledge.disk.os.fsync", full)
    with pytest.raises(DataError, match="cannot_write"):
        activations.activate(built, digests[1])
    monkeypatch.undo()
    monkeypatch.setattr(Path, "symlink_to", full)
    with pytest.raises(DataError, match="cannot_write"):
        activations.activate(built, digests[1])
    monkeypatch.undo()
    assert active(built) == digests[0]
    assert len(activations.history(built)) == 1
    assert {path.name for path in built.iterdir()} == before


def test_the_history_tells_who_when_and_from_where(built: Path, digests: list[str]) -> None:
    a, b, _ = digests
    activations.activate(built, a, by="Một Mẫu", at=AT)
    activations.record_build(built, b, by="Hai Mẫu", at=AT, seconds=1.25)
    activations.activate(built, b, by="Hai Mẫu", at=AT + timedelta(hours=1))
    activations.rollback(built, by="Ba Mẫu", at=AT + timedelta(hours=2))
    lines = (built / "history.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"kind": "activate", "digest": a, "by": "Một Mẫu", "at": AT.isoformat()},
        {"kind": "build", "digest": b, "by": "Hai Mẫu", "at": AT.isoformat(), "seconds": 1.25},
        {"kind": "activate", "digest": b, "by": "Hai Mẫu", "at": (AT + timedelta(hours=1)).isoformat()},
        {"kind": "rollback", "digest": a, "by": "Ba Mẫu", "at": (AT + timedelta(hours=2)).isoformat(), "before": b},
    ]


def test_a_snapshot_is_found_by_its_beginning(built: Path, digests: list[str]) -> None:
    activations.activate(built, digests[0])
    assert activations.find_snapshot(built, digests[1][:6]) == digests[1]
    for prefix, code in (("", "prefix_ambiguous"), ("zz", "snapshot_unknown")):
        with pytest.raises(DataError, match=code):
            activations.find_snapshot(built, prefix)


def test_a_changed_manifest_is_no_manifest(built: Path, digests: list[str]) -> None:
    path = built / digests[0] / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("files", "Files"), encoding="utf-8")
    with pytest.raises(DataError, match="snapshot_damaged"):
        activations.activate(built, digests[0])
