"""Going on in another channel: a short code leads from one conversation to whoever types it elsewhere, once."""

from __future__ import annotations

import secrets
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from actions.reply import Reply
from channels import schema
from channels.identity import MessageIds
from channels.sentences import Sentences
from channels.store import Store

# Without letters and digits that are taken for one another: 31 ** 8 codes, each alive for minutes.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 8
_ALIVE_MINUTES = 15
# Guessing is hopeless at this pace, and nobody can shut the door for others.
_MOST_WRONG_A_MINUTE = 6_000
_MOST_WRONG_OF_ONE = 10
_table, _conversation = schema.pairing, schema.conversation


@dataclass(frozen=True)
class Pairing:
    """Makes and redeems codes; `now` gives milliseconds since 1970."""

    store: Store
    ids: MessageIds
    sentences: Sentences
    now: Callable[[], int]
    # (minute, who) → wrong codes; who is blank for all together.
    _wrong: Counter[tuple[int, str]] = field(default_factory=Counter[tuple[int, str]], init=False)

    @property
    def minutes(self) -> int:
        """How long a code is alive."""
        return _ALIVE_MINUTES

    async def make(self, conversation_id: str) -> str:
        """A code of this conversation; an earlier one is no longer good."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        row = {
            "digest": self.ids.pairing(code),
            "conversation_id": conversation_id,
            "expires_at": self.now() + _ALIVE_MINUTES * 60_000,
        }

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(_table).where(_table.c.conversation_id == conversation_id))
            connection.execute(sa.insert(_table), row)

        await self.store.transaction(work)
        return code

    async def told(self, conversation_id: str) -> Reply:
        """A new code as a reply."""
        return self.sentences.reply("pairing_code", pairing=await self.make(conversation_id), minutes=_ALIVE_MINUTES)

    async def redeem(self, code: str, who: str = "") -> str | None:
        """The conversation of a code, which is used up; None for a wrong or old one, and while too many are tried.

        `who` tries it, where that is known.
        """
        minute = self.now() // 60_000
        if self._wrong[minute, ""] >= _MOST_WRONG_A_MINUTE or (who and self._wrong[minute, who] >= _MOST_WRONG_OF_ONE):
            return None

        def work(connection: sa.Connection) -> str | None:
            found = connection.execute(
                sa.delete(_table)
                .where(_table.c.digest == self.ids.pairing(code.lower()), _table.c.expires_at > self.now())
                .returning(_table.c.conversation_id)
            ).scalar_one_or_none()
            is_alive = sa.select(_conversation.c.id).where(
                _conversation.c.id == found, _conversation.c.forgetting.is_(None)
            )
            return found if found and connection.execute(is_alive).first() else None

        conversation_id = await self.store.transaction(work)
        if conversation_id is None:
            for past in [key for key in self._wrong if key[0] != minute]:
                del self._wrong[past]
            self._wrong.update({(minute, name) for name in ("", who)})
        return conversation_id

    def code_in(self, text: str) -> str | None:
        """The code in a message that says nothing else, such as "mã abcd2345"; None for any other message."""
        words = folded(text).split()
        leads: object = self.sentences.entries["pairing_words"]
        if len(words) != 2 or not isinstance(leads, list) or words[0].strip(":") not in leads:
            return None
        return self.code_alone(words[1])

    def code_alone(self, word: str) -> str | None:
        """The word, when it has the form of a code."""
        code = word.lower()
        return code if len(code) == _LENGTH and set(code) <= set(_ALPHABET) else None


def folded(text: str) -> str:
    """Lower case without diacritics, to know a word however it is typed."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("\u0111", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
