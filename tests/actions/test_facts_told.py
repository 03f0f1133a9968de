"""What people say of themselves and of others (tests/cases/facts_told.yaml), as written and without diacritics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.retrieval.noise import without_diacritics
from knowledge.text import fold, nfc
from tests.conftest import TODAY, Ask, AskOn

CASES: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/facts_told.yaml").read_text(encoding="utf-8"))
SPELLINGS = {"as written": str, "no diacritics": without_diacritics}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("case", [one for one in CASES if "searching" not in one], ids=lambda case: case["name"])
def test_what_is_known_afterwards(ask: Ask, case: dict[str, Any], spelling: str) -> None:
    reply, kept = None, None
    for turn in case["turns"]:
        reply, kept = ask(SPELLINGS[spelling](turn["text"]), turn.get("intent", "ask_policy"), kept)
    assert reply is not None
    assert kept is not None
    told, cited = kept.learner, {citation.record_id for citation in reply.citations}
    wanted = case.get("facts", {})
    assert {name: told.get(name) for name in wanted} == wanted
    assert case.get("who") in {None, kept.addressee}
    assert case.get("topic") in {None, kept.topic}, reply.text
    assert set(case.get("topics", ())) <= set(kept.policy_topic)
    assert case.get("outcome") in {None, reply.outcome.value}, reply.text
    assert case.get("asked") in {None, kept.asked}
    assert kept.asked is None or kept.asked != case.get("never_asked")
    assert not case.get("cites") or cited & set(case["cites"]), (cited, reply.text)
    assert not cited & set(case.get("never", ())), reply.text
    said = fold(nfc(reply.text))
    assert [words for words in case.get("says", ()) if fold(nfc(words)) not in said] == []
    assert [words for words in case.get("lacks", ()) if fold(nfc(words)) in said] == []


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("case", [one for one in CASES if "searching" in one], ids=lambda case: case["name"])
def test_what_the_search_finds(ask_on: AskOn, case: dict[str, Any], spelling: str) -> None:
    (turn,) = case["turns"]
    reply = ask_on(TODAY, SPELLINGS[spelling](turn["text"]), turn.get("intent", "ask_policy"))
    assert {citation.record_id for citation in reply.citations} & set(case["cites"]), reply.text


def test_every_case_is_told_apart() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
