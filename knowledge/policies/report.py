"""Everything that came out for one learner on one day, as plain data: for who checks a household without the chat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.policies.amounts import Amount
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import Leaf
from knowledge.policies.decide import Reason
from knowledge.policies.decision import Decision, Given
from knowledge.policies.facts import Learner
from knowledge.policies.questions import next_question
from knowledge.policies.schema import Basis, Information, Parameter, RuleVersion, TextVersion


def report(book: PolicyBook, learner: Learner, months: int | None = None) -> dict[str, Any]:
    """Policies with status, amounts, reasons and papers; texts of the day; what was understood; the next question.

    `months`: length of the course for which amounts are added up; else the fact `course_months`, where it is known.
    """
    on = learner.on
    told = learner.one("course_months")
    months = months or (told if isinstance(told, int) else None)
    ask = next_question(book, learner, on)
    return {
        "date": on.isoformat(),
        "facts": {name: sorted(map(str, values)) for name, values in sorted(learner.known.items())},
        "outdated_facts": list(learner.outdated),
        "policies": [_policy(book, one, on, months) for one in book.decide(learner, on)],
        "parameters": [_parameter(one, on) for one in book.parameters],
        "texts": [_text(book, text, on) for text in book.information],
        "next_question": None if ask is None else {"id": ask.id, "answers": [one.code for one in ask.answers]},
    }


def _policy(book: PolicyBook, decision: Decision, on: date, months: int | None) -> dict[str, Any]:
    policy, version = decision.policy, decision.version
    found: dict[str, Any] = {
        "id": policy.id,
        "title": policy.title,
        "topic": policy.topic,
        "status": decision.status.value,
        "monthly": decision.amount.value if decision.amount else None,
        "percent": decision.percent,
        "items": [_item(book, one, on, months) for one in decision.items],
        "reasons": [_reason(one, version) for one in decision.reasons],
        "missing": list(decision.missing),
        "assumed": list(decision.assumed),
        "highest_of": policy.highest_of,
        "outranked_by": list(decision.outranked_by),
        "not_with": sorted({*policy.not_with, *decision.not_with}),
        "predecessors": list(policy.follows),
        "successors": book.successors(policy.id),
        "versions": _around(decision),
    }
    return found | (_version(version) if version else {}) | (_texts(version) if version else {})


def _version(version: RuleVersion | TextVersion) -> dict[str, Any]:
    return {
        "valid": {"start": _day(version.valid.start), "end": _day(version.valid.end)},
        "law": version.status,
        "confidence": version.confidence.value,
        "evidence": version.evidence,
        "unverified": list(version.unverified),
        "checked_on": version.checked_on.isoformat(),
        "check_by": _day(version.check_by),
        "basis": [_basis(one) for one in version.basis],
        "summary": version.summary,
        "cautions": list(version.cautions),
        "papers": list(version.papers),
        "file_at": version.file_at,
        "deadline": version.deadline,
    }


def _texts(version: RuleVersion) -> dict[str, Any]:
    return {"decided_by": version.decided_by, "paid_when": version.paid_when}


def _text(book: PolicyBook, text: Information, on: date) -> dict[str, Any]:
    version = next((one for one in text.versions if one.valid.covers(on)), None)
    undated = next((one for one in text.versions if one.valid.start is None), None)
    found: dict[str, Any] = {
        "id": text.id,
        "title": text.title,
        "topic": text.topic,
        "status": "information" if version else "undated" if undated else "not_in_force",
        "about": list(text.about),
        "successors": book.successors(text.id),
    }
    shown = version or undated
    return found | (_version(shown) if shown else {})


def _parameter(parameter: Parameter, on: date) -> dict[str, Any]:
    version = next((one for one in parameter.versions if one.valid.covers(on)), None)
    found: dict[str, Any] = {"id": parameter.id, "title": parameter.title, "unit": parameter.unit}
    if version is None:
        return found | {"status": "not_in_force"}
    return found | {
        "status": "in_force",
        "value": version.value,
        "values": dict(version.values),
        "summary": version.summary,
        "valid": {"start": _day(version.valid.start), "end": _day(version.valid.end)},
        "confidence": version.confidence.value,
        "checked_on": version.checked_on.isoformat(),
        "check_by": _day(version.check_by),
        "basis": [_basis(one) for one in version.basis],
    }


def _item(book: PolicyBook, given: Given, on: date, months: int | None) -> dict[str, Any]:
    course = book.course(given, on, months) if months else None
    return {
        "code": given.item.code,
        "kind": given.item.kind,
        "due": given.truth.value,
        "verified": given.item.verified,
        "amount": None if given.amount is None else _amount(given.amount),
        "course": None
        if course is None
        else {
            "months": months,
            "total": course.total,
            "formula": course.formula,
            "uncertain_from": _day(course.uncertain_from),
        },
        "terms": given.item.model_dump(mode="json", exclude_none=True, exclude={"kind", "code", "verified", "when"}),
        "reasons": [_reason(one, None) for one in given.reasons],
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "value": amount.value,
        "per": amount.per,
        "formula": amount.formula,
        "parameter": amount.parameter_id or None,
        "ceiling": amount.ceiling,
        "lent": amount.lent,
    }


def _reason(reason: Reason, version: RuleVersion | None) -> dict[str, Any]:
    article = reason.article or (version.basis[0].article if version else None)
    found: dict[str, Any] = {"fact": reason.fact or None, "met": reason.truth.value, "article": article}
    if reason.due:
        return found | {"one_of_due": list(reason.due)}
    known = reason.possible or ((str(reason.known),) if reason.known is not None else ())
    wanted: Mapping[str, Any] = _wanted(reason.leaf) if reason.leaf else {}
    return found | {
        "wants": {"not": wanted} if reason.negated else wanted,
        "known": list(known),
        "assumed": reason.assumed,
    }


def _wanted(leaf: Leaf) -> Mapping[str, Any]:
    told = leaf.model_dump(mode="json", exclude_none=True, exclude={"fact", "article"})
    return {name: value for name, value in told.items() if value}


def _around(decision: Decision) -> dict[str, Any]:
    return {
        "before": None if decision.before is None else _place(decision.before),
        "after": None if decision.after is None else _place(decision.after),
    }


def _place(version: RuleVersion) -> dict[str, Any]:
    return {"start": _day(version.valid.start), "end": _day(version.valid.end), "basis": _basis(version.basis[0])}


def _basis(basis: Basis) -> dict[str, Any]:
    return {"document": basis.document, "article": basis.article, "url": basis.url}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
