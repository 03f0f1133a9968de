"""The card "Quyền lợi của em" to keep: results and sources, never the facts they were worked out from.

Money that is handed out stands first, then tuition, other support, loans, and last the ways of study, which are no
benefits and are not counted as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from actions.reply import Reply, Sheet, SheetEntry, SheetSection, SheetSource
from actions.responses import place, upfirst
from actions.support.entitlements import Entitlements
from actions.support.money import Grounds, Money
from actions.support.telling import cites
from actions.support.topics import is_beside
from actions.support.wording import distinct, of_owner, wording
from actions.turn import Turn
from knowledge.policies.decision import Decision
from knowledge.policies.schema import ParameterVersion
from knowledge.policies.truth import Truth

Kind = Literal["money", "tuition", "other", "loan", "path"]

_ORDER: tuple[Kind, ...] = ("money", "tuition", "other", "loan", "path")
_HANDED_OUT = frozenset({"monthly_stipend", "one_off", "per_day", "in_kind"})
_WAYS = frozenset({"progression"})
_IN_FULL = frozenset({"money", "tuition"})
_CAUTIONS = (1, 2)
"""Of one benefit, of one that is told in full; those that limit it stand first in its record."""
_OPEN = 3


def sheet_of(turn: Turn, found: Entitlements, money: Money) -> Sheet:
    """What may be due by kind, then what is not known yet; nothing in it says who asked."""
    words = turn.responses
    values = {**wording(turn, found), **counts(found, money)}
    return Sheet(
        title=words.text("sheet_title", values),
        as_of=turn.today,
        summary=words.text("sheet_summary", values),
        sections=tuple(_Writing(turn, found, money).sections(values)),
        cautions=tuple(_cautions(turn, found, values)),
        sources=tuple(_sources(found)),
    )


def counts(found: Entitlements, money: Money) -> Mapping[str, int]:
    """How many benefits, loans and ways of study are on the card; one benefit due on two grounds counts once."""
    kinds = [_kind(grounds) for grounds in money.grouped(found.due)]
    return {
        "benefits": sum(kind not in {"loan", "path"} for kind in kinds),
        "loans": kinds.count("loan"),
        "paths": kinds.count("path"),
    }


@dataclass(frozen=True, slots=True)
class _Writing:
    """The sections of one card."""

    turn: Turn
    found: Entitlements
    money: Money

    def sections(self, values: Mapping[str, Any]) -> Iterator[SheetSection]:
        words, given = self.turn.responses, self.money.grouped(self.found.due)
        for kind in _ORDER:
            mine = [one for one in given if _kind(one) == kind]
            if not mine:
                continue
            heading = words.text("sheet_heading", {**values, "part": kind})
            if kind == "path":
                titles = tuple(one.decisions[0].policy.title for one in mine)
                yield SheetSection(heading=heading, is_beside=True, lines=titles)
            else:
                yield SheetSection(
                    heading=heading, is_beside=kind not in _IN_FULL, entries=tuple(map(self._entry, mine))
                )
        if likely := [one for one in self.found.likely() if not is_beside(one)][:_OPEN]:
            heading = words.text("sheet_heading", {**values, "part": "open"})
            yield SheetSection(heading=heading, is_beside=True, lines=tuple(one.policy.title for one in likely))

    def _entry(self, grounds: Grounds) -> SheetEntry:
        first, in_full, verified = grounds.decisions[0], _kind(grounds) in _IN_FULL, _is_verified(grounds.decisions[0])
        versions, most = [one.version for one in grounds.decisions if one.version], _CAUTIONS[in_full]
        values = {
            "decision": first,
            "in_full": in_full,
            "verified": verified,
            "owned": partial(of_owner, self.turn.slots.learner.get("ownership")),
            "course": self.money.course(first),
            "amount_bases": _each(map(place, one.basis) for one in _parameters(self.found, grounds.decisions)),
            "bases": _each(map(place, version.basis) for version in versions),
            "papers": _each(version.papers for version in versions),
            "cautions": distinct(map(self.found.cautions, grounds.decisions), each=most)[: most if verified else 0],
        }
        card = self.turn.responses.card("sheet_entry", values)
        return SheetEntry(title=card.title, gives=tuple(self._gives(first)), lines=card.lines)

    def _gives(self, decision: Decision) -> list[str]:
        """What it brings; of items whose sum rests on no source the names."""
        if _is_verified(decision):
            return [upfirst(line) for line in self.money.lines(decision)]
        names = dict.fromkeys(given.item.name for given in decision.items if given.item.name)
        return [upfirst(self.turn.responses.text("sheet_unverified", {"names": list(names)}))]


def _kind(grounds: Grounds) -> Kind:
    """Where it stands on the card. Sums that rest on no source are no money to count on."""
    decision = grounds.decisions[0]
    if decision.policy.topic in _WAYS:
        return "path"
    given = {one.item.kind for one in decision.items if one.item.verified and one.truth is not Truth.NO}
    if "loan" in {one.item.kind for one in decision.items}:
        return "loan"
    if given & _HANDED_OUT:
        return "money"
    return "tuition" if "tuition" in given else "other"


def _is_verified(decision: Decision) -> bool:
    return any(given.item.verified for given in decision.items)


def _parameters(found: Entitlements, decisions: Iterable[Decision]) -> list[ParameterVersion]:
    """What the sums are a share of, as it was in force in each part of the time."""
    parts = [part for one in decisions for _, _, part in found.stretches(one)]
    amounts = [given.amount for part in parts for given in part.items if given.item.verified]
    told = {tuple(map(place, one.parameter.basis)): one.parameter for one in amounts if one and one.parameter}
    return list(told.values())


def _each(several: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(one for some in several for one in some))


def _cautions(turn: Turn, found: Entitlements, values: Mapping[str, Any]) -> Iterator[str]:
    """What holds for the card as a whole, where it has anything to do with what is shown."""
    if any(one.version and one.version.papers for one in found.due):
        yield turn.responses.text("sheet_caution_papers", values)
    if values["assumed"]:
        yield turn.responses.text("sheet_caution_assumed", values)


def _sources(found: Entitlements) -> list[SheetSource]:
    """Every place of law that the card rests on, once, with the day it was checked last."""
    told: dict[str, SheetSource] = {}
    versions = [one.version for one in found.due if one.version]
    for version in (*versions, *_parameters(found, found.due)):
        for basis in version.basis:
            source = SheetSource(text=place(basis), url=basis.url, checked_on=version.checked_on)
            told.setdefault(source.text, source)
    return list(told.values())


def kept_card(turn: Turn, found: Entitlements) -> Reply:
    """The card to keep, where there is something to put on it."""
    if not found.due:
        return turn.clarify("card_needs_facts")
    money = Money(turn.responses, found)
    values = {**wording(turn, found), **counts(found, money)}
    reply = turn.answered("card_kept", cites=cites(found, found.due), **values)
    return reply.model_copy(update={"sheet": sheet_of(turn, found, money)})
