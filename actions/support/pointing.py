"""The record that a message points at by what only that one holds: a name, a document, a closed body, a sum."""

from __future__ import annotations

import re

from actions.support.meant import KINDS, NEAREST, WAYS, by_name, is_added
from actions.support.registered import documents_named, in_force, resting_on
from actions.support.topics import SHORT_LEVELS, is_no_money, topics_of
from actions.support.whether import asks_whether, claims, files_at, is_by_the_month, is_charged
from actions.turn import Turn
from knowledge.library import Library
from knowledge.policies.amounts import amount_of
from knowledge.policies.benefits import Ceiling, InKind, Loan, MonthlyStipend
from knowledge.policies.schema import Information, Parameter, Policy, RuleVersion
from knowledge.text import fold, nfc

_NOT_BY_FIGURE = frozenset({"poverty_line", "loan", "overseas"})
"""Kinds beside which a sum is what somebody has, earns or would borrow."""
_OF_PROVINCES = frozenset({"local"})
"""Kinds of support of which each province has its record."""
_AMONG = 12
"""Hits among which the record is looked for that rests on a document."""
_WEIGHT = re.compile(r"\b(\d{1,3}) ?(?:kg|ky|ki|can|kilo)\b(?: gao)?")
_ROUND = 1_000_000
_ROUNDED = 0.02
"""A sum in whole millions, and how far it may be from the one that is meant."""


def pointed_at(turn: Turn, library: Library) -> Policy | Information | None:
    """The record that a message points at by what only that one holds: a name, a document, a closed body, a sum."""
    ways = (by_text_named, by_document, by_gone, by_figure, of_province)
    return next((record for way in ways if (record := way(turn, library))), None)


def by_text_named(turn: Turn, library: Library) -> Policy | Information | None:
    """The text that a message names in words of its own, or what only comes beside support: "tiền Tết", "vào thẳng".

    None for a text of another province than the one named.
    """
    named = (library.policies.record(name) for name in turn.named.policy_topic)
    record = next((one for one in named if isinstance(one, Information) or (one and _is_beside(one))), None)
    if isinstance(record, Information) and record.provinces:
        return record if turn.named.province in {None, *record.provinces} else None
    return record if isinstance(record, Policy | Information) else None


def _is_beside(record: Policy | Parameter) -> bool:
    return isinstance(record, Policy) and record.topic not in WAYS and (is_added(record) or is_no_money(record))


def of_province(turn: Turn, library: Library) -> Information | None:
    """What is known of support by the province itself, of the one that the talk is about."""
    asked = set(turn.named.policy_topic)
    if not asked & _OF_PROVINCES or asked - _OF_PROVINCES:
        return None
    province = turn.slots.province or turn.home
    records = [one for one in library.policies.information if one.topic in asked and province in one.provinces]
    return records[0] if province and records else None


def by_document(turn: Turn, library: Library) -> Policy | Information | None:
    """The record that rests on the document which a message names; of several the one that its other words mean.

    None where the document, or what took its place, is about more than that: then what is told decides.
    """
    book = library.policies
    documents = documents_named(book, turn.text) if turn.text else []
    records = {one.id: one for each in documents for one in resting_on(book, each)}
    if {"level", "schooling"} & turn.named.learner.keys():
        records = {name: one for name, one in records.items() if isinstance(one, Policy)}
    named = by_name(turn.named, library)
    if named is not None and named.id in records:
        return named
    after = {one.id for each in documents if (now := in_force(book, each, turn.today)) for one in resting_on(book, now)}
    if len(records) == 1 and len(after) <= NEAREST:
        return next(iter(records.values()))
    topics = topics_of(turn.named.policy_topic, turn.named.level)
    mine = {name: one for name, one in records.items() if one.topic in topics}
    if len(mine) == 1 and len(records) > 1:
        return next(iter(mine.values()))
    hits = library.search(turn.text, kinds=KINDS, limit=_AMONG) if records else []
    found = [hit.passage.record_id for hit in hits[: 1 if len(records) == 1 else _AMONG]]
    return next((records[name] for name in found if name in (mine or records)), None)


def by_gone(turn: Turn, library: Library) -> Information | None:
    """The record of a body that is no more, where a message names it to file at."""
    plain = fold(nfc(turn.text))
    if not turn.text or not ("organisation" in turn.named.policy_topic or (files_at(turn.text) and not turn.follow_up)):
        return None
    return next(
        (
            record
            for record in library.policies.information
            for version in record.versions
            if any(fold(nfc(body)) in plain for body in version.gone)
        ),
        None,
    )


def by_figure(turn: Turn, library: Library) -> Policy | None:
    """The one policy that gives, or once gave, the sum or the weight that a message wants confirmed."""
    plain = fold(nfc(turn.text))
    weight = _WEIGHT.search(plain)
    asks = asks_whether(turn.text) or claims(turn.text) or weight
    if (
        not turn.text
        or not asks
        or is_charged(turn.text)
        or _NOT_BY_FIGURE.intersection(turn.named.policy_topic)
        or by_name(turn.named, library)
    ):
        return None
    figure = int(weight[1]) if weight else turn.named.amount
    kinds = topics_of(turn.named.policy_topic, turn.slots.learner.get("level"))
    # "Tiền ăn" is what a pupil of a general school gets, too.
    kinds += ("general_pupil",) if "boarding" in kinds else ()
    if not kinds and turn.slots.level in SHORT_LEVELS:
        kinds = ("short_course",)
    found = {
        one.id: one
        for one in library.policies.policies
        if figure in _figures(one, in_kind=weight is not None, monthly=is_by_the_month(turn.text))
        and (not kinds or one.topic in kinds)
    }
    if figure and len(found) != 1:
        # Of several the one that gives it now; a round sum may be meant of one that is worked out.
        rounded = [one for one in library.policies.policies if _comes_to(one, figure, turn, library)]
        now = [one for one in found.values() if _gives_now(one, figure, turn)] or rounded
        found = {one.id: one for one in now if not kinds or one.topic in kinds}
    return next(iter(found.values())) if figure and len(found) == 1 else None


def _in_force(policy: Policy, turn: Turn) -> RuleVersion | None:
    return next((one for one in policy.versions if one.valid.covers(turn.today) and not one.text_only), None)


def _gives_now(policy: Policy, figure: int, turn: Turn) -> bool:
    """Whether the version of today names the sum."""
    version = _in_force(policy, turn)
    return any(getattr(item, "amount", None) == figure for item in (version.benefit if version else ()))


def _comes_to(policy: Policy, figure: int, turn: Turn, library: Library) -> bool:
    """Whether a most that is worked out today comes to about the round sum: "30 triệu" for 12 times the base pay."""
    version = _in_force(policy, turn)
    mosts = [item for item in (version.benefit if version else ()) if isinstance(item, Ceiling) and item.times]
    sums = (amount_of(item, library.policies.parameter, turn.today) for item in mosts)
    return figure % _ROUND == 0 and any(one and abs(one.value - figure) <= one.value * _ROUNDED for one in sums)


def _figures(policy: Policy, *, in_kind: bool, monthly: bool) -> set[int | None]:
    """Every sum, or quantity, that a version of a policy names; `monthly`: only what is given or lent by the month."""
    items = [item for version in policy.versions for item in version.benefit]
    if monthly:
        lent = {item.max_monthly for item in items if isinstance(item, Loan)}
        return lent | {item.amount for item in items if isinstance(item, MonthlyStipend)}
    if in_kind:
        return {item.quantity for item in items if isinstance(item, InKind)}
    return {item.amount for item in items if isinstance(item, MonthlyStipend | Ceiling)}
