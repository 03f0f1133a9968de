"""One cell → one value: the table of `tests/cases/values.yaml`."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values import (
    Day,
    Money,
    Quantity,
    Unreadable,
    ValueWords,
    day,
    duration,
    money,
    percentage,
    phones,
    quantity,
    scale_of,
)

WORDS = ValueWords.load(Path("data/lexicon/values.yaml"))
CASES: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/values.yaml").read_text(encoding="utf-8"))


def _read(kind: str, cell: Cell, context: dict[str, Any]) -> Any:
    match kind:
        case "quantity":
            return quantity(cell, WORDS, counts=context.get("counts", True))
        case "percentage":
            return percentage(cell, WORDS)
        case "money":
            return money(cell, WORDS, header=context.get("header", ""))
        case "scale":
            return scale_of(str(cell.value), WORDS)
        case "duration":
            return duration(cell, WORDS, header=context.get("header", ""))
        case "day":
            return day(cell, WORDS, year=context.get("year"))
        case "phones":
            return phones(cell)
        case _:
            raise AssertionError(kind)


def _value(kind: str, expected: Any) -> Any:
    match kind, expected:
        case _, None:
            return None
        case (("quantity" | "percentage"), dict()):
            low = Decimal(expected["low"])
            return Quantity(
                low, Decimal(expected.get("high", low)), tuple(expected.get("flags", ())), expected.get("remark", "")
            )
        case (("quantity" | "percentage"), _):
            return Quantity(Decimal(expected), Decimal(expected))
        case "money", dict():
            low = expected["low"]
            flags = tuple(expected.get("flags", ()))
            return Money(low, expected.get("high", low), expected.get("per"), flags, expected.get("remark", ""))
        case "money", _:
            return Money(expected, expected, None)
        case "scale", _:
            return Decimal(expected[0]), expected[1]
        case "duration", _:
            return Decimal(expected[0]), Decimal(expected[1])
        case "day", dict():
            when = expected.get("day")
            month = f"{when:%Y-%m}" if when else expected.get("month", "")
            precision = "day" if when else "month" if month else "none"
            return Day(when, month, precision, tuple(expected.get("flags", ())), expected.get("first"))
        case "day", date():
            return Day(expected, f"{expected:%Y-%m}", "day")
        case _:
            return tuple(expected)


def _name(case: dict[str, Any]) -> str:
    return f"{case['kind']}:{case['written']!r}:{case.get('context', '')}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_cell_is_read_as_the_value_meant(case: dict[str, Any]) -> None:
    context = case.get("context", {})
    written = case["written"]
    cell = Cell(written, number_format=context.get("format", "General"))
    if isinstance(case["expected"], dict) and "unreadable" in case["expected"]:
        with pytest.raises(Unreadable) as refused:
            _read(case["kind"], cell, context)
        assert refused.value.code == case["expected"]["unreadable"]
        if "expected" in case["expected"]:
            assert refused.value.expected == case["expected"]["expected"]
    else:
        assert _read(case["kind"], cell, context) == _value(case["kind"], case["expected"])


def test_a_case_names_a_cell_once() -> None:
    named = [_name(case) for case in CASES]
    assert len(named) == len(set(named))
    assert isinstance(next(c["written"] for c in CASES if isinstance(c["written"], datetime)), datetime)
