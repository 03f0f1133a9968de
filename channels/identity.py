"""Ids, tokens and keyed hashes.

A message's id is a keyed hash of (channel, conversation, the sender's own id of it), so a repeated delivery has the
same id without any look-up, and it is the id of the durable workflow too.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from pathlib import Path

_KEY_BYTES = 32


def new_conversation_id() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def new_token() -> str:
    """256 random bits, so an unsalted hash of it can be stored."""
    return secrets.token_urlsafe(32)


def new_choice_id() -> str:
    """96 random bits, valid in one conversation only."""
    return secrets.token_urlsafe(12)


def new_sheet_id() -> str:
    """96 random bits: whoever holds the address may read, nobody can guess it."""
    return secrets.token_urlsafe(12)


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def same_hash(left: str, right: str) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


class MessageIds:
    """Keyed hashes of message ids; the key is needed to link one to a conversation."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def message(self, channel: str, conversation_id: str, client_message_id: str) -> str:
        """The message's public id: 32 hexadecimal digits."""
        return self._digest("message", channel, conversation_id, client_message_id)[:32]

    def seen(self, message_id: str) -> str:
        """What remains of a message after it is forgotten, until it expires."""
        return self._digest("seen", message_id)

    def event(self, channel: str, key: str) -> str:
        """What is kept of a vendor's event that was handled; names neither user nor conversation."""
        return self._digest("event", channel, key)

    def sent(self, channel: str, user_id: str, text: str) -> str:
        """What is kept of a text that was sent: enough to know it again, whatever happened to its blanks."""
        words = " ".join(unicodedata.normalize("NFC", text).split())
        return self._digest("sent", channel, user_id, words)

    def pairing(self, code: str) -> str:
        """What is stored of a short code."""
        return self._digest("pairing", code)

    def rate(self, kind: str, name: str) -> str:
        """Under what the messages of a conversation, or of an event's code, are counted."""
        return self._digest("rate", kind, name)

    def rating(self, message_id: str) -> str:
        """The name under which what its reader thinks of an answer is kept."""
        return self._digest("rating", message_id)

    def log_name(self, conversation_id: str) -> str:
        """How log lines call a conversation: tells lines apart, leads to no row."""
        return self._digest("log", conversation_id)[:8]

    def _digest(self, *parts: str) -> str:
        joined = "\0".join(part.replace("\0", "") for part in parts)
        return hmac.new(self._key, joined.encode(), hashlib.sha256).hexdigest()


def stored_key(path: Path) -> bytes:
    """The key kept in `path`, made on first use and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(_KEY_BYTES), encoding="ascii")
        # A hard link never overwrites: of two processes that start at once, both end with the same key.
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii").strip())
