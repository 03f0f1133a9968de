"""Telegram's updates, read without trusting their form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from channels.vendor_event import CAPTIONED, Kind, VendorEvent

CHANNEL = "telegram"
CALLBACK_PREFIX = "c:"
_MEDIA = {
    "photo": Kind.IMAGE,
    "sticker": Kind.STICKER,
    "voice": Kind.AUDIO,
    "audio": Kind.AUDIO,
    "video": Kind.VIDEO,
    "video_note": Kind.VIDEO,
    "animation": Kind.UNSUPPORTED_MEDIA,
    "document": Kind.FILE,
    "location": Kind.LOCATION,
    "venue": Kind.LOCATION,
    "contact": Kind.CONTACT,
    "poll": Kind.UNSUPPORTED_MEDIA,
    "dice": Kind.UNSUPPORTED_MEDIA,
}
_LAST_SECOND = 10**11
# A tuple: what an update holds may be anything, also what cannot be hashed.
_LEFT = ("kicked", "left")


def parse(update: object) -> VendorEvent | None:
    """The event in an update, as decoded from JSON; None when it is no update at all.

    Only private chats are answered: in a group everybody would read what one person asked.
    """
    body = _mapping(update)
    update_id = body.get("update_id")
    if not isinstance(update_id, int) or isinstance(update_id, bool):
        return None
    key = str(update_id)
    if message := _mapping(body.get("message")):
        return _message(key, message)
    if query := _mapping(body.get("callback_query")):
        return _callback(key, query)
    if member := _mapping(body.get("my_chat_member")):
        status = _mapping(member.get("new_chat_member")).get("status")
        if (user := _private(member)) and status in _LEFT:
            return VendorEvent(CHANNEL, Kind.UNFOLLOW, key, user)
    return VendorEvent(CHANNEL, Kind.IGNORED, key)


def _message(key: str, message: Mapping[str, Any]) -> VendorEvent:
    user = _private(message)
    if user is None or _mapping(message.get("from")).get("is_bot") is True:
        return VendorEvent(CHANNEL, Kind.IGNORED, key)
    text = message.get("text")
    if isinstance(text, str):
        return VendorEvent(CHANNEL, Kind.TEXT, key, user, text=text, at=_written(key, message))
    for name, kind in _MEDIA.items():
        if name in message:
            caption = message.get("caption")
            text = caption if isinstance(caption, str) and kind in CAPTIONED else ""
            return VendorEvent(CHANNEL, kind, key, user, text=text, at=_written(key, message))
    return VendorEvent(CHANNEL, Kind.IGNORED, key)


def _callback(key: str, query: Mapping[str, Any]) -> VendorEvent:
    user = _private(_mapping(query.get("message")))
    data, ask_id = query.get("data"), query.get("id")
    if user is None or not isinstance(data, str) or not isinstance(ask_id, str):
        return VendorEvent(CHANNEL, Kind.IGNORED, key)
    return VendorEvent(CHANNEL, Kind.BUTTON, key, user, payload=data, ask_id=ask_id)


def _private(holder: Mapping[str, Any]) -> str | None:
    """The id of the private chat, which is the id of its user."""
    chat = _mapping(holder.get("chat"))
    chat_id = chat.get("id")
    is_id = isinstance(chat_id, int) and not isinstance(chat_id, bool)
    return str(chat_id) if is_id and chat.get("type") == "private" else None


def _written(key: str, message: Mapping[str, Any]) -> int:
    """In milliseconds. Telegram counts seconds; within one, its updates are numbered in order."""
    date = message.get("date")
    is_date = isinstance(date, int) and not isinstance(date, bool) and 0 < date < _LAST_SECOND
    return date * 1000 + int(key) % 1000 if is_date and isinstance(date, int) else 0


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
