"""Measures building and opening large snapshots; prints a table, asserts nothing. `python -m tests.bench.knowledge`

One import of offers over many years and documents of many sections, laid over the project's own data; then ten times
as many, to show how cost grows. Each size in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

import psutil

from knowledge import contents, snapshot
from knowledge.documents.rows import SECTIONS
from knowledge.imports.archive import Archive
from knowledge.library import Library
from knowledge.retrieval import hybrid
from knowledge.tables import LEVELS, PROGRAMMES
from knowledge.workbooks.result import ImportResult
from tests.knowledge.imports_made import AT, row_of

ROWS, PASSAGES = 100_000, 20_000
QUERIES = 1000
_WORDS_A_SECTION = 80
_SECTIONS_A_DOCUMENT = 40
_FORMS = ("chinh_quy", "thuong_xuyen", "lien_ket")


def offers(rows: int, held: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    """Offers of the institutions and trades that are held, at every level and form, year after year."""
    years = (str(year) for year in range(1900, 9999))
    each: Iterator[Any] = product(years, held["institutions"], held["occupations"], LEVELS[:4], _FORMS)
    made: list[dict[str, Any]] = []
    for year, school, trade, level, form in islice(each, rows):
        told = {"institution_id": school["institution_id"], "institution_name": school["name"], "intake_year": year}
        told |= {"occupation_id": trade["occupation_id"], "trade_name": trade["name"], "level": level}
        told |= {"training_form": form, "quota": chance.randrange(20, 60), "entry_level": "tot_nghiep_thcs"}
        made.append(row_of(PROGRAMMES, **told))
    return made


def sections(count: int, held: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    """Sections made of the words that the descriptions of trades use."""
    words = sorted({word for row in held["occupations"] for word in row["description"].split()})
    provinces = cycle(("04", "20", "86", None))
    made: list[dict[str, Any]] = []
    for number in range(count):
        document, place = divmod(number, _SECTIONS_A_DOCUMENT)
        text = " ".join(chance.choices(words, k=_WORDS_A_SECTION))
        told = {"document_id": f"mau-{document}", "anchor": f"dieu-{place + 1}", "place": place + 1, "text": text}
        told |= {"label": f"Điều {place + 1}", "title": f"Văn bản mẫu {document}", "province": next(provinces)}
        made.append(row_of(SECTIONS, **told))
    return made


def measure(rows: int, passages: int) -> dict[str, float]:
    """Every figure of one size, in seconds, milliseconds or MB as its name says."""
    figures: dict[str, float] = {}
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        data, built = Path(folder) / "data", Path(folder) / "built"
        for name in (*snapshot.INPUTS, "messages"):
            if name != snapshot.IMPORTS and (Path("data") / name).is_dir():
                shutil.copytree(Path("data") / name, data / name)
        packs = contents.read_packs(data / "provinces")
        held: dict[str, Any] = contents.read_reference(data, packs)
        tables = {
            "programmes": tuple(offers(rows, held, chance)),
            "sections": tuple(sections(passages, held, chance)),
        }
        archive = Archive(data / "imports")
        (data / "large.xlsx").write_bytes(b"made by the benchmark")
        receipt = archive.receive(data / "large.xlsx", by="bench", at=AT)
        began = time.perf_counter()
        archive.store(receipt, ImportResult("large.xlsx", tables, (), ()))
        figures["store an import, s"] = time.perf_counter() - began
        tables.clear()
        archive.accept(receipt.id, by="bench", at=AT, known=contents.known_institutions(data))
        lexical = Watch()
        hybrid.build_lexical = lexical.around(hybrid.build_lexical)
        began_cpu = time.process_time()
        figures["build, s"] = seconds(lambda: snapshot.build(data, built))
        figures["  processor time, s"] = time.process_time() - began_cpu
        figures["  of it words and index, s"] = lexical.seconds
        made = snapshot.build(data, built)
        figures["snapshot on disk, MB"] = sum(path.stat().st_size for path in made.folder.rglob("*")) / 1e6
        figures["memory of the build at most, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench.knowledge", "--open", str(made.folder)],
            capture_output=True,
            text=True,
            check=True,
        )
        return figures | json.loads(told.stdout)


def opened(folder: Path) -> dict[str, float]:
    """The figures of a library in a fresh process."""
    figures = {"verify every file, s": seconds(lambda: snapshot.verify(folder))}
    began, began_cpu = time.perf_counter(), time.process_time()
    library = Library.open(folder)
    figures["Library.open, s"] = time.perf_counter() - began
    figures["  processor time of it, s"] = time.process_time() - began_cpu
    chance = random.Random(2)
    trades = [trade.id for trade in library.occupations]
    schools = sorted(library.institutions_by_id)
    by_trade: list[dict[str, str]] = [
        {"occupation": trade, "province": province, "level": level}
        for trade, province, level in product(trades, library.provinces, LEVELS[:4])
    ]
    by_school: list[dict[str, str]] = [
        {"institution": school, "occupation": trade} for school in schools for trade in trades
    ]
    for name, filters in (("trade, province, level", by_trade), ("school, trade", by_school)):
        asked = chance.choices(filters, k=QUERIES)
        figures[f"  offers found by {name}"] = statistics.mean(len(library.programmes(**one)) for one in asked[:50])
        library = Library.open(folder)
        times = [1000 * seconds(lambda ask=library.programmes, one=one: ask(**one)) for one in asked]
        figures[f"query by {name}: p50, ms"] = percentile(times, 0.5)
        figures[f"query by {name}: p95, ms"] = percentile(times, 0.95)
        figures[f"query by {name}: longest, ms"] = max(times)
    names = [trade.name for trade in library.occupations]
    times = [1000 * seconds(lambda name=name: library.search(f"học nghề {name} ở đâu")) for name in names]
    figures["search: p50, ms"], figures["search: p95, ms"] = percentile(times, 0.5), percentile(times, 0.95)
    figures["memory of the library, MB"] = psutil.Process().memory_info().rss / 1e6
    return figures


class Watch:
    """Adds up the time of the calls that go through it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, timed."""

        def timed(*arguments: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(*arguments)
            finally:
                self.seconds += time.perf_counter() - began

        return timed


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def main() -> None:
    """Both sizes side by side, or one step of one size."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.knowledge", description=__doc__)
    parser.add_argument("--times", type=int, nargs="*", default=[1, 10], help="sizes, as multiples of the first")
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.open:
        print(json.dumps(opened(given.open)))
        return
    if given.only:
        print(json.dumps(measure(given.only * ROWS, given.only * PASSAGES)))
        return
    columns: list[dict[str, float]] = []
    for times in given.times:
        command = [sys.executable, "-m", "tests.bench.knowledge", "--only", str(times)]
        told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        columns.append(json.loads(told.stdout.splitlines()[-1]))
    head = "".join(f"{times * ROWS // 1000:>8} k" for times in given.times)
    print(f"{'offers (a fifth as many sections)':<48}{head}")
    for name in columns[0]:
        print(f"{name:<48}" + "".join(f"{column[name]:>10.2f}" for column in columns))


if __name__ == "__main__":
    main()
