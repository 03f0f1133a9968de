"""Questions at which a careless answer does harm (tests/cases/policy_traps.yaml), and what is wrong with an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import fold, nfc

_ENDINGS = {"answered", "not_held", "clarify"}
_DATE = re.compile(r"\b0?(\d{1,2})/0?(\d{1,2})/(\d{4})\b")


def traps() -> list[dict[str, Any]]:
    """All of them."""
    return yaml.safe_load(Path("tests/cases/policy_traps.yaml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Folded, and dates as 3/9/2025 however they are padded."""
    return _DATE.sub(r"\1/\2/\3", fold(nfc(text)))


def faults(reply: Mapping[str, Any], trap: Mapping[str, Any]) -> list[str]:
    """What is missing or wrong in a reply, given as JSON; empty when it is right."""
    said = _everything(reply)
    cited = {citation["record_id"] for citation in reply.get("citations", ())}
    found = [] if reply["outcome"] in _ENDINGS else [f"outcome is {reply['outcome']}"]
    found += [] if cited & set(trap["right"]["records"]) else [f"cites {sorted(cited)}"]
    found += [f"{words!r} is not said" for words in trap["right"].get("contains", []) if plain(words) not in said]
    found += [f"{words!r} is said" for words in trap["wrong"].get("never", []) if plain(words) in said]
    return found


def _everything(reply: Mapping[str, Any]) -> str:
    cards = (line for card in reply.get("cards", ()) for line in (card["title"], *card.get("lines", ())))
    return plain("\n".join((reply["text"], *cards, *(notice["text"] for notice in reply.get("notices", ())))))
