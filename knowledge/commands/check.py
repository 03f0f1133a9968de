"""`check`: check the data without building, and say what is late or runs out."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from knowledge.commands import Commands, Context, Sentences
from knowledge.contents import Contents, collect
from knowledge.dictionary import Dictionary
from knowledge.freshness.due import Due, due_dates, place_of
from knowledge.freshness.expiry import Expiry, expiring_plans, expiring_rules
from knowledge.period import Period
from knowledge.policies.book import book_from_json
from knowledge.provinces import provinces_from_json


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("check")
    parser.add_argument("--json", action="store_true", help=parser.say("argument_json"))
    parser.add_argument("--strict", action="store_true", help=parser.say("argument_strict"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Read everything (DataError lists what is wrong), then tell what is late; a warning is no fault."""
    content = collect(context.data, samples=context.samples)
    names = provinces_from_json(content.provinces).names
    due = due_dates(content.tables, names, context.today)
    expiring = _expiring(content, context.today)
    late = sorted((one for one in due if one.is_late), key=lambda one: (one.province, one.provider))
    if arguments.json:
        print(json.dumps(_report(due, expiring, context.today), ensure_ascii=False, indent=1))
    else:
        dictionary = Dictionary.load(context.data / "lexicon" / "columns.yaml", provinces=names)
        print("\n".join([context.say("checked"), *_lines(late, expiring, dictionary, context.say)]))
    return 1 if arguments.strict and (late or expiring) else 0


def _expiring(content: Contents, today: date) -> list[Expiry]:
    return expiring_rules(book_from_json(content.book), today) + expiring_plans(content.tables["plans"], today)


def _report(due: Sequence[Due], expiring: Sequence[Expiry], today: date) -> dict[str, Any]:
    return {
        "valid": True,
        "today": today.isoformat(),
        "schedule": [
            {
                "schedule_id": one.schedule_id,
                "dataset": one.dataset,
                "provider": one.provider,
                "province": one.province,
                "frequency": one.frequency,
                "held": one.held.code if one.held else None,
                "awaited": one.awaited.code,
                "due": one.due.isoformat(),
                "days_late": one.days_late,
                "missing": one.missing,
                "source": one.source,
            }
            for one in due
        ],
        "expiring": [
            {
                "code": one.code,
                "id": one.record_id,
                "title": one.title,
                "day": one.day.isoformat() if one.day else None,
            }
            for one in expiring
        ],
    }


def _lines(late: Sequence[Due], expiring: Sequence[Expiry], dictionary: Dictionary, say: Sentences) -> Iterator[str]:
    if not late:
        yield say("fresh_all")
    else:
        yield say("fresh_overdue", count=len(late))
    for (province, provider), group in groupby(late, key=lambda one: (one.province, one.provider)):
        yield "  " + say(
            "fresh_group",
            province=dictionary.word("schedule", "province", province),
            provider=dictionary.word("schedule", "provider", provider),
        )
        for one in group:
            yield "    " + say(
                "fresh_late" if one.held else "fresh_never",
                dataset=dictionary.label(one.dataset),
                awaited=_period(one.awaited, one.frequency, say),
                due=_day(one.due),
                days=one.days_late,
                held=_period(one.held, one.frequency, say) if one.held else "",
                missing=one.missing,
            )
    if expiring:
        yield say("fresh_expiring", count=len(expiring))
    for one in expiring:
        yield "  " + say(one.code, title=one.title, id=one.record_id, day=_day(one.day) if one.day else "")


def _period(period: Period, frequency: str, say: Sentences) -> str:
    place = place_of(frequency, period)
    key = f"fresh_half_{place}" if frequency == "half" else f"fresh_{frequency}"
    return say(key, year=period.start.year, number=place)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
