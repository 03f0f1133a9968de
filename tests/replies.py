"""Checks a Reply, as it travels over HTTP, against an expectation of tests/cases."""

import json
from typing import Any


def shown(reply: dict[str, Any]) -> str:
    """Everything a reader sees of a reply."""
    return json.dumps(
        [reply["text"], reply.get("cards", []), reply.get("citations", []), reply.get("notices", [])],
        ensure_ascii=False,
    )


def faults(reply: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """What is missing or wrong; empty when the reply is as expected."""
    found: list[str] = []
    if reply["outcome"] != expected["outcome"]:
        found.append(f"outcome is {reply['outcome']}, not {expected['outcome']}")
    cited = {citation["record_id"] for citation in reply.get("citations", ())}
    found += [f"{record} is not cited" for record in expected.get("records", ()) if record not in cited]
    found += [f"{text!r} is not said" for text in expected.get("contains", ()) if text not in shown(reply)]
    codes = {notice["code"] for notice in reply.get("notices", ())}
    found += [f"no notice {code}" for code in expected.get("notices", ()) if code not in codes]
    card_text = expected.get("card_contains")
    if card_text and not any(card_text in card["title"] for card in reply.get("cards", ())):
        found.append(f"no card says {card_text!r}")
    return found


def assert_expected(reply: dict[str, Any], expected: dict[str, Any]) -> None:
    """Fail with every fault and the reply's text."""
    assert not faults(reply, expected), f"{faults(reply, expected)}\n{reply['text']}"
