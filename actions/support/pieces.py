"""One thing among what a record tells, by the words of a message: "đồng phục, vật tư", "khám sức khoẻ"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from actions.reply import Reply
from actions.slots import Slots
from actions.support.entitlements import Entitlements
from actions.support.money import Money
from actions.support.supposing import supposes
from actions.support.whether import asks_how_much, asks_whether
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.library import Library
from knowledge.policies.schema import Information, Policy
from knowledge.text import fold, nfc

Record = Policy | Information

PART = "part"
"""The field of a message that asks about one thing among what a record tells."""
_CLAUSES = re.compile(r"[^\w\s]+|\b(?:voi|va|hoac|lan)\b")
_SENTENCES = re.compile(r"(?<=[.;])\s+")
_FILLERS = re.compile(
    r"duoc|dc|bao|nhieu|nhiu|may|thi|sao|con|co|khong|ko|k|hong|tien|khoan|nua|the|vay|la|a|ha|nhi|em|con|toi|chau|minh"
    r"|no|cua|cho|neu|ma|voi|va|o|them|phai|mat|dong|nop|tra|giam|mien|huong|nhan|lanh|linh|nhu|nao|gi|ai|roi|cung|van"
    r"|nha|nuoc|cap|thay|ban|ad|da|lam|mot|hai|thang|nam|ngay|lan|ky|tuan|muc|lai|\d+"
)
"""Words, folded, that name no thing."""
_ENOUGH = 0.66
"""Share of the words of a message that a part must hold."""
_SURELY = 0.5
"""Confidence of the search from which another record is meant than the one told last."""
_FEW = 2


def led(slots: Slots, library: Library) -> tuple[Record, ...]:
    """The records among what the last reply led with."""
    found = (library.policies.record(name) for name in slots.led)
    return tuple(one for one in found if isinstance(one, Policy | Information))


def names_part(asked: str, records: Sequence[Record], on: date) -> bool:
    """Whether a message names a thing that a record told of: an item, what it leaves out, who does what."""
    return any(_holds(asked, words) for one in records for words in _told_of(one, on, only_items=asks_how_much(asked)))


def piece(turn: Turn, records: Sequence[Record], everything: Entitlements, on: date) -> Reply | None:
    """What the records told last say of the thing that a message names."""
    for record in records:
        version = next((one for one in record.versions if one.valid.covers(on)), None) or record.versions[-1]
        decision = next((one for one in everything.decisions if one.policy.id == record.id), None)
        lines = Money(turn.responses, everything).lines(decision, plain=True) if decision else []
        if decision and not lines:
            # Of what is not due the record itself tells.
            lines = [item.name for one in record.versions for item in getattr(one, "benefit", ()) if item.name]
        found = [one for one in lines if _holds(turn.text, one)] or [
            one for one in _told_of(record, on, only_items=asks_how_much(turn.text)) if _holds(turn.text, one)
        ]
        if found:
            return turn.answered(
                "policy_part",
                cites=[cite_version(record, version)],
                record=record,
                version=version,
                found=list(dict.fromkeys(found))[:_FEW],
                meta={"settled": True, **({"asked": turn.before.asked} if turn.before and turn.before.asked else {})},
            )
    return None


def _told_of(record: Record, on: date, *, only_items: bool) -> Iterator[str]:
    """What a record tells, piece by piece: its items, cautions, details and the sentences of its summary.

    `only_items`: a sum is asked for, and only an item has one.
    """
    version = next((one for one in record.versions if one.valid.covers(on)), None) or record.versions[-1]
    for item in getattr(version, "benefit", ()):
        yield from filter(None, (item.name, getattr(item, "text", None)))
    if only_items:
        return
    yield from version.cautions
    yield from (f"{name}: {words}" for name, words in getattr(version, "details", {}).items())
    yield from _SENTENCES.split(version.summary or "")


def things(words: str) -> list[str]:
    """The words that name something, folded."""
    return [one for one in re.findall(r"\w+", fold(nfc(words))) if not _FILLERS.fullmatch(one)]


def _holds(asked: str, words: str) -> bool:
    """Whether a piece of a record has words of the message beside each other, and most of all that it names.

    Or all that stands between two of its commas.
    """
    plain = f" {' '.join(re.findall(r'[a-z0-9]+', fold(nfc(words))))} "
    head = fold(nfc(words.partition(":")[0])).strip()
    found, every, whole = 0, 0, False
    for clause in _CLAUSES.split(fold(nfc(asked))):
        said = clause.split()
        names = [_FILLERS.fullmatch(one) is None for one in said]
        pairs = [place for place in range(len(said) - 1) if any(names[place : place + 2])]
        held = {near for place in pairs if f" {said[place]} {said[place + 1]} " in plain for near in (place, place + 1)}
        named = held | {place for place, one in enumerate(names) if one}
        found, every = found + len(held), every + len(named)
        alone = len(named) == 1 and head == next(said[place] for place in named)
        whole = whole or bool(named and named == held) or alone
    return whole or (found > 0 and found >= _ENOUGH * every)


def _is_of_another(text: str, records: Sequence[Record], library: Library) -> bool:
    """Whether the search is sure that another record is meant than those told last."""
    best = next(iter(library.search(text, kinds=("policy",), limit=1)), None)
    return best is not None and best.confidence >= _SURELY and best.passage.record_id not in {one.id for one in records}


def with_part(named: Slots, text: str, kept: Slots, library: Library, on: date, *, otherwise: Slots) -> Slots:
    """The slots of a message that names a thing told of in the last reply and nothing else that is known."""
    silent = replace(named, aspects=(), back=(), signs=(), addressee=None, doubtful=(), wishes=(), denied=())
    if supposes(text) and {name for name, _ in named.facts} <= {"ownership"}:
        # "Nếu trường tư dạy thì sao".
        silent = replace(silent, facts=())
    records = led(kept, library)
    if silent != Slots() or not records or (asks_whether(text) and not asks_how_much(text)):
        return otherwise
    if "+" in (named.addressee or "") or not names_part(text, records, on) or _is_of_another(text, records, library):
        return otherwise
    return replace(named, field=(PART,), aspects=(), wishes=(), doubtful=())
