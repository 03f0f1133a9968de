"""The fictional workbooks of `data/sample/`: read like any report, used without a sign-off, never in production."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from knowledge.errors import DataError, Problem, Severity
from knowledge.imports.merging import Merging, Report
from knowledge.imports.registry import SAMPLE_STATUS, Entry, Registry, Surroundings, named
from knowledge.period import Period
from knowledge.provinces import SAMPLE_PREFIX, Provinces
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, Table
from knowledge.workbooks.importer import import_workbook
from knowledge.workbooks.lexicon import ImportLexicon


def with_samples(
    data: Path, held: Mapping[str, Sequence[Row]], provinces: Provinces, registry: Registry, tables: Sequence[Table]
) -> Merging:
    """The samples laid over the rows held. A new institution gets the lowest number that `registry` did not give.

    DataError when a sample has a fault that would set a row aside.
    """
    lexicon = ImportLexicon.load(data / "lexicon")
    known = Surroundings(held[INSTITUTIONS.name], {})
    taken = known.ids | {entry.institution_id for entry in registry.entries}
    reports: list[Report] = []
    entries: list[Entry] = []
    for path in sorted((data / "sample").glob("*_20*.xlsx")):
        day = _period(path).end
        result = import_workbook(path, lexicon, held, provinces=provinces, today=day)
        faults = [problem for problem in result.problems if problem.severity is Severity.ERROR]
        if faults:
            raise DataError(faults)
        fictional = [{**row, "data_status": SAMPLE_STATUS} for row in result.tables[INSTITUTIONS.name]]
        reports.append(Report(path.stem, day, {**result.tables, INSTITUTIONS.name: fictional}))
        for row in fictional:
            who = named(row)
            if who.province is None:
                continue
            if known.id_of(who) or Registry(entries).id_of(who):
                continue
            key = registry.id_of(who) or next(one for one in _numbers() if one not in taken)
            taken.add(key)
            entries.append(Entry(key, row["name"], row["province"] or "", path.stem))
    merging = Merging(held, Registry(entries), samples=True)
    for report in reports:
        merging.add(report, tables)
    return merging


def _period(path: Path) -> Period:
    """The quarter a sample is named after; what it says never depends on the day on which it is read."""
    try:
        return Period.parse("-".join(path.stem.split("_")[-2:]))
    except ValueError:
        raise DataError([Problem(str(path), "sample_without_period", value=path.name)]) from None


def _numbers() -> map[str]:
    return map(f"{SAMPLE_PREFIX}{{:02d}}".format, count(1))
