"""Whether a document is still in force and what took its place; and which one held on a day that is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from actions.reply import Reply
from actions.support.registered import documents_named, in_force
from actions.support.span import Span
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.policies.book import PolicyBook
from knowledge.policies.schema import Document, Information, Policy, RuleVersion, TextVersion
from knowledge.text import fold, nfc

_STILL = re.compile(r"\bcon (?:(?:hieu luc|ap dung|gia tri|dung|xai|duoc|dc)\b|(?:khong|ko|k|kh|hong|hok|hem)\b)")
_OVER = re.compile(
    r"\b(?:het (?:hieu luc|han|ap dung)|(?:bi |duoc |dc )?thay(?: the)?|bai bo|bi bo|bo)\b(?: \w+){0,3}?"
    r" (?:chua|roi|khong|ko|k|a|ha)\b"
)
_WHEN = re.compile(r"\bhet (?:hieu luc|han)\b|\bthay (?:the|bang|cho)\b|\bbi thay\b|\b(?:nao|gi) thay\b|\bhieu luc\b")
_WHICH = re.compile(
    r"\b(?:van ban|nghi dinh|nd|quyet dinh|qd|quy dinh|thong tu|luat|can cu) (?:nao|gi)\b|\btheo (?:cai )?(?:gi|nao)\b"
)
_FEW = 3

Form = Literal["still", "over", "when"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands on a day: `after` took its place, `now` is in force today where that is another one."""

    document: Document
    after: Document | None
    now: Document | None
    over: bool
    to_come: bool


def standing(turn: Turn, book: PolicyBook) -> Reply | None:
    """ "Nghị định 86 còn không", "quyết định 53/2015 đã bị thay chưa": yes or no first, the successor, the day.

    None where no document that the register holds is named, or something else is asked of it.
    """
    plain = fold(nfc(turn.text))
    form = _form(plain)
    documents = documents_named(book, turn.text) if form else []
    if not documents or turn.named.learner or {"everything", "papers"} & set(turn.named.field):
        return None
    return standing_of(turn, book, documents, form)


def standing_of(turn: Turn, book: PolicyBook, documents: Sequence[Document], form: Form | None) -> Reply | None:
    """How some documents stand; None where no record rests on any of them."""
    found = [_of(book, one, turn.today) for one in documents]
    resting = {one.document.document: list(_resting(book, one.now or one.document)) for one in found}
    cited = [version for one in found for version in (*resting[one.document.document], *_resting(book, one.document))]
    if not cited:
        return None
    # What tells of the very document asked about is cited before what rests on the one in its place.
    itself = [one for each in found for one in _resting(book, each.document) if isinstance(one[0], Information)]
    cited = [*itself, *cited]
    shown = list({record.id: record.title for record, _ in cited if isinstance(record, Policy)}.items())[:_FEW]
    return turn.answered(
        "policy_standing",
        cites=[cite_version(*one) for one in {record.id: (record, version) for record, version in cited}.values()][
            :_FEW
        ],
        choices=turn.responses.choices("ask_record", {"records": dict(shown)}),
        found=found,
        form=form,
        titles=[title for _, title in shown],
        uncertain=any(version.status == "uncertain" for _, version in cited),
        checked_on=max(version.checked_on for _, version in cited),
        meta={"settled": True, "led": [one.number for one in documents if one.number]},
    )


def in_force_then(
    turn: Turn, book: PolicyBook, span: Span, topics: Sequence[str], meant: Policy | None
) -> Reply | None:
    """ "Ngày 2/9/2025 theo văn bản nào": the document of that day, how long it held, what came after it or before.

    None where no time is named, or no document asked for.
    """
    plain = fold(nfc(turn.text))
    # Who tells a case of their own has it decided; the level and what was finished say only which rule is meant.
    own = turn.named.learner.keys() - {"level", "training_form", "schooling"}
    if own or not turn.named.period or not _WHICH.search(plain):
        return None
    policies = [meant] if meant else []
    policies += [one for one in book.policies if one.topic in topics]
    told = next((found for one in policies if (found := _then(one, span))), None)
    if told is None:
        return None
    policy, versions = told
    starts = sorted(version.valid.start for version in versions if version.valid.start)
    ends = [version.valid.end for version in versions]
    later = min(
        (
            one
            for one in policy.versions
            if one.valid.start and None not in ends and one.valid.start > max(filter(None, ends))
        ),
        key=lambda one: one.valid.start or span.on,
        default=None,
    )
    earlier = max(
        (one for one in policy.versions if one.valid.end and starts and one.valid.end < starts[0]),
        key=lambda one: one.valid.end or span.on,
        default=None,
    )
    now = next((one for one in policy.versions if one.valid.covers(turn.today)), None) if later else None
    now = None if now is later else now
    then = {basis.document for version in versions for basis in version.basis}
    added = [basis.document for basis in later.basis if basis.document not in then] if later else []
    # What the document of before still leads is not replaced but added to.
    added = added if later and later.basis[0].document in then else []
    around = [one for one in (earlier, later, now) if one]
    return turn.answered(
        "policy_in_force_then",
        cites=[cite_version(policy, version) for version in (*versions, *around)],
        policy=policy,
        versions=versions,
        later=later,
        added=list(dict.fromkeys(added)),
        now=now,
        earlier=earlier,
        period=span.period,
        register={one.document: one for one in book.documents},
        meta={"settled": True},
    )


def _form(plain: str) -> Form | None:
    if _OVER.search(plain):
        return "over"
    if _STILL.search(plain):
        return "still"
    return "when" if _WHEN.search(plain) else None


def _of(book: PolicyBook, document: Document, today: date) -> Standing:
    _, after = book.successor(document.number or "") or (document, None)
    over = document.valid.end is not None and document.valid.end < today
    now = in_force(book, after, today) if over else None
    to_come = document.valid.start is not None and document.valid.start > today
    return Standing(document, after, now, over, to_come)


def _resting(book: PolicyBook, document: Document) -> Iterator[tuple[Policy | Information, RuleVersion | TextVersion]]:
    """The records that rest on a document, each with the last version that does; what decides before what tells."""
    records: list[Policy | Information] = [*book.policies, *book.information]
    for record in records:
        versions = [one for one in record.versions if one.basis[0].document == document.document]
        if versions:
            yield record, versions[-1]


def _then(policy: Policy, span: Span) -> tuple[Policy, list[RuleVersion]] | None:
    """The versions of a policy over the time asked about; None where none of them held then."""
    found = [
        one
        for one in policy.versions
        if one.valid.start and one.valid.start <= span.end and (one.valid.end is None or one.valid.end >= span.start)
    ]
    return (policy, found) if found else None
