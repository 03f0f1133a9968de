"""Things beside each other: `comparing.yaml` in both spellings, and tables whose cells all rest on records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.comparing import offers_beside
from actions.pathways import Pathways, source
from actions.phrases import Phrases
from actions.reply import Outcome, Reply, Table
from actions.responses import Responses
from actions.slots import Slots
from actions.turn import Turn
from knowledge.library import Library
from knowledge.text import fold, nfc
from tests.conftest import TODAY, Ask

CASES = yaml.safe_load(Path("tests/cases/comparing.yaml").read_text(encoding="utf-8"))
MISSING = "chưa có dữ liệu"
SPELLINGS = pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])


def _said(ask: Ask, case: dict[str, Any], *, stripped: bool) -> Reply:
    text = fold(nfc(case["say"])) if stripped else case["say"]
    return ask(text, case["intent"])[0]


def _cells(table: Table) -> list[str]:
    return [cell for row in table.rows for cell in row[1:]]


@SPELLINGS
@pytest.mark.parametrize("case", CASES["ways"] + CASES["schools"], ids=lambda case: case["say"])
def test_what_is_named_stands_beside_each_other(ask: Ask, case: dict[str, Any], stripped: bool) -> None:
    reply = _said(ask, case, stripped=stripped)
    assert reply.outcome is Outcome.ANSWERED, reply.text
    assert reply.table is not None, reply.text
    assert set(case.get("columns", ())) <= set(reply.table.columns)
    assert set(case.get("cites", ())) <= {citation.record_id for citation in reply.citations}
    cells = _cells(reply.table)
    assert all(any(words in cell for cell in cells) for words in case.get("has", ())), cells
    assert not any(words in head for words in case.get("lacks", ()) for head in reply.table.columns)
    assert (MISSING in cells) or not case.get("missing")
    assert len({len(row) for row in reply.table.rows} | {len(reply.table.columns)}) == 1


@SPELLINGS
@pytest.mark.parametrize("case", CASES["nothing"], ids=lambda case: case["say"])
def test_what_is_no_comparison_is_answered_as_it_was(ask: Ask, case: dict[str, Any], stripped: bool) -> None:
    assert _said(ask, case, stripped=stripped).table is None


def test_two_provinces_without_an_offer_are_named_alone(ask: Ask) -> None:
    case = CASES["offers"][0]
    reply = _said(ask, case, stripped=False)
    assert reply.outcome is Outcome.NOT_HELD
    assert "Cao Bằng" in reply.text
    assert "Vĩnh Long" not in reply.text


def test_every_cell_of_every_way_rests_on_a_record_that_is_held(library: Library) -> None:
    pathways = Pathways.load(Path("data"), Phrases.load(Path("data/lexicon"), "pathways"))
    cited = {one for way in pathways.ways.values() for cell in way.cells.values() for one in cell.cites}
    assert {source(library, one, TODAY).record_id for one in cited} == cited


def test_a_way_without_a_source_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pathways"
    folder.mkdir()
    content = {"fields": ["fee"], "pathways": {"a": {"name": "A", "cells": {"fee": {"text": "x", "cites": []}}}}}
    (folder / "pathways.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.fee"):
        Pathways.load(tmp_path, Phrases.load(Path("data/lexicon"), "pathways"))


def test_offers_of_two_provinces_say_what_is_missing_in_each(library: Library) -> None:
    offers = [one for one in library.programmes() if one.institution.province in {"04", "20"}]
    (north, south) = (next(one for one in offers if one.institution.province == code) for code in ("04", "20"))
    told = replace(north, tuition_amount=1_200_000, tuition_unit="thang", quota=30)
    slots = Slots(provinces=("04", "20"))
    turn = Turn("", "find_programmes", slots, slots, TODAY, Responses(Path("data/responses")), library.provinces)
    reply = offers_beside(turn, [told, replace(south, tuition_amount=None, quota=None)])
    assert reply is not None
    assert reply.table is not None
    rows = {row[0]: row[1:] for row in reply.table.rows}
    assert rows["Chỉ tiêu"] == ("30", MISSING)
    assert rows["Học phí"][0].startswith("1.200.000 đồng/")
    assert rows["Học phí"][1] == MISSING
    assert offers_beside(replace(turn, named=Slots(provinces=("04",))), [told, south]) is None
