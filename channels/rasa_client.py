"""Asks Rasa for the reply to one message, over its own input channel."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import httpx
from pydantic import ValidationError

from actions.reply import Reply
from channels.errors import RasaFailed, ReplyInvalid
from channels.http_transport import Transport

_PATH = "/webhooks/turn/webhook"


@dataclass(frozen=True)
class Question:
    """What Rasa is asked. A repeat carries the same `message_id`: Rasa then returns the stored reply or starts over."""

    conversation_id: str
    message_id: str
    text: str
    trusted: bool
    received_at: int
    channel: str
    province: str | None = None

    def body(self) -> dict[str, Any]:
        """The request as Rasa's input channel expects it; `received_at` becomes ISO 8601 in UTC."""
        received_at = datetime.fromtimestamp(self.received_at / 1000, UTC).isoformat(timespec="milliseconds")
        return {
            "sender": self.conversation_id,
            "message": self.text,
            "trusted": self.trusted,
            "metadata": {
                "message_id": self.message_id,
                "received_at": received_at,
                "channel": self.channel,
                "province": self.province,
            },
        }


class RasaClient:
    """One client for the process; `close` it at the end."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_seconds: float,
        at_once: int = 16,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        # More at once would only wait inside Rasa, and run into the timeout there.
        self._turn_slots = asyncio.Semaphore(at_once)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # trust_env off: a proxy set for the outside must not receive what people write.
        self._http = httpx.AsyncClient(
            base_url=url,
            headers=headers,
            timeout=timeout_seconds,
            transport=transport or Transport(at_once=at_once),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ask(self, question: Question, *, timeout_seconds: float | None = None) -> Reply:
        """The one reply to the question, with its `meta`.

        Raises RasaFailed when there is none (unreachable, late, refused, or an empty list: actions are down) and
        ReplyInvalid when the answer is no Reply.
        """
        timeout = httpx.USE_CLIENT_DEFAULT if timeout_seconds is None else httpx.Timeout(timeout_seconds)
        try:
            async with self._turn_slots:
                response = await self._http.post(_PATH, json=question.body(), timeout=timeout)
        except httpx.TimeoutException as problem:
            raise RasaFailed("timeout") from problem
        except httpx.RequestError as problem:
            raise RasaFailed("unreachable") from problem
        if response.status_code != 200:
            raise RasaFailed(f"status_{response.status_code}")
        return _reply(response)


def _reply(response: httpx.Response) -> Reply:
    try:
        messages: object = response.json()
    except ValueError:
        # No cause: the decoder's error holds the whole body.
        raise ReplyInvalid("body") from None
    if not isinstance(messages, list):
        raise ReplyInvalid("body")
    customs = [
        cast("dict[str, Any]", message)["custom"]
        for message in cast("list[object]", messages)
        if isinstance(message, dict) and "custom" in message
    ]
    if not customs:
        raise RasaFailed("empty")
    if len(customs) > 1:
        raise ReplyInvalid("more_than_one")
    try:
        return Reply.model_validate(customs[0])
    except ValidationError as problem:
        fields = sorted({".".join(str(part) for part in error["loc"]) for error in problem.errors(include_input=False)})
        raise ReplyInvalid(", ".join(fields)) from None
