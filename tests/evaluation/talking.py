"""Going through the cases: over HTTP with the running product, or in this process with Rasa's intents in one batch."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.base import Context
from actions.languages import Languages
from actions.reply import Outcome
from actions.responses import Responses
from actions.server import actions, capabilities
from actions.slots import STORED, Slots, from_mentions
from knowledge.library import Library
from knowledge.names import OUTSIDE
from knowledge.retrieval.evaluate import SPELLINGS, spelt
from knowledge.text import fold, nfc
from tests.conftest import TODAY
from tests.e2e.product import ROOT, Product
from tests.evaluation.cases import Case, texts
from tests.evaluation.figures import Pair, Result

AT_ONCE = 4
_READ_ELSEWHERE = frozenset(
    {"trade", "trades", "institution", "institutions", "province", "provinces", "levels", "places", "outside"}
)
"""Names of which a message may hold several: read from the list, or from the one it is about."""
_OF_THE_CONVERSATION = frozenset({"topic", "asked", "declined", "cleared", "signs", "doubtful", "denied"})
_NOT_IN_CASES = frozenset({"level_held", "amount", "amount_unit", "aspects", "back", "about", "section"}) | frozenset(
    {"other_trades", "other_schools", "wishes", "interests", "weaknesses"}
)
"""Slots that came after the cases were written, which therefore never name them."""
_NOT_NAMED = _READ_ELSEWHERE | _OF_THE_CONVERSATION | _NOT_IN_CASES


@dataclass(frozen=True, slots=True)
class Said:
    """The last reply of a case."""

    outcome: str
    cited: tuple[str, ...]
    intent: str
    confidence: float
    milliseconds: float

    @classmethod
    def of(cls, reply: Mapping[str, Any], milliseconds: float) -> Said:
        """From a reply as JSON."""
        meta = reply.get("meta") or {}
        cited = tuple(citation["record_id"] for citation in reply.get("citations") or ())
        return cls(reply["outcome"], cited, meta.get("intent") or "", meta.get("confidence") or 0.0, milliseconds)


Talker = Callable[[Sequence[str]], Said]
"""The messages of one conversation in → what was said to the last one."""


def go_through(cases: Sequence[Case], talk: Talker, library: Library, *, seed: int, at_once: int) -> list[Result]:
    """Every case in every spelling, a conversation each; spelling by spelling, in the order of the cases."""

    def result(case: Case, spelling: str) -> Result:
        typed = [spelt(text, spelling, seed=seed) for text in texts(case)]
        said = talk(typed)
        return Result(
            case,
            spelling,
            typed[-1],
            said.outcome,
            said.cited,
            said.intent,
            said.confidence,
            said.milliseconds,
            named_slots(typed[-1], library),
        )

    with ThreadPoolExecutor(at_once) as pool:
        asked = [pool.submit(result, case, spelling) for spelling in SPELLINGS for case in cases]
        return [one.result() for one in asked]


def over_http(product: Product) -> Talker:
    """Through the public contract; DEBUG_META must be on."""

    def talk(typed: Sequence[str]) -> Said:
        conversation = product.talk()
        reply: Mapping[str, Any] = {}
        milliseconds = 0.0
        for number, text in enumerate(typed):
            started = time.perf_counter()
            answer = conversation.post({"client_message_id": f"evaluation-{number}", "text": text})
            milliseconds = 1000 * (time.perf_counter() - started)
            # 202: ten seconds were not enough.
            replies = answer.json().get("replies") if answer.status_code == 200 else None
            reply = replies[-1] if replies else {"outcome": Outcome.ERROR.value}
        return Said.of(reply, milliseconds)

    return talk


def in_process(library: Library, intents: Mapping[str, tuple[str, float]]) -> Talker:
    """Actions without servers; `intents` holds Rasa's reading of every message that may be said."""
    context = Context(
        lambda: library,
        Responses(ROOT / "data" / "responses"),
        capabilities(),
        strict=False,
        languages=Languages.load(ROOT / "data" / "lexicon" / "languages.yaml"),
        today=TODAY,
    )
    by_name = {action.name(): action for action in actions(context)}
    by_intent = {intent: by_name[name] for intent, name in rules(ROOT / "bot" / "rules").items() if name in by_name}

    def talk(typed: Sequence[str]) -> Said:
        kept = Slots()
        said = Said(Outcome.ERROR.value, (), "", 0.0, 0.0)
        for text in typed:
            intent, confidence = intents[line(text)]
            if intent not in by_intent:
                return Said(Outcome.ERROR.value, (), intent, confidence, 0.0)
            message = {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": []}
            stored = {name: getattr(kept, name) for name in STORED}
            started = time.perf_counter()
            reply, kept = by_intent[intent].answer(message, {}, stored)
            milliseconds = 1000 * (time.perf_counter() - started)
            said = Said(
                reply.outcome.value, tuple(one.record_id for one in reply.citations), intent, confidence, milliseconds
            )
        return said

    return talk


def rules(folder: Path) -> dict[str, str]:
    """The action that Rasa's rules give each intent."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", ()):
            intents = [step["intent"] for step in rule["steps"] if "intent" in step]
            named = [step["action"] for step in rule["steps"] if "action" in step]
            if len(intents) == 1 and named:
                found[intents[0]] = named[0]
    return found


def read_by_rasa(model: Path, messages: Iterable[str]) -> dict[str, tuple[str, float]]:
    """Intent and confidence of each message, by `line(message)`: one start of Rasa for all."""
    asked = list(dict.fromkeys(line(message) for message in messages))
    done = subprocess.run(
        [str(ROOT / ".venv-rasa" / "bin" / "python"), "tests/bot/rasa_probe.py", "model", str(model)],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        raise RuntimeError("Rasa's probe failed")
    found = json.loads(done.stdout.splitlines()[-1])
    confidences = [dict(one["ranking"]) for one in found]
    return {
        text: (one["intent"] or "", ranking.get(one["intent"], 0.0))
        for text, one, ranking in zip(asked, found, confidences, strict=True)
    }


def line(text: str) -> str:
    """A message on one line, as the probe reads it."""
    return " ".join(text.split())


def named_slots(text: str, library: Library) -> frozenset[Pair]:
    """Pairs of slot and value that one message names, its slips taken back as the product does first."""
    read = library.correct(text)
    slots = from_mentions(library.find(read), fold(nfc(read)), TODAY)
    pairs = {("trade", one) for one in slots.trades} | {("institution", one) for one in slots.institutions}
    # Of several places each counts; of several levels the one that the message is about.
    pairs |= {("province", place) for _, place in slots.places if place != OUTSIDE}
    for name in Slots.__dataclass_fields__:
        value = getattr(slots, name)
        if value is None or name in _NOT_NAMED:
            continue
        pairs |= {(name, str(one)) for one in (value if isinstance(value, tuple) else (value,))}
    return frozenset(pairs)
