"""The one way an action runs: read slots, ask the capability, say one Reply. Owns the only `except` of the package.

ActionError
└── UncitedAnswer    an answer without a citation: an error in development and tests, `not_held` in production
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from traceback import extract_tb
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import slots as slot_reading
from actions.carried import with_carried
from actions.desk import Desk, DeskInMemory
from actions.doubting import doubted
from actions.further import tells_text, with_further
from actions.interests import reading as interest_reading
from actions.interests.book import InterestBook
from actions.keeping import kept_after
from actions.languages import Languages
from actions.offering import offered
from actions.phrases import Phrases
from actions.received import received_day
from actions.reply import Outcome, Reply
from actions.responses import Responses
from actions.slots import STORED, Slots
from actions.turn import Turn
from actions.understood import SURE, Understood, Words, understand
from knowledge.library import Library

log = structlog.get_logger(__name__)


class ActionError(Exception):
    """Base of what this package raises on purpose."""


class UncitedAnswer(ActionError):
    """A reply says `answered` and cites nothing."""


class Capability(ABC):
    """One thing the assistant can do. Pure: a turn and the library in, a Reply out."""

    topic: str | None = None
    """Name under which a follow-up comes back here; None for what cannot be followed up."""
    shows_section: ClassVar[bool] = False
    """Whether what it cites is a section of a document, which the next message may go on in."""
    leaves_topic: ClassVar[bool] = False
    """Whether what the conversation was about is left, while the learner stays known."""

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Who answers this turn, and as what; itself unless it only finds the right one."""
        return self, turn

    @abstractmethod
    def answer(self, turn: Turn, library: Library) -> Reply:
        """Answer one turn."""


class Finder(Capability):
    """A capability that knows who could answer a message that nobody was chosen for."""

    @abstractmethod
    def ways(self, turn: Turn, library: Library, *, by_name: bool = True) -> Iterator[tuple[Capability, Turn]]:
        """Everybody who could, best first; without `by_name` only those whom what is held surely points to."""

    def beside(self, reply: Reply, turn: Turn, library: Library) -> Reply:
        """The reply with what must be said besides, whoever gave it; here as it is."""
        return reply


class Addition(ABC):
    """Knows what a reply leaves out of what its message asks."""

    @abstractmethod
    def beside(self, reply: Reply, capability: Capability, turn: Turn, library: Library) -> Reply:
        """The reply of a capability with what is missing; itself where nothing is."""


class Follower(ABC):
    """Knows who answers a message that goes on with the conversation."""

    @abstractmethod
    def who(
        self, turn: Turn, library: Library, *, topic: str | None, section: str | None
    ) -> tuple[Capability, Turn] | None:
        """The capability, and the turn as it is to see it, after `topic` or the `section` shown last.

        None where the message asks whom it asks by itself.
        """


@dataclass(frozen=True, slots=True)
class Context:
    """What every action shares. `library` gives the current snapshot's library, so a new one needs no restart."""

    library: Callable[[], Library]
    responses: Responses
    capabilities: Mapping[str, Capability]
    strict: bool
    languages: Languages = field(default_factory=lambda: Languages(()))
    lexicon: Path = Path("data/lexicon")
    """Where the phrases of dangers and of subjects that are not ours stand."""
    interests: InterestBook = field(default_factory=lambda: InterestBook.load(Path("data/interests")))
    rescue: Finder | None = None
    """Who is asked when a capability has no answer, before its own ending is said."""
    watch: Finder | None = None
    """Who sees every message first: somebody in danger, or another language, is not passed by."""
    buttons: Mapping[str, Capability] = field(default_factory=dict[str, Capability])
    """Who answers intents that only a button has, for those who type its label."""
    follower: Follower | None = None
    second: Addition | None = None
    """Who answers the second of two questions."""
    desk: Desk = field(default_factory=DeskInMemory)
    """Where wishes to meet a person wait."""
    remarks: Phrases | None = None
    """What points at a thing shown before."""
    support: Phrases | None = None
    """What few words mean in a talk about support."""
    undecided: Phrases | None = None
    """What asks for the questionnaire about interests, and what answers it."""
    today: date | None = None


class CapabilityAction(Action):
    """A Rasa action around one capability."""

    def __init__(self, name: str, capability: Capability, context: Context) -> None:
        self._name = name
        self._capability = capability
        self._context = context

    def name(self) -> str:
        """The action's name in the domain."""
        return self._name

    async def run(  # pyright: ignore[reportIncompatibleMethodOverride] - the SDK awaits either form
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say one Reply and set the slots; an unexpected fault is logged by type and becomes outcome `error`."""
        started = time.perf_counter()
        message: Mapping[str, Any] = tracker.latest_message or {}
        metadata: Mapping[str, Any] = message.get("metadata") or {}
        try:
            reply, kept = await asyncio.to_thread(self.answer, message, metadata, tracker.slots)
        except Exception as error:  # the edge: a turn always ends in a Reply
            where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-4:]]
            # Types and places only: the text of an exception may quote what the person wrote.
            log.error("action.failed", action=self._name, error=type(error).__name__, at=where, **_ids(metadata))
            reply = Reply(text=self._context.responses.text("error", {}), outcome=Outcome.ERROR)
            kept = slot_reading.from_tracker(tracker.slots)
        intent: Mapping[str, Any] = message.get("intent") or {}
        understood = {"intent": intent.get("name"), "confidence": intent.get("confidence")}
        # Published only where debugging is on; `channels` also logs the intent.
        reply = reply.model_copy(update={"meta": {**(reply.meta or {}), **understood}})
        log.info(
            "turn.answered",
            action=self._name,
            intent=intent.get("name"),
            outcome=reply.outcome.value,
            milliseconds=round(1000 * (time.perf_counter() - started), 1),
            **_ids(metadata),
        )
        dispatcher.utter_message(json_message=reply.model_dump(mode="json", exclude_none=True))
        return [
            SlotSet(name, value)
            for name in STORED
            if (value := _plain(getattr(kept, name))) != _plain(tracker.slots.get(name))
        ]

    def answer(
        self, message: Mapping[str, Any], metadata: Mapping[str, Any], stored: Mapping[str, Any]
    ) -> tuple[Reply, Slots]:
        """The reply to one message of Rasa's tracker, and the slots to keep."""
        context, library = self._context, self._context.library()
        today = context.today or received_day(metadata)
        words = Words(context.responses, context.interests, context.remarks, context.undecided, context.support)
        seen = understand(message, stored, library, words, today)
        intent, named, kept, pressed, returns = seen.intent, seen.named, seen.kept, seen.pressed, seen.returns
        follow_up = seen.goes_on and (kept.topic in context.capabilities or kept.section is not None)
        slots = slot_reading.merge(named, kept, follow_up=follow_up)
        if intent == kept.topic == "ask_policy" and not follow_up:
            slots = slot_reading.same_check(slots, kept)
        follow_up = follow_up and not returns
        capability = self._chosen(message, seen)
        home = str(metadata["province"]) if metadata.get("province") in library.provinces else None
        turn = Turn(
            text="" if pressed else seen.text,
            intent=intent,
            slots=slots,
            named=named,
            today=today,
            responses=context.responses,
            provinces=library.provinces,
            former_provinces=library.former_provinces,
            confidence=seen.confidence,
            follow_up=follow_up,
            before=kept,
            home=home,
            heard=None if pressed else (message.get("intent") or {}).get("name"),
            typed="" if pressed else str(message.get("text") or ""),
        )
        if seized := next(context.watch.ways(turn, library), None) if context.watch else None:
            capability, turn = seized
        elif named.interest_form or named.interest_answer:
            capability = context.capabilities[interest_reading.TOPIC]
        elif returns or (follow_up and pressed and kept.topic is not None):
            capability, turn = (capability if returns else context.capabilities[str(kept.topic)]).resolve(turn, library)
        else:
            capability, turn = self._going_on(turn, library, kept) or capability.resolve(turn, library)
        reply = capability.answer(turn, library)
        settled, unread = ((reply.meta or {}).get(name, False) for name in ("settled", "unread"))
        # What answers the question of a check is no question for somebody else.
        if not (settled or seen.answers_question) and (
            reply.outcome is Outcome.CLARIFY
            or (reply.outcome is Outcome.NOT_HELD and not reply.citations and (unread or not follow_up))
        ):
            capability, turn, reply = self._rescued(capability, turn, library) or (capability, turn, reply)
        reply = reply if seized or settled or seen.answers_question else doubted(reply, turn, library)
        reply = context.second.beside(reply, capability, turn, library) if context.second else reply
        reply = self._checked(reply, turn)
        reply = context.watch.beside(reply, turn, library) if context.watch else reply
        if not (seized or seen.answers_question):
            of_passages = capability.shows_section or turn.intent == "ask_guide" or tells_text(reply, library)
            reply = with_further(reply, turn, library, of_passages=of_passages)
        reply = with_carried(reply, turn, library)
        if capability.topic != interest_reading.TOPIC:
            reply = interest_reading.with_way_back(context.interests, reply, turn)
        kept = kept_after(
            reply,
            capability.topic,
            leaves_topic=capability.leaves_topic,
            shows_section=capability.shows_section,
            merged=turn.slots,
            named=turn.named,
            before=kept,
            library=library,
        )
        return reply, replace(kept, offered=offered(reply))

    def _chosen(self, message: Mapping[str, Any], seen: Understood) -> Capability:
        """Whom the intent asks, be it another one than the classifier's; the check of support, where it is taken up."""
        able = self._context.capabilities
        if seen.returns:
            return able["ask_policy"]
        if seen.begun and seen.intent == "narrow_topic":
            return able[seen.begun]
        if seen.intent == (message.get("intent") or {}).get("name"):
            return self._capability
        return able.get(seen.intent) or self._context.buttons.get(seen.intent, self._capability)

    def _going_on(self, turn: Turn, library: Library, kept: Slots) -> tuple[Capability, Turn] | None:
        """Who answers a message that goes on; None where it asks whom it asks by itself."""
        follower = self._context.follower if turn.follow_up else None
        return follower.who(turn, library, topic=kept.topic, section=kept.section) if follower else None

    def _rescued(self, capability: Capability, turn: Turn, library: Library) -> tuple[Capability, Turn, Reply] | None:
        """An answer from elsewhere to a message that this capability could only ask back about, or not answer.

        Where the classifier is sure of what is asked, a record of another kind never was the answer (0 of 6): only a
        document is.
        """
        if self._context.rescue is None or not turn.text or turn.slots.outside or turn.named.is_beyond:
            return None
        ways = self._context.rescue.ways(replace(turn, follow_up=False), library, by_name=False)
        for other, seen in ways:
            if other is not capability and (other.topic is None or turn.confidence < SURE):
                reply = other.answer(seen, library)
                if reply.outcome is Outcome.ANSWERED:
                    return other, seen, reply
        return None

    def _checked(self, reply: Reply, turn: Turn) -> Reply:
        if reply.outcome is not Outcome.ANSWERED or reply.citations:
            return reply
        if self._context.strict:
            raise UncitedAnswer(self._name)
        return turn.not_held("not_held_general")


def _ids(metadata: Mapping[str, Any]) -> dict[str, Any]:
    # The message's id is a keyed hash; the conversation's own id would outlive its deletion in the log.
    return {"message_id": metadata.get("message_id")}


def _plain(value: Any) -> Any:
    return list(value) or None if isinstance(value, tuple | list) else value
