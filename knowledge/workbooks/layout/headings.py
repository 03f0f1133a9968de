"""Finds header rows: by how well they read as the header of one of the six tables, never by their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.workbooks.layout.canvas import Canvas
from knowledge.workbooks.layout.headers import Assigned, HeaderReader, Path
from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.layout.words import TableWords

SEPARATOR = " > "
_DEEPEST = 4
_FEWEST_COLUMNS = 3
_FEWEST_TELLING = 2
_FIGURE = re.compile(r"[\d\s.,%+\-–~<>()/:]*\d[\d\s.,%+\-–~<>()/:]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNKNOWN_COSTS = 0.25
_TITLE_SAYS = 1.5
_SHEET_SAYS = 0.75
_TITLE_LINES = 8
_ROW_COSTS = 0.05
_LOOK_BELOW = 40
_SURE_ENOUGH = 70


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of one table: its rows, its columns from `left` to `right`, and what they are."""

    table: TableWords
    top: int
    bottom: int
    left: int
    right: int
    paths: Mapping[int, Path]
    assigned: Assigned
    score: float

    def header(self, column: int) -> str:
        """The header as written."""
        return SEPARATOR.join(self.paths.get(column, ()))

    @property
    def field_of(self) -> dict[int, str]:
        """Column → field."""
        return {column: name for name, column in self.assigned.columns.items()}


class HeadingFinder:
    """Looks for headers on one sheet."""

    def __init__(self, canvas: Canvas, reader: HeaderReader) -> None:
        self._canvas = canvas
        self._reader = reader
        self._sheet_key = plain(canvas.sheet.name.replace("_", " "))

    def next(self, start: int, left: int, right: int) -> list[Heading]:
        """Headers of the first tables at or below row `start` in the columns; several when they stand side by side."""
        for row in range(start, self._canvas.height + 1):
            if self._may_be_header(row, left, right) and (found := self._around(row, start, left, right)):
                return found
        return []

    def may_begin(self, row: int, left: int, right: int) -> bool:
        """Whether a header begins at the row: a quick answer for most rows."""
        return self._may_be_header(row, left, right) and bool(self._around(row, row, left, right))

    def _around(self, row: int, start: int, left: int, right: int) -> list[Heading]:
        best: list[Heading] = []
        best_score = 0.0
        for top in range(max(start, row - 1), row + 1):
            for bottom in range(row, min(top + _DEEPEST, self._canvas.height + 1)):
                if not all(self._holds_no_figures(between, left, right) for between in range(top, bottom + 1)):
                    break
                found = self._tables(top, bottom, left, right)
                score = sum(heading.score for heading in found) - _ROW_COSTS * (bottom - top)
                if found and score > best_score:
                    best, best_score = found, score
        return best

    def _may_be_header(self, row: int, left: int, right: int) -> bool:
        texts = self._texts(row, left, right)
        if len(texts) < 2 or any(map(_is_figure, texts)):
            return False
        sounding = [text for text in texts if self._reader.sounds_like_header(text)]
        if len(sounding) < 2 or len(sounding) * 2 < len(texts):
            return False
        named = sum(map(self._reader.names_something, sounding))
        return named >= 2 or (named == 1 and len(sounding) >= _FEWEST_COLUMNS)

    def _texts(self, row: int, left: int, right: int) -> list[str]:
        return [text for column, text in self._canvas.texts(row).items() if left <= column <= right]

    def _holds_no_figures(self, row: int, left: int, right: int) -> bool:
        texts = self._texts(row, left, right)
        return bool(texts) and not any(map(_is_figure, texts))

    def _tables(self, top: int, bottom: int, left: int, right: int) -> list[Heading]:
        paths = self._paths(top, bottom, left, right)
        if len(paths) < _FEWEST_COLUMNS:
            return []
        title = plain(" ".join(self._title(top, left, right)))
        whole = self._best(top, bottom, paths, title)
        runs = self._runs(paths, bottom)
        if len(runs) == 1:
            return [whole] if whole else []
        apart = self._apart(top, bottom, runs, title)
        if whole and len(whole.assigned.columns) > sum(len(heading.assigned.columns) for heading in apart):
            return [whole]
        return apart

    def _apart(self, top: int, bottom: int, runs: Sequence[Mapping[int, Path]], title: str) -> list[Heading]:
        """Tables side by side: a run of columns that is no table by itself belongs to the one on its left."""
        found: list[Heading] = []
        loose: dict[int, Path] = {}
        for run in runs:
            heading = self._best(top, bottom, {**loose, **run}, title)
            if heading is not None and found and self._is_one_table(found[-1], heading):
                found[-1] = self._joined(found[-1], run, title) or found[-1]
            elif heading is not None:
                found.append(heading)
                loose = {}
            elif found and (joined := self._joined(found[-1], run, title)):
                found[-1] = joined
            else:
                loose |= run
        return found

    def _is_one_table(self, heading: Heading, beside: Heading) -> bool:
        """Whether both read as well when they are one table: a second table would repeat names and numbers."""
        paths = {**heading.paths, **beside.paths}
        joined = self._reader.assign(heading.table, paths).columns
        return len(joined) >= len(heading.assigned.columns) + len(beside.assigned.columns)

    def _joined(self, heading: Heading, run: Mapping[int, Path], title: str) -> Heading | None:
        joined = self._best(heading.top, heading.bottom, {**heading.paths, **run}, title)
        if joined is None or joined.table.name != heading.table.name:
            return None
        claimed = any(column in run for column in joined.assigned.columns.values())
        return joined if claimed or self._runs_along(heading, run) else None

    def _runs_along(self, heading: Heading, run: Mapping[int, Path]) -> bool:
        """Whether unknown columns are filled beside the table's rows, and are not the title of another table."""
        canvas = self._canvas
        rows = range(heading.bottom + 1, min(heading.bottom + _LOOK_BELOW, canvas.height) + 1)
        beside = [row for row in rows if sum(heading.left <= one <= heading.right for one in canvas.filled(row)) > 1]
        filled = [row for row in beside if any(canvas.text(row, column) for column in run)]
        return 0 < len(beside) <= 2 * len(filled) and not self.next(heading.bottom + 1, min(run), canvas.width)

    def _best(self, top: int, bottom: int, paths: Mapping[int, Path], title: str) -> Heading | None:
        best: Heading | None = None
        for table in self._reader.words.tables.values():
            assigned = self._reader.assign(table, paths)
            columns = assigned.columns
            telling = [name for name in columns if table.fields[name].rank > 0]
            if len(columns) < _FEWEST_COLUMNS or len(telling) < _FEWEST_TELLING:
                continue
            if not all(any(name in columns for name in needed) for needed in table.needs):
                continue
            if not any(assigned.scores.get(name, 0) >= _SURE_ENOUGH for name in table.needs[0]):
                continue
            score = sum(assigned.scores[name] / 100 * table.fields[name].rank for name in telling)
            score -= _UNKNOWN_COSTS * (len(paths) - len(columns))
            score += _TITLE_SAYS * _says(table.titles, title) + _SHEET_SAYS * _says(table.sheets, self._sheet_key)
            if score > (best.score if best else 0.0):
                best = Heading(table, top, bottom, min(paths), max(paths), paths, assigned, score)
        return best

    def _title(self, top: int, left: int, right: int) -> list[str]:
        """The lines just above a header, up to the table before it."""
        lines: list[str] = []
        for row in range(top - 1, max(0, top - 1 - _TITLE_LINES), -1):
            texts = self._texts(row, left, right)
            if len(texts) > _FEWEST_COLUMNS:
                break
            lines += texts
        return lines

    def _paths(self, top: int, bottom: int, left: int, right: int) -> dict[int, Path]:
        """Header levels by column, merged cells opened; a parent that was not merged reaches over its children."""
        paths: dict[int, Path] = {}
        canvas = self._canvas
        for column in range(left, right + 1):
            levels: list[str] = []
            for row in range(top, bottom + 1):
                text = canvas.opened(row, column)
                if not text and row < bottom:
                    text = self._parent(row, bottom, column, left)
                if text and (not levels or levels[-1] != text):
                    levels.append(text)
            if levels:
                paths[column] = tuple(levels)
        return paths

    def _parent(self, row: int, bottom: int, column: int, left: int) -> str:
        canvas = self._canvas
        for place in range(column, left - 1, -1):
            below = any(canvas.text(under, place) for under in range(row + 1, bottom + 1))
            if not below:
                return ""
            if place != column and canvas.opened(row, place):
                return canvas.opened(row, place)
        return ""

    def _runs(self, paths: Mapping[int, Path], bottom: int) -> list[dict[int, Path]]:
        """Columns of the header, cut at columns that are empty below it and at a second serial number."""
        runs: list[dict[int, Path]] = []
        serials = {column for column, path in paths.items() if self._is_serial(path)}
        for column, path in sorted(paths.items()):
            gap = runs and column - max(runs[-1]) > 1 and self._empty(max(runs[-1]) + 1, column, bottom)
            if not runs or gap or (column in serials and any(one in serials for one in runs[-1])):
                runs.append({})
            runs[-1][column] = path
        return runs

    def _empty(self, first: int, until: int, bottom: int) -> bool:
        rows = range(bottom + 1, min(bottom + 30, self._canvas.height) + 1)
        return any(all(not self._canvas.opened(row, column) for row in rows) for column in range(first, until))

    def _is_serial(self, path: Path) -> bool:
        table = next(iter(self._reader.words.tables.values()))
        return "stt" in self._reader.fields(table, path)


def _is_figure(text: str) -> bool:
    """A figure that no header holds; a year may stand in one."""
    return holds_figure(text) and _YEAR.fullmatch(text) is None


def holds_figure(text: str) -> bool:
    """Whether the text is a number, however it is written: "1.234,5", "~ 400", "33-38"."""
    return _FIGURE.fullmatch(text) is not None


def _says(phrases: Iterable[str], text: str) -> bool:
    return any(f" {phrase} " in f" {text} " for phrase in phrases)
