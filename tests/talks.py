"""Conversations of tests/cases, turn by turn: what is said or pressed, and what each reply must hold and must not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import yaml

from knowledge.text import fold, nfc

Reply = Mapping[str, Any]


class Speaker(Protocol):
    """One conversation, in process or over HTTP; replies are JSON."""

    def say(self, text: str, intent: str) -> Reply:
        """Type something. `intent` is for who has no classifier."""
        ...

    def press(self, choice: Mapping[str, Any]) -> Reply:
        """Press a choice of the last reply."""
        ...


def talks() -> list[dict[str, Any]]:
    """The conversations of tests/cases/entitlement_talks.yaml."""
    return yaml.safe_load(Path("tests/cases/entitlement_talks.yaml").read_text(encoding="utf-8"))


def go_through(talk: Mapping[str, Any], speaker: Speaker, *, stripped: bool) -> None:
    """Say it all, and fail with every fault of the first turn that has one; `stripped`: typed without diacritics."""
    before: Reply = {}
    for number, turn in enumerate(talk["turns"], start=1):
        if "press" in turn:
            reply = speaker.press(chosen(before, turn["press"]))
        else:
            said = fold(nfc(turn["say"])) if stripped else turn["say"]
            reply = speaker.say(said, turn.get("intent", "ask_policy"))
        found = faults(reply, turn, before)
        assert not found, f"turn {number}, {turn.get('say', turn.get('press'))}: {found}\n{reply['text']}"
        before = reply


def faults(reply: Reply, turn: Mapping[str, Any], before: Reply) -> list[str]:
    """What is missing or wrong in the reply to a turn; empty when it is as expected."""
    outcomes = turn.get("outcome", [])
    outcomes = [outcomes] if isinstance(outcomes, str) else outcomes
    said, cited = everything(reply), {citation["record_id"] for citation in reply.get("citations", ())}
    found = [f"outcome is {reply['outcome']}"] if outcomes and reply["outcome"] not in outcomes else []
    found += [f"{record} is not cited" for record in turn.get("cites", ()) if record not in cited]
    found += [f"{record} is cited" for record in turn.get("not_cites", ()) if record in cited]
    found += [f"{words!r} is not said" for words in turn.get("has", ()) if plain(words) not in said]
    found += [f"{words!r} is said" for words in turn.get("lacks", ()) if _says(reply["text"], words)]
    shown = plain(reply["text"])
    found += [f"does not begin with {turn['begins']!r}"] if not shown.startswith(plain(turn.get("begins", ""))) else []
    places = [shown.find(plain(words)) for words in turn.get("order", ())]
    found += [f"order is {places}"] if -1 in places or places != sorted(places) else []
    longest = turn.get("longest", len(reply["text"]))
    found += [f"{len(reply['text'])} characters are said"] if len(reply["text"]) > longest else []
    long = [line for line in reply["text"].splitlines() if len(line) > turn.get("longest_line", len(line))]
    found += [f"{len(line)} characters in one line" for line in long]
    labels = [plain(choice["label"]) for choice in reply.get("choices", ())]
    found += [f"{len(labels)} choices"] if len(labels) > turn.get("most_choices", len(labels)) else []
    found += [f"{turn['no_choice']!r} is a choice"] if plain(turn.get("no_choice", "-")) in labels else []
    if "sheet" in turn and bool(reply.get("sheet")) != turn["sheet"]:
        found.append(f"sheet is {reply.get('sheet')}")
    return [*found, *_question_faults(turn.get("asks"), reply, before)]


def _says(text: str, words: str) -> bool:
    """Whether whole words are said: "bạn" is not part of "bằng"."""
    return re.search(rf"(?<!\w){re.escape(plain(words))}(?!\w)", plain(text)) is not None


def everything(reply: Reply) -> str:
    """All that a reader sees, folded: numbers and dates as they stand, words without diacritics."""
    parts = [reply["text"], reply.get("cards", []), reply.get("citations", []), reply.get("notices", [])]
    return plain(json.dumps(parts, ensure_ascii=False))


def plain(words: object) -> str:
    """Folded, with one space between words."""
    return " ".join(fold(nfc(str(words))).split())


def _question_faults(asks: str | None, reply: Reply, before: Reply) -> list[str]:
    """`any`: something is asked, and one may refuse to say. `another`: not what the last reply asked. `nothing`."""
    labels = [plain(choice["label"]) for choice in reply.get("choices", ())]
    is_asking = any(plain(SKIP) in label for label in labels)
    match asks:
        case "any" | "another" if not is_asking:
            return ["nothing is asked"]
        case "another" if _last_line(reply) == _last_line(before):
            return [f"the same is asked again: {_last_line(reply)}"]
        case "nothing" if is_asking:
            return [f"something is asked: {_last_line(reply)}"]
        case _:
            return []


SKIP = "Không biết"
"""How the button begins that leaves a question unanswered."""


def _last_line(reply: Reply) -> str:
    return reply["text"].strip().splitlines()[-1] if reply else ""


def chosen(reply: Reply, label: str) -> Mapping[str, Any]:
    """The choice whose label begins like this."""
    for choice in reply.get("choices", ()):
        if plain(choice["label"]).startswith(plain(label)):
            return choice
    raise AssertionError(f"no choice {label!r} among {[choice['label'] for choice in reply.get('choices', ())]}")
