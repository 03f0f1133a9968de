"""`python -m channels opinions`: which answers helped their readers, and which did not, by the record they cite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import sqlalchemy as sa

from channels import schema
from channels.feedback import REASONS
from channels.sentences import Sentences
from channels.store import Store

_table = schema.answer_rating
_Place = tuple[str, str]


@dataclass
class Tally:
    """Opinions of some days. `places`: (outcome, record id, blank where none was cited) → good | bad → how many.

    A reason counts as bad, and once more as itself.
    """

    answers: Counter[str] = field(default_factory=Counter[str])
    places: dict[_Place, Counter[str]] = field(default_factory=dict[_Place, Counter[str]])
    titles: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, outcome: str, value: str, records: Mapping[str, str]) -> None:
        """Count one opinion, once for the answer and once for each record it cites."""
        counted = ("bad", value) if value in REASONS else (value,)
        self.answers.update(counted)
        self.titles.update(records)
        for record in records or ("",):
            self.places.setdefault((outcome, record), Counter()).update(counted)


async def tallied(store: Store, first: date, last: date) -> Tally:
    """The opinions of the days from `first` to `last`."""
    days = _table.c.day.between(first.isoformat(), last.isoformat())

    def read(connection: sa.Connection) -> Tally:
        tally = Tally()
        for row in connection.execute(sa.select(_table).where(days)).mappings():
            tally.add(row["outcome"], row["value"], _titles(row["records"]))
        return tally

    return await store.transaction(read)


def told(tally: Tally, first: date, last: date, sentences: Sentences) -> Iterator[str]:
    """The lines for an officer: what helped least comes first."""
    span = {"first": first.strftime("%d/%m/%Y"), "last": last.strftime("%d/%m/%Y")}
    if not tally.answers:
        yield sentences.text("none", **span)
        return
    yield sentences.text("heading", **span, good=tally.answers["good"], bad=tally.answers["bad"])
    yield sentences.text("explained")
    yield sentences.text("columns")
    for (outcome, record), counts in sorted(
        tally.places.items(), key=lambda place: (-place[1]["bad"], -place[1]["good"], place[0])
    ):
        title = tally.titles.get(record, "")
        yield sentences.text(
            "line",
            bad=counts["bad"],
            good=counts["good"],
            outcome=sentences.text(f"outcomes.{outcome}"),
            record=sentences.text("record", id=record, title=title).rstrip() if record else sentences.text("no_record"),
        )
        if given := [(reason, counts[reason]) for reason in REASONS if counts[reason]]:
            reasons = (
                sentences.text("reason", count=count, why=sentences.text(f"reasons.{one}")) for one, count in given
            )
            yield sentences.text("why", reasons=", ".join(reasons))


def _titles(records: Any) -> Mapping[str, str]:
    """Record id → title; rows written before titles were kept hold a list of ids."""
    if isinstance(records, dict):
        return cast("Mapping[str, str]", records)
    return dict.fromkeys(cast("list[str]", records), "")
