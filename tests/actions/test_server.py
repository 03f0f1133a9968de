"""The library in use: a new snapshot is taken, a damaged one is refused once and the old one answers on."""

import gc
import json
import shutil
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import structlog

from actions.server import CurrentLibrary, create_app
from knowledge import snapshot
from knowledge.__main__ import main
from knowledge.errors import DataError
from knowledge.library import Library
from knowledge.manifest import digest_of


@pytest.fixture
def two(built: Path, tmp_path: Path) -> tuple[Path, str, str]:
    """A folder with two snapshots, the first one active."""
    folder = tmp_path / "built"
    first = snapshot.current(built).name
    shutil.copytree(built / first, folder / first)
    snapshot.activate(folder, first)
    return folder, first, snapshot.build(Path("data"), folder, samples=False).digest


def test_a_new_snapshot_is_taken_with_the_next_turn(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    library = CurrentLibrary(folder, samples=True)
    assert library().digest == first
    snapshot.activate(folder, second)
    assert library().digest == second


def test_a_damaged_snapshot_is_refused_once_and_taken_when_mended(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    library = CurrentLibrary(folder, samples=True)
    snapshot.activate(folder, second)
    path = folder / second / "policies.json"
    sound = path.read_bytes()
    path.write_text("{}", encoding="utf-8")
    with structlog.testing.capture_logs() as logs:
        assert [library().digest, library().digest] == [first, first]
    assert [(line["event"], line["digest"], line["kept"]) for line in logs] == [("library.refused", second, first)]
    path.write_bytes(sound)
    snapshot.activate(folder, second)
    assert library().digest == second


def test_without_a_link_the_open_library_stays(two: tuple[Path, str, str]) -> None:
    folder, first, _ = two
    library = CurrentLibrary(folder, samples=True)
    shutil.rmtree(folder)
    assert library().digest == first


def test_other_turns_go_on_while_one_opens_the_new_snapshot(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, first, second = two
    library = CurrentLibrary(folder, samples=True)
    snapshot.activate(folder, second)
    opening, go_on = Event(), Event()
    truly_open = Library.open

    def slowly(folder: Path, **given: Any) -> Library:
        opening.set()
        assert go_on.wait(60)
        return truly_open(folder, **given)

    monkeypatch.setattr(Library, "open", slowly)
    turn = Thread(target=library)
    turn.start()
    assert opening.wait(60)
    assert library().digest == first
    go_on.set()
    turn.join(20)
    assert library().digest == second


def test_a_start_with_a_damaged_snapshot_is_refused(two: tuple[Path, str, str]) -> None:
    folder, first, _ = two
    (folder / first / "policies.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError):
        CurrentLibrary(folder, samples=True)


def of_another_format(folder: Path, first: str) -> Path:
    """A snapshot as it was built before its files grew; in use."""
    old = work = folder / "old"
    shutil.copytree(folder / first, work)
    manifest = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
    content = {name: value for name, value in manifest.items() if name not in {"digest", "format"}}
    old = folder / digest_of(content)
    work.rename(old)
    (old / "manifest.json").write_text(json.dumps({**content, "digest": old.name}), encoding="utf-8")
    (folder / snapshot.CURRENT).unlink()
    (folder / snapshot.CURRENT).symlink_to(old.name)
    return old


def test_a_snapshot_of_another_format_stops_the_start_with_what_to_do(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, first, _ = two
    old = of_another_format(folder, first)
    monkeypatch.setenv("BUILT_DIR", str(folder))
    with pytest.raises(SystemExit) as ended:
        create_app()
    told = str(ended.value)
    assert told.startswith(str(old))
    assert "make build" in told
    assert "\n" not in told


def test_what_the_server_opens_is_not_walked_by_the_collector(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, _, _ = two
    monkeypatch.setenv("BUILT_DIR", str(folder))
    monkeypatch.setenv("STORE_DIR", str(tmp_path))
    gc.unfreeze()
    try:
        create_app()
        # The library alone is more than 100,000 objects; what is left to walk is what the tests themselves made.
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()


def test_without_any_snapshot_the_start_says_to_build_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILT_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        create_app()
    assert "make build" in str(ended.value)


def test_nobody_activates_nor_searches_a_snapshot_of_another_format(
    two: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, first, second = two
    old = of_another_format(folder, first)
    monkeypatch.setenv("BUILT_DIR", str(folder))
    for command in (["search", "học phí"], ["activate", old.name]):
        assert main(command) == 1, command
        told = capsys.readouterr().err
        assert "make build" in told, command
        assert "Traceback" not in told
    assert main(["activate", second]) == 0


def test_rules_of_another_shape_say_so(two: tuple[Path, str, str]) -> None:
    folder, first, _ = two
    path = folder / first / "policies.json"
    path.write_text('{"vocabulary": {"facts": []}}', encoding="utf-8")
    with pytest.raises(DataError) as found:
        Library.open(folder / first)
    assert [problem.code for problem in found.value.problems] == ["snapshot_of_other_format"]
