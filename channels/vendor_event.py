"""What a vendor told us, in one form for all vendors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ACCOUNT_MENU = "#menu:"
"""How the payload of an entry of an account's own menu begins."""


class Kind(StrEnum):
    """What happened. The media kinds have a sentence each in data/messages/vendors.yaml, or share `media`."""

    TEXT = "text"
    BUTTON = "button"
    COMMAND = "command"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    INTERACTION = "interaction"
    RECEIPT = "receipt"
    ECHO = "oa_echo"
    REACTION = "reaction"
    WITHDRAW = "withdraw"
    SUBMIT_INFO = "submit_info"
    IMAGE = "image"
    STICKER = "sticker"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    LINK = "link"
    LOCATION = "location"
    CONTACT = "contact"
    UNSUPPORTED_MEDIA = "unsupported_media"
    UNSUPPORTED = "unsupported"
    IGNORED = "ignored"


CAPTIONED = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.FILE, Kind.AUDIO, Kind.UNSUPPORTED_MEDIA})
"""What may come with words of its sender's own; a link's or a contact's are not."""
MEDIA = frozenset(
    {
        Kind.IMAGE,
        Kind.STICKER,
        Kind.AUDIO,
        Kind.VIDEO,
        Kind.FILE,
        Kind.LINK,
        Kind.LOCATION,
        Kind.CONTACT,
        Kind.UNSUPPORTED_MEDIA,
        Kind.UNSUPPORTED,
    }
)


@dataclass(frozen=True)
class VendorEvent:
    """One event. `key` is the vendor's own, the same for a repeat. `text`: what was typed, also beside a picture.

    `payload`: of a pressed button. `command` and `argument`: of a command. `message_ids`: what a receipt or an echo
    speaks of. `seen`: a receipt of having been read. `by_staff`: an echo that names a person of the staff.
    `account`: the vendor's id of our account, where the event names it. `ask_id`: what must be confirmed to the
    vendor at once (a Telegram callback query). `at`: when the user wrote it, in milliseconds since 1970 as the vendor
    tells it; 0 when it does not.
    """

    channel: str
    kind: Kind
    key: str = ""
    user_id: str = ""
    text: str = ""
    payload: str = ""
    command: str = ""
    argument: str = ""
    in_reply_to: str = ""
    message_ids: tuple[str, ...] = ()
    seen: bool = False
    by_staff: bool = False
    account: str = ""
    ask_id: str = ""
    at: int = 0
