"""Who holds a conversation: whoever sends its token."""

from __future__ import annotations

from channels.errors import NotFound, TokenMissing
from channels.identity import same_hash, token_hash
from channels.records import Conversation
from channels.store import Store


def bearer(authorization: str | None) -> str:
    """The token of an Authorization header. Raises TokenMissing."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenMissing
    return token.strip()


def holds(token: str, conversation: Conversation) -> bool:
    """Whether the token is the conversation's own; takes as long for any other."""
    return same_hash(conversation.token_hash, token_hash(token))


async def held(store: Store, conversation_id: str, authorization: str | None) -> Conversation:
    """The caller's conversation. Raises TokenMissing, and NotFound for an unknown one as for another's."""
    token = bearer(authorization)
    conversation = await store.conversation(conversation_id)
    if conversation is None or not holds(token, conversation):
        raise NotFound
    return conversation
