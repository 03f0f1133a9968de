"""Whether a message asks for a yes or a no."""

from __future__ import annotations

import re

from knowledge.text import fold, nfc

_WHETHER = re.compile(
    r"\b(?:co|duoc|dc|phai|dung|het)\b[^?.!,;]*\b(?:khong|ko|k|kh|hong|hok|hem)\b(?=\s*(?:$|[?.!,;\n]|(?:a|vay|nhi|thay|ad|bac|the)\b))"
)
""" "có … không" with nothing of its own after the "không"."""
_NOT = re.compile(r"\b(?:khong|ko|chua)\b")


def asks_whether(text: str) -> bool:
    """ "Có miễn học phí không, căn cứ nào?"; not "có giấy, không phải hộ nghèo"."""
    return _WHETHER.search(fold(nfc(text))) is not None


def asks_why_not(text: str) -> bool:
    """ "Vì sao không", "sao em không được"."""
    return _NOT.search(fold(nfc(text))) is not None
