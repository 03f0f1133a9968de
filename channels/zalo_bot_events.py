"""Zalo Bot Platform's updates, wrapped in a result or not, read without trusting their form."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, cast

from channels.vendor_event import CAPTIONED, Kind, VendorEvent

CHANNEL = "zalo_bot"
_LAST_MS = 10**14
_KINDS = {
    "message.text.received": Kind.TEXT,
    "message.image.received": Kind.IMAGE,
    "message.sticker.received": Kind.STICKER,
    "message.voice.received": Kind.AUDIO,
    "message.link.received": Kind.LINK,
    "message.unsupported.received": Kind.UNSUPPORTED,
}


def parse(body: object) -> VendorEvent | None:
    """The event in an update, as decoded from JSON; None when it is none.

    Groups are left alone: everybody there would read what one person asked.
    """
    outer = _mapping(body)
    update = _mapping(outer.get("result")) or outer
    name, message = update.get("event_name"), _mapping(update.get("message"))
    if not isinstance(name, str):
        return None
    sender, chat = _mapping(message.get("from")), _mapping(message.get("chat"))
    chat_id, key = _id(chat.get("id")), _id(message.get("message_id"))
    is_private = chat.get("chat_type") == "PRIVATE" and sender.get("is_bot") is not True
    kind = _KINDS.get(name)
    if kind is None or not is_private or not chat_id or not key:
        return VendorEvent(CHANNEL, Kind.IGNORED, key)
    text = message.get("text" if kind is Kind.TEXT else "caption")
    date = message.get("date")
    return VendorEvent(
        CHANNEL,
        kind,
        key,
        chat_id,
        text=unicodedata.normalize("NFC", text) if isinstance(text, str) and kind in (Kind.TEXT, *CAPTIONED) else "",
        at=date if isinstance(date, int) and not isinstance(date, bool) and 0 < date < _LAST_MS else 0,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _id(value: object) -> str:
    is_id = isinstance(value, str) and 0 < len(value) <= 64 and value.isascii() and value.isprintable()
    return value if is_id and isinstance(value, str) else ""
