"""What comes in from any channel, and what goes out to it: text made safe, choices made opaque."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.reply import Payload, Reply
from channels.errors import ReplyInvalid
from channels.identity import new_choice_id, new_sheet_id

# Characters that show nothing although their category says letter, mark or symbol.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


@dataclass(frozen=True)
class Incoming:
    """One message as a channel received it. `client_message_id` is the sender's own id, the same on a repeat.

    One of `text`, `choice_id` and `intent` says what is meant; `intent` is a command of the channel, shown as `text`.
    `reply`: the answer, when channels give it themselves; `body` instead of it: an answer that is published already.
    `user_id`: who gets the reply, at a vendor's channel.
    `written_at`: when the user wrote it, in milliseconds since 1970, 0 when the vendor does not tell.
    `event_key`: the vendor's key of this event, by which a repeat is known even after the conversation was forgotten.
    `told_once`: of what kind `reply` is, when a vendor's user is told it once in a minute.
    """

    conversation_id: str
    channel: str
    client_message_id: str
    text: str | None = None
    choice_id: str | None = None
    intent: str | None = None
    reply: Reply | None = None
    body: Mapping[str, Any] | None = None
    user_id: str | None = None
    event_key: str | None = None
    written_at: int = 0
    told_once: str = ""


@dataclass(frozen=True)
class OfferedChoice:
    """A choice as stored: what pressing `id` means."""

    id: str
    label: str
    intent: str
    slots: Mapping[str, Any]

    @property
    def command(self) -> str:
        """What Rasa is told when it is pressed; only ever sent as trusted."""
        slots = json.dumps(dict(self.slots), ensure_ascii=False, sort_keys=True) if self.slots else ""
        return f"/{self.intent}{slots}"


def clean(text: str) -> str:
    """The text without what no database or terminal should hold: control characters and halves of surrogate pairs."""
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    if character in "\n\t":
        return character
    match unicodedata.category(character):
        case "Cc":
            return " "
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case _:
            return character


def is_blank(text: str) -> bool:
    """True when nothing of it can be seen: spaces, zero-width characters, fillers."""
    return all(unicodedata.category(character) in _INVISIBLE or character in _BLANK for character in text)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut at the end with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


@dataclass(frozen=True)
class KeptSheet:
    """A sheet to freeze: its own id, and its body as JSON."""

    id: str
    body: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Where it is read on this server."""
        return f"/cards/{self.id}"


@dataclass(frozen=True)
class Published:
    """A reply as JSON for its reader, and what is stored beside it."""

    body: Mapping[str, Any]
    choices: tuple[OfferedChoice, ...] = ()
    sheet: KeptSheet | None = None


def published(reply: Reply, *, with_meta: bool) -> Published:
    """The reply for the reader: an opaque id in place of each payload, the address of its sheet in place of the sheet.

    Raises ReplyInvalid when a choice carries no payload of intent and slots.
    """
    offered: list[OfferedChoice] = []
    for choice in reply.choices:
        if not isinstance(choice.payload, Payload):
            raise ReplyInvalid("choices.payload")
        offered.append(OfferedChoice(new_choice_id(), choice.label, choice.payload.intent, choice.payload.slots))
    hidden = {"sheet"} if with_meta else {"sheet", "meta"}
    body = reply.model_dump(mode="json", exclude_none=True, exclude=hidden)
    body["choices"] = [
        {"label": choice.label, "payload": one.id, **({"leaves": True} if choice.leaves else {})}
        for choice, one in zip(reply.choices, offered, strict=True)
    ]
    sheet = None
    if reply.sheet is not None:
        sheet = KeptSheet(new_sheet_id(), reply.sheet.model_dump(mode="json"))
        body["sheet"] = {"title": reply.sheet.title, "path": sheet.path}
    return Published(body, tuple(offered), sheet)
