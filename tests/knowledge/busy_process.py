"""What a process does that a test kills: import, accept, build, activate, roll back, over and over."""

from datetime import timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from knowledge import activations, contents, snapshot
from knowledge.errors import DataError
from knowledge.imports.archive import Archive
from tests.knowledge.imports_made import AT, NOBODY, offer, school, take


def keep_busy(data: Path, built: Path, mark: str, told: Connection) -> None:
    """Never ends by itself. `told` hears of the beginning and of the end of each round."""
    contents.all_places = lambda provinces: []
    for number in count():
        told.send(number)
        one_round(data, built, f"{mark}-{number}", number)


def some_rounds(data: Path, built: Path, mark: str, rounds: int) -> None:
    """A few rounds, without end-of-life; another process does the same at the same time."""
    contents.all_places = lambda provinces: []
    for number in range(rounds):
        one_round(data, built, f"{mark}-{number}", number, roll_back=False)


def one_round(data: Path, built: Path, mark: str, number: int, *, roll_back: bool = True) -> None:
    """One file with one new school, in use at the end; every second round is taken back and rejected."""
    archive, name = Archive(data / "imports"), f"Trường Trung cấp Mẫu {mark}"
    taken = take(archive, data.parent / f"{mark}.xlsx", NOBODY, institutions=[school(name)], programmes=[offer(name)])
    _build(data, built, mark)
    if roll_back and number % 2 == 1:
        activations.rollback(built, by=mark, at=AT + timedelta(hours=number))
        archive.reject(taken, by=mark, at=AT, reason="thử")


def _build(data: Path, built: Path, mark: str) -> None:
    """Another process may accept a file between reading and writing: then again."""
    for _ in range(20):
        try:
            made = snapshot.build(data, built, samples=False)
        except DataError as error:
            if any(problem.code != "inputs_changing" for problem in error.problems):
                raise
        else:
            activations.activate(built, made.digest, by=mark, at=AT)
            return
