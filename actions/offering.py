"""Choices that a reply offered, kept until the next message: who types the label of one presses it."""

from __future__ import annotations

import json

from actions.listing import NEXT
from actions.reply import Payload, Reply
from actions.slots import Slots, from_payload
from knowledge.text import fold, nfc


def offered(reply: Reply) -> tuple[str, ...]:
    """The choices of a reply as they are kept: label, intent and slots as JSON."""
    return tuple(
        json.dumps([one.label, one.payload.intent, dict(one.payload.slots)], ensure_ascii=False)
        for one in reply.choices
        if isinstance(one.payload, Payload)
    )


def typed_choice(text: str, kept: Slots) -> tuple[str, Slots] | None:
    """The intent and the slots of the one choice whose label was typed, in whatever spelling; None where none was."""
    said = _plain(text)
    found = [
        (intent, from_payload({"entity": name, "value": value} for name, value in slots.items()))
        for label, intent, slots in map(json.loads, kept.offered)
        if _plain(label) == said
    ]
    return found[0] if len(found) == 1 else None


def next_page(kept: Slots) -> tuple[str, Slots] | None:
    """The intent and the slots of the choice that goes on with the list shown; None where the reply offered none."""
    for _, intent, slots in map(json.loads, kept.offered):
        if slots.get("back") == NEXT:
            return intent, from_payload({"entity": name, "value": value} for name, value in slots.items())
    return None


def _plain(text: str) -> str:
    return " ".join(fold(nfc(text)).strip(" .!?,").split())
