"""Records that are told rather than decided: ways of going on, texts of law, dated figures and lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from actions.reply import Reply
from actions.support.entitlements import Entitlements
from actions.support.registered import repealed
from actions.support.span import Span
from actions.support.topics import is_on_top
from actions.support.whether import asks_for_more, asks_whether, claims, files_at
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.citations import cite_parameter, cite_version
from knowledge.errors import NotFound
from knowledge.library import Library
from knowledge.models import Confidence
from knowledge.policies.clock import version_in_force
from knowledge.policies.decision import Given, Status
from knowledge.policies.schema import Information, Parameter, ParameterVersion, Policy, RuleVersion, TextVersion
from knowledge.policies.truth import Truth
from knowledge.text import fold, nfc

_FEW = 2
"""Places to file at that are told."""
_ISSUED = re.compile(r"[^.]*\bcap giay\b[^.]*\.")
_PAPER_ANEW = re.compile(
    r"\b(?:xin|lam|cap|doi|lay|co|ra)(?: \w+){0,3} (?:giay|so|xac nhan|giay moi|lai)\b"
    r"|\bai cap\b|\b(?:giay|so)\b.* o dau\b"
)
""" "Xin giấy mới ở đâu"."""
_REPEATS = re.compile(r"\b(?:hoc lai|luu ban|o lai lop)\b")
_OF_LEARNING = "nghe truong viec lam"
"""What people here come for, folded: of the bodies that took over, those that see to it are named."""


def about(turn: Turn, everything: Entitlements, meant: Policy) -> Reply:
    """What a way of going on is, for whom and on what basis; said to come later where it does."""
    mine = next(one for one in everything.decisions if one.policy.id == meant.id)
    on = everything.span.on
    version = mine.version or min(
        (one for one in meant.versions if one.valid.start and one.valid.start > on),
        key=lambda one: one.valid.start or on,
        default=None,
    )
    if version is None or version.text_only:
        return turn.not_held("policy_text_not_held", record=meant, period=everything.span.period)
    ending = turn.not_held if version.confidence is Confidence.LOW else turn.answered
    told = replace(mine, version=version, items=tuple(Given(item, Truth.YES) for item in version.benefit))
    return ending(
        "policy_about",
        cites=[cite_version(meant, version)],
        decision=told,
        later=_later(version, on),
        fields=turn.slots.field,
        **wording(turn, everything),
    )


def text(turn: Turn, library: Library, record: Information | Parameter, span: Span) -> Reply:
    """A record without a decision: what it says for the day asked about."""
    if isinstance(record, Parameter):
        return parameter_value(turn, record, span)
    version = told_version(record, span.on)
    if version is None:
        return turn.not_held("policy_text_not_held", record=record, period=span.period)
    ending = turn.not_held if version.confidence is Confidence.LOW else turn.answered
    return ending(
        "policy_text",
        cites=[cite_version(record, version)],
        record=record,
        version=version,
        fields=turn.slots.field,
        period=span.period,
        later=_later(version, span.on),
        no_longer=version.valid.end if _is_over_and_claimed(turn, version) else None,
        added=asks_for_more(turn.text) and not _REPEATS.search(fold(nfc(turn.text))) and _of_one_group(library, record),
        repealed=repealed(library.policies, turn.text, max(span.on, turn.today)),
    )


def _is_over_and_claimed(turn: Turn, version: TextVersion) -> bool:
    """Whether a yes or a no is wanted of what is over, and no time of its own is named."""
    over = version.valid.end is not None and version.valid.end < turn.today
    return over and not turn.named.period and (asks_whether(turn.text) or claims(turn.text))


def _of_one_group(library: Library, record: Information) -> bool:
    """Whether all that a text is about are of one group, of which only the highest is given."""
    policies = [one for name in record.about if isinstance(one := library.policies.record(name), Policy)]
    groups = {one.highest_of for one in policies}
    return len(policies) > 1 and len(groups) == 1 and None not in groups


def gone(turn: Turn, record: Information, everything: Entitlements, topics: Sequence[str]) -> Reply | None:
    """ "Nộp ở phòng lao động huyện phải không": no, and where one files for what is due or most usual.

    None where no body is named that is no more, or something else is asked of it.
    """
    version = told_version(record, everything.span.on)
    if version is None or not files_at(turn.text):
        return None
    plain = fold(nfc(turn.text))
    body = next((one for one in sorted(version.gone, key=len, reverse=True) if fold(nfc(one)) in plain), None)
    if body is None:
        return None
    led = turn.before.led if turn.before else ()
    of_talk = [one for one in everything.decisions if one.policy.id in led and one.status in {Status.DUE, Status.OPEN}]
    wanted = (
        of_talk
        or [one for one in everything.due if one.policy.topic in topics]
        or [one for one in everything.open if one.policy.topic in topics and everything.is_common(one)]
    )
    places: dict[str, dict[str, None]] = {}
    for one in wanted:
        if one.version and one.version.file_at and not is_on_top(one):
            places.setdefault(one.version.file_at, {})[one.policy.topic] = None
    order = [*topics, *(one.policy.topic for one in wanted)]
    shown = dict(sorted(places.items(), key=lambda pair: order.index(next(iter(pair[1]))))[:_FEW])
    told = {one.policy.topic: one for one in reversed(wanted) if one.version and one.version.file_at in shown}
    return turn.answered(
        "policy_gone",
        cites=[cite_version(record, version), *told.values()],
        version=version,
        body=body if len(body.split()) > _FEW else None,
        places=shown,
        instead=_instead_of(version.details, body),
        shared=sorted(version.details.items(), key=lambda pair: -_in_common(pair[0], _OF_LEARNING))[:_FEW],
    )


def _in_common(words: str, plain: str) -> int:
    """How many words of some words stand in a folded text."""
    return len(set(re.findall(r"\w+", fold(nfc(words)))).intersection(plain.split()))


def _instead_of(details: Mapping[str, str], body: str) -> str | None:
    """Who does now what the body did, by most of the words of its name; None where several fit as well."""
    said = set(fold(nfc(body)).split())
    fits = {old: len(said.intersection(fold(nfc(old)).split())) for old in details}
    most = max(fits.values(), default=0)
    best = [old for old in details if fits[old] == most > 1]
    return details[best[0]] if len(best) == 1 else None


def parameter_value(turn: Turn, parameter: Parameter, span: Span) -> Reply:
    """A dated figure or list as it stands on the day asked about; all of them, where it is asked over the years."""
    if "over_time" in turn.named.field and len(parameter.versions) > 1:
        cited = [cite_parameter(parameter.id, parameter.title, one) for one in parameter.versions]
        return turn.answered("parameter_series", cites=cited, parameter=parameter)
    try:
        version = version_in_force(parameter.versions, span.on)
    except NotFound:
        # One whose first day nobody could verify decides nothing, but it is told.
        unknown = next((one for one in parameter.versions if one.valid.start is None), None)
        if unknown is None or span.end < turn.today:
            return turn.not_held("parameter_not_held", parameter=parameter, period=span.period)
        version = unknown
    cited = [cite_parameter(parameter.id, parameter.title, version)]
    paper = _paper_of_another_year(turn, span.on.year)
    summary = nfc(version.summary or "")
    issued = _ISSUED.search(fold(summary)) if _PAPER_ANEW.search(fold(nfc(turn.text))) else None
    if issued:
        # Who issues the paper stands first where that is asked.
        first = summary[issued.start() : issued.end()]
        summary = f"{first} {summary.replace(first, '').strip()}"
    low = version.confidence is Confidence.LOW and not (paper or issued)
    ending = turn.not_held if low else turn.answered
    return ending(
        "parameter_value",
        cites=cited,
        parameter=parameter,
        version=version,
        now_summary=_of_today(turn, parameter, version),
        paper=paper,
        summary=summary,
        year=span.on.year,
    )


def _paper_of_another_year(turn: Turn, year: int) -> str | None:
    """The year of a certificate that is asked about for another year: it does not count then."""
    told = turn.named.learner.get("household_year")
    return told if told and told != str(year) and asks_whether(turn.text) else None


def _of_today(turn: Turn, parameter: Parameter, told: ParameterVersion) -> str | None:
    """What is known for today, said before a series that is over and that nobody could verify."""
    if told.confidence is not Confidence.LOW or told.valid.end is None or told.valid.end >= turn.today:
        return None
    try:
        return version_in_force(parameter.versions, turn.today).summary
    except NotFound:
        return None


def told_version(record: Information, on: date) -> TextVersion | None:
    """The version in force, else the last one before the day asked about, else the first after it.

    One whose first day nobody could verify decides nothing, but it is told, as unverified.
    """
    try:
        return version_in_force(record.versions, on)
    except NotFound:
        over = [one for one in record.versions if one.valid.end and one.valid.end < on]
        if over:
            return max(over, key=lambda one: one.valid.end or on)
        unknown = next((one for one in record.versions if one.valid.start is None), None)
        return unknown or min(record.versions, key=lambda one: one.valid.start or on, default=None)


def _later(version: RuleVersion | TextVersion, on: date) -> date | None:
    return version.valid.start if version.valid.start and version.valid.start > on else None
