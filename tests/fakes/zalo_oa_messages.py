"""What may stand in a message of an Official Account, and how the phone shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from tests.fakes.vendor import Button, new_id
from tests.fakes.zalo_oa_errors import Refused

TEXT_LIMIT = 2000
BUTTON_LIMIT = 5
BUTTON_KINDS = {
    "oa.query.show": "say",
    "oa.query.hide": "say",
    "oa.open.url": "open",
    "oa.open.phone": "phone",
    "oa.open.sms": "sms",
}
ECHOES = {"image": "oa_send_image", "gif": "oa_send_gif", "sticker": "oa_send_sticker", "file": "oa_send_file"}
"""The event that tells of a sent message, by what it carries; others are told as text, a contact form not at all."""

Fresh = Callable[[str], None]
Length = Callable[[str], int]


def check(message: Any, fresh: Fresh, length: Length = len) -> None:
    """Raises Refused for what the API does not take (-201, -210, -233); `fresh` does for attachments unknown to it.

    `length`: how the vendor counts a text, which it documents as characters.
    """
    if not isinstance(message, dict):
        raise Refused(-201, "message")
    text, attachment = message.get("text"), message.get("attachment")
    if text is not None and (not isinstance(text, str) or not text.strip()):
        raise Refused(-201, "text")
    if text is None and attachment is None:
        raise Refused(-201, "text")
    if isinstance(text, str) and length(text) > TEXT_LIMIT:
        raise Refused(-210)
    if set(message) - {"text", "attachment", "quote_message_id"}:
        raise Refused(-201, "message")
    if attachment is not None:
        _check_attachment(attachment, fresh)


def _check_attachment(attachment: Any, fresh: Fresh) -> None:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict):
        raise Refused(-201, "attachment")
    if attachment.get("type") == "file":
        fresh(str(payload.get("token", "")))
        return
    if attachment.get("type") != "template":
        raise Refused(-233)
    _check_buttons(payload.get("buttons", []))
    match payload.get("template_type"):
        case "media":
            _check_media(payload.get("elements"), fresh)
        case "request_user_info" | "list":
            _check_elements(payload.get("elements"))
        case None if payload.get("buttons"):
            pass
        case _:
            raise Refused(-233)


def _check_media(elements: Any, fresh: Fresh) -> None:
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        raise Refused(-201, "elements")
    [media] = cast("list[dict[str, Any]]", elements)
    if media.get("media_type") not in ("image", "gif", "sticker"):
        raise Refused(-233)
    if ("url" in media) == ("attachment_id" in media):
        raise Refused(-201, "elements")
    if "url" in media and not str(media["url"]).startswith(("http://", "https://")):
        raise Refused(-201, "url")
    if "attachment_id" in media and media["media_type"] != "sticker":
        fresh(str(media["attachment_id"]))


def _check_elements(elements: Any) -> None:
    if not isinstance(elements, list) or not elements:
        raise Refused(-201, "elements")
    for element in elements:
        if not element.get("title") or len(element["title"]) > 100:
            raise Refused(-201, "title")
        if len(element.get("subtitle", "")) > 500:
            raise Refused(-201, "subtitle")


def _check_buttons(buttons: Any) -> None:
    if not isinstance(buttons, list) or len(buttons) > BUTTON_LIMIT:
        raise Refused(-233)
    for button in buttons:
        kind, title, payload = button.get("type"), button.get("title"), button.get("payload")
        if kind not in BUTTON_KINDS:
            raise Refused(-233)
        if not isinstance(title, str) or not 1 <= len(title) <= 100:
            raise Refused(-201, "title")
        if BUTTON_KINDS[kind] == "say":
            if not isinstance(payload, str) or not 1 <= len(payload) <= 1000:
                raise Refused(-201, "payload")
        elif not isinstance(payload, dict) or not _link(payload):
            raise Refused(-201, "payload")


def _link(payload: dict[str, Any]) -> str:
    return str(payload.get("url") or payload.get("phone_code") or "")


def carries(message: dict[str, Any]) -> str:
    """text, image, gif, sticker, file, list or request_user_info."""
    attachment = message.get("attachment", {})
    payload = attachment.get("payload", {})
    if attachment.get("type") == "file":
        return "file"
    if payload.get("template_type") == "media":
        return str(payload["elements"][0]["media_type"])
    return str(payload.get("template_type") or "text")


def picture(message: dict[str, Any]) -> str:
    """The address or the id of the picture a message carries."""
    if carries(message) not in ("image", "gif", "sticker"):
        return ""
    [media] = message["attachment"]["payload"]["elements"]
    return str(media.get("url") or media["attachment_id"])


def buttons(message: dict[str, Any]) -> list[Button]:
    """The buttons under a message; the rows of a list that can be pressed count as buttons."""
    payload = message.get("attachment", {}).get("payload", {})
    found = list(payload.get("buttons", []))
    found += [
        {**element["default_action"], "title": element["title"], "payload": _action_payload(element["default_action"])}
        for element in payload.get("elements", [])
        if "default_action" in element
    ]
    return [
        Button(each["title"], kind, each["payload"] if kind == "say" else _link(each["payload"]))
        for each in found
        if (kind := cast("Any", BUTTON_KINDS[each["type"]]))
    ]


def _action_payload(action: dict[str, Any]) -> Any:
    return action.get("payload", action)


def stored(message: dict[str, Any]) -> str:
    """A name for the file a message carries."""
    return str(message["attachment"]["payload"]["token"]) if carries(message) == "file" else ""


def message_id() -> str:
    """An id as the send call answers it."""
    return new_id(20)
