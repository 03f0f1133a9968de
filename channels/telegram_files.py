"""Pictures and files on Telegram: sent with their message; a picture that was sent before is named again."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InputFile, Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from channels.attachments import Attachments, Content
from channels.rendering.parts import Document, Picture
from channels.uploads import Uploads


@dataclass(frozen=True)
class TelegramFiles:
    """What is attached, and the names Telegram gave to it."""

    attachments: Attachments
    uploads: Uploads

    async def send(self, bot: ExtBot[None], chat_id: int, attached: Picture | Document, caption: str) -> Message:
        """Send one message. Raises NotFound for a card that is gone, TelegramError as any send does."""
        content = await self.attachments.content(attached)
        known = await self.uploads.find(content.bytes) if content.is_shared else None
        if known is None:
            return await self._send_up(bot, chat_id, content, caption)
        try:
            return await bot.send_photo(chat_id, known, caption=caption)
        except BadRequest:
            # Refused, so not sent: the name is of no use any more.
            await self.uploads.forget(content.bytes)
            return await self._send_up(bot, chat_id, content, caption)

    async def _send_up(self, bot: ExtBot[None], chat_id: int, content: Content, caption: str) -> Message:
        file = InputFile(content.bytes, filename=content.name)
        if not content.is_picture:
            return await bot.send_document(chat_id, file, caption=caption)
        message = await bot.send_photo(chat_id, file, caption=caption)
        if content.is_shared and message.photo:
            await self.uploads.keep(content.bytes, message.photo[-1].file_id)
        return message
