"""What the conversation knows after a reply: what it was about, what it showed and asked back, who the learner is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from actions import slots as slot_reading
from actions.listing import carried, with_told
from actions.reply import Outcome, Reply
from actions.slots import Slots
from knowledge.library import Library
from knowledge.policies.schema import Information, Policy

_ASKED_BACK_FOR = {
    "find_programmes": "trade",
    "describe_trade": "trade",
    "ask_indicator": "indicator",
    "ask_policy": "policy_topic",
}
"""What a capability asks back for when it asks for no fact: a name alone is then the answer to it."""
_OF_TRADES = frozenset({"describe_trade", "explore_interests"})
_OF_ONE_TRADE = frozenset({"describe_trade", "find_programmes"})
_A_LIST = 2
_LED = 6
"""Records that a reply can be said to lead with."""
EARLIER = "earlier:"
"""Stands before the kind of danger that not the last reply was about, but the one before it."""


def kept_after(
    reply: Reply,
    topic: str | None,
    *,
    leaves_topic: bool,
    shows_section: bool,
    merged: Slots,
    named: Slots,
    before: Slots,
    library: Library,
) -> Slots:
    """The slots to keep: `merged` of this message and those `before`; `topic` of who answered, None for nobody's."""
    if leaves_topic:
        left = slot_reading.merge(Slots(addressee=before.addressee), before, follow_up=False)
        return replace(left, handoff=before.handoff)
    meta: Mapping[str, Any] = reply.meta or {}
    topic = meta.get("topic", topic)
    kept_too: Mapping[str, Any] = meta.get("kept", {})
    shown = tuple(meta.get("shown", ())) or _listed(reply, topic, library) or carried(before.shown)
    of_one = merged.trade if topic in _OF_ONE_TRADE and len(merged.trades) < _A_LIST else None
    always: dict[str, Any] = {
        "shown": with_told(shown, before.shown, of_one),
        "led": _led(reply, topic, before, library),
        "alert": _alert(reply, before.alert),
        "handoff": before.handoff,
    }
    if topic is None:
        # A greeting or a slip of the finger in between leaves the conversation where it was.
        learner = slot_reading.learner_only(named)
        slots = slot_reading.merge(learner, before, follow_up=True, topic=before.topic)
        section = next((one.record_id for one in reply.citations if shows_section), None)
        return replace(slots, section=section, **{**always, **_of_the_talk(kept_too)})
    asked = meta.get("asked")
    if asked is None and reply.outcome is Outcome.CLARIFY:
        asked = _ASKED_BACK_FOR.get(topic)
    slots = merged.with_level_told() if topic == "ask_policy" else merged
    forgotten: Collection[str] = meta.get("forget", ())
    return replace(slots.without(forgotten), topic=topic, asked=asked, **{**always, **kept_too})


def _alert(reply: Reply, before: str | None) -> str | None:
    """The kind of danger that the reply is about; where it is about none, that of the one before, marked as earlier."""
    if reply.outcome is Outcome.REFUSED_UNSAFE:
        return (reply.meta or {}).get("alert")
    return None if before is None or before.startswith(EARLIER) else f"{EARLIER}{before}"


def _led(reply: Reply, topic: str | None, before: Slots, library: Library) -> tuple[str, ...]:
    """The records of support that the reply led with; where it tells of none, within the same talk, those before."""
    meta: Mapping[str, Any] = reply.meta or {}
    records = {one.record_id: library.policies.record(one.record_id) for one in reply.citations}
    told = [name for name, record in records.items() if isinstance(record, Policy | Information)]
    found = dict.fromkeys((*meta.get("led", ()), *told))
    stays = topic in {None, "ask_policy"}
    return tuple(found)[:_LED] or (before.led if stays else ())


def _of_the_talk(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name in {"handoff", "shown"}}


def _listed(reply: Reply, topic: str | None, library: Library) -> tuple[str, ...]:
    """The trades or schools of a list that the reply shows, in its order; empty where it shows no list."""
    cited = [one.record_id for one in reply.citations]
    trades = [f"trade:{one}" for one in cited if one in library.occupations_by_id]
    schools = [f"institution:{one}" for one in cited if one in library.institutions_by_id]
    for listed in (trades, schools) if topic in _OF_TRADES else (schools, trades):
        if len(listed) >= _A_LIST:
            return tuple(listed)
    return ()
