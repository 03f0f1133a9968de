"""What the level alone settles: one that needs more schooling first, one whose support is not known, one not served."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reply import Choice, Payload, Reply
from actions.support.entitlements import Entitlements
from actions.support.leads import Lead
from actions.support.span import Span
from actions.support.texts import text
from actions.support.whether import asks_whether
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.policies.clock import version_in_force
from knowledge.policies.schema import Information, Policy, RuleVersion
from knowledge.text import fold, nfc

_AFTER_GRADE_NINE = frozenset({"trung_cap", "trung_hoc_nghe"})
_WAYS_AFTER_GRADE_NINE = "lt-mo-hinh-9cong"
_FREE_AFTER_GRADE_NINE = "hp-mien-thcs-len-trung-cap"
_UNVERIFIED = {"trung_hoc_nghe": "hp-trung-hoc-nghe"}
"""Levels of which no source says whether tuition is charged → the text that says so."""
_UNIVERSITY = re.compile(r"\b(?:hoc|sinh vien|vao)(?: o)?(?: truong)? dai hoc\b")
_OF_ANY_LEVEL = frozenset({"loan", "overseas"})
_ABOUT_COLLEGE = "cac-trinh-do-dao-tao-nghe:trinh-do-cao-dang-la-gi"
_FOR_AFTER_GRADE_NINE = frozenset({"tuition", "boarding"})
_USUAL_AGE = 15
"""Full years of most who finish grade 9; who is younger may have, and may not."""


def too_early(turn: Turn, library: Library, topics: Sequence[str]) -> Reply | None:
    """Who is younger than most who finish grade 9 is asked for that, where what is asked about begins after it."""
    facts = turn.slots.learner
    age, level = facts.get("age", ""), facts.get("level")
    young = age.isdigit() and int(age) < _USUAL_AGE
    asks = _FOR_AFTER_GRADE_NINE.issuperset(topics) and (topics or "everything" in turn.slots.field)
    if not young or not asks or "schooling" in facts or "schooling" in turn.slots.declined:
        return None
    if level is not None and level not in _AFTER_GRADE_NINE:
        return None
    question = turn.responses.question("schooling", turn.you["learner"])
    words = turn.responses
    labels = words.answers("schooling")
    answers = [
        Choice(label=labels[code], payload=Payload(intent="ask_policy", slots={"facts": f"schooling={code}"}))
        for code in library.policies.facts["schooling"].values
    ]
    choices = (*answers, *words.choices("ask_skip", {"fact": "schooling"}))
    return turn.clarify("policy_schooling_first", question=question, choices=choices, meta={"asked": "schooling"})


def at_university(turn: Turn, topics: Sequence[str]) -> Reply | None:
    """Says that nothing is held for students of universities, where one asks who is no borrower."""
    says_so = not turn.named.level and _UNIVERSITY.search(fold(nfc(turn.text)))
    if _OF_ANY_LEVEL.intersection(topics) or not (turn.slots.learner.get("level") == "dai_hoc" or says_so):
        return None
    no = "boarding" in turn.named.policy_topic and asks_whether(turn.text)
    return turn.not_held("policy_university", no=no, meta={"settled": True})


def level_first(
    turn: Turn, library: Library, everything: Entitlements, topics: Sequence[str], span: Span
) -> Reply | None:
    """What is said of the level instead of a list of support; None where the list is what helps."""
    facts = turn.slots.learner
    level, schooling = facts.get("level"), facts.get("schooling")
    if schooling == "below_thcs" and (level in _AFTER_GRADE_NINE or (level is None and _is_of_later(topics))):
        return _grade_nine_first(turn, library)
    if _OF_ANY_LEVEL.intersection(topics):
        return None
    if level in _UNVERIFIED and (not topics or "tuition" in topics):
        if any(one.policy.topic in (topics or ("tuition", "boarding")) for one in everything.due):
            return None
        record = library.policies.record(_UNVERIFIED[level])
        return text(turn, library, record, span) if isinstance(record, Information) else None
    asks_to_enter = asks_whether(turn.text) and not topics and not turn.slots.field
    if asks_to_enter and (college := _college(turn, library)):
        free = _free_after_grade_nine(turn, library)
        return turn.answered("policy_college_first", cites=[*college.cites, cite_version(*free)], free=free[1])
    return None


def levels_first(turn: Turn, library: Library) -> list[Lead]:
    """What is said of the level before a list of support."""
    facts = turn.slots.learner
    if facts.get("schooling") == "below_thcs" and facts.get("level") is None:
        free = _free_after_grade_nine(turn, library)
        return [Lead("lead_grade_nine", {"free": free[1]}, (cite_version(*free),))]
    college = _college(turn, library)
    return [college] if college else []


def _college(turn: Turn, library: Library) -> Lead | None:
    """That nobody goes from grade 9 straight to cao đẳng; None for others, or where no text that says so is held."""
    facts, held = turn.slots.learner, turn.slots.level_held
    if (facts.get("schooling"), facts.get("level")) != ("thcs", "cao_dang") or held or "diploma" in facts:
        return None
    try:
        section = library.section(_ABOUT_COLLEGE)
    except NotFound:
        return None
    return Lead("lead_college", {}, (section,))


def _is_of_later(topics: Sequence[str]) -> bool:
    """Whether only what begins after grade 9 is asked about."""
    return bool(topics) and _FOR_AFTER_GRADE_NINE.issuperset(topics)


def _free_after_grade_nine(turn: Turn, library: Library) -> tuple[Policy, RuleVersion]:
    policy = library.policies.policy(_FREE_AFTER_GRADE_NINE)
    return policy, version_in_force(policy.versions, turn.today)


def _grade_nine_first(turn: Turn, library: Library) -> Reply:
    """That grade 9 comes first, and what may be had after it."""
    free = _free_after_grade_nine(turn, library)
    ways = library.policies.policy(_WAYS_AFTER_GRADE_NINE)
    level = turn.slots.learner.get("level")
    cited = [cite_version(ways, version_in_force(ways.versions, turn.today)), cite_version(*free)]
    return turn.answered("policy_grade_nine_first", cites=cited, free=free[1], level=level, meta={"settled": True})
