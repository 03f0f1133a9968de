"""The card "Quyền lợi của em" to keep: results and sources, never the facts they were worked out from."""

from __future__ import annotations

from actions.reply import Sheet, SheetSection
from actions.support.entitlements import Entitlements
from actions.support.money import Money
from actions.turn import Turn
from knowledge.policies.decision import Decision


def sheet_of(turn: Turn, found: Entitlements, money: Money) -> Sheet:
    """One section a policy that may be due, then what may be added; nothing in it says who asked."""
    words = turn.responses
    sections = [_section(turn, one, money) for one in found.due]
    cautions = dict.fromkeys(caution for one in found.due if one.version for caution in one.version.cautions)
    sources = dict.fromkeys(
        words.text("sheet_source", {"basis": basis, "version": one.version})
        for one in found.due
        if one.version
        for basis in one.version.basis
    )
    return Sheet(
        title=words.text("sheet_title", {}),
        as_of=turn.today,
        summary=words.text("sheet_summary", {"due": found.due, "period": found.span.period, "on": found.span.on}),
        sections=tuple(sections),
        cautions=(*cautions, *words.text("sheet_cautions", {}).split("\n")),
        sources=tuple(sources),
    )


def _section(turn: Turn, decision: Decision, money: Money) -> SheetSection:
    values = {"decision": decision, "lines": money.lines(decision), "course": money.course(decision)}
    card = turn.responses.card("sheet_section", values)
    return SheetSection(heading=card.title, lines=card.lines)
