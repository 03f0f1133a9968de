"""What a message supposes and does not tell: "nếu em người Kinh thì sao", "còn Bố Y thì sao"; what was told stays."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from actions.reply import Choice, Payload, Reply
from actions.slots.record import LEARNER
from actions.support.entitlements import Entitlements
from actions.support.leads import Lead
from actions.support.whether import asks_whether, wants_more
from actions.turn import Turn
from knowledge.text import fold, nfc

_TOPIC = "ask_policy"
_SUPPOSES = re.compile(r"\b(?:neu|gia su|gia nhu|gia ma|vi du|thi du|gia dinh la)\b")
_ONLY_IF = re.compile(r"^(?:(?:the|vay|con|a|u|roi|ma) )*(?:neu|gia su|gia nhu|gia ma)\b(?!.*\bnham\b)")
""" "Nếu không phải hộ nghèo thì bao nhiêu" corrects nothing."""
_A_RULE = re.compile(r"\b(?:theo|quy dinh)\b[^.?!]*\bnguoi\b[^.?!,;]*\bphai\b[^.?!]*\bmoi\b")
""" "Theo nghị định … người khuyết tật phải … mới được": what a rule says of such people."""
_OF_A_GROUP = re.compile(r"^(?:(?:the|vay|a|u|roi) )?(?:con|rieng|the|vay)\b")
_THEN = re.compile(r"\b(?:thi sao|thi s|thi the nao|sao|duoc gi|co khong|co duoc khong)\b")
_THEN_SO = re.compile(r"\bthi (?:sao|the nao)\b")
_OF_ONESELF = re.compile(r"\b(?:em|toi|minh|chau|tui|nha|no|be)\b")
_OF_SUCH = re.compile(
    r"^(?:(?:the|vay|con|a|u|cho hoi|nhung|the con|vay con) )*(?:nguoi|dan toc|ban|hang xom|ban be)\b"
)
_CHOSEN = frozenset({"level", "training_form"})
"""What is chosen rather than what somebody is: looked at by a what-if, and then talked on about."""
_IF = "if."
"""Begins the facts that a message only supposed, kept until something else is told or asked."""
_OF_WHAT_IF = frozenset({"papers", "where", "deadline", "paid_when", "decided_by", "paid_for", "basis", "combined"})
_GROUP = frozenset({"ethnicity", "ethnic_group", "very_small_group"})
_LIST = "very_small_group"
_COMPARES = "beside"
""" "Em với bạn người Tày khác gì nhau": worked out for the other group."""


def supposes(text: str) -> bool:
    """Whether the words suppose: "nếu", "giả sử"."""
    return _SUPPOSES.search(fold(nfc(text))) is not None


def supposed(turn: Turn) -> frozenset[str]:
    """The facts that the message only supposes; empty where it tells them."""
    before, named = turn.before, turn.named
    names = frozenset({*named.learner, *named.cleared}) - _CHOSEN
    if before and before.level not in {None, named.level} and named.level and supposes(turn.text):
        names |= {"level"}
    if before is None or before.topic != _TOPIC or not turn.text or not names:
        return frozenset()
    plain = fold(nfc(turn.text))
    if "mistake" in named.back and not _ONLY_IF.search(plain):
        return frozenset()
    if _SUPPOSES.search(plain) or _A_RULE.search(plain) or (_COMPARES in named.back and names <= _GROUP):
        return names
    if named.another and named.another != before.another:
        # "Còn đứa nhỏ xong lớp 9 thì sao" tells of another child.
        return frozenset()
    if names <= _GROUP and before.ethnicity and asks_of_a_group(turn.text):
        return names
    if names <= _GROUP and before.ethnicity and before.asked not in _GROUP and _THEN_SO.search(plain):
        # "Em là người Kinh thì sao" after another group was told.
        return names
    turns = _OF_A_GROUP.search(plain) and not _OF_ONESELF.search(plain) and not _is_a_child(turn.text)
    of_a_group = turns and (names <= _GROUP or _THEN.search(plain) is not None)
    # "Còn Bố Y" without its marks answers "con người Bố Y" where that is what was asked.
    answers = before.asked in _GROUP and not _THEN.search(plain)
    return names if of_a_group and not answers else frozenset()


def as_supposed(turn: Turn) -> Turn:
    """The turn with what was only supposed before, where it goes on about that: "nộp giấy gì ở đâu"."""
    before, named = turn.before, turn.named
    what_if = [pair for pair in (before.facts if before else ()) if pair[0].startswith(_IF)]
    tells = named.learner or named.cleared or named.declined or named.policy_topic or named.period or named.policy
    asks = _OF_WHAT_IF.intersection(named.field) or wants_more(turn)
    if not what_if or before is None or before.topic != _TOPIC or tells or not asks:
        return turn
    facts = ",".join(f"{name.removeprefix(_IF)}={value}" for name, value in what_if)
    return replace(turn, slots=turn.slots.telling(facts))


def no_longer_supposed(reply: Reply, turn: Turn) -> Reply:
    """The reply after which what was supposed before is forgotten, where the message tells or asks something else."""
    what_if = [name for name, _ in (turn.before.facts if turn.before else ()) if name.startswith(_IF)]
    if not what_if or as_supposed(turn) is not turn or "facts" in (reply.meta or {}).get("kept", {}):
        return reply
    meta = reply.meta or {}
    return reply.model_copy(update={"meta": {**meta, "forget": (*meta.get("forget", ()), *what_if)}})


def asks_of_a_group(text: str) -> bool:
    """ "Người Sán Chay có được thế không": of such people, and not of who writes."""
    plain = fold(nfc(text))
    return _OF_SUCH.search(plain) is not None and not _OF_ONESELF.search(plain) and asks_whether(text)


def asks_of_such(turn: Turn) -> bool:
    """Whether the message supposes another group than the one that was told, and asks what such people have."""
    return bool(supposed(turn)) and asks_of_a_group(turn.text)


def _is_a_child(text: str) -> bool:
    """ "Con học nghề", typed with its marks: a child, and no "còn"."""
    words = nfc(text).lower().split()
    return words[:1] == ["con"] and fold(nfc(text)) != nfc(text).lower()


def supposed_lead(turn: Turn, found: Entitlements) -> list[Lead]:
    """That what follows is worked out for what is supposed; of a group asked about after the list, if it is on it."""
    words = supposed_words(turn, found)
    if not words:
        return []
    listed = found.learner.one(_LIST) if turn.before and _LIST in turn.before.policy_topic else None
    return [
        Lead(
            "lead_supposed",
            {"supposed": words, "listed": listed, "told": bool(turn.before and turn.before.learner)},
            decides=False,
        )
    ]


def supposed_words(turn: Turn, found: Entitlements) -> list[str]:
    """What is supposed, in words."""
    names = supposed(turn) - ({"ethnicity"} if "ethnic_group" in turn.named.learner else set[str]())
    names -= {"parent_residence_area"} if "residence_area" in names else set[str]()
    told = ((name, found.learner.one(name)) for name in sorted(names) if name in found.book.facts)
    return [turn.responses.fact_value(name, value) for name, value in told if value is not None]


def only_supposed(reply: Reply, turn: Turn) -> Reply:
    """The reply with what was told before kept as it was, and a button that takes what is supposed for told."""
    before = turn.before
    if before is None or not supposed(turn):
        return reply
    kept: dict[str, Any] = {name: getattr(before, name) for name in (LEARNER | {"level"}) - {"addressee"}}
    told = (pair for pair in before.facts if not pair[0].startswith(_IF))
    what_if = ((f"{_IF}{name}", value) for name, value in turn.named.learner.items() if name in supposed(turn))
    kept["facts"] = (*told, *what_if)
    meta = {**(reply.meta or {}), "asked": before.asked, "kept": kept}
    facts = ",".join(f"{name}={value}" for name, value in turn.named.learner.items() if name in supposed(turn))
    confirm = (
        Choice(
            label=turn.responses.text("supposed_button", turn.you).strip(),
            payload=Payload(intent=_TOPIC, slots={"facts": facts}),
        ),
    )
    return reply.model_copy(update={"meta": meta, "choices": (*confirm, *reply.choices) if facts else reply.choices})
