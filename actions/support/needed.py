"""Whether a condition is needed: "khuyết tật có cần hộ nghèo không", answered from what the rules ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.reply import Reply
from actions.support.entitlements import Entitlements
from actions.support.picture import NEAR, Picture, picture_of
from actions.support.telling import choices, cites, next_of
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.policies.conditions import leaves
from knowledge.policies.decision import Decision, Status
from knowledge.policies.facts import learned
from knowledge.policies.schema import Policy
from knowledge.text import fold, nfc

_ASKS = re.compile(
    r"\b(?:can|bat buoc|doi hoi|yeu cau)\b[^.!;]*\b(?:khong|ko|k|kh|hong|hok|a|ha|moi)\b"
    r"|\b(?:phai|chi)\b[^.!;]*\bmoi (?:duoc|dc|co|mien|giam|cho|xet)\b"
)
""" "có cần … không", "phải … mới được"; not "có phải hộ nghèo không", which asks who one is."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a policy makes of a condition: `among` are the codes of `fact` that it needs, none where it needs none.

    `is_one_of`: the condition is one of several that will do.
    """

    decision: Decision
    fact: str
    among: tuple[str, ...] = ()
    is_one_of: bool = False


def needed(turn: Turn, found: Entitlements, meant: Policy | None) -> Reply | None:
    """Whether what was asked about is needed for what the question is about; None for another question."""
    asked = next(_asked(turn, found), None)
    if asked is None:
        return None
    fact, code = asked
    picture = picture_of(turn, found, meant)
    needs = [need for one in _concerned(picture) if (need := _need(found, one, fact, code))]
    if not needs:
        return None
    first, *others = needs
    question = next_of(turn, found, meant)
    words = turn.responses
    values = wording(turn, found, meant) | {
        "first": first,
        "asked": words.fact_value(fact, code),
        "wanted": [words.fact_value(fact, one) for one in first.among],
        "needing": [one.decision for one in others if one.among],
        "free_of_it": [one.decision for one in others if not one.among and not one.is_one_of],
        "due": first.decision.status is Status.DUE,
        "question": question and words.question(question.id, turn.you["learner"]),
    }
    shown = [one.decision for one in needs]
    return turn.answered(
        "policy_needed",
        cites=cites(found, shown),
        cards=[turn.card("policy_card", **values, decision=first.decision)],
        choices=choices(turn, question, settled=bool(picture.due)),
        notices=["authority_decides"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _asked(turn: Turn, found: Entitlements) -> Iterator[tuple[str, str]]:
    """The conditions that the message asks about and does not tell."""
    if not turn.text or not _ASKS.search(fold(nfc(turn.text))):
        return
    for name, code in turn.named.doubtful:
        fact = found.book.facts.get(name)
        if fact is not None and code in fact.values:
            yield name, code


def _concerned(picture: Picture) -> Sequence[Decision]:
    """The policy meant, what is due and what may be, each once."""
    mine = [picture.mine] if picture.mine else []
    leading = [*mine, *picture.due] if picture.due and picture.mine in picture.due else [*picture.due, *mine]
    return list({one.policy.id: one for one in (*leading, *picture.near[:NEAR])}.values())


def _need(found: Entitlements, decision: Decision, fact: str, code: str) -> Need | None:
    """What the policy makes of the fact; None where the policy is none for this learner anyway."""
    version = decision.version
    if version is None or version.requires is None or decision.status not in {Status.DUE, Status.OPEN}:
        return None
    facts = found.book.facts
    among = dict.fromkeys(
        one for leaf in leaves(version.requires) if leaf.fact == fact for one in facts[fact].codes(leaf.among)
    )
    if code not in among:
        return Need(decision, fact)
    without = tuple(one for one in facts[fact].values if one not in among)
    then = learned(found.learner, found.book.vocabulary, {fact: without}) if without else None
    if then is None:
        return None
    (after,) = found.book.decide_some(then, [decision.policy])
    if after.status is Status.NOT_DUE:
        return Need(decision, fact, tuple(map(str, among)))
    return Need(decision, fact, is_one_of=True)
