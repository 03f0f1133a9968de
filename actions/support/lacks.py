"""What keeps a learner from a benefit, each fact once: what is known of it, and what would do."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.policies.decide import Reason
from knowledge.policies.decision import Decision
from knowledge.policies.truth import Truth


@dataclass(frozen=True, slots=True)
class Lack:
    """One fact that a rule asks for and the learner lacks: `reason` holds it, `among` all codes that would do."""

    reason: Reason
    among: tuple[str, ...]


def lacks_of(decision: Decision) -> list[Lack]:
    """The conditions of a decision that are not met; ways of meeting one fact stand together."""
    found: dict[tuple[str, bool], Lack] = {}
    for one in decision.reasons:
        if not one.fact or one.truth is not Truth.NO:
            continue
        key = (one.fact, one.negated)
        before = found.get(key)
        codes = (*before.among, *one.among) if before else one.among
        found[key] = Lack(before.reason if before else one, tuple(dict.fromkeys(codes)))
    return list(found.values())
