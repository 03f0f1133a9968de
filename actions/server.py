"""The composition root of the action server: settings, the library, the sentences, every action.

Run by `uvicorn --factory actions.server:create_app`.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import structlog
import yaml
from pydantic_settings import BaseSettings, SettingsConfigDict
from rasa_sdk.endpoint import create_app as create_sdk_app
from rasa_sdk.executor import ActionExecutor

from actions.answers import Say, Search
from actions.base import Capability, CapabilityAction, Context
from actions.desk import DeskInSqlite
from actions.eligibility import AnswerPolicy
from actions.following import Following
from actions.guide import AnswerGuide
from actions.handoff import HandOff
from actions.interests.book import InterestBook
from actions.interests.free_text import TellOfOneself
from actions.interests.near import Nearness
from actions.interests.questionnaire import ExploreInterests
from actions.interests.telling import Telling
from actions.languages import Languages
from actions.leaving import LeaveTopic
from actions.market import AnswerIndicator
from actions.pathways import Pathways
from actions.phrases import Phrases
from actions.privacy import Forget, Probe
from actions.programmes import FindProgrammes
from actions.remarks import Remarks
from actions.reply import Outcome
from actions.reported import TellIntake
from actions.responses import Responses
from actions.safety import Watch
from actions.schools import FindInstitutions
from actions.second import Second
from actions.shown import AskedOfShown
from actions.slots import INTAKE
from actions.targets import AnswerTarget
from actions.trades import DescribeTrade
from knowledge import snapshot
from knowledge.commands.sentences import Sentences
from knowledge.encoders import Choice, choose
from knowledge.encoders.hub_models import Patience
from knowledge.errors import DataError, KnowledgeError, NotFound, Problem
from knowledge.library import Library
from knowledge.retrieval.opening import DENSE, NO_CHOICE


class Settings(BaseSettings):
    """Settings of the action server; see .env.example."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    environment: Literal["development", "production"] = "development"
    data_dir: Path = Path("data")
    built_dir: Path = Path("data/built")
    store_dir: Path = Path("data/store")
    today: date | None = None
    embedding_model: str = ""
    embedding_connect_seconds: float = 5
    embedding_download_seconds: float = 60


class CurrentLibrary:
    """The library of the active snapshot; opens the new one when another was activated.

    When the new one cannot be opened the old one stays, and the next try waits for the next activation.
    """

    def __init__(self, built: Path, *, samples: bool, encoder: Callable[[], Choice] = lambda: NO_CHOICE) -> None:
        self._built = built
        self._samples = samples
        self._encoder = encoder
        self._opening = Lock()
        self._refused: tuple[str, int] | None = None
        self._library = self._open(snapshot.current(built))

    def __call__(self) -> Library:
        """The library for this turn: one look at the link a turn, one opening a snapshot.

        While one turn opens a new snapshot the others go on with the old one.
        """
        if self._opening.acquire(blocking=False):
            try:
                self._renew()
            finally:
                self._opening.release()
        return self._library

    def _renew(self) -> None:
        try:
            folder = snapshot.current(self._built)
            activation = folder.name, (self._built / snapshot.CURRENT).lstat().st_mtime_ns
        except (NotFound, OSError):
            return  # Removed while in use (`make clean`): what is open stays whole.
        if folder.name == self._library.digest or activation == self._refused:
            return
        try:
            self._library = self._open(folder)
            set_apart()
        except Exception as fault:  # Whatever is wrong with the new one, the old one answers.
            self._refused = activation
            kept = self._library.digest
            structlog.get_logger().error("library.refused", digest=folder.name, kept=kept, fault=repr(fault))

    def _open(self, folder: Path) -> Library:
        # What searching by sense needs is checked when it is opened: damaged, it costs quality, not the service.
        snapshot.verify(folder, but=DENSE)
        library = Library.open(folder, samples=self._samples, encoder=self._encoder)
        for problem in library.problems:
            structlog.get_logger().warning(
                "library.search_by_words", code=problem.code, value=problem.value, reason=problem.expected
            )
        return library


def set_apart() -> None:
    """Keep the collector from walking what was opened: a turn that it fell into took 15 ms longer, and all of it stays.

    What a library before this one left is collected first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def capabilities(interests: Path = Path("data/interests")) -> dict[str, Capability]:
    """What can be asked, by intent; each can be followed up. `interests`: folder of the questionnaire."""
    book = InterestBook.load(interests)
    institutions = FindInstitutions(fees=FindProgrammes())
    support = Phrases.load(interests.parent / "lexicon", "support")
    programmes, policies = FindProgrammes(schools=institutions), AnswerPolicy(support, schools=institutions)
    targets = AnswerTarget(texts=policies)
    return {
        "find_programmes": programmes,
        "find_institutions": institutions,
        "describe_trade": DescribeTrade(where=programmes),
        "ask_policy": policies,
        "ask_indicator": AnswerIndicator(policies, targets),
        "ask_target": targets,
        INTAKE: TellIntake(),
        "explore_interests": ExploreInterests(book, _oneself(interests, book)),
    }


def _oneself(folder: Path, book: InterestBook) -> TellOfOneself:
    return TellOfOneself(book, Nearness(Telling.load(folder, folder.parent / "lexicon"), book.families))


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
        "action_explore_interests": able["explore_interests"],
        "action_narrow_topic": search,
        "action_search": search,
        "action_say": Say(
            {"out_of_scope": Outcome.OUT_OF_SCOPE, "report_distress": Outcome.REFUSED_UNSAFE},
            otherwise=search,
        ),
        "action_answer_guide": AnswerGuide(otherwise=search, texts=able["ask_policy"]),
        "action_leave_topic": LeaveTopic(),
        "action_hand_off": HandOff(context.desk),
        "action_forget": Forget(context.desk),
        "action_probe": Probe(),
    }
    pathways = Pathways.load(context.lexicon.parent, Phrases.load(context.lexicon, "pathways"))
    remarks = Phrases.load(context.lexicon, "remarks")
    answers = yaml.safe_load((context.lexicon / "remarks.yaml").read_text(encoding="utf-8"))
    undecided = Phrases.load(context.lexicon, "interests")
    watch = Watch(
        context.languages,
        Phrases.load(context.lexicon, "dangers"),
        Phrases.load(context.lexicon, "subjects"),
        pathways,
        Remarks(
            remarks,
            able,
            pathways,
            context.desk,
            families=context.interests.families,
            tells=answers["tells"],
            shows=answers["shows"],
        ),
        figures=able["ask_indicator"],
        guide=named["action_answer_guide"],
        undecided=undecided,
        after_danger=Phrases.load(context.lexicon, "after_danger"),
        extortion=Phrases.load(context.lexicon, "extortion"),
        interests=able["explore_interests"],
        oneself=_oneself(context.lexicon.parent / "interests", context.interests),
        shown=AskedOfShown(remarks, able, pathways, answers["shows"]),
    )
    context = replace(
        context, rescue=search, follower=Following(able, search), watch=watch, second=Second(answers["joints"], able)
    )
    buttons = {
        "leave_topic": named["action_leave_topic"],
        "meet_human": named["action_hand_off"],
        "narrow_topic": search,
    }
    context = replace(context, buttons=buttons)
    support = Phrases.load(context.lexicon, "support")
    context = replace(context, remarks=remarks, undecided=undecided, support=support)
    return [CapabilityAction(name, capability, context) for name, capability in named.items()]


def create_app() -> Any:
    """The ASGI application. Ends the process with what to do where there is no snapshot that can be opened."""
    settings = Settings()
    _configure_logs()
    production = settings.environment == "production"
    patience = Patience(settings.embedding_connect_seconds, settings.embedding_download_seconds)
    encoder = partial(choose, settings.built_dir, settings.embedding_model, patience)
    try:
        library = CurrentLibrary(settings.built_dir, samples=not production, encoder=encoder)
    except KnowledgeError as error:
        sys.exit("\n".join(_told(error, settings)))
    context = Context(
        library=library,
        responses=Responses(settings.data_dir / "responses"),
        languages=Languages.load(settings.data_dir / "lexicon" / "languages.yaml"),
        lexicon=settings.data_dir / "lexicon",
        capabilities=capabilities(settings.data_dir / "interests"),
        interests=InterestBook.load(settings.data_dir / "interests"),
        strict=not production,
        desk=DeskInSqlite(settings.store_dir / "handoffs.sqlite"),
        today=None if production else settings.today,
    )
    executor = ActionExecutor()
    for action in actions(context):
        executor.register_action(action)
    app = create_sdk_app(executor, cors_origins=[])
    set_apart()
    return app


def _told(error: KnowledgeError, settings: Settings) -> Iterator[str]:
    """Why the snapshot cannot be opened, in the words of `python -m knowledge`."""
    say = Sentences(settings.data_dir / "messages")
    missing = Problem(str(settings.built_dir), "snapshot_missing")
    yield from map(say.problem, error.problems if isinstance(error, DataError) else [missing])


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
