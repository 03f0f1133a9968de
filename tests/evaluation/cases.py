"""The evaluation's cases: what somebody types, and which endings are right. Written by hand, not from the passages.

Of the first cases those whose number ends in 3, 6 or 9 stand in `set_aside/`, all others in `open/`. `fresh/`,
`fresh_second/` up to `fresh_sixth/` were written blind later: the first, third and fifth to see what goes wrong, the
second, fourth and sixth to see whether mending it helped elsewhere. Whoever improves the product never reads
`set_aside/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from actions.reply import Outcome
from actions.slots import Slots

FOLDER = Path(__file__).parent
Part = Literal[
    "open", "set_aside", "fresh", "fresh_second", "fresh_third", "fresh_fourth", "fresh_fifth", "fresh_sixth"
]
Kind = Literal["plain", "follow_up", "out_of_scope", "safety"]
PARTS: tuple[Part, ...] = get_args(Part)
_SET_ASIDE = frozenset("369")
_REQUIRED = frozenset({"id", "situation", "text", "kind", "messy", "intent", "slots", "outcome", "records"})
_OPTIONAL = frozenset({"before"})
_SLOTS = frozenset(one.name for one in fields(Slots))


class CaseInvalid(ValueError):
    """A case is not written as it must be; names file and id, never what somebody types."""


@dataclass(frozen=True, slots=True)
class Case:
    """One message with what went before it. `intent`, `outcome`: any is right. `records`: one of them is cited."""

    id: str
    role: str
    situation: str
    text: str
    kind: Kind
    messy: bool
    intent: tuple[str, ...]
    outcome: tuple[str, ...]
    records: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    before: tuple[str, ...] = field(default=())


def load(part: Part, folder: Path = FOLDER) -> list[Case]:
    """All cases of one part, by file and place. CaseInvalid at the first fault."""
    cases = [case for path in sorted((folder / part).glob("*.yaml")) for case in _of_file(path, part)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseInvalid(f"{part}: {case.id} comes twice")
        seen.add(case.id)
    return cases


def _of_file(path: Path, part: Part) -> Iterator[Case]:
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(held, dict) or set(held) != {"role", "cases"} or not isinstance(held["cases"], list):
        raise CaseInvalid(f"{path.name}: expected a role and a list of cases")
    for number, given in enumerate(held["cases"], start=1):
        name = given.get("id") if isinstance(given, dict) else None
        where = f"{path.name}, case {number} ({name})"
        if not isinstance(given, dict) or not isinstance(name, str):
            raise CaseInvalid(f"{where}: no case with an id")
        case = _case(given, str(held["role"]), where)
        if part in {"open", "set_aside"} and (case.id[-1] in _SET_ASIDE) != (part == "set_aside"):
            raise CaseInvalid(f"{where}: ids ending in 3, 6 or 9 belong in set_aside, all others in open")
        yield case


def _case(given: dict[str, Any], role: str, where: str) -> Case:
    if faults := (_REQUIRED - set(given)) | (set(given) - _REQUIRED - _OPTIONAL):
        raise CaseInvalid(f"{where}: missing or unknown keys {sorted(faults)}")
    if not given["id"][-1].isdigit() or not isinstance(given["messy"], bool):
        raise CaseInvalid(f"{where}: an id ends in a digit, and messy is true or false")
    if given["kind"] not in get_args(Kind):
        raise CaseInvalid(f"{where}: kind must be one of {get_args(Kind)}")
    if not all(isinstance(given[key], str) and given[key].strip() for key in ("text", "situation")):
        raise CaseInvalid(f"{where}: text or situation is empty")
    lists = {key: _strings(given.get(key, []), f"{where}: {key}") for key in ("intent", "outcome", "records", "before")}
    if unknown := set(lists["outcome"]) - set(Outcome):
        raise CaseInvalid(f"{where}: unknown outcomes {sorted(unknown)}")
    if not lists["intent"] or not lists["outcome"]:
        raise CaseInvalid(f"{where}: no intent or no outcome is right")
    if bool(lists["before"]) != (given["kind"] == "follow_up") and given["kind"] in {"plain", "follow_up"}:
        raise CaseInvalid(f"{where}: a follow_up has earlier messages, a plain case has none")
    slots = given["slots"] or {}
    if not isinstance(slots, dict) or (unknown := set(slots) - _SLOTS):
        raise CaseInvalid(f"{where}: slots are those of actions/slots.py")
    values = {
        name: _strings(value if isinstance(value, list) else [value], f"{where}: {name}")
        for name, value in slots.items()
    }
    plain: dict[str, Any] = {key: given[key] for key in ("id", "situation", "text", "kind", "messy")}
    return Case(**plain, **cast("dict[str, Any]", lists), role=role, slots=values)


def _strings(given: object, where: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        raise CaseInvalid(f"{where}: expected a list of texts (numbers in quotation marks)")
    return tuple(given)


def texts(case: Case) -> Sequence[str]:
    """Everything typed in the case, in order."""
    return (*case.before, case.text)
