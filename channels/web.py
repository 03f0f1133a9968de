"""The HTTP contract of a conversation, used by the page and by any other client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from channels.bell import Bell
from channels.errors import NotFound
from channels.forget import Forgetting
from channels.holders import bearer, held, holds
from channels.identity import new_conversation_id, new_token, token_hash
from channels.messages import Incoming, clean
from channels.rates import event_code
from channels.records import Conversation, Event
from channels.store import Store
from channels.turns import Turns

_WAIT_SECONDS = 10.0
_LONG_POLL_SECONDS = 25.0
_PING_SECONDS = 15.0
_NO_STORE = {"Cache-Control": "no-store"}


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


Typed = Annotated[str, BeforeValidator(_cleaned)]


class NewConversation(BaseModel):
    """Body of POST /conversations; every field may be left out. `event`: the code of the event it begins at."""

    model_config = ConfigDict(extra="ignore")

    channel: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")] = "web"
    province: Annotated[Typed | None, Field(max_length=64)] = None
    event: Typed | None = None


class NewMessage(BaseModel):
    """Body of POST /messages: what was typed, or the id of the choice that was pressed."""

    model_config = ConfigDict(extra="ignore")

    client_message_id: Annotated[Typed, Field(min_length=1, max_length=128)]
    text: Typed | None = None
    payload: Annotated[Typed | None, Field(max_length=256)] = None

    @model_validator(mode="after")
    def _exactly_one(self) -> NewMessage:
        if (self.text is None) == (self.payload is None):
            raise ValueError("text | payload")
        return self


def event_json(event: Event) -> dict[str, Any]:
    """An event as the contract shows it; `at` is ISO 8601 in UTC."""
    at = datetime.fromtimestamp(event.at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": event.id, "type": event.type, "at": at, "message_id": event.message_id, **event.body}


@dataclass(frozen=True, kw_only=True)
class WebApi:
    """The routes under /api/v1.

    `look_again`: seconds after which a waiting reader looks for news of other processes.
    """

    store: Store
    bell: Bell
    turns: Turns
    forgetting: Forgetting
    now: Callable[[], int]
    look_again: float

    def router(self) -> APIRouter:
        """The routes, to be included once."""
        router = APIRouter(prefix="/api/v1/conversations")
        router.add_api_route("", self.create, methods=["POST"])
        router.add_api_route("/{conversation_id}/messages", self.send, methods=["POST"])
        router.add_api_route("/{conversation_id}/events", self.events, methods=["GET"])
        router.add_api_route("/{conversation_id}", self.delete, methods=["DELETE"])
        return router

    async def create(self, body: NewConversation | None = None) -> JSONResponse:
        """Start a conversation; the token is shown this once."""
        wanted = body or NewConversation()
        token = new_token()
        conversation = Conversation(new_conversation_id(), token_hash(token), wanted.channel, wanted.province)
        await self.store.create_conversation(conversation, self.now())
        if code := event_code(wanted.event or ""):
            await self.turns.rates.arrived_by(conversation.id, code)
        return _json(201, {"conversation_id": conversation.id, "token": token})

    async def send(
        self,
        conversation_id: str,
        body: NewMessage,
        wait: Annotated[bool, Query()] = False,
        authorization: Annotated[str | None, Header()] = None,
    ) -> JSONResponse:
        """Accept a message; with `wait`, answer with its reply when it comes in time."""
        conversation = await held(self.store, conversation_id, authorization)
        incoming = Incoming(
            conversation_id=conversation.id,
            channel=conversation.channel,
            client_message_id=body.client_message_id,
            text=body.text,
            choice_id=body.payload,
        )
        message_id = self.turns.message_id(incoming)
        if wait:
            reply = await self.turns.accept_and_wait(incoming, _WAIT_SECONDS)
            if reply is not None:
                return _json(200, {"message_id": message_id, "replies": [reply]})
        else:
            await self.turns.accept(incoming)
        return _json(202, {"message_id": message_id})

    async def events(
        self,
        request: Request,
        conversation_id: str,
        after: Annotated[int | None, Query(ge=0, le=2**31)] = None,
        authorization: Annotated[str | None, Header()] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        """The history and what follows: a stream, or with `after` one answer as soon as there is something newer."""
        conversation = await held(self.store, conversation_id, authorization)
        if after is not None:
            found = await self._wait_for_events(conversation.id, after)
            return _json(200, {"events": [event_json(event) for event in found]})
        is_number = last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit()
        last = int(last_event_id or 0) if is_number and len(last_event_id or "") < 10 else 0
        headers = {**_NO_STORE, "X-Accel-Buffering": "no"}
        return EventSourceResponse(self._stream(conversation.id, last), headers=headers)

    async def delete(self, conversation_id: str, authorization: Annotated[str | None, Header()] = None) -> Response:
        """Forget a conversation. An unknown id is answered alike; another's is refused."""
        token = bearer(authorization)
        conversation = await self.store.conversation(conversation_id)
        if conversation is not None:
            if not holds(token, conversation):
                raise NotFound
            await self.forgetting.conversation(conversation_id)
        return Response(status_code=204, headers=_NO_STORE)

    async def _wait_for_events(self, conversation_id: str, after: int) -> list[Event]:
        waited = 0.0
        with self.bell.listen(conversation_id) as listener:
            while True:
                found = await self.store.events_after(conversation_id, after)
                if found is None:
                    raise NotFound
                if found or waited >= _LONG_POLL_SECONDS or self.bell.is_closing:
                    return found
                if not await listener.wait(self.look_again):
                    waited += self.look_again

    async def _stream(self, conversation_id: str, last: int) -> AsyncIterator[bytes]:
        silent = 0.0
        with self.bell.listen(conversation_id) as listener:
            yield format_sse_event(retry=2000)
            while (found := await self.store.events_after(conversation_id, last)) is not None:
                for event in found:
                    yield format_sse_event(data_str=_EVENT.dump_json(event_json(event)).decode(), id=str(event.id))
                    last = event.id
                if found:
                    continue
                if self.bell.is_closing:
                    return
                if await listener.wait(self.look_again):
                    silent = 0.0
                elif (silent := silent + self.look_again) >= _PING_SECONDS:
                    silent = 0.0
                    yield format_sse_event(comment="ping")


_EVENT = TypeAdapter(dict[str, Any])


def _json(status: int, body: Mapping[str, Any]) -> JSONResponse:
    return JSONResponse(dict(body), status_code=status, headers=_NO_STORE)
