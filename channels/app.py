"""The composition root of the public process: settings, parts, routes, errors.

Start it with `uvicorn --factory channels.app:create_app`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import httpx
import structlog
from fastapi import Depends, FastAPI
from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from channels.bell import Bell
from channels.errors import SettingsInvalid
from channels.event_page import EventPage
from channels.feedback import Feedback
from channels.forget import Forgetting
from channels.health import Health
from channels.http_edges import add_edges
from channels.identity import MessageIds, stored_key
from channels.keeper import Keeper
from channels.locks import ConversationLocks
from channels.logs import configure_logs
from channels.masking import Mask
from channels.metrics import Metrics
from channels.origins import Origins
from channels.pages import Pages
from channels.rasa_client import RasaClient
from channels.rates import Rates
from channels.reading import Reading
from channels.sentences import Sentences
from channels.sheets import Sheets
from channels.store import Store
from channels.tracker import TrackerRows
from channels.turns import TurnLimits, Turns
from channels.vendor_settings import VendorSettings
from channels.vendors import Vendors, assemble_vendors
from channels.web import WebApi
from channels.widget import Widget
from channels.widget_bundle import alone, bundle
from channels.workflows import Workflows

log = structlog.get_logger()

_ROOT = Path(__file__).resolve().parent.parent
_SHORTEST_SECRET = 16


class Settings(VendorSettings):
    """Settings of the public process, described in .env.example."""

    model_config = SettingsConfigDict(
        env_file=os.environ.get("ENV_FILE", _ROOT / ".env"), extra="ignore", env_ignore_empty=True
    )

    environment: Literal["development", "production"] = "development"
    store_dir: Path = _ROOT / "data" / "store"
    built_dir: Path = _ROOT / "data" / "built"
    store_url: SecretStr | None = None
    workflow_store_url: SecretStr | None = None
    tracker_store_url: SecretStr | None = None
    executor_id: str = "channels-1"
    message_key: SecretStr | None = None
    rasa_port: int = 5005
    rasa_url: str | None = None
    rasa_token: SecretStr = SecretStr("")
    rasa_timeout_seconds: float = Field(default=10, gt=0)
    rasa_at_once: int = Field(default=16, ge=1)
    retry_seconds: float = Field(default=600, ge=0)
    retry_first_pause_seconds: float = Field(default=0.25, gt=0)
    retry_longest_pause_seconds: float = Field(default=5, gt=0)
    max_turns: int = Field(default=200, ge=1)
    max_turns_per_conversation: int = Field(default=30, ge=1)
    max_text_characters: int = Field(default=2000, ge=100)
    settle_seconds: float = Field(default=0.2, ge=0, le=5)
    purge_every_seconds: float = Field(default=600, gt=0)
    sheet_days: int = Field(default=400, ge=1)
    widget_origins: str = ""
    debug_meta: bool = False

    def check(self) -> None:
        """Raise SettingsInvalid when production would run with a missing or weak secret."""
        if self.environment != "production":
            for name in self.half_set:
                log.warning("channel_half_set", setting=name)
            return
        secrets = {"RASA_TOKEN": self.rasa_token, "MESSAGE_KEY": self.message_key}
        for name, value in secrets.items():
            if value is None or len(value.get_secret_value()) < _SHORTEST_SECRET:
                raise SettingsInvalid(
                    f"{name}: ENVIRONMENT=production needs a secret of {_SHORTEST_SECRET}+ characters"
                )
        for name in self.half_set:
            raise SettingsInvalid(f"{name}: missing or too short, `python -m channels check` says what it needs")
        if self.debug_meta:
            raise SettingsInvalid("DEBUG_META: must be off when ENVIRONMENT=production")

    def limits(self, look_again: float) -> TurnLimits:
        """What a turn may take."""
        return TurnLimits(
            settle_ms=round(self.settle_seconds * 1000),
            turns=self.max_turns,
            turns_per_conversation=self.max_turns_per_conversation,
            retry_seconds=self.retry_seconds,
            first_pause=self.retry_first_pause_seconds,
            longest_pause=self.retry_longest_pause_seconds,
            look_again=look_again,
            with_meta=self.debug_meta,
        )

    def url(self, given: SecretStr | None, file_name: str) -> str:
        """The database address: as set, or a SQLite file in the store folder."""
        return given.get_secret_value() if given else f"sqlite:///{self.store_dir.resolve() / file_name}"

    def key(self) -> bytes:
        """The key of message ids: as set, or kept in the store folder."""
        if self.message_key:
            return self.message_key.get_secret_value().encode()
        return stored_key(self.store_dir / "message.key")


@dataclass(frozen=True)
class Parts:
    """The objects of one process, wired together."""

    bell: Bell
    store: Store
    tracker: TrackerRows
    workflows: Workflows
    rasa: RasaClient
    forgetting: Forgetting
    turns: Turns
    keeper: Keeper
    web: WebApi
    health: Health
    vendors: Vendors

    def launch(self) -> None:
        """Open the stores and take up what the last process left. Must run in the event loop of the process."""
        self.store.create_tables()
        self.workflows.launch(self.turns.answer)

    async def close(self) -> None:
        """Stop the turns where they are, then close the stores."""
        await self.vendors.stop()
        await self.keeper.stop()
        await self.workflows.close()
        await self.rasa.close()
        self.tracker.close()
        self.store.close()


def create_app(settings: Settings | None = None, *, rasa_transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """Build the public process. Raises SettingsInvalid when it must not start."""
    settings = settings or Settings()
    settings.check()
    configure_logs()
    messages = _ROOT / "data" / "messages"
    sentences = Sentences(messages / "web.yaml")
    parts = assemble(settings, sentences, Sentences(messages / "vendors.yaml"), rasa_transport)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        parts.launch()
        _on_stop(parts.bell.close)
        try:
            await parts.turns.repair(at_start=True)
            parts.keeper.start()
            await parts.vendors.start()
            yield
        finally:
            await parts.close()

    origins = Origins.of(settings.widget_origins, settings.public_url)
    app = FastAPI(lifespan=lifespan, openapi_url=None, dependencies=[Depends(origins)])
    origins.tell_browsers(app)
    app.state.parts = parts
    app.include_router(parts.web.router())
    app.include_router(parts.health.router())
    parts.vendors.mount(app)
    event = Sentences(messages / "event.yaml")
    EventPage(parts.vendors.links, _ROOT / "channels" / "templates", event, settings.public_url).mount(app)
    card = Sentences(messages / "card.yaml")
    Sheets(parts.store, _ROOT / "channels" / "templates", card, settings.public_url, _now).mount(app)
    Feedback(parts.store, parts.turns.ids, parts.turns.metrics, _now).mount(app)
    words, english = (Sentences(messages / place).entries for place in ("page.yaml", "en/page.yaml"))
    if not parts.vendors.channels:
        words, english = alone(words), alone(english)
    policies = settings.built_dir / "policies.html"
    script = bundle(_ROOT / "channels" / "static" / "chat", words)
    widget = Widget(script, {"en": english})
    widget.mount(app)
    Pages(_ROOT / "channels", words, policies, widget.versioned_path, settings.zalo_oa_verification).mount(app)
    add_edges(app, sentences)
    return app


def assemble(
    settings: Settings, sentences: Sentences, vendors: Sentences, rasa_transport: httpx.AsyncBaseTransport | None
) -> Parts:
    """Make every part from the settings; opens no connection and starts nothing."""
    data = _ROOT / "data"
    mask = Mask(data / "lexicon" / "sensitive.yaml", data / "reference" / "ethnic_groups.csv")
    store = Store(settings.url(settings.store_url, "channels.db"), mask)
    tracker = TrackerRows(settings.url(settings.tracker_store_url, "tracker.db"))
    workflows = Workflows(settings.url(settings.workflow_store_url, "workflows.db"), executor_id=settings.executor_id)
    rasa = RasaClient(
        settings.rasa_url or f"http://127.0.0.1:{settings.rasa_port}",
        settings.rasa_token.get_secret_value(),
        timeout_seconds=settings.rasa_timeout_seconds,
        at_once=settings.rasa_at_once,
        transport=rasa_transport,
    )
    bell, metrics = Bell(), Metrics()
    metrics.gauge("turns_in_flight", lambda: workflows.active)
    # Readers of one process hear the bell; those of several look once a second.
    look_again = 1.0 if store.is_shared else 5.0
    forgetting = Forgetting(
        store=store,
        workflows=workflows,
        tracker=tracker,
        bell=bell,
        now=_now,
        settle_seconds=settings.rasa_timeout_seconds + 2,
        sheet_days=settings.sheet_days,
    )
    ids = MessageIds(settings.key())
    rates = Rates(store, ids, settings.max_messages_per_minute, settings.max_event_messages_per_minute)
    limits = settings.limits(look_again)
    turns = Turns(
        store=store,
        bell=bell,
        rasa=rasa,
        workflows=workflows,
        locks=ConversationLocks(store.engine if store.is_shared else None),
        forgetting=forgetting,
        sentences=sentences,
        ids=ids,
        reading=Reading(store, sentences, ids, settings.max_text_characters, limits.settle_ms, _now),
        metrics=metrics,
        rates=rates,
        limits=limits,
        now=_now,
    )
    web = WebApi(store=store, bell=bell, turns=turns, forgetting=forgetting, now=_now, look_again=look_again)
    health = Health(store=store, tracker=tracker, rasa=rasa, metrics=metrics, sentences=sentences, now=_now)
    keeper = Keeper(forgetting, turns, purge_every_seconds=settings.purge_every_seconds)
    channels = assemble_vendors(
        settings,
        store=store,
        turns=turns,
        bell=bell,
        forgetting=forgetting,
        sentences=vendors,
        now=_now,
        look_again=look_again,
    )
    return Parts(bell, store, tracker, workflows, rasa, forgetting, turns, keeper, web, health, channels)


def _on_stop(close: Callable[[], None]) -> None:
    """Call `close` in the event loop as soon as the server is asked to stop.

    The server itself only tells once every connection has ended, and an open stream never ends by itself.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def stop(received: int, frame: FrameType | None, before: Any = before) -> None:
            loop.call_soon_threadsafe(close)
            if callable(before):
                before(received, frame)

        signal.signal(number, stop)


def _now() -> int:
    """Milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000
