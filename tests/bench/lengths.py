"""`python -m tests.bench.lengths`: how long the replies of the support talks are, and which are the longest.

Every talk of tests/cases/support_answers.yaml and entitlement_talks.yaml, as written, over the built snapshot.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from actions.support.rest import LONGEST
from knowledge import snapshot
from knowledge.encoders import choose
from knowledge.library import Library
from tests.actions.talking import InProcess
from tests.conftest import Ask, asking
from tests.talks import Reply, chosen

_TALKS = ("support_answers", "entitlement_talks")
_SHOWN = 5


def main() -> int:
    """Print how many replies there are, how many do not fit on a phone, and the longest of them."""
    built = Path("data/built")
    library = Library.open(snapshot.current(built), encoder=lambda: choose(built))
    found = sorted(((len(text), said) for said, text in _replies(asking(library))), reverse=True)
    long = [length for length, _ in found if length > LONGEST]
    print(f"{len(found)} replies, {len(long)} above {LONGEST} characters, the longest {found[0][0]}")
    for length, said in found[:_SHOWN]:
        print(f"  {length:5}  {said}")
    return 0


def _replies(ask: Ask) -> Iterator[tuple[str, str]]:
    for name in _TALKS:
        talks: list[Mapping[str, Any]] = yaml.safe_load(Path(f"tests/cases/{name}.yaml").read_text(encoding="utf-8"))
        for talk in talks:
            speaker, before = InProcess(ask), dict[str, Any]()
            for turn in talk["turns"]:
                before = _reply(speaker, turn, before)
                yield str(turn.get("say", turn.get("press"))), before["text"]


def _reply(speaker: InProcess, turn: Mapping[str, Any], before: Reply) -> dict[str, Any]:
    if "press" in turn:
        return dict(speaker.press(chosen(before, turn["press"])))
    return dict(speaker.say(turn["say"], turn.get("intent", "ask_policy")))


if __name__ == "__main__":
    sys.exit(main())
