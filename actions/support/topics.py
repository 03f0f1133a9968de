"""What people call kinds of support, and the topics that the records are filed under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.policies.benefits import Right
from knowledge.policies.decision import Decision

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


def is_beside(decision: Decision) -> bool:
    """Whether it is only named where somebody asks what support there is: to be paid back, or no money at all."""
    return decision.policy.topic in _BESIDE or all(isinstance(one.item, Right) for one in decision.items)


def topics_of(asked: Sequence[str], level: str | None) -> tuple[str, ...]:
    """Topics of the records for the kinds that a message names; empty where it names none that is filed.

    Short courses have fees, meals and travel of their own: whoever asks for these at such a level asks for them too.
    """
    topics = [topic for name in asked for topic in _TOPICS.get(name, ())]
    if level in SHORT_LEVELS and not {"tuition", "boarding"}.isdisjoint(topics):
        topics.append("short_course")
    return tuple(dict.fromkeys(topics))
