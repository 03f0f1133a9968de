"""What a phone's reader thinks of an answer: pressed below it or typed, then why it was no good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.reply import Outcome
from channels.commands import Commands
from channels.errors import NotFound
from channels.feedback import REASONS, Feedback
from channels.rendering.text import RATE, Shown, TextBlocks, shown
from channels.store import Store

# What thanks, or asks why, is no answer: an opinion is of the answer before it.
_RATED = frozenset({Outcome.ANSWERED, Outcome.CLARIFY, Outcome.NOT_HELD, Outcome.OUT_OF_SCOPE, Outcome.REFUSED_UNSAFE})
_VALUES = ("good", "bad", *REASONS)


Rated = tuple[str, Mapping[str, Any]]
"""What the opinion says, as the history shows it, and the body of the reply to it."""


@dataclass(frozen=True)
class Ratings:
    """`plain`: texts that are an opinion whatever was said before. `loose`: those that may answer a question, too."""

    store: Store
    feedback: Feedback
    blocks: TextBlocks
    plain: Commands
    loose: Commands

    async def praised(self, conversation_id: str, choice_id: str) -> str:
        """Keep that an answer helped, when pressing this says so: the thanks for it, blank for any other button."""
        rated = await self.pressed(conversation_id, choice_id) if choice_id.startswith(f"{RATE}good-") else None
        return str(rated[1]["text"]) if rated else ""

    async def pressed(self, conversation_id: str, choice_id: str) -> Rated | None:
        """Keep what pressing this says; None when it is another button, or its answer is forgotten."""
        value, _, message_id = choice_id.removeprefix(RATE).partition("-")
        if not choice_id.startswith(RATE) or value not in _VALUES:
            return None
        return await self._kept(conversation_id, message_id, value)

    async def typed(self, conversation_id: str, text: str) -> Rated | None:
        """Keep the opinion that this text is; None for any other text, and where there is nothing to speak of."""
        is_plain = self.plain.read(text)
        found = is_plain or self.loose.read(text)
        newest = await self.store.last_reply(conversation_id) if found else None
        if found is None or newest is None:
            return None
        told = shown("reply", {"reply": newest[1]}, newest[0])
        if told.rates:
            return await self._kept(conversation_id, told.rates, found.name)
        if told.reply.outcome not in _RATED or (_asks(told) and not is_plain):
            return None
        return await self._kept(conversation_id, newest[0], found.name)

    async def _kept(self, conversation_id: str, message_id: str, value: str) -> Rated | None:
        try:
            answer = await self.feedback.keep(conversation_id, message_id, value)
        except NotFound:
            return None
        sentences = self.blocks.sentences
        name = "thanks" if value == "good" else "why" if value == "bad" else "thanks_for_reason"
        reason = sentences.text(f"ratings.{value}")
        body: dict[str, Any] = {
            "text": sentences.text(f"replies.rated_{name}.text", reason=reason.lower()),
            "outcome": sentences.text(f"replies.rated_{name}.outcome"),
            "rates": message_id,
        }
        if value == "bad":
            body["asks_why"] = True
        elif choices := answer.get("choices"):
            # What could be chosen before can still be: a number means the newest reply's.
            body["choices"] = choices
        return reason, body


def _asks(told: Shown) -> bool:
    return told.reply.outcome is Outcome.CLARIFY or told.reply.text.rstrip().endswith("?")
