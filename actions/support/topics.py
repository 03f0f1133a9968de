"""What people call kinds of support, and the topics that the records are filed under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.reply import Reply
from knowledge.policies.benefits import Right
from knowledge.policies.decision import Decision
from knowledge.policies.questions import STUDY_SUPPORT
from knowledge.policies.schema import Policy
from knowledge.policies.truth import Truth

_TOPICS: Mapping[str, tuple[str, ...]] = {
    "tuition": ("tuition",),
    "hazardous": ("tuition",),
    "boarding": ("boarding",),
    "social_allowance": ("social_allowance",),
    "merit": ("merit",),
    "short_course": ("short_course",),
    "very_small_group": ("very_small_group",),
    "general_pupil": ("general_pupil",),
    "loan": ("loan",),
    "overseas": ("overseas",),
    "disability": ("disability", "tuition", "boarding"),
    "orphan": ("orphan", "tuition", "social_allowance"),
    "soldier": ("soldier", "short_course"),
    "women": ("women",),
    "startup": ("loan",),
    "programme": ("programme",),
    "local": ("local",),
}
"""Word of the gazetteer → topics of the records."""

SHORT_LEVELS = frozenset({"so_cap", "duoi_3_thang"})
_BESIDE = frozenset({"loan", "overseas", "progression", "programme", "women", "local", "organisation", "target"})

_ASKS_FOR_IT = frozenset({"work_abroad", "loan_purpose", "study_result"})
"""Facts that only people tell who want what hangs on them."""


def is_beside(decision: Decision) -> bool:
    """Whether it is only named where somebody asks what support there is: to be paid back, or no money at all."""
    told = any(one.fact in _ASKS_FOR_IT and one.truth is Truth.YES and not one.assumed for one in decision.reasons)
    beside = decision.policy.topic in _BESIDE or all(isinstance(one.item, Right) for one in decision.items)
    return beside and not told


def is_way(decision: Decision) -> bool:
    """Whether it is a way of going on to learn, which is no support."""
    return decision.policy.topic == "progression"


def is_no_money(policy: Policy) -> bool:
    """Whether it gives only what others set: a discount, an admission."""
    given = [item for version in policy.versions for item in version.benefit]
    return bool(given) and all(isinstance(item, Right) for item in given)


def is_on_top(decision: Decision) -> bool:
    """Whether it comes on top of another that is due, and none of its figures rests on a source."""
    added = any(reason.due for reason in decision.reasons)
    return added and not any(one.item.verified for one in decision.items)


def topics_of(asked: Sequence[str], level: str | None) -> tuple[str, ...]:
    """Topics of the records for the kinds that a message names; empty where it names none that is filed.

    Short courses have fees, meals and travel of their own: whoever asks for these at such a level asks for them too.
    """
    if not {"loan", "overseas"}.isdisjoint(asked):
        # "vay tiền học", "tiền học tiếng để đi Nhật": the fee is what the loan, or going abroad, is for.
        asked = [name for name in asked if name not in {"tuition", "boarding"}]
    topics = [topic for name in asked for topic in _TOPICS.get(name, ())]
    if level in SHORT_LEVELS and not {"tuition", "boarding"}.isdisjoint(topics):
        topics.append("short_course")
    return tuple(dict.fromkeys(topics))


def with_kind(reply: Reply, meant: Policy | None) -> Reply:
    """The reply, after which the talk stays on the kind of support that was meant, though nobody named it.

    Only what is asked about by itself: the kinds of the whole check are narrowed by what people name.
    """
    if meant is None or meant.topic in STUDY_SUPPORT or meant.topic not in _TOPICS:
        return reply
    return keeping(reply, policy_topic=(meant.topic,))


def keeping(reply: Reply, **slots: tuple[str, ...]) -> Reply:
    """The reply, after which the conversation knows these slots, too, but where the reply itself says otherwise."""
    meta = reply.meta or {}
    return reply.model_copy(update={"meta": {**meta, "kept": {**slots, **meta.get("kept", {})}}})
