"""Telegram: the bot's client, its webhook, and polling for machines that cannot be reached from outside."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import HTTPXRequest

from channels.contacts import Contact
from channels.delivery import PACE, Sent
from channels.errors import NotFound
from channels.http_transport import Transport
from channels.inbound import Inbound
from channels.logs import described
from channels.part_states import State
from channels.rates import EVENT_PREFIX
from channels.rendering.parts import Part
from channels.rendering.telegram import TelegramParts
from channels.rendering.text import Shown
from channels.secret_webhook import received
from channels.telegram_errors import TOKEN, code, outcome, seconds
from channels.telegram_events import CALLBACK_PREFIX, CHANNEL, parse
from channels.telegram_files import TelegramFiles
from channels.telegram_pace import AT_ONCE, TelegramPace

log = structlog.get_logger()

WEBHOOK_PATH = "/webhooks/telegram"
UPDATES = ["message", "callback_query", "my_chat_member"]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the name of a header
_CONNECT_SECONDS = 3.0
_READ_SECONDS = 10.0
_POLL_SECONDS = 20
_LONGEST_PAUSE_SECONDS = 60.0


@dataclass(frozen=True)
class TelegramSettings:
    """`webhook_url`: full address Telegram calls; blank: polling. `commands`: name → what it does, for the menu."""

    token: str
    api_url: str
    secret: str
    webhook_url: str
    per_second: float
    per_chat: float
    commands: tuple[tuple[str, str], ...]


Bot = ExtBot[None]


def build(settings: TelegramSettings, pace: TelegramPace) -> Application[Any, Any, Any, Any, Any, Any]:
    """PTB's application without an updater: updates come by our own routes, after they are safe."""
    # Its times as time spans, which the next major version gives anyway; without it each 429 is a warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    request = HTTPXRequest(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        pool_timeout=5.0,
        httpx_kwargs={"transport": Transport(at_once=AT_ONCE)},
    )
    polling = HTTPXRequest(read_timeout=_POLL_SECONDS + 5.0, httpx_kwargs={"transport": Transport(at_once=2)})
    base = settings.api_url.rstrip("/")
    return (
        Application.builder()
        .token(settings.token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(request)
        .get_updates_request(polling)
        .rate_limiter(pace)
        .updater(None)
        .build()
    )


@dataclass(kw_only=True)
class Telegram:
    """The channel. `inbound` is given after the delivery, which needs us, was made."""

    settings: TelegramSettings
    parts: TelegramParts
    application: Application[Any, Any, Any, Any, Any, Any]
    pace: TelegramPace
    files: TelegramFiles
    inbound: Inbound | None = None
    channel: str = CHANNEL
    problem: str | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]], init=False)

    @property
    def bot(self) -> Bot:
        """PTB's client."""
        return self.application.bot

    # --- out ---------------------------------------------------------------------------------------------------------

    def render(self, answer: Shown) -> list[Part]:
        """The parts of a reply."""
        return self.parts.render(answer)

    async def send(self, contact: Contact, part: Part) -> Sent:
        """Send one part; once more as plain text when Telegram refused the mark-up, which it then did not send."""
        if (wait := self.pace.needed(contact.user_id)) > 0:
            return Sent(State.QUEUED, code=PACE, again_ms=math.ceil(wait * 1000), is_attempt=False)
        sent = await self._sent(contact, part)
        if sent.code == TOKEN:
            self.problem = TOKEN
            log.error("alarm", channel=CHANNEL, reason=TOKEN)
        elif sent.state is State.SENT and self.problem == TOKEN:
            self.problem = None
        return sent

    async def _sent(self, contact: Contact, part: Part) -> Sent:
        try:
            return await self._send(contact, part, with_markup=True)
        except NotFound:
            return Sent(State.FAILED, code="gone")
        except TelegramError as problem:
            if not isinstance(problem, BadRequest) or "parse entities" not in problem.message:
                return outcome(problem)
        try:
            return await self._send(contact, part, with_markup=False)
        except TelegramError as problem:
            return outcome(problem)

    async def _send(self, contact: Contact, part: Part, *, with_markup: bool) -> Sent:
        if part.attached is not None:
            shown = await self.files.send(self.bot, int(contact.user_id), part.attached, part.said)
            return Sent(State.SENT, provider_id=str(shown.message_id))
        rows: list[list[InlineKeyboardButton]] = []
        for button in part.buttons:
            shown = InlineKeyboardButton(button.label, callback_data=f"{CALLBACK_PREFIX}{button.payload}")
            if button.is_beside:
                rows[-1].append(shown)
            else:
                rows.append([shown])
        message = await self.bot.send_message(
            chat_id=int(contact.user_id),
            text=part.text if with_markup else part.said,
            parse_mode=ParseMode.HTML if with_markup else None,
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
            # PTB's own name for it; without it every page of a source would be shown as a picture.
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return Sent(State.SENT, provider_id=str(message.message_id))

    async def typing(self, contact: Contact) -> None:
        """Shown for five seconds."""
        await self.bot.send_chat_action(int(contact.user_id), ChatAction.TYPING)

    def link(self, code: str = "") -> str:
        """The bot's address; blank until Telegram has told the bot's name."""
        try:
            return f"https://t.me/{self.bot.username}" + (f"?start={EVENT_PREFIX}{code}" if code else "")
        except RuntimeError:
            return ""

    # --- in ----------------------------------------------------------------------------------------------------------

    def mount(self, app: FastAPI) -> None:
        """Add the webhook's route, unless updates are polled."""
        if self.settings.webhook_url:
            app.add_route(WEBHOOK_PATH, self.hook, methods=["POST"])

    async def hook(self, request: Request) -> Response:
        """One update, see `secret_webhook.received`."""
        return await received(
            request,
            channel=CHANNEL,
            header=SECRET_HEADER,
            secret=self.settings.secret,
            take=self._take,
            metrics=self.inbound.metrics if self.inbound else None,
        )

    async def _take(self, update: object) -> None:
        event = parse(update)
        if event is None or self.inbound is None:
            return
        told = await self.inbound.take(event)
        if event.ask_id:
            self._spawn(self._confirm(event.ask_id, told))

    async def _confirm(self, query_id: str, told: str) -> None:
        """Stop the button's spinner, and show in passing what there is to tell; too late or twice is no harm."""
        with contextlib.suppress(TelegramError):
            await self.bot.answer_callback_query(query_id, text=told or None)

    # --- life --------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin in the background: the process must start although Telegram cannot be reached."""
        self._spawn(self._run())

    async def stop_receiving(self) -> None:
        """End polling; what was not confirmed to Telegram comes again."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Close the connections."""
        with contextlib.suppress(TelegramError, RuntimeError):
            await self.application.shutdown()
        with contextlib.suppress(TelegramError, RuntimeError):
            # An application that never became ready leaves its bot's connections open.
            await self.bot.shutdown()

    def _spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self) -> None:
        pause = 1.0
        while True:
            try:
                await self.application.initialize()
                await self.bot.set_my_commands([BotCommand(*each) for each in self.settings.commands])
                if self.settings.webhook_url:
                    await self._register()
                else:
                    await self._poll()
            except InvalidToken:
                # No token, no use in asking again.
                self.problem = TOKEN
                log.error("channel_refused", channel=CHANNEL, reason=TOKEN)
                return
            except TelegramError as failure:
                self.problem = code(failure)
                log.warning("channel_unready", channel=CHANNEL, reason=code(failure))
            else:
                self.problem = None
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _register(self) -> None:
        await self.bot.set_webhook(
            self.settings.webhook_url,
            secret_token=self.settings.secret,
            allowed_updates=UPDATES,
            max_connections=20,
        )
        log.info("channel_ready", channel=CHANNEL, by="webhook")

    async def _poll(self) -> None:
        """Read updates for ever. An update is confirmed, by asking for the next, only after it is safe.

        A webhook that is set is left alone: another machine may be serving this bot. Conflict says so.
        """
        log.info("channel_ready", channel=CHANNEL, by="polling")
        offset: int | None = None
        while True:
            try:
                found = await self.bot.get_updates(offset=offset, timeout=_POLL_SECONDS, allowed_updates=UPDATES)
                for update in found:
                    await self._take(json.loads(update.to_json()))
                    offset = update.update_id + 1
                self.problem = None
            except (InvalidToken, Conflict):
                raise
            except TelegramError as failure:
                wait = failure.retry_after if isinstance(failure, RetryAfter) else 1.0
                await asyncio.sleep(seconds(wait))
            except Exception as fault:
                # An edge: the store may be locked for a moment; the update was not confirmed and comes again.
                log.error("update_failed", channel=CHANNEL, **described(fault))
                await asyncio.sleep(1)
