"""The one way in: a message from `channels`, answered by exactly one Reply or by a failure it can see.

Rasa's REST channel is not used because it logs the raw text when a turn fails, answers 200 with an empty list, and
lets any text that begins with "/" act as a command. Here:

* the token is checked (config key `token`, from the environment);
* only a message marked `trusted` may be a command, other text loses its leading slashes;
* a repeated `message_id` returns the reply that was stored, and a turn that was cut off is removed and run again;
* a turn without a reply, or whose tracker could not be saved, is a 503;
* whatever LOG_LEVEL says, Rasa logs nothing below "info": there it quotes messages, slots and replies.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from bot.components import rasa_patches
from bot.components.tracker_store import DurableTrackerStore
from knowledge.text import nfc

log = structlog.get_logger(__name__)

NAME = "turn"


class TurnChannel(InputChannel):
    """`POST /webhooks/turn/webhook` {sender, message, trusted, metadata} → [{recipient_id, custom}]."""

    @classmethod
    def name(cls) -> str:
        """Path segment and `input_channel` of the tracker's events."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TurnChannel:
        """Reads `token` from credentials.yml; an empty token admits every caller on loopback."""
        return cls(token=(credentials or {}).get("token") or "")

    def __init__(self, token: str) -> None:
        # An unset ${RASA_TOKEN} is left unexpanded by Rasa's YAML reader.
        self._token = "" if token.startswith("${") else token
        rasa_patches.install()
        rasa_log = logging.getLogger("rasa")
        rasa_log.setLevel(max(rasa_log.level, logging.INFO))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; `on_new_message` is unused because the turn needs the agent's lock and tracker store."""
        routes = Blueprint("turn_channel")

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not self._admits(request):
                return json({"error": "unauthorized"}, status=401)
            return await _answer(request.app.ctx.agent, request.json)

        return routes

    def _admits(self, request: Request) -> bool:
        if not self._token:
            return True
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self._token.encode())


def plain(text: str) -> str:
    """NFC text that cannot act as a command: Rasa strips spaces first, so both go."""
    cleaned = nfc(text)
    while cleaned.startswith("/"):
        cleaned = cleaned.lstrip("/").lstrip()
    return cleaned


async def _answer(agent: Agent, body: dict[str, Any]) -> HTTPResponse:
    sender, metadata = str(body["sender"]), dict(body.get("metadata") or {})
    message_id = str(metadata.get("message_id", ""))
    if not agent.is_ready():
        return json({"error": "not_ready"}, status=503)
    text = str(body["message"]) if body.get("trusted") else plain(str(body["message"]))
    store = _durable_store(agent)
    async with agent.lock_store.lock(sender):
        try:
            seen = store.find(sender, message_id) if message_id else None
            custom = store.reply_after(sender, seen) if seen is not None else None
            if custom is None:
                if seen is not None:
                    store.cut(sender, seen)
                custom = await _run(agent, sender, text, metadata)
        except Exception as error:  # the edge of this process: whatever broke, the caller retries
            log.error("turn.failed", message_id=message_id, error=type(error).__name__)
            return json({"error": "failed"}, status=503)
    if custom is None:
        log.error("turn.without_reply", message_id=message_id)
        return json([], status=503)
    return json([{"recipient_id": sender, "custom": custom}])


async def _run(agent: Agent, sender: str, text: str, metadata: dict[str, Any]) -> dict[str, Any] | None:
    collector = CollectingOutputChannel()
    message = UserMessage(text, collector, sender, input_channel=NAME, metadata=metadata)
    await agent.processor.handle_message(message)
    replies = [said["custom"] for said in collector.messages if isinstance(said.get("custom"), dict)]
    return replies[0] if len(replies) == 1 else None


def _durable_store(agent: Agent) -> DurableTrackerStore:
    """The store itself: Rasa wraps it so that a failed save falls back to memory in silence."""
    if isinstance(agent.tracker_store, FailSafeTrackerStore):
        agent.tracker_store = agent.tracker_store._tracker_store
        agent.processor.tracker_store = agent.tracker_store
    store = agent.tracker_store
    if not isinstance(store, DurableTrackerStore):
        raise TypeError(f"endpoints.yml must name DurableTrackerStore, not {type(store).__name__}")
    return store
