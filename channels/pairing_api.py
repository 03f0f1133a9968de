"""Codes that take a conversation from the page to another channel and from there to the page, and codes of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from channels.errors import NotFound
from channels.holders import held
from channels.identity import new_token, token_hash
from channels.pairing import Pairing
from channels.rates import Rates, event_code
from channels.statements import HAND_OVER
from channels.store import Store

_NO_STORE = {"Cache-Control": "no-store"}


class Code(BaseModel):
    """Body of POST /pairings: what was typed, "mã abcd2345" or "SK tqt-9a" or the code alone.

    `conversation_id`: the conversation that goes on at an event, with its token in the header; none before its first
    message.
    """

    model_config = ConfigDict(extra="ignore")

    code: Annotated[str, Field(min_length=1, max_length=64)]
    conversation_id: str = ""


@dataclass(frozen=True)
class PairingApi:
    """The two routes. `places`: where a code may be typed, {name, url}."""

    pairing: Pairing
    store: Store
    rates: Rates
    places: Callable[[], list[dict[str, str]]]

    def mount(self, app: FastAPI) -> None:
        """Add them."""
        app.add_api_route("/api/v1/conversations/{conversation_id}/pairing", self.make, methods=["POST"])
        app.add_api_route("/api/v1/pairings", self.redeem, methods=["POST"])

    async def make(self, conversation_id: str, authorization: Annotated[str | None, Header()] = None) -> JSONResponse:
        """A code of this conversation, to be typed within `minutes` at one of `places`."""
        await held(self.store, conversation_id, authorization)
        code = await self.pairing.make(conversation_id)
        made = {"code": code, "minutes": self.pairing.minutes, "places": self.places()}
        return JSONResponse(made, 201, _NO_STORE)

    async def redeem(self, body: Code, authorization: Annotated[str | None, Header()] = None) -> JSONResponse:
        """Go on here: the conversation with a token of its own, which who held one before no longer does.

        A code of an event comes back as `event`; the conversation that is named counts as its own from then on. What
        has the form of a conversation's code is taken for nothing else, so that an old one is refused.
        """
        word = (body.code.split() or [""])[-1]
        code = self.pairing.code_alone(word)
        if code is None and (event := event_code(word)):
            if body.conversation_id:
                await held(self.store, body.conversation_id, authorization)
                await self.rates.arrived_by(body.conversation_id, event)
            return JSONResponse({"event": event}, 200, _NO_STORE)
        conversation_id = await self.pairing.redeem(code) if code else None
        if conversation_id is None:
            raise NotFound
        token = new_token()
        change = {"conversation_id": conversation_id, "new_hash": token_hash(token)}
        changed = await self.store.transaction(lambda connection: connection.execute(HAND_OVER, change).rowcount)
        if not changed:
            raise NotFound
        return JSONResponse({"conversation_id": conversation_id, "token": token}, 201, _NO_STORE)
