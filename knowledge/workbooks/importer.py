"""A department's workbook → typed rows of the six tables, rows set aside, and every problem, located.

    file ──files──► grid ──layout──► regions ──rows/──► drafts ──duplicates, totals, history──► ImportResult

Nothing is decided here about use: the archive keeps the result until somebody accepts it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.errors import Problem, Severity
from knowledge.period import Period
from knowledge.periods import period_of
from knowledge.provinces import Provinces
from knowledge.reference import Row
from knowledge.tables import INSTITUTIONS, PROGRAMMES, Kind, Table
from knowledge.text import fold, nfc
from knowledge.workbook_tables import ENROLMENT, MARKET, OUTCOMES, VACANCIES
from knowledge.workbooks.draft import Draft
from knowledge.workbooks.duplicates import merge
from knowledge.workbooks.files import Limits, read_workbook
from knowledge.workbooks.grid import column_letter
from knowledge.workbooks.history import check_history
from knowledge.workbooks.layout import find_regions
from knowledge.workbooks.lexicon import ImportLexicon
from knowledge.workbooks.matching import Institutions, Trades
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.region import Document, Region
from knowledge.workbooks.result import ImportResult
from knowledge.workbooks.rows.enrolment import read_enrolment
from knowledge.workbooks.rows.indicators import read_indicator
from knowledge.workbooks.rows.institutions import lost_zeros, read_institution
from knowledge.workbooks.rows.known import Known
from knowledge.workbooks.rows.outcomes import read_outcome
from knowledge.workbooks.rows.programmes import read_programme
from knowledge.workbooks.rows.vacancies import read_vacancy
from knowledge.workbooks.totals import check_totals
from knowledge.workbooks.vocabulary import plain

SIX = (INSTITUTIONS, PROGRAMMES, ENROLMENT, OUTCOMES, VACANCIES, MARKET)
_READERS: Mapping[str, Callable[[Reader, Known], None]] = {
    INSTITUTIONS.name: read_institution,
    PROGRAMMES.name: read_programme,
    ENROLMENT.name: read_enrolment,
    OUTCOMES.name: read_outcome,
    VACANCIES.name: read_vacancy,
}
_SAMPLE_MARK = "mau"
MERGED_ON = date(2025, 7, 1)
"""The day on which provinces were merged and districts abolished."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the sender said beside the file; what the file says itself wins."""

    province: str | None = None
    period: str | None = None


def import_workbook(
    path: Path,
    lexicon: ImportLexicon,
    held: Mapping[str, Sequence[Row]],
    *,
    provinces: Provinces,
    today: date,
    given: Given | None = None,
    limits: Limits | None = None,
) -> ImportResult:
    """Read one file. `held`: rows by table name (institutions, trades, occupations; figures of earlier periods).

    DataError when the file cannot be read at all; everything else becomes a problem of the result.
    """
    workbook = read_workbook(path, limits=limits or Limits())
    regions, problems = find_regions(workbook, lexicon.layout, today=today, provinces=provinces)
    reading = _Reading(path.name, lexicon.of(provinces), held, provinces=provinces, given=given or Given(), today=today)
    # Institutions first: the other sheets name them.
    regions.sort(key=lambda region: region.table != INSTITUTIONS.name)
    for region in regions:
        reading.read(region)
    return reading.result([*(_headed(problem, regions) for problem in workbook.problems), *problems])


class _Reading:
    """One file being read."""

    def __init__(
        self,
        file: str,
        lexicon: ImportLexicon,
        held: Mapping[str, Sequence[Row]],
        *,
        provinces: Provinces,
        given: Given,
        today: date,
    ) -> None:
        self._file = file
        self._lexicon = lexicon
        self._held = held
        self._given = given
        self._today = today
        self._provinces = provinces
        self._areas = {area.code: area.name for one in provinces for area in (one, *one.former)}
        self._institutions = Institutions(lexicon.names, held[INSTITUTIONS.name])
        self._trades = Trades(held["trades"], held["occupations"])
        self._drafts: dict[str, list[Draft]] = {table.name: [] for table in SIX}
        self._problems: list[Problem] = []

    def read(self, region: Region) -> None:
        """Drafts of one table of one sheet."""
        known = self._known(region)
        self._look_at(region, known)
        drafts: list[Draft] = []
        above: dict[int, Draft] = {}
        for row in region.rows:
            draft = Draft(self._file, region, row)
            reader = Reader(draft, self._lexicon, year=known.year)
            if region.table == MARKET.name:
                read_indicator(reader, known, above)
            else:
                _READERS[region.table](reader, known)
            above[row.number] = draft
            drafts.append(draft)
        if region.table == INSTITUTIONS.name:
            lost_zeros(drafts)
        kept = merge(region.table, drafts)
        if region.table == INSTITUTIONS.name:
            for draft in kept:
                if draft.set_aside is None:
                    values = draft.values
                    self._institutions.add(values["name"], values["institution_id"], values["province"])
        self._problems += check_totals(self._file, region, drafts, kept, self._lexicon.values)
        self._drafts[region.table] += kept

    def _look_at(self, region: Region, known: Known) -> None:
        """What is odd about a sheet as a whole."""
        document = region.document
        if known.province is None:
            self._say(region, "province_missing")
        if document.area != document.province and known.period and _end(known.period) >= MERGED_ON:
            self._say(region, "old_province_now", self._areas.get(document.area or ""))
        if document.signed and document.signed > self._today:
            self._say(region, "signed_in_future", f"{document.signed:%d/%m/%Y}")

    def _say(self, region: Region, code: str, value: str | None = None) -> None:
        row, sheet = region.header_rows[0], region.sheet.name
        self._problems.append(Problem(self._file, code, row, value=value, sheet=sheet, severity=Severity.WARNING))

    def result(self, problems: Sequence[Problem]) -> ImportResult:
        """All tables of the file, checked against what is held."""
        found = [*problems, *self._problems]
        tables: dict[str, tuple[Row, ...]] = {}
        aside: list[Draft] = []
        for table in SIX:
            drafts = merge(table.name, self._drafts[table.name])
            check_history(table.name, drafts, self._held.get(table.name, ()))
            tables[table.name] = tuple(self._row(table, draft) for draft in drafts if draft.set_aside is None)
            aside += [draft for draft in drafts if draft.set_aside]
            found += [problem for draft in drafts for problem in draft.problems]
        if not aside and not any(tables.values()):
            found.append(Problem(self._file, "nothing_found"))
        return ImportResult(
            self._file, tables, tuple(draft.kept_aside() for draft in aside), tuple(dict.fromkeys(found))
        )

    def _known(self, region: Region) -> Known:
        document = region.document
        period = (
            document.period or self._given.period or period_of(Path(self._file).stem.replace("_", " "), self._today)
        )
        return Known(
            lexicon=self._lexicon,
            institutions=self._institutions,
            trades=self._trades,
            period=period,
            province=document.province or self._given.province or self._schools_province(),
            areas={plain(name): code for code, name in self._areas.items()},
            provinces=self._provinces,
            today=self._today,
        )

    def _schools_province(self) -> str | None:
        """The province in which all schools of the file are, where it names no other."""
        drafts = [draft for draft in self._drafts[INSTITUTIONS.name] if draft.set_aside is None]
        found = {draft.values["province"] for draft in drafts}
        return found.pop() if len(found) == 1 else None

    def _row(self, table: Table, draft: Draft) -> Row:
        """All stored columns; what a sheet says of its rows is added."""
        document = draft.region.document
        sender = draft.row.cells.get("source")
        source = nfc(sender.text) if sender and not sender.empty else None
        marked = [*(note.partition(":")[2] or note for note in draft.region.notes.values()), source or ""]
        sample = document.sample or any(map(_is_sample, marked))
        reference = source or self._reference(document) or f"{self._file}, {draft.region.sheet.name}"
        common: dict[str, Any] = {
            "source": source or _joined(document.issuer, reference),
            "as_of": document.as_of or document.signed or self._period_end(draft),
            "confidence": "sample" if sample else "medium",
            "existence_confidence": "sample" if sample else "high",
            "old_province": draft.values.get("province"),
            "provider": document.provider,
            "data_status": "mau" if sample else document.status or "chinh_thuc",
            "area_basis": self._basis(draft),
            "geography": self._areas.get(document.area or ""),
            "source_document": reference,
            "sheet": draft.region.sheet.name,
            "row_no": draft.row.number,
            "import_flags": tuple(draft.flags),
        }
        if draft.values.get("province") is None and "nationwide" not in draft.flags:
            common["import_flags"] = (*draft.flags, "province_missing")
        values = common | {name: value for name, value in draft.values.items() if value is not None}
        return {column.name: _stored(values.get(column.name), column.kind) for column in table.stored}

    def _basis(self, draft: Draft) -> str:
        """Figures of before the provinces were merged, or of a province of that time, are of the old areas."""
        area, province = draft.region.document.area, draft.region.document.province
        return "cu" if area != province or self._period_end(draft) < MERGED_ON else "moi"

    def _reference(self, document: Document) -> str | None:
        if document.number is None:
            return None
        if document.signed is None:
            return document.number
        return self._lexicon.document_reference.format(number=document.number, day=document.signed.strftime("%d/%m/%Y"))

    def _period_end(self, draft: Draft) -> date:
        code = draft.values.get("period") or self._known(draft.region).period
        return min(_end(code), self._today) if code else self._today


def _headed(problem: Problem, regions: Sequence[Region]) -> Problem:
    """A problem at a cell, its column named by the header above it instead of by its letter."""
    for region in regions:
        if region.sheet.name != problem.sheet or problem.row is None or problem.row <= region.header_rows[1]:
            continue
        columns = (*region.columns.values(), *region.unknown_columns, *region.personal_columns)
        for column in columns:
            if column_letter(column.column) == problem.column:
                return replace(problem, column=column.header)
    return problem


def _end(period: str) -> date:
    try:
        return Period.parse(period).end
    except ValueError:
        return date.max


def _is_sample(source: str) -> bool:
    """The first word is MẪU in capitals; "Báo cáo theo biểu mẫu 02" and "Mẫu số 02" are real sources."""
    first = re.match(r"\w+", source.lstrip())
    return first is not None and first[0].isupper() and fold(first[0]) == _SAMPLE_MARK


def _joined(issuer: str | None, reference: str) -> str:
    return f"{issuer}, {reference}" if issuer else reference


def _stored(value: Any, kind: Kind) -> Any:
    if kind is Kind.TEXTS:
        return tuple(value or ())
    if isinstance(value, Decimal):
        return int(value) if kind is Kind.INTEGER else float(value)
    return value
