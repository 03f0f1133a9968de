"""Values as CSV cells that no spreadsheet runs as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)*\s*%?")
_DANGEROUS = re.compile(r"[\t\r\n ]*[=+\-@＝＋－＠\t\r]")
_AFTER_A_BREAK = re.compile(r"(?<=[;\t\r\n])(\s*)(?=[=+\-@＝＋－＠])")
"""A spreadsheet that splits at semicolons or tabs begins a cell here."""


def cell(value: Any) -> str:
    """One CSV cell: lists joined by `;`, days in ISO form, flags as 1 and 0, None as nothing; text is made harmless."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return harmless(";".join(harmless(str(part)) for part in cast("Iterable[Any]", value)))
        case _:
            return harmless(str(value))


def harmless(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would take for a formula; a plain number stays."""
    if _NUMBER.fullmatch(text):
        return text
    inner = _AFTER_A_BREAK.sub(r"\1'", text)
    return f"'{inner}" if _DANGEROUS.match(inner) else inner
