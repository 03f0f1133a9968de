"""What came of the cases, in figures.

A *refusal* is the ending not_held, out_of_scope or refused_unsafe. A case *asks for one* when only refusals are right,
and *forbids one* when none is. What is counted, over what:

* intent: a right intent, over all cases; parity: the same intent as in the spelling as written, over all cases;
* ending: a right outcome and, where it is `answered` and records are named, one of them cited; over all cases;
* record: one of the right records cited, over the cases that name any;
* refusal recall: refused, over those that ask for one; refusal precision: a refusal is right, over those refused;
* false refusals: refused, over those that forbid it;
* wrong and confident: `answered` where that is not right, or with none of the right records; over all cases;
* clarify: asked back, over all cases;
* stage: where a wrong ending began: the intent, else a refusal, a question back, another record; over all cases;
* slots: precision and recall over the pairs of slot and value that the message itself names, apart for names and facts,
  and for the cues (what is asked about it, when, who asks, of whom the figure is).
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tests.evaluation.cases import Case

REFUSALS = frozenset({"not_held", "out_of_scope", "refused_unsafe"})
CUES = frozenset({"field", "time", "addressee", "target_topic", "breakdown"})
Pair = tuple[str, str]
STAGES = ("intent", "refused", "asked back", "record", "other")


@dataclass(frozen=True, slots=True)
class Result:
    """One case in one spelling: what was said back, and what its last message was found to name."""

    case: Case
    spelling: str
    text: str
    outcome: str
    cited: tuple[str, ...]
    intent: str
    confidence: float
    milliseconds: float
    slots: frozenset[Pair]

    @property
    def refused(self) -> bool:
        return self.outcome in REFUSALS

    @property
    def right_intent(self) -> bool:
        return self.intent in self.case.intent

    @property
    def right_record(self) -> bool:
        return not set(self.cited).isdisjoint(self.case.records)

    @property
    def right_ending(self) -> bool:
        cites = self.outcome != "answered" or not self.case.records or self.right_record
        return self.outcome in self.case.outcome and cites

    @property
    def wrong_and_confident(self) -> bool:
        return self.outcome == "answered" and not self.right_ending

    @property
    def stage(self) -> str | None:
        """Where a wrong ending began; None where the ending is right."""
        if self.right_ending:
            return None
        if not self.right_intent:
            return "intent"
        if self.refused:
            return "refused"
        return {"answered": "record", "clarify": "asked back"}.get(self.outcome, "other")


def asks_for_refusal(case: Case) -> bool:
    return REFUSALS.issuperset(case.outcome)


def forbids_refusal(case: Case) -> bool:
    return REFUSALS.isdisjoint(case.outcome)


def expected_slots(case: Case) -> frozenset[Pair]:
    return frozenset((name, value) for name, values in case.slots.items() for value in values)


Share = float | None
"""None where nothing is counted."""


def share(results: Iterable[Result], holds: Callable[[Result], bool]) -> Share:
    """The part of the results of which it holds."""
    found = [holds(one) for one in results]
    return sum(found) / len(found) if found else None


def figures(results: Sequence[Result], as_written: Mapping[str, str]) -> dict[str, Share]:
    """Every figure of results in one spelling; `as_written` gives each case's intent as written."""
    refused = [one for one in results if one.refused]
    slots = {
        f"slot {which} {name}": value
        for which, cues in (("names", False), ("cues", True))
        for name, value in _slot_figures(results, cues=cues).items()
    }
    return {
        "cases": float(len(results)),
        "intent": share(results, lambda one: one.right_intent),
        "parity": share(results, lambda one: one.intent == as_written[one.case.id]),
        "ending": share(results, lambda one: one.right_ending),
        "record": share((one for one in results if one.case.records), lambda one: one.right_record),
        "refusal recall": share((one for one in results if asks_for_refusal(one.case)), lambda one: one.refused),
        "refusal precision": share(refused, lambda one: one.outcome in one.case.outcome),
        "false refusals": share((one for one in results if forbids_refusal(one.case)), lambda one: one.refused),
        "wrong and confident": share(results, lambda one: one.wrong_and_confident),
        "clarify": share(results, lambda one: one.outcome == "clarify"),
        **{f"wrong, began with: {name}": share(results, partial(_began, stage=name)) for name in STAGES},
        **slots,
        "p50 ms": statistics.median(one.milliseconds for one in results) if results else None,
    }


def _began(one: Result, stage: str) -> bool:
    return one.stage == stage


def _slot_figures(results: Iterable[Result], *, cues: bool) -> dict[str, Share]:
    right = found = expected = 0
    for one in results:
        named = {pair for pair in one.slots if (pair[0] in CUES) == cues}
        meant = {pair for pair in expected_slots(one.case) if (pair[0] in CUES) == cues}
        right, found, expected = right + len(named & meant), found + len(named), expected + len(meant)
    return {"precision": right / found if found else None, "recall": right / expected if expected else None}
