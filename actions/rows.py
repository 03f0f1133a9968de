"""One thing asked of what the last reply showed: of the one programme, of each school, of each trade compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actions.base import Capability
from actions.reply import Outcome, Reply
from actions.things import Thing, Value, value
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.library import Library
from knowledge.policies.benefits import Tuition
from knowledge.policies.decision import Status
from knowledge.text import fold, nfc

_ALL = 100
_MOST_REAL = 2
_TAUGHT = "taught_at"
_RANKS = re.compile(r"\b(?:hon|nhat)\b")
_SENTENCE = re.compile(r"(?<=\.) ")
_SCHOOLING = {"tot_nghiep_thcs": "thcs", "tot_nghiep_thpt": "thpt"}


@dataclass(frozen=True, slots=True)
class _Row:
    """One thing asked: its code, and what is held of each thing."""

    asked: str
    values: Sequence[Value | None]

    @property
    def held(self) -> list[Value]:
        return [one for one in self.values if one is not None]


class OfShown(Capability):
    """A row for each thing asked; what nothing is held of is said once, of all of them."""

    def __init__(self, topic: str | None, things: Sequence[Thing], asked: Sequence[str], shown: Sequence[str]) -> None:
        """`asked`: codes of `things.py`; `shown`: the list as the conversation keeps it, which stays."""
        self.topic = topic
        self._things = things
        self._asked = asked
        self._shown = shown

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cites what is shown; `not_held` where nothing, or nothing but fictional rows, tells it."""
        rows = [_Row(asked, [value(one, asked, turn, library) for one in self._things]) for asked in self._asked]
        told = [one for row in rows for one in row.held]
        sample = any(one.is_sample for one in self._things) or any(_fictional(one) for one in told)
        waived, basis = self._waived(turn, library)
        general = self._general(turn)
        ending = Outcome.ANSWERED if (told and not sample) or general else Outcome.NOT_HELD
        used = [each for one in told for each in one.cites]
        trades = [self._things[0].trade] if general else []
        cites = [*trades, *basis, *used, *(one.record for one in self._things if one.record is not None)]
        return turn.reply(
            ending if cites else Outcome.NOT_HELD,
            "asked_of_shown",
            cites=cites,
            notices=["sample"] if sample else [],
            rows=rows,
            things=self._things,
            one=self._things[0] if len(self._things) == 1 else None,
            sample=sample,
            waived=waived,
            general=general,
            real=self._real(turn, library) if sample else [],
            place_note=turn.place_note if _TAUGHT in self._asked else "",
            to_ask=self._to_ask(turn, library),
            common=_common(rows) if len(self._things) > 1 else None,
            ranks=bool(_RANKS.search(fold(nfc(turn.text)))),
            place=turn.provinces.get(turn.slots.province or ""),
            trade=self._things[0].trade if len({one.trade for one in self._things}) == 1 else None,
            unreached=self._unreached(turn, library) if not told else [],
            meta={"shown": self._shown, "settled": True, "told": [*self._asked]},
        )

    def _general(self, turn: Turn) -> dict[str, str]:
        """What the one trade of the offers says of what is asked, of their level where it names it."""
        trades = {one.trade for one in self._things if one.offer}
        trade = trades.pop() if len(trades) == 1 else None
        if trade is None or not trade.provenance.answers:
            return {}
        levels = {one.offer.level for one in self._things if one.offer and one.offer.level}
        heads = tuple(fold(turn.responses.label(level, "level")) for level in levels)
        held = {"duration": trade.levels_and_duration, "entry": _SENTENCE.split(trade.entry_requirement or "")}
        asked = {row: [one for one in held[row] if one] for row in self._asked if row in held}
        chosen = {
            row: [one for one in said if heads and fold(one).startswith(heads)] or said for row, said in asked.items()
        }
        return {
            row: ("; " if row == "duration" else " ").join(said).rstrip(".") for row, said in chosen.items() if said
        }

    def _real(self, turn: Turn, library: Library) -> list[str]:
        """Schools that there are, where what is shown is fictional."""
        asked = turn.slots.province
        provinces = [asked] if asked else list(dict.fromkeys(one.school.province for one in self._things if one.school))
        each = (library.institutions(province=code, types=("cao_dang", "trung_cap")) for code in provinces)
        return [school.name for schools in each for school in schools if not school.provenance.is_sample][:_MOST_REAL]

    def _to_ask(self, turn: Turn, library: Library) -> list[str]:
        """Schools of the place to ask whether they teach trades that no source names them for."""
        province = turn.slots.province
        if _TAUGHT not in self._asked or province is None:
            return []
        schools = library.institutions(province=province, types=("cao_dang", "trung_cap"))
        return [school.name for school in schools if not school.provenance.is_sample][:_MOST_REAL]

    def _unreached(self, turn: Turn, library: Library) -> list[tuple[str, str]]:
        """Whom to ask instead: the schools, with what is held of how they are reached."""
        schools = dict.fromkeys(one.school for one in self._things if one.school is not None)
        return [
            (school.name, reach.text)
            for school in schools
            if (reach := value(Thing(school), "contact", turn, library)) and not school.provenance.is_sample
        ]

    def _waived(self, turn: Turn, library: Library) -> tuple[str | None, list[Any]]:
        """That nothing of the fee is left to pay by a waiver that is due to whoever enters by the offer's own way."""
        offers = [one.offer for one in self._things if one.offer is not None]
        ways = {(one.level, one.entry_level) for one in offers}
        if "fee" not in self._asked or len(ways) != 1:
            return None, []
        level, entry = ways.pop()
        schooling = _SCHOOLING.get(entry or "")
        told = turn.slots.schooling
        if level is None or schooling is None or told not in {None, schooling}:
            return None, []
        decided = library.decide({"level": level, "schooling": schooling}, turn.today, ["tuition"])
        for one in decided:
            whole = any(isinstance(given.item, Tuition) and given.item.percent == _ALL for given in one.items)
            if one.status is Status.DUE and whole and one.version is not None:
                return str(one.version.summary), [cite_version(one.policy, one.version)]
        return None, []


def _fictional(told: Value) -> bool:
    return any(getattr(getattr(one, "provenance", None), "is_sample", False) for one in told.cites)


def _common(rows: Sequence[_Row]) -> list[str] | None:
    """Trades that every school of a row of trades teaches; None where no such row is asked for."""
    row = next((one for one in rows if one.asked == "taught"), None)
    if row is None:
        return None
    taught = [set(one.text.split(", ")) if one else set[str]() for one in row.values]
    return sorted(set.intersection(*taught))
