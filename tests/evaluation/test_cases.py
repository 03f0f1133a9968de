"""The cases load, and what is written wrongly is refused without telling what anybody typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.evaluation.cases import PARTS, CaseInvalid, Part, load

GOOD: dict[str, Any] = {
    "id": "xx-001",
    "situation": "a pupil",
    "text": "học hàn ở đâu",
    "kind": "plain",
    "messy": False,
    "intent": ["find_programmes"],
    "slots": {"trade": "han", "field": ["learn_where"]},
    "outcome": ["answered"],
    "records": ["CB01"],
}


def written(folder: Path, *cases: object, part: str = "open") -> Path:
    (folder / part).mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump({"role": "student", "cases": list(cases)}, allow_unicode=True)
    (folder / part / "students.yaml").write_text(text, encoding="utf-8")
    return folder


def test_both_parts_load_and_no_case_stands_in_both() -> None:
    parts = {part: {case.id for case in load(part)} for part in PARTS}
    assert parts["open"].isdisjoint(parts["set_aside"])
    together = len(parts["open"]) + len(parts["set_aside"])
    assert together >= 500
    assert 0.27 <= len(parts["set_aside"]) / together <= 0.35


def test_what_was_written_later_stands_by_itself() -> None:
    later: list[Part] = ["fresh", "fresh_second", "fresh_third", "fresh_fourth"]
    ids = {part: {case.id for case in load(part)} for part in later}
    assert [len(ids[part]) for part in later] == [122, 61, 100, 50]
    assert len(set().union(*ids.values())) == sum(map(len, ids.values()))


@pytest.mark.parametrize("part", PARTS)
def test_many_are_messy_and_every_kind_is_there(part: Part) -> None:
    cases = load(part)
    assert sum(case.messy for case in cases) >= len(cases) * (1 / 3 if part in {"open", "set_aside"} else 1 / 4)
    assert {case.kind for case in cases} == {"plain", "follow_up", "out_of_scope", "safety"}
    assert {case.role for case in cases} >= {"student", "parent", "counsellor"}


def test_a_case_is_read(tmp_path: Path) -> None:
    (case,) = load("open", written(tmp_path, GOOD))
    assert (case.role, case.slots) == ("student", {"trade": ("han",), "field": ("learn_where",)})


@pytest.mark.parametrize(
    "change",
    [
        {"id": "xx-003"},
        {"id": "xx"},
        {"extra": 1},
        {"text": " "},
        {"kind": "other"},
        {"messy": "yes"},
        {"outcome": ["answerd"]},
        {"outcome": []},
        {"intent": []},
        {"intent": "find_programmes"},
        {"slots": {"province": 86}},
        {"slots": {"colour": "red"}},
        {"records": [1]},
        {"before": ["xin chào"]},
        {"kind": "follow_up"},
    ],
)
def test_a_fault_is_refused_by_file_and_id_alone(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(CaseInvalid, match=r"^students\.yaml, case 1 \(xx") as raised:
        load("open", written(tmp_path, GOOD | change))
    assert GOOD["text"] not in str(raised.value)


def test_an_id_comes_once_and_a_set_aside_id_only_there(tmp_path: Path) -> None:
    with pytest.raises(CaseInvalid, match="twice"):
        load("open", written(tmp_path, GOOD, GOOD))
    with pytest.raises(CaseInvalid, match="set_aside"):
        load("set_aside", written(tmp_path, GOOD, part="set_aside"))
    assert [case.id for case in load("set_aside", written(tmp_path, GOOD | {"id": "xx-016"}, part="set_aside"))]
