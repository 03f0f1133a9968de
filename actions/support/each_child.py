"""Several children of one family in one message: what each may have, in a few lines, and which one to go on with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from actions.reply import Reply
from actions.slots import known_children, unclear_child
from actions.slots.children import of_child
from actions.slots.record import LEARNER
from actions.slots.siblings import CHILDREN
from actions.support.entitlements import Entitlements
from actions.support.known import told_facts
from actions.support.money import Grounds, Money
from actions.support.picture import Picture, picture_of
from actions.support.scope import concerned
from actions.support.span import Span
from actions.support.telling import cites
from actions.support.topics import topics_of
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.errors import DataError
from knowledge.gazetteer.persons import WRITE_FOR_ANOTHER
from knowledge.policies.book import PolicyBook

_PERSONAL = ("schooling", "level", "age", "gender", "disability", "boarding_school", "military", "study_result")
"""Facts that two children of one family may differ in."""
_TWO = 2
_PERHAPS = 2
"""What may be due to one child of whom nothing is due yet."""


@dataclass(frozen=True, slots=True)
class OfChild:
    """What one of the children may have. `known`: what was told of this child and not of the other."""

    name: str
    known: list[str]
    items: list[Grounds]
    is_due: bool


def two_learners(turn: Turn, book: PolicyBook) -> Reply | None:
    """Several children with facts of their own in one message: each in short, then one after the other."""
    before = turn.before
    if before is not None and (known := unclear_child(before, turn.named.another)):
        # What was told of a child that nobody knows yet is nobody's.
        kept = {name: getattr(before, name) for name in (*LEARNER, "level")}
        asked = turn.named.another
        meta = {"asked": asked, "kept": kept, "settled": True}
        return turn.clarify("which_child", asked=asked, children=_named(turn, known), meta=meta)
    if "siblings" not in turn.named.signs:
        return None
    apart = [one for one in _in_order(turn) if one in known_children(turn.slots)]
    of_children = (turn.slots.addressee or "").partition("+")[0] in WRITE_FOR_ANOTHER
    children = _named(turn, apart if len(apart) > 1 else (("elder", "younger") if of_children else ()))
    if len(apart) == _TWO and (reply := _each(turn, book, apart, children)):
        return reply
    return turn.clarify("one_learner_at_a_time", told_apart=bool(apart), children=children, meta=_forgetting(turn))


def _each(turn: Turn, book: PolicyBook, apart: list[str], children: dict[str, str]) -> Reply | None:
    """What each may have; None where nothing is due to any of them by what was told."""
    base = (turn.slots.addressee or "parent").partition("+")[0]
    found: dict[str, tuple[Turn, Entitlements, Picture]] = {}
    for child in apart:
        slots = replace(of_child(turn.slots, child), addressee=f"{base}+{child}")
        theirs = replace(turn, slots=slots)
        try:
            everything = Entitlements.of(book, told_facts(theirs, book), Span.of(turn))
        except DataError:
            return None
        some = concerned(theirs, everything, topics_of(slots.policy_topic, slots.level), None)
        found[child] = theirs, some, picture_of(theirs, some, None)
    if not any(picture.due for _, _, picture in found.values()):
        return None
    told = [wording(theirs, some)["known"] for theirs, some, _ in found.values()]
    shared = [words for words in told[0] if all(words in others for others in told)]
    lines: list[OfChild] = []
    cited: list[Any] = []
    for (theirs, some, picture), known in zip(found.values(), told, strict=True):
        money = Money(turn.responses, some)
        items = money.grouped(picture.due) or [money.one(one) for one in picture.near[:_PERHAPS]]
        # "Con gái (nữ)" says nothing.
        silent = [*shared, *(turn.responses.fact_value("gender", one) for one in ("female", "male"))]
        own = [words for words in known if words not in silent]
        lines.append(OfChild(theirs.you["learner"], own, items, bool(picture.due)))
        cited += cites(some, [one for item in items for one in item.decisions])
    return turn.answered(
        "each_child",
        cites=cited,
        lines=lines,
        shared=shared,
        period=Span.of(turn).period,
        children=children,
        notices=["authority_decides"],
        meta=_forgetting(turn),
    )


def _forgetting(turn: Turn) -> dict[str, Any]:
    """What one of them was told to be is nobody's, where the talk is on none of them; no other record belongs there."""
    return {"settled": True, **({} if turn.slots.another in CHILDREN else {"forget": _PERSONAL})}


def _in_order(turn: Turn) -> list[str]:
    """The children in the order in which they were told of."""
    told = [name.partition(".")[0] for name, _ in (*turn.named.facts, *turn.slots.facts)]
    return [one for one in dict.fromkeys((*told, turn.slots.another or "")) if one in CHILDREN]


def _named(turn: Turn, children: Iterable[str]) -> dict[str, str]:
    """What each child is called on a button."""
    return {child: turn.responses.label(child, "child") for child in children}
