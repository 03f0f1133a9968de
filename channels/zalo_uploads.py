"""Pictures and files of a Zalo Official Account: sent up first, then named in the message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import httpx
from sqlalchemy.exc import SQLAlchemyError

from channels.attachments import Attachments, Content
from channels.delivery import Sent
from channels.errors import NotFound
from channels.limits import Pace
from channels.part_states import State
from channels.rendering.parts import Document, Picture
from channels.uploads import Uploads
from channels.zalo_errors import Meaning, meaning
from channels.zalo_tokens import TokenMissing, ZaloTokens

_NO_TOKEN_MS = 60_000
_PATHS = {True: "/v2.0/oa/upload/image", False: "/v2.0/oa/upload/file"}
EXPIRED = -100
"""Zalo does not know the name of a file any more."""


class NotUploaded(Exception):
    """Nothing was sent to anybody. `sent`: what that means for the part."""

    def __init__(self, code: str, *, may_retry: bool, again_ms: int | None = None) -> None:
        super().__init__(code)
        state = State.QUEUED if may_retry else State.FAILED
        self.sent = Sent(state, code=code, again_ms=again_ms, is_attempt=again_ms is None)


@dataclass(frozen=True, kw_only=True)
class ZaloUploads:
    """Takes its turn in the account's pace with every other request."""

    attachments: Attachments
    uploads: Uploads
    tokens: ZaloTokens
    http: httpx.AsyncClient
    api_url: str

    async def message(
        self, attached: Picture | Document, caption: str, pace: Pace, *, is_expired: bool = False
    ) -> dict[str, Any]:
        """The message that shows it; `is_expired`: what Zalo kept of it is to be sent up again. Raises NotUploaded."""
        try:
            content = await self.attachments.content(attached)
            if is_expired:
                await self.uploads.forget(content.bytes)
            name = await self.uploads.find(content.bytes) if content.is_shared else None
            if name is None:
                name = await self._sent_up(content, pace)
                if content.is_shared:
                    await self.uploads.keep(content.bytes, name)
        except NotFound:
            raise NotUploaded("gone", may_retry=False) from None
        except TokenMissing:
            raise NotUploaded("no_token", may_retry=True, again_ms=_NO_TOKEN_MS) from None
        except SQLAlchemyError:
            raise NotUploaded("store", may_retry=True, again_ms=_NO_TOKEN_MS) from None
        if not content.is_picture:
            return {"attachment": {"type": "file", "payload": {"token": name}}}
        shown = {"template_type": "media", "elements": [{"media_type": "image", "attachment_id": name}]}
        return {"text": caption, "attachment": {"type": "template", "payload": shown}}

    async def _sent_up(self, content: Content, pace: Pace) -> str:
        refused: str | None = None
        while True:
            token = await self.tokens.access(refused=refused)
            answer = await self._post(content, token, pace)
            code: object = answer.get("error")
            if code == 0:
                return _name(answer, content)
            if not isinstance(code, int):
                raise NotUploaded("no_answer", may_retry=True)
            if meaning(code) is not Meaning.TOKEN or refused is not None:
                raise NotUploaded(str(code), may_retry=meaning(code) is Meaning.RATE)
            refused = token

    async def _post(self, content: Content, token: str, pace: Pace) -> Mapping[str, Any]:
        await pace.wait()
        url = self.api_url.rstrip("/") + _PATHS[content.is_picture]
        file = (content.name, content.bytes, content.media_type)
        try:
            answer: object = (await self.http.post(url, files={"file": file}, headers={"access_token": token})).json()
        except (httpx.HTTPError, ValueError):
            # Whether it arrived or not, nobody has seen it: sending it up again does no harm.
            raise NotUploaded("no_answer", may_retry=True) from None
        return cast("Mapping[str, Any]", answer) if isinstance(answer, dict) else {}


def _name(answer: Mapping[str, Any], content: Content) -> str:
    data: object = answer.get("data")
    name: object = None
    if isinstance(data, dict):
        name = cast("Mapping[str, Any]", data).get("attachment_id" if content.is_picture else "token")
    if not isinstance(name, str) or not name:
        raise NotUploaded("no_name", may_retry=False)
    return name
