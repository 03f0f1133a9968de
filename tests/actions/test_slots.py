"""Messages → slots, by the table tests/cases/slots.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.slots import STORED, Slots, from_mentions, from_tracker, merge
from actions.slots.record import OF_THIS_MESSAGE
from knowledge.library import Library
from knowledge.text import fold, nfc
from tests.conftest import TODAY

CASES = yaml.safe_load(Path("tests/cases/slots.yaml").read_text(encoding="utf-8"))
MEASURED = (
    *("trades", "institutions", "provinces", "level", "schooling", "ethnicity", "household", "disability"),
    *("boarding_school", "period", "amount"),
)


def _named(library: Library, text: str) -> Slots:
    return from_mentions(library.find(text), fold(nfc(text)), TODAY)


def _slots(library: Library, case: Mapping[str, Any]) -> Slots:
    kept = Slots()
    for text in case.get("before", ()):
        kept = merge(_named(library, text), kept, follow_up=True)
        kept = from_tracker({name: getattr(kept, name) for name in STORED})
    return merge(_named(library, case["text"]), kept, follow_up=True)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _case_id(case: Mapping[str, Any]) -> str:
    return " | ".join([*case.get("before", ()), case["text"]])


@pytest.mark.parametrize("case", CASES, ids=_case_id)
def test_slots(library: Library, case: Mapping[str, Any]) -> None:
    slots = _slots(library, case)
    measured = {name: _plain(getattr(slots, name)) for name in MEASURED if getattr(slots, name)}
    assert measured == {name: value for name, value in case["slots"].items() if value}
    for name, value in case.get("also", {}).items():
        if name == "doubtful":
            assert {f"{slot}:{one}" for slot, one in slots.doubtful} == set(value)
        else:
            assert _plain(getattr(slots, name)) == value, name


def test_slots_of_one_message_are_not_stored() -> None:
    assert not set(STORED) & OF_THIS_MESSAGE


@given(text=st.text(max_size=60))
def test_any_text_has_slots(library: Library, text: str) -> None:
    slots = _named(library, text)
    assert len(set(slots.trades)) == len(slots.trades)
    assert slots.province is None or slots.provinces == (slots.province,)
