"""What is asked of the support talked about, once each: which papers, where, by when, who decides, for how long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from actions.support.few_words import FACETS, OF_CONDITIONS, PLACE
from actions.support.leads import Lead
from actions.support.loans import is_loan
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.policies.benefits import MonthlyStipend
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import leaves
from knowledge.policies.decision import Decision
from knowledge.text import fold, nfc

_AT: Mapping[str, str] = {
    f"{PLACE}school": r"truong|co so (?:day nghe|dao tao|giao duc)|noi hoc",
    f"{PLACE}commune": r"xa\b|phuong\b",
    f"{PLACE}department": r"so (?:gd|giao duc|noi vu)",
    f"{PLACE}bank": r"ngan hang",
    f"{PLACE}online": r"dich vu cong|qua mang|truc tuyen",
}
"""Places that people name → how a record names them, folded."""
_DISTRICT = f"{PLACE}district"
_ONLINE = f"{PLACE}online"

_EITHER = re.compile(r"\b(?:hay|hoac)\b(?! khong\b)")
_FURTHER = re.compile(r"[;(]")

_CONDITION_LEADS = {"grades": "lead_grades", "lodging": "lead_lodging", "times": "lead_times"}

Facet = Mapping[str, list[Decision]]
"""What is told, and the policies of which it is told; blank: no record tells it."""


def facets_of(shown: Sequence[Decision], fields: Iterable[str]) -> dict[str, Facet]:
    """What was asked, in the order of a form; policies that say the same stand together."""
    asked = set(fields)
    return {name: _by_value(shown, name) for name in FACETS if name in asked}


def _by_value(shown: Sequence[Decision], name: str) -> Facet:
    found: dict[str, list[Decision]] = {}
    for one in shown:
        found.setdefault(_told(one, name), []).append(one)
    return found


def _told(decision: Decision, name: str) -> str:
    version = decision.version
    if version is None:
        return ""
    match name:
        case "papers":
            return "; ".join(version.papers)
        case "where":
            return version.file_at or ""
        case "deadline":
            return version.deadline or ""
        case "paid_when":
            return version.paid_when or ""
        case "decided_by":
            return version.decided_by or ""
        case _:
            # How long money is paid is told with how it is paid.
            paid = any(isinstance(one, MonthlyStipend) for one in version.benefit)
            return (version.paid_when or "") if paid else ""


def condition_leads(turn: Turn, shown: Sequence[Decision]) -> list[Lead]:
    """Whether marks, or where one lodges, count for what is shown, and how often it is had, by what its rules ask."""
    found: list[Lead] = []
    for name, facts in OF_CONDITIONS.items():
        if name in turn.slots.field and shown:
            needing = [
                one for one in shown if one.version and facts & {leaf.fact for leaf in leaves(one.version.requires)}
            ]
            others = [one for one in shown if one not in needing]
            found.append(Lead(_CONDITION_LEADS[name], {"needing": needing, "others": others}))
    return found


def places_lead(turn: Turn, book: PolicyBook, shown: Sequence[Decision]) -> list[Lead]:
    """Whether one files where the message says: "nộp ở huyện à", "lên xã được không"; none where it names no place."""
    named = [one for one in turn.named.signs if one.startswith(PLACE)]
    if not named or not shown:
        return []
    if len(named) > 1 and _EITHER.search(fold(nfc(turn.text))):
        # "Trường hay xã" is answered by the place itself.
        return _private_school(turn)
    if _DISTRICT in named:
        return _no_more(turn, book)
    places = [(one, fold(nfc(one.version.file_at or ""))) for one in shown if one.version]
    # What stands behind the first place is a way beside it, or not verified.
    right = [one for one, where in places if _is_one_of(named, _FURTHER.split(where)[0])]
    beside = any(_is_one_of(named, where) for _, where in places)
    is_online = named == [_ONLINE]
    lent = all(is_loan(one.policy) for one in shown)
    values = {"right": right, "every": len(right) == len(places), "beside": beside, "online": is_online, "lent": lent}
    return [Lead("lead_place", values)]


def _private_school(turn: Turn) -> list[Lead]:
    """That the place was verified for public schools, of who learns at another."""
    return [Lead("lead_private_place", {})] if turn.slots.learner.get("ownership") == "private" else []


def _is_one_of(named: Iterable[str], where: str) -> bool:
    return any(place in _AT and re.search(_AT[place], where) for place in named)


def _no_more(turn: Turn, book: PolicyBook) -> list[Lead]:
    """That a body that is named is no more, by the text that says so."""
    plain = fold(nfc(turn.text))
    for record in book.information:
        for version in record.versions:
            body = next((one for one in version.gone if fold(nfc(one)) in plain), None)
            if body is not None and version.valid.start and version.valid.start <= turn.today:
                cited = cite_version(record, version)
                return [Lead("lead_no_more", {"start": version.valid.start}, (cited,))]
    return []
