"""Inline keyboards: what Telegram takes, and the buttons as the phone shows them."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.telegram_text import BadText
from tests.fakes.vendor import Button

DATA_BYTES = 64
BUTTONS = 100
IN_A_ROW = 8


def keyboard(markup: Any) -> list[list[dict[str, Any]]]:
    """The rows of `reply_markup.inline_keyboard`; other keyboards have none. Raises BadText."""
    if markup in (None, ""):
        return []
    try:
        found = json.loads(markup) if isinstance(markup, str) else markup
        rows: list[list[dict[str, Any]]] = found.get("inline_keyboard", [])
    except (ValueError, AttributeError):
        raise BadText("Bad Request: can't parse reply keyboard markup JSON object") from None
    if sum(map(len, rows)) > BUTTONS or any(len(row) > IN_A_ROW for row in rows):
        raise BadText("Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise BadText("Bad Request: can't parse inline keyboard button: Text must be non-empty")
        if "callback_data" in button:
            if not 1 <= len(button["callback_data"].encode()) <= DATA_BYTES:
                raise BadText("Bad Request: BUTTON_DATA_INVALID")
        elif "url" in button:
            if not button["url"].startswith(("https://", "http://", "tg://")):
                raise BadText("Bad Request: BUTTON_URL_INVALID")
        else:
            raise BadText("Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
    return rows


def shown(rows: list[list[dict[str, Any]]]) -> list[list[Button]]:
    """The same as the phone shows it; pressing a "say" button sends its data."""
    return [
        [
            Button(each["text"], "open", each["url"])
            if "url" in each
            else Button(each["text"], "say", each["callback_data"])
            for each in row
        ]
        for row in rows
    ]
