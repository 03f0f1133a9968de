"""What a phone chooses among below a reply: its numbered choices, and the rest of a reply that came folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.rendering.text import MORE, Shown, TextBlocks, rest_of, shown
from channels.store import Store


@dataclass(frozen=True)
class Folded:
    """The replies of a conversation as its phones show them."""

    store: Store
    blocks: TextBlocks

    async def numbered(self, conversation_id: str, number: int) -> str | None:
        """The id of the choice of that number below the newest reply, None when it has no such."""
        newest = await self._newest(conversation_id)
        choices = self.blocks.choices(newest) if newest else ()
        return choices[number - 1][1] if 1 <= number <= len(choices) else None

    async def beyond(self, conversation_id: str) -> Mapping[str, Any] | None:
        """The reply to a number that the menu below the newest reply does not have: the same choices again.

        None without a menu, and where that reply asks something: the number may be the answer.
        """
        newest = await self._newest(conversation_id)
        choices = self.blocks.choices(newest) if newest else ()
        if not newest or not choices or newest.reply.text.rstrip().endswith("?"):
            return None
        kept = [choice.model_dump(mode="json") for choice in newest.reply.choices]
        text = self.blocks.sentences.text("replies.number_beyond.text", count=len(kept))
        outcome = self.blocks.sentences.text("replies.number_beyond.outcome")
        return {"text": text, "outcome": outcome, "choices": kept} if kept else None

    async def newest(self, conversation_id: str) -> str | None:
        """The id that gives the rest of the newest reply, None when there is no more of it."""
        newest = await self._newest(conversation_id)
        return MORE + newest.message_id if newest and self.blocks.folds(newest) else None

    async def rest(self, conversation_id: str, choice_id: str) -> tuple[str, Mapping[str, Any]] | None:
        """What choosing this says, and the body of the reply it gives; None when it is another choice, or forgotten."""
        if not choice_id.startswith(MORE):
            return None
        body = await self.store.reply_of(conversation_id, choice_id.removeprefix(MORE))
        if body is None:
            return None
        return self.blocks.sentences.text("labels.more"), rest_of(body, self.blocks.sentences.text("labels.rest"))

    async def _newest(self, conversation_id: str) -> Shown | None:
        found = await self.store.last_reply(conversation_id)
        return shown("reply", {"reply": found[1]}, found[0]) if found else None
