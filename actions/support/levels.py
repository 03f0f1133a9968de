"""What the level alone settles: one that needs more schooling first, one whose support is not known, one not served."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reply import Reply
from actions.support.entitlements import Entitlements
from actions.support.span import Span
from actions.support.texts import text
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.library import Library
from knowledge.policies.clock import version_in_force
from knowledge.policies.schema import Information, Policy
from knowledge.text import fold, nfc

_AFTER_GRADE_NINE = frozenset({"trung_cap", "trung_hoc_nghe"})
_WAYS_AFTER_GRADE_NINE = "lt-mo-hinh-9cong"
_FREE_AFTER_GRADE_NINE = "hp-mien-thcs-len-trung-cap"
_UNVERIFIED = {"trung_hoc_nghe": "hp-trung-hoc-nghe"}
"""Levels of which no source says whether tuition is charged → the text that says so."""
_UNIVERSITY = re.compile(r"\b(?:hoc|sinh vien|vao)(?: o)?(?: truong)? dai hoc\b")
_OF_ANY_LEVEL = frozenset({"loan", "overseas"})


def level_first(
    turn: Turn, library: Library, everything: Entitlements, topics: Sequence[str], span: Span
) -> Reply | None:
    """What is said of the level instead of a list of support; None where the list is what helps."""
    level, schooling = turn.slots.learner.get("level"), turn.slots.learner.get("schooling")
    if level in _AFTER_GRADE_NINE and schooling == "below_thcs":
        return _grade_nine_first(turn, library)
    if _OF_ANY_LEVEL.intersection(topics):
        return None
    if level in _UNVERIFIED and (not topics or "tuition" in topics):
        if any(one.policy.topic in (topics or ("tuition", "boarding")) for one in everything.due):
            return None
        record = library.policies.record(_UNVERIFIED[level])
        return text(turn, library, record, span) if isinstance(record, Information) else None
    if level == "dai_hoc" or (not turn.named.level and _UNIVERSITY.search(fold(nfc(turn.text)))):
        return turn.not_held("policy_university", meta={"settled": True})
    return None


def _grade_nine_first(turn: Turn, library: Library) -> Reply:
    """That grade 9 comes first, and what may be had after it."""
    records = [library.policies.record(name) for name in (_WAYS_AFTER_GRADE_NINE, _FREE_AFTER_GRADE_NINE)]
    versions = [(one, version_in_force(one.versions, turn.today)) for one in records if isinstance(one, Policy)]
    return turn.answered(
        "policy_grade_nine_first",
        cites=[cite_version(one, version) for one, version in versions],
        free=versions[-1][1],
        meta={"settled": True},
    )
