"""Codes that take a conversation from the page to another channel, and from there to the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from channels.errors import NotFound, TokenMissing
from channels.identity import new_token, same_hash, token_hash
from channels.pairing import Pairing
from channels.statements import HAND_OVER
from channels.store import Store

_NO_STORE = {"Cache-Control": "no-store"}


class Code(BaseModel):
    """Body of POST /pairings."""

    model_config = ConfigDict(extra="ignore")

    code: Annotated[str, Field(min_length=1, max_length=32)]


@dataclass(frozen=True)
class PairingApi:
    """The two routes."""

    pairing: Pairing
    store: Store

    def mount(self, app: FastAPI) -> None:
        """Add them."""
        app.add_api_route("/api/v1/conversations/{conversation_id}/pairing", self.make, methods=["POST"])
        app.add_api_route("/api/v1/pairings", self.redeem, methods=["POST"])

    async def make(self, conversation_id: str, authorization: Annotated[str | None, Header()] = None) -> JSONResponse:
        """A code of this conversation, to be typed elsewhere within `minutes`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenMissing
        conversation = await self.store.conversation(conversation_id)
        if conversation is None or not same_hash(conversation.token_hash, token_hash(token.strip())):
            raise NotFound
        code = await self.pairing.make(conversation_id)
        return JSONResponse({"code": code, "minutes": self.pairing.minutes}, 201, _NO_STORE)

    async def redeem(self, body: Code) -> JSONResponse:
        """Go on here: the conversation with a token of its own. Who held one before no longer does."""
        word = self.pairing.code_alone(body.code.strip())
        conversation_id = await self.pairing.redeem(word) if word else None
        if conversation_id is None:
            raise NotFound
        token = new_token()
        change = {"conversation_id": conversation_id, "new_hash": token_hash(token)}
        changed = await self.store.transaction(lambda connection: connection.execute(HAND_OVER, change).rowcount)
        if not changed:
            raise NotFound
        return JSONResponse({"conversation_id": conversation_id, "token": token}, 201, _NO_STORE)
