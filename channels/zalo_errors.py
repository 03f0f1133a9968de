"""Zalo's error codes, and what a code means for the message that met it.

After the error appendix of the Official Account API; a code that is not listed is permanent.
"""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    """What to do. Every meaning but UNKNOWN says that the message was not sent."""

    RATE = "rate"
    """Wait for the next minute."""
    TOKEN = "token"  # noqa: S105 -- not a secret
    """Exchange the token once, send once more."""
    PLAIN = "plain"
    """Send the text without its attachment."""
    TOO_LONG = "too_long"
    """Send it in shorter messages."""
    USE_V2 = "use_v2"
    """This kind of account sends by the older address; remember it."""
    USE_V3 = "use_v3"
    """The older address is closed for this account; remember it."""
    WINDOW = "window"
    """The user cannot be written to now."""
    QUOTA = "quota"
    """The account's or the user's allowance is used up; a person must be told."""
    CONFIG = "config"
    """The account or the app is not set up; a person must be told."""
    PERMANENT = "permanent"
    """Never sent again."""
    UNKNOWN = "unknown"
    """It may have been sent all the same."""


_CODES: dict[Meaning, frozenset[int]] = {
    Meaning.RATE: frozenset({-32}),
    Meaning.TOKEN: frozenset({-216, -220, -124}),
    Meaning.PLAIN: frozenset({-201, -233, -100}),
    Meaning.TOO_LONG: frozenset({-210}),
    Meaning.USE_V2: frozenset({-235}),
    Meaning.USE_V3: frozenset({-240}),
    Meaning.WINDOW: frozenset({-213, -217, -227, -230, -232, -244, -320, -321}),
    Meaning.QUOTA: frozenset({-211, -218}),
    Meaning.CONFIG: frozenset({-204, -205, -209, -212, -219, -221, -223, -224, -242, -248}),
    Meaning.UNKNOWN: frozenset({-200}),
}
_MEANINGS = {code: meaning for meaning, codes in _CODES.items() for code in codes}
UNREACHABLE = frozenset({-213, -217, -227})
"""The user left or blocked the account: nothing more until they write."""


def meaning(code: int) -> Meaning:
    """What a code of the API, which is never 0, means."""
    return _MEANINGS.get(code, Meaning.PERMANENT)
