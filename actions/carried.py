"""What a reply is about that its message did not say: shown, so that a wrong guess is seen before it misleads."""

from __future__ import annotations

from actions.reply import Choice, Payload, Reply
from actions.turn import Turn
from knowledge.library import Library


def carried(turn: Turn, library: Library) -> tuple[str, ...]:
    """Names of the trade, school, level and place taken over from earlier messages; empty where none was.

    Never who the learner is: household, people and disability are not said again unasked.
    """
    if not turn.follow_up:
        return ()
    named, slots = turn.named, turn.slots
    names: list[str | None] = []
    if slots.trade and not (named.trade or named.trades):
        trade = library.occupations_by_id.get(slots.trade)
        names.append(trade.name if trade else None)
    if slots.institution and not (named.institution or named.institutions):
        school = library.institutions_by_id.get(slots.institution)
        names.append(school.name if school else None)
    if not (named.level or named.levels):
        names.append(turn.responses.label(slots.level, "level"))
    if not (named.province or named.provinces):
        names.append(turn.provinces.get(slots.province or ""))
    return tuple(name for name in names if name)


def with_carried(reply: Reply, turn: Turn, library: Library) -> Reply:
    """The reply with what it took over, and a choice that leaves it."""
    about = carried(turn, library)
    if not about:
        return reply
    label = turn.responses.text("leave_topic_button", {})
    leave = Choice(label=label, payload=Payload(intent="leave_topic"), leaves=True)
    return reply.model_copy(update={"about": about, "choices": (*reply.choices, leave)})
