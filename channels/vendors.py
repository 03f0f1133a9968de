"""The vendors' channels of this process, wired together from the settings; none of them without its token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
from fastapi import FastAPI

from channels.attachments import Attachments
from channels.bell import Bell
from channels.commands import Commands
from channels.contacts import Contacts
from channels.delivery import Delivery, Sender
from channels.feedback import Feedback
from channels.folded import Folded
from channels.forget import Forgetting
from channels.http_transport import Transport
from channels.inbound import Inbound
from channels.outbox import Outbox
from channels.pairing import Pairing
from channels.pairing_api import PairingApi
from channels.ratings import Ratings
from channels.receipts import Receipts
from channels.rendering.telegram import TelegramParts
from channels.rendering.text import TextBlocks
from channels.rendering.zalo import ZaloParts
from channels.sentences import Sentences
from channels.store import Store
from channels.telegram import WEBHOOK_PATH as TELEGRAM_PATH
from channels.telegram import Telegram, TelegramSettings, build
from channels.telegram_events import CHANNEL as TELEGRAM
from channels.telegram_files import TelegramFiles
from channels.telegram_pace import TelegramPace
from channels.turns import Turns
from channels.uploads import Uploads
from channels.vendor_settings import VendorSettings
from channels.zalo_bot import WEBHOOK_PATH as ZALO_BOT_PATH
from channels.zalo_bot import BotSettings, ZaloBot
from channels.zalo_connect import ConnectSettings, ZaloConnect
from channels.zalo_oa import ZaloOA, ZaloSettings
from channels.zalo_oa_events import CHANNEL as ZALO_OA
from channels.zalo_oa_webhook import Secret
from channels.zalo_tokens import ZaloTokens
from channels.zalo_uploads import ZaloUploads

_ROOT = Path(__file__).resolve().parent.parent
_CONNECT_SECONDS = 3.0
_READ_SECONDS = 10.0
_DAY_MS = 86_400_000
# Zalo keeps a picture seven days; Telegram as long as its bot.
_ZALO_KEEPS_MS = 6 * _DAY_MS
_TELEGRAM_KEEPS_MS = 90 * _DAY_MS


class Channel(Sender, Protocol):
    """A sender that also receives."""

    inbound: Inbound | None
    problem: str | None

    def link(self, code: str = "") -> str:
        """Where a phone begins a conversation, at the event of that code; blank: no such address is known."""
        ...

    def mount(self, app: FastAPI) -> None:
        """Add its routes."""
        ...

    async def start(self) -> None:
        """Begin, in the running event loop."""
        ...

    async def stop_receiving(self) -> None:
        """Take nothing more in."""
        ...

    async def stop(self) -> None:
        """Close the connections."""
        ...


@dataclass(frozen=True)
class Vendors:
    """Every configured channel and the one path they share."""

    channels: tuple[Channel, ...]
    inbound: Inbound
    delivery: Delivery
    pairing: Pairing
    is_alone: bool

    def links(self, code: str) -> dict[str, str]:
        """Where a phone begins a conversation at an event, by channel."""
        return {channel.channel: link for channel in self.channels if (link := channel.link(code))}

    def places(self) -> list[dict[str, str]]:
        """Where a conversation of the page can go on: {name, url}; url is blank where no address is known."""
        names = self.inbound.sentences
        return [
            {"name": names.text(f"channel_names.{channel.channel}"), "url": channel.link()} for channel in self.channels
        ]

    def mount(self, app: FastAPI) -> None:
        """Add the routes of codes between channels, and the webhooks of the configured channels."""
        PairingApi(self.pairing, self.inbound.store, self.inbound.turns.rates, self.places).mount(app)
        for channel in self.channels:
            channel.mount(app)

    async def start(self) -> None:
        """Take up what the last process left, then begin to receive."""
        if not self.channels:
            return
        await self.delivery.start(is_alone=self.is_alone)
        for channel in self.channels:
            await channel.start()

    async def stop(self) -> None:
        """Receive nothing more, then send nothing more."""
        for channel in self.channels:
            await channel.stop_receiving()
        await self.inbound.receipts.stop()
        await self.delivery.stop()
        for channel in self.channels:
            await channel.stop()


def assemble_vendors(
    settings: VendorSettings,
    *,
    store: Store,
    turns: Turns,
    bell: Bell,
    forgetting: Forgetting,
    sentences: Sentences,
    now: Callable[[], int],
    look_again: float,
) -> Vendors:
    """Make the channels that are configured; opens no connection and starts nothing."""
    blocks = TextBlocks(sentences, settings.public_url)
    card = Sentences(_ROOT / "data" / "messages" / "card.yaml")
    attachments = Attachments(store, card, settings.public_url)
    channels = _channels(settings, attachments, sentences, blocks, now)
    contacts, outbox = Contacts(store), Outbox(store, now)
    pairing = Pairing(store, turns.ids, sentences, now)
    delivery = Delivery(
        outbox=outbox,
        contacts=contacts,
        senders={channel.channel: channel for channel in channels},
        bell=bell,
        ids=turns.ids,
        metrics=turns.metrics,
        now=now,
        look_again=look_again,
    )
    inbound = Inbound(
        turns=turns,
        store=store,
        contacts=contacts,
        outbox=outbox,
        receipts=Receipts(outbox),
        delivery=delivery,
        pairing=pairing,
        folded=Folded(store, blocks),
        ratings=Ratings(
            store,
            Feedback(store, turns.ids, turns.metrics, now),
            blocks,
            plain=Commands(sentences.entries["rating_words"], sentences.entries["polite_words"]),
            loose=Commands(sentences.entries["loose_rating_words"], sentences.entries["polite_words"]),
        ),
        forgetting=forgetting,
        sentences=sentences,
        ids=turns.ids,
        metrics=turns.metrics,
        commands=Commands(sentences.entries["command_words"], sentences.entries["polite_words"]),
        pause_ms=settings.staff_pause_minutes * 60_000,
        now=now,
    )
    for channel in channels:
        channel.inbound = inbound
        turns.metrics.gauge(f"{channel.channel}_needs_a_person", lambda channel=channel: float(bool(channel.problem)))
    return Vendors(channels, inbound, delivery, pairing, not store.is_shared)


def _channels(
    settings: VendorSettings,
    attachments: Attachments,
    sentences: Sentences,
    blocks: TextBlocks,
    now: Callable[[], int],
) -> tuple[Channel, ...]:
    channels: list[Channel] = []
    if settings.has_telegram:
        channels.append(_telegram(settings, attachments, sentences, blocks, now))
    if settings.has_zalo_oa:
        channels.append(_zalo_oa(settings, attachments, blocks, now))
    if settings.has_zalo_bot:
        channels.append(_zalo_bot(settings, blocks))
    return tuple(channels)


def _telegram(
    settings: VendorSettings,
    attachments: Attachments,
    sentences: Sentences,
    blocks: TextBlocks,
    now: Callable[[], int],
) -> Telegram:
    by_webhook = settings.telegram_mode == "webhook"
    chosen = TelegramSettings(
        token=settings.secret("telegram_token"),
        api_url=settings.telegram_api_url,
        secret=settings.secret("telegram_webhook_secret"),
        webhook_url=settings.public_url.rstrip("/") + TELEGRAM_PATH if by_webhook else "",
        per_second=settings.telegram_messages_per_second,
        per_chat=settings.telegram_messages_per_second_of_chat,
        commands=tuple((name, str(text)) for name, text in sentences.entries["commands"].items()),
    )
    files = TelegramFiles(attachments, Uploads(attachments.store, TELEGRAM, _TELEGRAM_KEEPS_MS, now))
    pace = TelegramPace(chosen.per_second, chosen.per_chat)
    return Telegram(
        settings=chosen, parts=TelegramParts(blocks), application=build(chosen, pace), pace=pace, files=files
    )


def _zalo_oa(settings: VendorSettings, attachments: Attachments, blocks: TextBlocks, now: Callable[[], int]) -> ZaloOA:
    store = attachments.store
    http = httpx.AsyncClient(timeout=httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS), transport=Transport())
    secrets = [Secret(name.upper(), settings.secret(name)) for name in ("zalo_oa_secret_key", "zalo_oa_app_secret")]
    tokens = ZaloTokens(
        store=store,
        http=http,
        url=settings.zalo_oa_login_url,
        app_id=settings.zalo_oa_app_id,
        app_secret=settings.secret("zalo_oa_app_secret"),
        seed=settings.secret("zalo_oa_refresh_token"),
        now=now,
    )
    chosen = ZaloSettings(
        app_id=settings.zalo_oa_app_id,
        oa_id=settings.zalo_oa_id,
        secrets=tuple(secret for secret in secrets if secret.value),
        api_url=settings.zalo_oa_api_url,
        send_api=settings.zalo_oa_send_api,
        requests_per_minute=settings.zalo_oa_requests_per_minute,
        refused_status=settings.zalo_oa_refused_status,
        verification=settings.zalo_oa_verification,
    )
    connect = _zalo_connect(settings, store, tokens, now) if settings.has_zalo_connect else None
    uploads = ZaloUploads(
        attachments=attachments,
        uploads=Uploads(store, ZALO_OA, _ZALO_KEEPS_MS, now),
        tokens=tokens,
        http=http,
        api_url=settings.zalo_oa_api_url,
    )
    parts = ZaloParts(blocks, with_buttons=True, with_files=True)
    return ZaloOA(settings=chosen, parts=parts, tokens=tokens, http=http, uploads=uploads, now=now, connect=connect)


def _zalo_connect(settings: VendorSettings, store: Store, tokens: ZaloTokens, now: Callable[[], int]) -> ZaloConnect:
    chosen = ConnectSettings(
        url=settings.zalo_oa_login_url,
        app_id=settings.zalo_oa_app_id,
        oa_id=settings.zalo_oa_id,
        public_url=settings.public_url,
        key=settings.secret("zalo_oa_connect_key"),
        verifier=settings.secret("zalo_oa_code_verifier"),
    )
    sentences = Sentences(_ROOT / "data" / "messages" / "zalo_connect.yaml")
    templates = _ROOT / "channels" / "templates"
    return ZaloConnect(settings=chosen, store=store, tokens=tokens, sentences=sentences, templates=templates, now=now)


def _zalo_bot(settings: VendorSettings, blocks: TextBlocks) -> ZaloBot:
    by_webhook = settings.zalo_bot_mode == "webhook"
    chosen = BotSettings(
        token=settings.secret("zalo_bot_token"),
        api_url=settings.zalo_bot_api_url,
        secret=settings.secret("zalo_bot_webhook_secret"),
        webhook_url=settings.public_url.rstrip("/") + ZALO_BOT_PATH if by_webhook else "",
        requests_per_minute=settings.zalo_bot_requests_per_minute,
    )
    http = httpx.AsyncClient(timeout=httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS), transport=Transport())
    return ZaloBot(settings=chosen, parts=ZaloParts(blocks, with_buttons=False, with_files=False), http=http)
