"""What every sentence about support may use: the money in words, what is known, what was taken for granted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from actions.support.entitlements import Entitlements
from actions.support.lacks import lacks_of
from actions.support.money import Money
from actions.support.registered import repealed
from actions.support.supposing import supposed_words
from actions.support.topics import SHORT_LEVELS
from actions.turn import Turn
from knowledge.policies.decision import Decision
from knowledge.policies.schema import Policy
from knowledge.text import fold, nfc

_GRADE_12 = re.compile(r"\b(?:12|lop muoi hai|cap 3|cap ba)\b")
_BRACKETS = re.compile(r" \([^()]*\)")
_HEAD = re.compile(r"[;:.].*$", re.DOTALL)
"""Behind what a caution begins with: "Chỉ miễn học phí; tiền ăn, ở …"."""
_BY_SHARE = re.compile(r"\b(?:mien|giam)\b")
_OF_THE_OTHER = {"public": "truong tu thuc", "private": "truong cong lap"}
_OF_DIPLOMA = re.compile(r"\b(?:bang|tot nghiep|tn|do|dau|rot|truot|tach)\b")


def distinct(cautions: Iterable[Iterable[str]], *, said: Sequence[str] = (), each: int = 1) -> list[str]:
    """The first cautions of each of several records, none that says what another one, or what was `said`, says."""
    found = dict[str, str]()
    before = fold(nfc(" ".join(said)))
    for some in cautions:
        left = [words for words in some if _head(words) not in before]
        for words in left[:each]:
            found.setdefault(_head(words), words)
    return list(found.values())


def _head(caution: str) -> str:
    """What a caution begins with, whichever share it speaks of: "chỉ … học phí"."""
    return _HEAD.sub("", _BY_SHARE.sub("…", fold(nfc(caution))))


def of_owner(ownership: str | None, words: str) -> str:
    """Without what is of the other kind of school: "trường công lập …; trường tư thục …", where the kind is told."""
    other = _OF_THE_OTHER.get(ownership or "")
    parts = words.split("; ")
    left = [one for one in parts if other is None or other not in fold(nfc(one))]
    return "; ".join(left or parts)


def wording(turn: Turn, found: Entitlements, meant: Policy | None = None) -> dict[str, Any]:
    """What every sentence about support may use."""
    words = turn.responses
    return {
        "money": Money(words, found, _in_whole(turn, found, meant)),
        "period": found.span.period,
        "on": found.span.on,
        "today": turn.today,
        "known": [words.fact_value(name, value) for name, value in _known(found)],
        "takes_diploma": _takes_diploma(turn),
        "supposed": supposed_words(turn, found),
        "assumed": [words.fact_value(name, value) for name, value in _assumed(found)],
        "outdated": [words.fact(name) for name in found.learner.outdated],
        "repealed": repealed(found.book, turn.text, max(found.span.on, turn.today)),
        "cautions_of": found.cautions,
        "papers_of": _papers_in_short,
        "past": past_of(turn, found) if turn.slots.period else [],
        "leads": [],
        "owned": partial(of_owner, turn.slots.learner.get("ownership")),
        "unheld": found.unheld,
        "included": _included(found, meant),
        "higher": _higher(turn, found, _included(found, meant)),
        "lacks": lacks_of,
        "of_one_document": _of_one_document,
        "register": {one.document: one for one in found.book.documents},
        "titles": lambda ids: [found.book.policy(name).title for name in ids],
    }


def _papers_in_short(decision: Decision) -> list[str]:
    """The papers without what stands in brackets behind them: which form of which annex."""
    return [_BRACKETS.sub("", paper) for paper in decision.version.papers] if decision.version else []


def _takes_diploma(turn: Turn) -> bool:
    """Whether the message tells that grade 12 is over and not whether the diploma is held."""
    plain = fold(nfc(turn.text))
    return turn.named.schooling == "thpt" and bool(_GRADE_12.search(plain)) and not _OF_DIPLOMA.search(plain)


def _in_whole(turn: Turn, found: Entitlements, meant: Policy | None) -> frozenset[str]:
    """Policies of which every item is told: the one asked about, and help for work abroad where that is named."""
    abroad = "overseas" in turn.slots.policy_topic
    named = {one.policy.id for one in found.decisions if abroad and one.policy.topic == "overseas"}
    return frozenset(named | ({meant.id} if meant else set()))


def _included(found: Entitlements, meant: Policy | None) -> list[Decision]:
    """Lower shares of what is due: those that something told speaks for, and the one that is asked about."""
    spoken_for = found.included
    mine = [one for one in found.decisions if one.policy is meant and one.outranked_by and one not in spoken_for]
    return [*mine, *spoken_for]


def _higher(turn: Turn, found: Entitlements, included: Sequence[Decision]) -> list[str]:
    """In short what is due in the place of lower shares."""
    groups = {one.policy.highest_of for one in included}
    money = Money(turn.responses, found)
    return list(dict.fromkeys(money.short(one) for one in found.due if one.policy.highest_of in groups))


def past_of(turn: Turn, found: Entitlements) -> list[Decision]:
    """Whose conditions of that time are not recorded; those of short courses only where no other level was told."""
    short = turn.slots.level is None or turn.slots.level in SHORT_LEVELS
    return [one for one in found.past if short or one.policy.topic != "short_course"]


def grouped_by_document(past: Sequence[Decision]) -> list[list[Decision]]:
    """Those of one kind that one document held then stand together: they are said in one sentence."""
    found: dict[tuple[str, str, str], list[Decision]] = {}
    for one in past:
        if one.version:
            key = one.policy.topic, one.version.status, one.version.basis[0].document
            found.setdefault(key, []).append(one)
    return list(found.values())


def _of_one_document(past: Sequence[Decision]) -> list[list[Decision]]:
    """Those of one kind that one document held: it is named once."""
    found: dict[tuple[str, str], list[Decision]] = {}
    for one in past:
        if one.version:
            found.setdefault((one.policy.topic, one.version.basis[0].document), []).append(one)
    return list(found.values())


def _known(found: Entitlements) -> list[tuple[str, object]]:
    """Facts as they were told, for "Mình đang tính cho …"."""
    told = [(name, found.learner.one(name)) for name in found.book.facts if name in found.learner.told]
    implied = {"ethnicity"} if "ethnic_group" in found.learner.told else set[str]()
    implied |= {"culture_study"} if found.learner.one("level") == "gdtx_thpt" else set[str]()
    return [
        (name, value) for name, value in told if value is not None and name not in implied and value not in _NOTHING
    ]


def _assumed(found: Entitlements) -> list[tuple[str, object]]:
    names = dict.fromkeys(name for one in found.due for name in one.assumed)
    return [(name, found.book.facts[name].assume) for name in names if name in _WORTH_SAYING]


_NOTHING = frozenset({"none", "regular", "not_listed"})
"""What says only that something does not hold."""

_WORTH_SAYING = frozenset({"training_form"})
"""Of what is taken for granted, what may well be otherwise."""
