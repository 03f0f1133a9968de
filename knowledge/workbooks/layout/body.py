"""The rows below a header: data, totals, group headings, parts, footnotes; where the table ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.workbooks.grid import Cell
from knowledge.workbooks.layout.canvas import Canvas
from knowledge.workbooks.layout.headings import Heading, HeadingFinder, holds_figure
from knowledge.workbooks.layout.lines import Line, heading_text
from knowledge.workbooks.layout.marks import LineMarks, Mark, is_column_numbers, leading_mark, serial_mark
from knowledge.workbooks.layout.once import Entry, filled_down
from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.region import BodyRow

_INSTITUTIONS = "institutions"
_MARKET = "labour_market_indicators_by_period"
_FEWEST_LETTERS = 2
_SIGNATURE_CELLS = 5
_UNMARKED_CAPITALS = 1.5
_UNMARKED = 2.5


@dataclass(frozen=True, slots=True)
class Body:
    """What stands below one header. `end` is the first row that is not part of it."""

    rows: tuple[BodyRow, ...]
    totals: tuple[BodyRow, ...]
    notes: Mapping[str, str]
    end: int
    repeated: tuple[int, ...]
    """First rows of headers that were repeated after a page break."""


@dataclass
class _State:
    entries: list[Entry] = field(default_factory=list[Entry])
    groups: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    waiting: list[Line] = field(default_factory=list[Line])
    """Lines of text since the last row: headings of what follows, or footnotes when nothing follows."""
    notes: dict[str, str] = field(default_factory=dict[str, str])
    repeated: list[int] = field(default_factory=list[int])
    base: int | None = None
    numbering_may_follow: bool = True


class BodyReader:
    """Reads the body of one heading."""

    def __init__(self, canvas: Canvas, heading: Heading, finder: HeadingFinder, marks: LineMarks) -> None:
        self._canvas = canvas
        self._heading = heading
        self._finder = finder
        self._marks = marks
        self._table = heading.table
        self._columns = heading.assigned.columns
        self._serial = self._columns.get("stt")
        self._main = [name for name in self._columns if self._table.fields[name].rank == 2]
        self._figures = [name for name in self._columns if self._table.fields[name].figure]
        self._indicators = self._table.name == _MARKET
        self._header_rows = [self._keys(row) for row in range(heading.top, heading.bottom + 1)]

    def read(self) -> Body:
        """Every row from the header down to a signature, another header or the end of the sheet."""
        state = _State()
        row = self._heading.bottom + 1
        while row <= self._canvas.height:
            written = self._texts(row)
            filled, texts = list(written), list(written.values())
            if not filled or (state.numbering_may_follow and is_column_numbers(texts)):
                row += 1
            elif self._is_signature(texts):
                break
            elif repeated := self._repeats_header(row, state):
                state.repeated.append(row)
                row += repeated
                state.numbering_may_follow = True
            elif self._finder.may_begin(row, self._heading.left, self._heading.right):
                return self._finished(state, self._title_start(state, row))
            else:
                self._take(state, row, filled, texts)
                state.numbering_may_follow = False
                row += 1
        self._keep_notes(state, state.waiting)
        return self._finished(state, row)

    def _finished(self, state: _State, end: int) -> Body:
        rows, totals = filled_down(state.entries, self._table)
        return Body(rows, totals, state.notes, end, tuple(state.repeated))

    def _take(self, state: _State, row: int, filled: Sequence[int], texts: Sequence[str]) -> None:
        own = [column for column in filled if column != self._serial]
        if not own:
            serial = self._canvas.text(row, filled[0])
            if sum(map(str.isalpha, serial)) >= _FEWEST_LETTERS and serial_mark(serial) is None:
                self._take_line(state, Line(row, serial, None, column=filled[0]))
            return
        mark = self._mark(row, own[0])
        label = self._canvas.text(row, own[0])
        figures = any(holds_figure(self._canvas.text(row, column)) for column in own)
        if self._is_total(row, texts):
            self._settle_groups(state)
            state.entries.append(Entry("total", self._row(state, row)))
            state.base = None
        elif self._is_heading(row, own, mark, figures=figures):
            self._take_line(
                state, Line(row, heading_text(mark, self._canvas.text(row, self._serial or 0), label), mark, own[0])
            )
        elif self._is_subtotal(row, mark, figures=figures):
            self._settle_groups(state)
            line = Line(row, heading_text(mark, self._canvas.text(row, self._serial or 0), label), mark, own[0])
            self._push_group(state, line)
            state.entries.append(Entry("total", self._row(state, row)))
            state.base = None
        elif not figures and not any(self._columns[name] in own for name in self._main):
            self._take_line(state, Line(row, " ".join(self._canvas.text(row, column) for column in own), mark, own[0]))
        else:
            self._settle_groups(state)
            part = self._is_part(label, own[0])
            state.entries.append(Entry("row", self._row(state, row, part_of=state.base if part else None)))
            if not part:
                state.base = row

    def _is_total(self, row: int, texts: Sequence[str]) -> bool:
        names = {"stt", *self._main, "level", "trade_code"} if not self._indicators else {"stt", "indicator"}
        labels = [self._canvas.text(row, self._columns[name]) for name in names if name in self._columns]
        if not self._indicators:
            labels.append(texts[0])
        return any(self._marks.is_total(label, indicators=self._indicators) for label in labels if label)

    def _is_heading(self, row: int, own: Sequence[int], mark: Mark | None, *, figures: bool) -> bool:
        """A line of text that no figure belongs to: it names the rows that follow."""
        text = self._canvas.text(row, own[0])
        if figures or sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
            return False
        if len(own) == 1:
            listed = mark is not None and mark.depth >= 2 and self._serial is not None
            return not (self._table.name == _INSTITUTIONS and listed and own[0] == self._columns["name"])
        return len(own) == 2 and mark is not None and mark.depth <= 1 and not self._indicators

    def _is_subtotal(self, row: int, mark: Mark | None, *, figures: bool) -> bool:
        """A heading with sums: "I. Trường cao đẳng | 105", or a school's own row above its trades."""
        if not figures or self._indicators or self._table.name == _INSTITUTIONS:
            return False
        if len(self._main) > 1 and all(self._has(row, name) for name in self._main):
            return False
        following = self._following(row)
        if following is None:
            return False
        below = self._mark(following, self._own(following)[0])
        if self._is_part(self._canvas.text(following, self._own(following)[0]), self._own(following)[0]):
            return False
        first, *others = self._main or [""]
        if mark is not None and mark.depth <= 1:
            whole = not any(self._has(row, name) for name in others)
            return whole and (below is None or below.depth > mark.depth)
        if others and first in self._columns:
            alone = self._has(row, first) and not any(self._has(row, name) for name in others)
            return alone and not self._has(following, first) and any(self._has(following, name) for name in others)
        return mark is not None and below is not None and below.depth > mark.depth

    def _is_part(self, label: str, column: int) -> bool:
        if self._indicators:
            return column == self._columns["indicator"] and self._marks.is_part(label)
        return self._marks.names_part(plain(leading_mark(label)[1])) and "breakdown" not in self._columns

    def _is_signature(self, texts: Sequence[str]) -> bool:
        if len(texts) > _SIGNATURE_CELLS or any(map(holds_figure, texts)):
            return False
        return any(map(self._marks.is_signature, texts))

    def _take_line(self, state: _State, line: Line) -> None:
        if not self._marks.is_continued(line.text):
            state.waiting.append(line)

    def _settle_groups(self, state: _State) -> None:
        """A row follows: the lines before it were headings, apart from remarks."""
        for line in state.waiting:
            if self._marks.is_remark(line.text):
                self._keep_notes(state, [line])
            elif not (self._indicators and state.base is not None and self._marks.divides(line.text)):
                self._push_group(state, line)
                state.base = None
        state.waiting = []

    def _push_group(self, state: _State, line: Line) -> None:
        mark = line.mark
        depth = float(mark.depth) if mark else (_UNMARKED_CAPITALS if line.text.isupper() else _UNMARKED)
        state.groups = [(above, text) for above, text in state.groups if above < depth] + [(depth, line.text)]
        cell = self._canvas.cell(line.row, line.column) if line.column else None
        held = next((name for name, column in self._columns.items() if column == line.column), None)
        state.entries.append(Entry("group", None, held, cell))

    def _keep_notes(self, state: _State, lines: Sequence[Line]) -> None:
        for line in lines:
            for text in line.text.split("\n"):
                marker, body = self._marks.note(text)
                if body:
                    state.notes.setdefault(
                        marker or f"note {sum(key.startswith('note') for key in state.notes) + 1}", body
                    )

    def _title_start(self, state: _State, row: int) -> int:
        """First row of the next table's title: footnotes before it are this table's."""
        lines = list(state.waiting)
        while lines and self._marks.is_note(lines[0].text):
            self._keep_notes(state, [lines.pop(0)])
        return lines[0].row if lines else row

    def _repeats_header(self, row: int, state: _State) -> int:
        """How many rows the same header takes here; 0 when it is no repetition or stands below a title of its own."""
        depth = len(self._header_rows)
        texts = self._texts(row)
        if state.waiting or len(texts) != len(self._header_rows[0]):
            return 0
        if any(map(holds_figure, texts.values())) or self._keys(row) != self._header_rows[0]:
            return 0
        return depth if all(self._keys(row + more) == self._header_rows[more] for more in range(depth)) else 0

    def _keys(self, row: int) -> tuple[tuple[int, str], ...]:
        return tuple((column, plain(text)) for column, text in self._texts(row).items())

    def _texts(self, row: int) -> dict[int, str]:
        left, right = self._heading.left, self._heading.right
        return {column: text for column, text in self._canvas.texts(row).items() if left <= column <= right}

    def _own(self, row: int) -> list[int]:
        filled = list(self._texts(row))
        return [column for column in filled if column != self._serial] or filled

    def _has(self, row: int, name: str) -> bool:
        column = self._columns.get(name)
        return column is not None and bool(self._canvas.text(row, column) or self._canvas.down(row, column))

    def _following(self, row: int) -> int | None:
        return next(
            (below for below in range(row + 1, min(row + 4, self._canvas.height + 1)) if self._texts(below)), None
        )

    def _mark(self, row: int, first: int) -> Mark | None:
        if self._serial is not None and (serial := self._canvas.text(row, self._serial)):
            return serial_mark(serial)
        return leading_mark(self._canvas.text(row, first))[0]

    def _row(self, state: _State, row: int, part_of: int | None = None) -> BodyRow:
        cells: dict[str, Cell] = {}
        for name, column in self._columns.items():
            if name != "stt":
                cells[name] = self._canvas.down(row, column) or self._canvas.cell(row, column)
        serial = self._canvas.down(row, self._serial) or self._canvas.cell(row, self._serial) if self._serial else None
        return BodyRow(
            number=row,
            serial=" ".join(serial.text.split()) if serial and not serial.empty else "",
            cells=cells,
            groups=tuple(text for _, text in state.groups),
            hidden=row in self._canvas.sheet.hidden_rows,
            part_of=part_of,
        )
