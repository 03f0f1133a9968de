"""Whether an answer helped its reader: kept without the conversation, for those who look after the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import FastAPI, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from channels import schema
from channels.errors import NotFound
from channels.holders import held
from channels.identity import MessageIds
from channels.metrics import Metrics
from channels.store import Store

_VIETNAM = timedelta(hours=7)
_table = schema.answer_rating
REASONS = ("wrong", "unclear", "beside", "other")
"""Why an answer was no good: not right, hard to understand, not what was asked, something else."""


class Opinion(BaseModel):
    """Body of POST /feedback: what the reader thinks of the answer to a message; null takes it back.

    A reason says why it was no good, and stands for `bad`.
    """

    model_config = ConfigDict(extra="ignore")

    message_id: Annotated[str, Field(min_length=1, max_length=64)]
    value: Literal["good", "bad", "wrong", "unclear", "beside", "other"] | None = None


@dataclass(frozen=True)
class Feedback:
    """One row an answer: its outcome, the records it cited, the day. Neither text nor who asked.

    The row's key is a keyed hash of the message's id: an opinion can be changed while the conversation lives, and names
    nobody after it.
    """

    store: Store
    ids: MessageIds
    metrics: Metrics
    now: Callable[[], int]

    def mount(self, app: FastAPI) -> None:
        """Add the route."""
        app.add_api_route("/api/v1/conversations/{conversation_id}/feedback", self.rate, methods=["POST"])

    async def rate(
        self, conversation_id: str, opinion: Opinion, authorization: Annotated[str | None, Header()] = None
    ) -> Response:
        """Keep it. Raises NotFound for another's conversation and for a message without an answer."""
        await held(self.store, conversation_id, authorization)
        await self.keep(conversation_id, opinion.message_id, opinion.value)
        return Response(status_code=204, headers={"Cache-Control": "no-store"})

    async def keep(self, conversation_id: str, message_id: str, value: str | None) -> Mapping[str, Any]:
        """Keep what the reader of this conversation thinks of the answer to a message, and give that answer.

        Raises NotFound when there is no such answer.
        """
        reply = await self.store.reply_of(conversation_id, message_id)
        if reply is None:
            raise NotFound
        row = self._row(message_id, value, reply)
        await self.store.transaction(lambda connection: _put(connection, row, is_kept=value is not None))
        self.metrics.count("ratings", value=value or "taken_back", outcome=str(reply.get("outcome")))
        return reply

    def _row(self, message_id: str, value: str | None, reply: Mapping[str, Any]) -> dict[str, Any]:
        records = {str(citation["record_id"]): str(citation["title"]) for citation in reply.get("citations") or ()}
        day = (datetime.fromtimestamp(self.now() / 1000, UTC) + _VIETNAM).date().isoformat()
        return {
            "digest": self.ids.rating(message_id),
            "day": day,
            "value": value,
            "outcome": str(reply.get("outcome")),
            "records": records,
        }


def _put(connection: sa.Connection, row: Mapping[str, Any], *, is_kept: bool) -> None:
    connection.execute(sa.delete(_table).where(_table.c.digest == row["digest"]))
    if is_kept:
        connection.execute(sa.insert(_table).values(**row))
