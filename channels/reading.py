"""What an accepted message is: what the history shows of it, what Rasa is asked, or the reply that needs no Rasa."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.reply import Reply
from channels.forget import DAY_MS
from channels.identity import MessageIds
from channels.messages import Incoming, clean, is_blank, published, shortened
from channels.numbers import without_numbers
from channels.records import NewMessage, Turn
from channels.sentences import Sentences
from channels.store import Store

_SEEN_MS = 2 * DAY_MS
# Vendors repeat an event for hours; a repeat by hand, from a vendor's console, may come days later.
_EVENT_SEEN_MS = 8 * DAY_MS
_MOST_QUOTED = 60


@dataclass(frozen=True)
class Reading:
    """`most`: characters of a message. `settle_ms`: how long a vendor's message waits for one written before it."""

    store: Store
    sentences: Sentences
    ids: MessageIds
    most: int
    settle_ms: int
    now: Callable[[], int]

    async def new_message(self, message_id: str, incoming: Incoming, *, refused: bool) -> NewMessage:
        """The message to store. `refused`: too much is asked already, unless it needs no Rasa."""
        shown, asked, canned = await self._read(incoming)
        now = self.now()
        body = published(canned, with_meta=False).body if canned else incoming.body
        # Only where the vendor tells times can one message have been written before another.
        settles = incoming.user_id and incoming.written_at and body is None
        return NewMessage(
            id=message_id,
            seen=incoming.event_key or self.ids.seen(message_id),
            conversation_id=incoming.conversation_id,
            shown=shown,
            received_at=now,
            seen_until=now + (_EVENT_SEEN_MS if incoming.event_key else _SEEN_MS),
            asked=asked,
            trusted=incoming.choice_id is not None or incoming.intent is not None,
            reply=body,
            refusal=published(self._refusal(shown, is_told_once=bool(incoming.user_id)), with_meta=False).body,
            is_refused=refused and body is None,
            told_once=incoming.told_once,
            origin=(incoming.channel, incoming.user_id) if incoming.user_id else None,
            written_at=min(incoming.written_at or now, now),
            settled_at=now + self.settle_ms if settles else 0,
        )

    async def refused(self, turn: Turn) -> Reply:
        """The reply to a message that was refused, once its turn has come."""
        return self._refusal(await self.store.written(turn), is_told_once=True)

    def _refusal(self, written: str, *, is_told_once: bool) -> Reply:
        quoted = shortened(" ".join(self.store.masked(written).split()), _MOST_QUOTED)
        return self.sentences.reply("busy_for_a_minute" if is_told_once else "busy", said=quoted)

    async def _read(self, incoming: Incoming) -> tuple[str, str | None, Reply | None]:
        """(what the history shows, what Rasa is asked, the reply if Rasa need not be asked)."""
        if incoming.choice_id is not None:
            choice = await self.store.choice(incoming.conversation_id, clean(incoming.choice_id))
            if choice is None:
                return self.sentences.text("labels.choice_expired"), None, self.sentences.reply("choice_expired")
            return choice.label, choice.command, None
        text = without_numbers(clean(incoming.text or ""))
        if incoming.reply is not None or incoming.body is not None:
            return shortened(text, self.most), None, incoming.reply
        if incoming.intent is not None:
            return text, f"/{incoming.intent}", None
        if is_blank(text):
            return "", None, self.sentences.reply("empty")
        if len(text) > self.most:
            shown = shortened(text, self.most)
            return shown, None, self.sentences.reply("too_long", limit=self.most)
        return text, text, None
