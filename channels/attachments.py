"""The bytes of what is attached to a part: a chart drawn, a kept card printed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from actions.reply import Sheet
from channels.errors import NotFound
from channels.rendering.chart_picture import as_png
from channels.rendering.parts import Document, Picture
from channels.sentences import Sentences
from channels.sheet_pdf import as_pdf
from channels.store import Store


@dataclass(frozen=True)
class Content:
    """A file. Not `is_picture`: a PDF. `is_shared`: many people get the very same bytes."""

    name: str
    bytes: bytes
    is_picture: bool

    @property
    def is_shared(self) -> bool:
        """A chart is the same for everyone, a card is one person's."""
        return self.is_picture

    @property
    def media_type(self) -> str:
        """As HTTP names it."""
        return "image/png" if self.is_picture else "application/pdf"


@dataclass(frozen=True)
class Attachments:
    """`words`: data/messages/card.yaml. `public_url`: where the code on a card leads."""

    store: Store
    words: Sentences
    public_url: str

    async def content(self, attached: Picture | Document) -> Content:
        """The file, made in a thread. Raises NotFound for a card that is gone."""
        if isinstance(attached, Picture):
            drawn = await asyncio.to_thread(as_png, attached.chart)
            return Content("bieu-do.png", drawn, is_picture=True)
        body = await self.store.sheet(attached.path.rpartition("/")[2])
        if body is None:
            raise NotFound
        words = cast("Mapping[str, str]", self.words.entries)
        address = self.public_url.rstrip("/") + attached.path
        printed = await asyncio.to_thread(as_pdf, Sheet.model_validate(body), address, words)
        return Content(f"{self.words.text('file_name')}.pdf", printed, is_picture=False)
