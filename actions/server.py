"""The composition root of the action server: settings, the library, the sentences, every action.

Run by `uvicorn --factory actions.server:create_app`.
"""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import structlog
from pydantic_settings import BaseSettings, SettingsConfigDict
from rasa_sdk.endpoint import create_app as create_sdk_app
from rasa_sdk.executor import ActionExecutor

from actions.answers import Say, Search
from actions.base import Capability, CapabilityAction, Context
from actions.eligibility import AnswerPolicy
from actions.handoff import HandOff
from actions.market import AnswerIndicator, AnswerTarget
from actions.privacy import Forget, Probe
from actions.programmes import FindProgrammes
from actions.reply import Outcome
from actions.responses import Responses
from actions.schools import FindInstitutions
from actions.trades import DescribeTrade
from knowledge import snapshot
from knowledge.library import Library


class Settings(BaseSettings):
    """Settings of the action server; see .env.example."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    environment: Literal["development", "production"] = "development"
    data_dir: Path = Path("data")
    built_dir: Path = Path("data/built")
    today: date | None = None


class CurrentLibrary:
    """The library of the active snapshot; opens the new one when another was activated."""

    def __init__(self, built: Path, *, samples: bool) -> None:
        self._built = built
        self._samples = samples
        self._lock = Lock()
        self._library = Library.open(snapshot.current(built), samples=samples)

    def __call__(self) -> Library:
        """The library for this turn: one look at the link a turn, one opening a snapshot."""
        folder = snapshot.current(self._built)
        if folder.name != self._library.digest:
            with self._lock:
                if folder.name != self._library.digest:
                    self._library = Library.open(folder, samples=self._samples)
        return self._library


def capabilities() -> dict[str, Capability]:
    """What can be asked, by intent; each can be followed up."""
    programmes = FindProgrammes()
    return {
        "find_programmes": programmes,
        "find_institutions": FindInstitutions(),
        "describe_trade": DescribeTrade(where=programmes),
        "ask_policy": AnswerPolicy(),
        "ask_indicator": AnswerIndicator(),
        "ask_target": AnswerTarget(),
    }


def actions(context: Context) -> list[CapabilityAction]:
    """Every action of the domain."""
    able = context.capabilities
    search = Search(able)
    named: dict[str, Capability] = {
        "action_find_programmes": able["find_programmes"],
        "action_find_institutions": able["find_institutions"],
        "action_describe_trade": able["describe_trade"],
        "action_answer_policy": able["ask_policy"],
        "action_answer_indicator": able["ask_indicator"],
        "action_answer_target": able["ask_target"],
        "action_narrow_topic": search,
        "action_search": search,
        "action_say": Say({"out_of_scope": Outcome.OUT_OF_SCOPE, "report_distress": Outcome.REFUSED_UNSAFE}),
        "action_hand_off": HandOff(),
        "action_forget": Forget(),
        "action_probe": Probe(),
    }
    return [CapabilityAction(name, capability, context) for name, capability in named.items()]


def create_app() -> Any:
    """The ASGI application. NotFound when no snapshot is active: run `make build`."""
    settings = Settings()
    _configure_logs()
    production = settings.environment == "production"
    context = Context(
        library=CurrentLibrary(settings.built_dir, samples=not production),
        responses=Responses(settings.data_dir / "responses"),
        capabilities=capabilities(),
        strict=not production,
        today=None if production else settings.today,
    )
    executor = ActionExecutor()
    for action in actions(context):
        executor.register_action(action)
    return create_sdk_app(executor, cors_origins=[])


def _configure_logs() -> None:
    """One JSON line a turn; ids, intent, outcome and times, never text."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
