"""The durable turn: accept a message, ask Rasa, publish its one reply.

Why exactly one user event and one reply event follow each message, wherever a process is killed:
* Accepting is one transaction (message, sequence number, user event) before the caller is answered.
* The durable workflow is started after it; `repair` starts those that a crash left without one.
* DBOS runs an unfinished workflow again. `answer` may therefore run twice for a message: Rasa returns the stored reply
  to a message id it has answered, and publishing is one transaction that does nothing for a finished message.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from actions.reply import Outcome, Reply
from channels.bell import Bell, Listener
from channels.errors import NotFound, RasaFailed, ReplyInvalid
from channels.forget import Forgetting, forget_history
from channels.identity import MessageIds
from channels.locks import ConversationLocks
from channels.messages import Incoming, published
from channels.metrics import Metrics
from channels.rasa_client import Question, RasaClient
from channels.rates import Rates
from channels.reading import Reading
from channels.records import Publication, Turn
from channels.sentences import Sentences
from channels.store import Store
from channels.workflows import Workflows

log = structlog.get_logger()

_REPAIR_AFTER_MS = 30_000


@dataclass(frozen=True)
class TurnLimits:
    """Seconds and counts; see .env.example."""

    turns: int
    turns_per_conversation: int
    settle_ms: int
    retry_seconds: float
    first_pause: float
    longest_pause: float
    look_again: float
    with_meta: bool


@dataclass(frozen=True)
class _Asked:
    reply: Reply
    attempts: int
    rasa_ms: float


@dataclass(frozen=True, kw_only=True)
class Turns:
    """Accepts messages of every channel and answers each once."""

    store: Store
    bell: Bell
    rasa: RasaClient
    workflows: Workflows
    locks: ConversationLocks
    forgetting: Forgetting
    sentences: Sentences
    ids: MessageIds
    reading: Reading
    metrics: Metrics
    rates: Rates
    limits: TurnLimits
    now: Callable[[], int]
    # The conversation of each accepted message whose turn has not ended here.
    _open: dict[str, str] = field(default_factory=dict[str, str], init=False)

    def message_id(self, incoming: Incoming) -> str:
        """The id of a message, the same for a repeat."""
        return self.ids.message(incoming.channel, incoming.conversation_id, incoming.client_message_id)

    async def accept(self, incoming: Incoming) -> bool:
        """Store the message and start its turn. False for a repeat, which starts nothing.

        The message is safe from any crash when this returns. Raises NotFound when its conversation is gone.
        """
        message_id = self.message_id(incoming)
        new = await self.reading.new_message(message_id, incoming, refused=self._is_busy(incoming.conversation_id))
        # A deletion waits for a start that is under way, or the workflow's row would outlive it.
        with self.workflows.starting(message_id):
            stored = await self.store.accept(new, self.rates, self.now)
            if stored is None:
                if await self.store.conversation(incoming.conversation_id) is None:
                    raise NotFound
                return False
            if stored.reply is None:
                # Counted from here on: the next message may come before the turn has begun.
                self._open[message_id] = incoming.conversation_id
                self.workflows.begin(message_id)
        self.metrics.count("messages", channel=incoming.channel)
        self.bell.ring(incoming.conversation_id)
        if stored.reply is not None:
            self.bell.ring(message_id)
            self.metrics.count("turns", outcome=str(stored.reply["outcome"]))
        return True

    def _is_busy(self, conversation_id: str) -> bool:
        of_conversation = sum(each == conversation_id for each in self._open.values())
        return len(self._open) >= self.limits.turns or of_conversation >= self.limits.turns_per_conversation

    async def accept_and_wait(self, incoming: Incoming, seconds: float) -> Mapping[str, Any] | None:
        """Accept, then wait up to `seconds` for the published reply; None when it is not there by then.

        Raises NotFound when the conversation is deleted meanwhile.
        """
        message_id = self.message_id(incoming)
        deadline = time.monotonic() + seconds
        with self.bell.listen(message_id) as listener:
            if await self.accept(incoming):
                await listener.wait(min(seconds, self.limits.look_again))
            while True:
                reply = await self.store.reply_of(incoming.conversation_id, message_id)
                left = deadline - time.monotonic()
                if reply is not None or left <= 0 or self.bell.is_closing:
                    return reply
                if await self.store.turn(message_id) is None:
                    if await self.store.conversation(incoming.conversation_id) is None:
                        raise NotFound
                    return None
                await listener.wait(min(left, self.limits.look_again))

    async def answer(self, message_id: str) -> str:
        """The turn of one message, to its end: its outcome, or "forgotten". Safe to run again at any time."""
        try:
            return await self._answer(message_id)
        finally:
            self._open.pop(message_id, None)

    async def _answer(self, message_id: str) -> str:
        turn = await self.store.turn(message_id)
        if turn is None:
            return "forgotten"
        if turn.done:
            return "done"
        self._open[message_id] = turn.conversation_id
        with self.bell.listen(turn.conversation_id) as listener:
            # Its number may have changed while it waited.
            turn = await self._next(turn, listener)
            asked = await self._asked(turn, listener) if turn else None
        if turn is None or asked is None:
            return "forgotten"
        return await self._publish(turn, asked)

    async def _next(self, turn: Turn, listener: Listener) -> Turn | None:
        """Wait until every earlier message of the conversation is finished. None when it is forgotten.

        Whoever may still be overtaken is looked up again once that time is over.
        """
        current: Turn | None = turn
        settled = time.monotonic() + min(max(turn.settled_at - self.now(), 0), self.limits.settle_ms) / 1000
        looked = 0.0 if turn.settled_at else settled
        while current is not None and (current.blocked or looked < settled):
            await listener.wait(self.limits.look_again if current.blocked else max(0.0, settled - time.monotonic()))
            looked = time.monotonic()
            current = await self.store.turn(turn.message_id)
        return current

    async def _asked(self, turn: Turn, listener: Listener) -> _Asked | None:
        if not turn.refused:
            return await self._ask(turn, listener)
        return _Asked(await self.reading.refused(turn), 0, 0)

    async def _ask(self, turn: Turn, listener: Listener) -> _Asked | None:
        """Ask until Rasa answers or the horizon is past; None when the message is forgotten meanwhile."""
        horizon = turn.received_at + self.limits.retry_seconds * 1000
        pause, attempts = self.limits.first_pause, 0
        while True:
            attempts += 1
            started = time.perf_counter()
            try:
                async with self.locks.hold(turn.conversation_id):
                    reply = await self.rasa.ask(_question(turn))
            except RasaFailed as failure:
                self.metrics.count("rasa_failures", reason=failure.reason)
                log.warning("rasa_failed", message=turn.message_id, reason=failure.reason, attempt=attempts)
                if self.now() + pause * 1000 > horizon:
                    return _Asked(self.sentences.reply("unavailable"), attempts, 0)
            except ReplyInvalid as invalid:
                log.error("reply_invalid", message=turn.message_id, fields=invalid.where)
                return _Asked(self.sentences.reply("unavailable"), attempts, 0)
            else:
                return _Asked(reply, attempts, (time.perf_counter() - started) * 1000)
            await self._tell_waiting(turn)
            if not await self._pause(turn, listener, pause):
                return None
            pause = min(pause * 2, self.limits.longest_pause)

    async def _tell_waiting(self, turn: Turn) -> None:
        text = self.sentences.text("statuses.waiting")
        if await self.store.tell_status(turn, "waiting", text, self.now()):
            self.bell.ring(turn.conversation_id)

    async def _pause(self, turn: Turn, listener: Listener, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            await listener.wait(left)
            if await self.store.turn(turn.message_id) is None:
                return False
        return True

    async def _publish(self, turn: Turn, asked: _Asked) -> str:
        meta = asked.reply.meta or {}
        try:
            shown = published(asked.reply, with_meta=self.limits.with_meta)
        except ReplyInvalid as invalid:
            log.error("reply_invalid", message=turn.message_id, fields=invalid.where)
            shown = published(self.sentences.reply("unavailable"), with_meta=False)
        forgets = meta.get("forget") is True
        publication = Publication(shown, at=self.now())
        if not await self.store.publish(turn, publication, first=forget_history if forgets else None):
            return "forgotten"
        self.bell.ring(turn.conversation_id)
        self.bell.ring(turn.message_id)
        if forgets:
            self.forgetting.wake()
        outcome = Outcome(shown.body["outcome"])
        took_ms = self.now() - turn.received_at
        self.metrics.count("turns", outcome=outcome)
        self.metrics.turn(took_ms / 1000)
        log.info(
            "turn",
            message=turn.message_id,
            conversation=self.ids.log_name(turn.conversation_id),
            channel=turn.channel,
            intent=meta.get("intent"),
            outcome=outcome.value,
            ms=took_ms,
            rasa_ms=round(asked.rasa_ms, 1),
            attempts=asked.attempts,
        )
        return outcome.value

    async def repair(self, *, at_start: bool = False) -> None:
        """Start the turns that lost theirs: a crash between accepting and starting, or an unexpected error."""
        accepted_before = self.now() + 1 if at_start else self.now() - _REPAIR_AFTER_MS
        for message_id in await self.store.unfinished(accepted_before):
            alone = not self.store.is_shared
            if await self.workflows.restart(message_id, at_start=at_start, only_executor=alone):
                log.warning("turn_restarted", message=message_id)


def _question(turn: Turn) -> Question:
    return Question(
        conversation_id=turn.conversation_id,
        message_id=turn.message_id,
        text=turn.text,
        trusted=turn.trusted,
        received_at=turn.received_at,
        channel=turn.channel,
        province=turn.province,
    )
