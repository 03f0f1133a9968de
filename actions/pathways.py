"""Ways to go on after grade 9 or 12 beside each other: the same rows, each cell with its source or shown as missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from actions.base import Capability
from actions.phrases import Phrases
from actions.reply import Reply, Table
from actions.support.texts import told_version
from actions.turn import Turn
from knowledge.citations import cite, cite_version
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import Citation
from knowledge.policies.clock import version_in_force
from knowledge.policies.schema import Information, Policy

MOST = 4
"""Ways beside each other: as many as a phone shows."""
BESIDE = "beside"
WAY = "way:"
"""How a way is called among what was shown."""
_TWO = 2
_TRADE_SCHOOL = ("with_continuing", "with_culture")
"""What "trường nghề" may mean after grade 9, where the message does not say which."""
AFTER_GRADE_9 = ("upper_secondary", "with_continuing", "with_culture", "vocational_secondary")
AFTER_GRADE_12 = ("college", "secondary_after_12", "short_course", "work_now")
LEFT_SCHOOL = ("with_continuing", "with_culture", "short_course")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is held of one way under one heading, and the records that say it."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pathway:
    """One way: what it is called, and its cells by field."""

    name: str
    cells: Mapping[str, Cell]


class Pathways:
    """The ways of `data/pathways/pathways.yaml`, and which of them a message puts beside each other."""

    def __init__(self, ways: Mapping[str, Pathway], fields: tuple[str, ...], phrases: Phrases) -> None:
        self.ways = ways
        self.fields = fields
        self._phrases = phrases

    @classmethod
    def load(cls, data: Path, phrases: Phrases) -> Pathways:
        """Read the file below a data folder. KeyError or ValueError where it is not well written."""
        content = yaml.safe_load((data / "pathways" / "pathways.yaml").read_text(encoding="utf-8"))
        fields = tuple(content["fields"])
        return cls({code: _pathway(code, way, fields) for code, way in content["pathways"].items()}, fields, phrases)

    def compared(self, text: str, *, schooling: str | None = None) -> tuple[str, ...]:
        """The ways that a message puts beside each other, in the order of the file; none where it compares none.

        `schooling`: what the learner has finished; who asks which ways there are after grade 9 names none.
        """
        spans = list(self._phrases.find(text))
        exactly = [one for one in spans if one.kind == "vocational_secondary"]
        # "Trung học nghề" is no "học nghề".
        within = [one for one in spans if any(other.first < one.first and one.end <= other.end for other in exactly)]
        found = {one.kind for one in spans if one not in within}
        if "which_ways" in found and schooling == "thcs":
            return AFTER_GRADE_9
        if "which_ways" in found and schooling == "thpt":
            return AFTER_GRADE_12
        kinds = found - {BESIDE, "which_ways"}
        if BESIDE not in found or len(kinds) < _TWO:
            return ()
        exact = kinds & set(_TRADE_SCHOOL)
        named = (kinds - {"trade_school"}) | (set(_TRADE_SCHOOL) if "trade_school" in kinds and not exact else set())
        ways = tuple(way for way in self.ways if way in named)[:MOST]
        return ways if len(ways) >= _TWO else ()

    def named(self, text: str) -> tuple[str, ...]:
        """The ways that a message names, in the order of the file."""
        found = {one.kind for one in self._phrases.find(text)}
        return tuple(way for way in self.ways if way in found)


class ComparePathways(Capability):
    """A table of the ways; cites what its cells rest on."""

    def __init__(self, pathways: Pathways, ways: Sequence[str], only: Collection[str] = ()) -> None:
        """`ways`: codes; `only`: the fields that are asked for, none for all."""
        self._pathways = pathways
        self._only = only
        self._codes = ways
        self._ways = [pathways.ways[way] for way in ways]

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Rows are fields, columns are ways."""
        missing = turn.responses.label("not_held", "cell")
        fields = [field for field in self._pathways.fields if not self._only or field in self._only]
        rows = tuple(
            (
                turn.responses.label(field, "pathway"),
                *((way.cells[field].text if field in way.cells else missing) for way in self._ways),
            )
            for field in fields
            if any(field in way.cells for way in self._ways)
        )
        told = [way.cells[field] for way in self._ways for field in fields if field in way.cells]
        used = [one for cell in told for one in cell.cites]
        return turn.answered(
            "pathways_beside",
            cites=[source(library, record, turn.today) for record in dict.fromkeys(used)],
            table=Table(columns=("", *(way.name for way in self._ways)), rows=rows),
            ways=[way.name for way in self._ways],
            meta={"shown": [f"{WAY}{code}" for code in self._codes]},
        )


def ways_shown(shown: Sequence[str], turn: Turn) -> tuple[str, ...]:
    """Codes of the ways among what was shown last; none where the message names a trade or a school."""
    named = turn.named.trade or turn.named.institution
    return () if named else tuple(one.removeprefix(WAY) for one in shown if one.startswith(WAY))


def source(library: Library, record: str, on: date) -> Citation:
    """The citation of a rule or a text as it stands on a day, or of a section. NotFound where neither is held."""
    if ":" in record:
        return cite(library.section(record))
    known = library.policies.record(record)
    if isinstance(known, Policy):
        return cite_version(known, version_in_force(known.versions, on))
    if isinstance(known, Information) and (version := told_version(known, on)):
        return cite_version(known, version)
    raise NotFound(f"no rule and no text {record}")


def _pathway(code: str, way: Mapping[str, Any], fields: tuple[str, ...]) -> Pathway:
    return Pathway(way["name"], dict(_cells(code, way["cells"], fields)))


def _cells(code: str, cells: Mapping[str, Any], fields: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    for field, cell in cells.items():
        if field not in fields or not cell["cites"]:
            raise ValueError(f"pathways.yaml: {code}.{field} is no field, or cites nothing")
        yield field, Cell(cell["text"], tuple(cell["cites"]))
