"""Zalo Official Account's events: signature over the raw bytes, and their meaning, read without trusting their form."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from channels.vendor_event import CAPTIONED, Kind, VendorEvent

CHANNEL = "zalo_oa"
# What a button of ours says; a button of the account's own menu begins with "#menu:".
_PRESSED = re.compile(r"#(?:c|menu):\S{1,200}")
_MEDIA = {
    "user_send_image": Kind.IMAGE,
    "user_send_sticker": Kind.STICKER,
    "user_send_audio": Kind.AUDIO,
    "user_send_video": Kind.VIDEO,
    "user_send_file": Kind.FILE,
    "user_send_link": Kind.LINK,
    "user_send_location": Kind.LOCATION,
    "user_send_business_card": Kind.CONTACT,
    "user_send_gif": Kind.UNSUPPORTED_MEDIA,
}
_ECHOES = frozenset(f"oa_send_{kind}" for kind in ("text", "image", "file", "sticker", "gif", "list"))
_OF_TEXT = ("oa_send_text", "oa_send_list")
_OTHERS = {
    "user_click_chatnow": Kind.INTERACTION,
    "user_withdraw": Kind.WITHDRAW,
    "user_submit_info": Kind.SUBMIT_INFO,
    "user_reacted_message": Kind.REACTION,
    "follow": Kind.FOLLOW,
    "unfollow": Kind.UNFOLLOW,
}


def verified(raw: bytes, header: str | None, app_id: str, secrets: Sequence[str]) -> int | None:
    """Which secret signed these bytes (its place), None when none did.

    The signature is SHA-256 of app id, body, timestamp and secret in a row, not an HMAC; it has no time limit, since
    Zalo repeats an event for hours.
    """
    body = _mapping(_json(raw))
    if not header or "timestamp" not in body:
        return None
    given = header.strip().lower().removeprefix("mac=").encode()
    timestamp = str(body["timestamp"]).encode(errors="replace")
    found: int | None = None
    for place, secret in enumerate(secrets):
        made = hashlib.sha256(app_id.encode() + raw + timestamp + secret.encode()).hexdigest().encode()
        if hmac.compare_digest(given, made) and found is None:
            found = place
    return found


def parse(raw: bytes) -> VendorEvent | None:
    """The event in a body; None when it is none."""
    body = _mapping(_json(raw))
    name = body.get("event_name")
    if not isinstance(name, str):
        return None
    if name in _ECHOES or name in ("user_received_message", "user_seen_message"):
        return _from_oa(name, body)
    sender, follower = _mapping(body.get("sender")), _mapping(body.get("follower"))
    user = _id(sender.get("id")) or _id(follower.get("id")) or _id(body.get("user_id"))
    oa = _id(_mapping(body.get("recipient")).get("id")) or _id(body.get("oa_id"))
    message = _mapping(body.get("message"))
    message_id = _id(message.get("msg_id"))
    key = f"{oa}:{message_id}" if message_id else f"{oa}:{name}:{user}:{_id(body.get('timestamp'))}"
    if not user:
        return VendorEvent(CHANNEL, Kind.IGNORED, key, account=oa)
    if name == "user_send_text":
        return replace(_text(key, user, message), account=oa, at=_written(body.get("timestamp")))
    kind, at = _MEDIA.get(name) or _OTHERS.get(name) or Kind.IGNORED, _written(body.get("timestamp"))
    return VendorEvent(CHANNEL, kind, key, user, text=_typed(message) if kind in CAPTIONED else "", account=oa, at=at)


def _text(key: str, user: str, message: Mapping[str, Any]) -> VendorEvent:
    text = _typed(message)
    if _PRESSED.fullmatch(text.strip()):
        return VendorEvent(CHANNEL, Kind.BUTTON, key, user, payload=text.strip())
    quoted = _id(message.get("quote_msg_id"))
    return VendorEvent(CHANNEL, Kind.TEXT, key, user, text=text, in_reply_to=quoted)


def _typed(message: Mapping[str, Any]) -> str:
    given = message.get("text")
    return unicodedata.normalize("NFC", given) if isinstance(given, str) else ""


def _written(timestamp: object) -> int:
    """Zalo's time, which it writes as text, in milliseconds; 0 when it cannot be read."""
    is_number = isinstance(timestamp, int) and not isinstance(timestamp, bool) and 0 < timestamp < 10**14
    told = str(timestamp) if is_number or isinstance(timestamp, str) else ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 15 else 0


def _from_oa(name: str, body: Mapping[str, Any]) -> VendorEvent:
    """What the account sent, or what became of it: the user is the recipient."""
    sender, message = _mapping(body.get("sender")), _mapping(body.get("message"))
    user = _id(_mapping(body.get("recipient")).get("id"))
    several: object = message.get("msg_ids")
    ids = cast("list[object]", several) if isinstance(several, list) else [message.get("msg_id")]
    message_ids = tuple(found for each in ids[:200] if (found := _id(each)))
    oa = _id(sender.get("id"))
    key = f"{oa}:{name}:{','.join(message_ids)}"
    if not user or not message_ids:
        return VendorEvent(CHANNEL, Kind.IGNORED, key, account=oa)
    if name in _ECHOES:
        return VendorEvent(
            CHANNEL,
            Kind.ECHO,
            key,
            user,
            # Whether a picture's echo tells its caption is not known, and ours are known without it.
            text=_typed(message) if name in _OF_TEXT else "",
            message_ids=message_ids,
            by_staff=bool(_id(sender.get("admin_id"))),
            account=oa,
        )
    is_seen = name == "user_seen_message"
    return VendorEvent(CHANNEL, Kind.RECEIPT, key, user, message_ids=message_ids, seen=is_seen, account=oa)


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _id(value: object) -> str:
    """An id as text of a sensible length, blank when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value.bit_length() < 200 else ""
    is_id = isinstance(value, str) and 0 < len(value) <= 64 and value.isascii() and value.isprintable()
    return value if is_id and isinstance(value, str) else ""
