"""Kills at random instants, a full disk, two processes at once: the active snapshot stays valid, nothing is lost."""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from knowledge import activations, contents, snapshot
from knowledge.errors import DataError
from knowledge.imports.archive import Archive
from knowledge.library import Library
from tests.knowledge.busy_process import keep_busy, one_round, some_rounds
from tests.knowledge.imports_made import AT, NOBODY, offer, school, take
from tests.knowledge.small_data import small_data

KILLS = 32
ROUNDS = 2
"""A kill falls somewhere into the first two rounds: into each of their steps, sooner or later."""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(contents, "all_places", lambda provinces: [])
    return small_data(tmp_path)


def check(data: Path, built: Path) -> None:
    """Everything that is visible is whole, and no id was given twice."""
    snapshot.verify(activations.current(built))
    activations.history(built)
    archive = Archive(data / "imports")
    for one in archive.imports():
        assert one.raw.read_bytes() == one.raw.name.encode()
        if one.read:
            assert archive.rows(one)
    entries = archive.registry().entries
    assert len({entry.institution_id for entry in entries}) == len({entry.name for entry in entries}) == len(entries)
    registered = {entry.first_import for entry in entries}
    assert {decision.import_id for decision in archive.decisions()} <= registered


def test_a_kill_at_any_instant_leaves_a_valid_snapshot(data: Path, tmp_path: Path) -> None:
    built, random_instants = tmp_path / "built", random.Random(20261121)
    one_round(data, built, "first", 0)
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.knowledge.busy_process"])
    longest, seen = 0.0, set[str]()
    for number in range(KILLS + 1):
        heard, told = context.Pipe(duplex=False)
        process = context.Process(target=keep_busy, args=(data, built, f"kill {number}", told))
        process.start()
        heard.recv()
        if number == 0:  # how long a round takes in such a process, on this machine today
            began = time.perf_counter()
            heard.recv()
            longest = ROUNDS * (time.perf_counter() - began)
        time.sleep(random_instants.uniform(0, longest))
        longest *= 0.95 if heard.poll() else 1.1  # the machine may be busier now than it was
        process.kill()
        process.join()
        check(data, built)
        seen.add(activations.current(built).name)
    assert len(seen) > KILLS / 8, "the kills came before anything was done"
    one_round(data, built, "last", 0)
    check(data, built)
    library = Library.open(activations.current(built), samples=False)
    names = {record.name for record in library.institutions_by_id.values()}
    assert {f"Trường Trung cấp Mẫu {mark}" for mark in ("first", "last")} <= names


def test_two_processes_at_once_both_end_well(data: Path, tmp_path: Path) -> None:
    built, context = tmp_path / "built", get_context("forkserver")
    context.set_forkserver_preload(["tests.knowledge.busy_process"])
    processes = [context.Process(target=some_rounds, args=(data, built, mark, 3)) for mark in ("one", "two")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    check(data, built)
    archive = Archive(data / "imports")
    assert len(archive.accepted()) == len(archive.registry().entries) == 6
    made = snapshot.build(data, built, samples=False)
    assert len(Library.open(made.folder).programmes()) == 6


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB; where none may be mounted the test is skipped (the unit tests raise the error themselves)."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False)
    if mount.returncode:
        pytest.skip("no right to mount a tiny disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_active_snapshot(data: Path, tiny_disk: Path) -> None:
    built = tiny_disk / "built"
    made = snapshot.build(data, built, samples=False)
    activations.activate(built, made.digest, by="Mẫu", at=AT)
    name = "Trường Trung cấp Mẫu Đầy Đĩa"
    archive = Archive(data / "imports")
    take(archive, data.parent / "full.xlsx", NOBODY, institutions=[school(name)], programmes=[offer(name)])
    room = os.statvfs(tiny_disk).f_bavail * os.statvfs(tiny_disk).f_frsize
    for left in (0, 4096, 40_000, 120_000):
        filler = tiny_disk / "filler"
        filler.write_bytes(b"\0" * (room - left))
        with pytest.raises(DataError, match="cannot_write"):
            snapshot.build(data, built, samples=False)
        filler.unlink()
        assert activations.current(built).name == made.digest
        snapshot.verify(made.folder)
        assert not list(built.glob(".building-*"))
    after = snapshot.build(data, built, samples=False)
    activations.activate(built, after.digest, by="Mẫu", at=AT)
    assert [record.name for record in Library.open(after.folder).institutions_by_id.values()] == [name]
