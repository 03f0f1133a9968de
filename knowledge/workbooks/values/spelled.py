"""Numbers in words: read only to suggest the digits, never as a value."""

from __future__ import annotations

import re

from knowledge.workbooks.values.words import ValueWords

_WORD = re.compile(r"[a-z]+")


def spelled_number(folded: str, words: ValueWords) -> int | None:
    """The number that a folded text is in words ("ba muoi nguoi" → 30; a unit may follow), or None."""
    total = part = 0
    digit: int | None = None
    read = 0
    listed = _WORD.findall(folded)
    for word in listed:
        if word in words.thousands:
            total += (part + (digit or 0)) * words.thousands[word]
            part, digit = 0, None
        elif word in words.hundreds:
            part, digit = part + 100 * (1 if digit is None else digit), None
        elif word in words.tens:
            part, digit = part + 10 * (1 if digit is None else digit), None
        elif word in words.fillers and read:
            digit = None
        elif word in words.digits and digit is None:
            digit = words.digits[word]
        else:
            break
        read += 1
    rest = " ".join(listed[read:])
    if not read or (rest and rest not in words.people | words.dong and rest not in words.durations):
        return None
    return total + part + (digit or 0)
