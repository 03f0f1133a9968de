"""Which field a column header names, and the best way to give the columns of a table to its fields.

A header is a path: the levels of a merged header, the outermost first. Scores are 0 to 100; a spelling that is known
scores above 85, a spelling that is only like a known one at most 80, so it never takes a field from a known one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from knowledge.workbooks.layout.assignment import best
from knowledge.workbooks.layout.dated import DatedColumns
from knowledge.workbooks.layout.spelling import Reading
from knowledge.workbooks.layout.words import FieldWords, LayoutWords, TableWords

KNOWN = 85.0
_LIKE = 0.8
_SLIP_AT_LEAST = 88.0
_LONGEST_HEADER = 160
_SHORTEST_LIKE = 6
_MISPLACED = 25.0
_DATED = 90.0
_TIE = 0.4
"""A rank never outweighs a spelling that is known better."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """The columns of one table, by field."""

    columns: Mapping[str, int]
    scores: Mapping[str, float]
    doubtful: frozenset[str]
    """Fields whose column may be a part of another figure."""

    @property
    def weight(self) -> float:
        """Sum of the scores, 1.0 for a certain column."""
        return sum(self.scores.values()) / 100


class HeaderReader:
    """Reads headers with the words of `data/lexicon/workbooks.yaml`; remembers what it has read."""

    def __init__(self, words: LayoutWords, today: date) -> None:
        self.words = words
        self._dated = DatedColumns(words, today)
        self._seen: dict[tuple[str, Path], dict[str, float]] = {}
        self._named: dict[str, bool] = {}

    def names_something(self, text: str) -> bool:
        """Whether the text is the header of some field of some table, or the parent of one."""
        if text not in self._named:
            self._named[text] = 0 < len(text) <= _LONGEST_HEADER and any(
                reading.key in table.by_header or reading.key in self.words.of_which
                for table in self.words.tables.values()
                for reading in self.words.spelling.readings(text)
            )
        return self._named[text]

    def sounds_like_header(self, text: str) -> bool:
        """Whether most of its words stand in headers: a quick look before the slow one."""
        words = self.words.spelling.keys(text)[0].split() if len(text) <= _LONGEST_HEADER else []
        return bool(words) and sum(word in self.words.header_words for word in words) * 3 >= len(words) * 2

    def fields(self, table: TableWords, path: Path) -> Mapping[str, float]:
        """Fields of the table that the header may name, with their scores."""
        key = (table.name, path)
        if key not in self._seen:
            self._seen[key] = self._fields(table, path)
        return self._seen[key]

    def assign(self, table: TableWords, headers: Mapping[int, Path]) -> Assigned:
        """The one-to-one assignment of columns to fields with the highest sum of scores; the rank settles ties."""
        offers = {column: dict(self.fields(table, path)) for column, path in headers.items()}
        misplaced = self._settle_parts(table, headers, offers)
        self._dated.name_no_column(offers, headers)
        self._dated.keep_latest(offers, headers)
        chosen = best(offers, {name: _TIE * field.rank for name, field in table.fields.items()})
        for name, column in self._dated.figures(table, headers, chosen).items():
            chosen[name] = column
            offers[column][name] = _DATED
        return Assigned(
            columns=chosen,
            scores={name: offers[column][name] for name, column in chosen.items()},
            doubtful=frozenset(name for name, column in chosen.items() if (column, name) in misplaced),
        )

    def _fields(self, table: TableWords, path: Path) -> dict[str, float]:
        levels = tuple(level for level in path if not self._only_of_which(level))
        if not levels or any(len(level) > _LONGEST_HEADER for level in levels):
            return {}
        *above, leaf = levels
        readings = self._leaf_readings(leaf)
        parents = [{reading.key for reading in self.words.spelling.readings(level)} for level in above]
        found: dict[str, float] = {}

        def offer(field: str, score: float) -> None:
            found[field] = max(found.get(field, 0.0), score)

        for reading in readings:
            for name in table.by_header.get(reading.key, ()):
                if not self._displaced(table, table.fields[name], parents, above):
                    offer(name, 100 * reading.trust - (3 if above else 0))
            for name, field in table.fields.items():
                if any(reading.key in leaves and _below(parent, parents) for parent, leaves in field.under.items()):
                    offer(name, 100 * reading.trust)
        for start in range(len(above)):
            for reading in self.words.spelling.readings(" ".join(levels[start:])):
                for name in table.by_header.get(reading.key, ()):
                    offer(name, 99 * reading.trust)
        stands_for_parent = any(reading.key in self.words.whole for reading in readings) or self._dated.is_period(leaf)
        if above and stands_for_parent:
            for name, score in self.fields(table, tuple(above)).items():
                offer(name, 0.97 * score)
        if not found and not any(reading.key in self.words.known_headers for reading in readings[:4]):
            self._offer_likely(table, readings, parents, above, offer)
        return found

    def _leaf_readings(self, leaf: str) -> list[Reading]:
        readings = list(self.words.spelling.readings(leaf))
        for reading in tuple(readings):
            for opening in self.words.of_which:
                if reading.key.startswith(f"{opening} "):
                    readings.append(Reading(reading.key[len(opening) + 1 :], reading.trust - 0.02))
        return readings

    def _only_of_which(self, level: str) -> bool:
        return any(reading.key in self.words.of_which for reading in self.words.spelling.readings(level)[:2])

    def _displaced(self, table: TableWords, field: FieldWords, parents: list[set[str]], above: Sequence[str]) -> bool:
        """Whether the parents say that the figure is another one's part, or one of another time."""
        if any(_below(parent, parents) for parent in field.not_under):
            return True
        if not field.of:
            return False
        whole = _closure(table, field)
        return any(
            table.fields[name].figure and name not in whole
            for level in above
            for name, score in self.fields(table, (level,)).items()
            if score >= KNOWN and name != field.name
        )

    def _offer_likely(
        self,
        table: TableWords,
        readings: Sequence[Reading],
        parents: list[set[str]],
        above: Sequence[str],
        offer: Callable[[str, float], None],
    ) -> None:
        for reading in readings:
            if len(reading.key) < _SHORTEST_LIKE or not self.words.spelling.is_written_out(reading.key):
                continue
            telling = self._telling(reading.key)
            likely = process.extract(
                reading.key, table.by_header.keys(), scorer=fuzz.ratio, score_cutoff=_SLIP_AT_LEAST, limit=3
            )
            offers = [(key, ratio * _LIKE) for key, ratio, _ in likely if self._telling(key) == telling]
            offers += [(key, 55 + 22 * share) for key, share in self._contained(table, reading.key)]
            for key, score in offers:
                for name in table.by_header[key]:
                    if not self._displaced(table, table.fields[name], parents, above):
                        offer(name, score * reading.trust)

    def _contained(self, table: TableWords, key: str) -> Iterable[tuple[str, float]]:
        """Known headers of two words or more inside a longer one, with the share of its words that they are."""
        words = key.split()
        for length in range(len(words) - 1, max(1, len(words) // 2 - 1), -1):
            for start in range(len(words) - length + 1):
                inner = " ".join(words[start : start + length])
                if inner in table.by_header and self._telling(inner) == self._telling(key):
                    yield inner, length / len(words)

    def _telling(self, key: str) -> frozenset[str]:
        return frozenset(word for word in self.words.telling if f" {word} " in f" {key} ")

    def _settle_parts(
        self, table: TableWords, headers: Mapping[int, Path], offers: dict[int, dict[str, float]]
    ) -> set[tuple[int, str]]:
        """A part without a parent header belongs to the nearest figure left of it; elsewhere it counts less."""
        misplaced: set[tuple[int, str]] = set()
        last: str | None = None
        for column in sorted(offers):
            for name in offers[column]:
                field = table.fields[name]
                if not field.of or len(headers[column]) > 1:
                    continue
                if last is not None and last not in _closure(table, field):
                    offers[column][name] -= _MISPLACED
                    misplaced.add((column, name))
            best = max(offers[column], key=lambda name: offers[column][name], default=None)
            if best and offers[column][best] >= KNOWN and table.fields[best].figure and not table.fields[best].of:
                last = best
        return misplaced


def _below(parent: str, parents: Iterable[set[str]]) -> bool:
    return any(f" {parent} " in f" {key} " for keys in parents for key in keys)


def _closure(table: TableWords, field: FieldWords) -> frozenset[str]:
    """The figures that a field is a part of, directly or not."""
    found: set[str] = set()
    waiting = list(field.of)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += table.fields[name].of
    return frozenset(found)
