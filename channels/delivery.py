"""Sends replies to vendors: in order within a conversation, each part once, whatever the vendor does.

One task follows a conversation from the moment a message is accepted until all is answered and sent. `sweep` finds
conversations that a crash left without one.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import structlog
from pydantic import ValidationError

from channels.bell import Bell
from channels.contacts import Contact, Contacts
from channels.identity import MessageIds
from channels.logs import described
from channels.metrics import Metrics
from channels.outbox import Outbox
from channels.part_states import Claimed, Piece, Planned, Quiet, State
from channels.rendering.parts import Part
from channels.rendering.text import Shown, shown

log = structlog.get_logger()

PACE = "pace"
"""The code of a part that waits for its place in the pace of requests: nothing to worry about."""
UNREACHABLE_API = "unreachable_api"
"""The code of a part whose request surely never left: it is tried until the conversation is forgotten."""
_SWEEP_SECONDS = 15.0
_MOST_ATTEMPTS = 8
_FIRST_PAUSE_MS = 1_000
_LONGEST_PAUSE_MS = 60_000
_GRACE_SECONDS = 2.0
_TYPING_AFTER_SECONDS = 0.8
_TYPING_EVERY_SECONDS = 4.0
_MOST_TYPING = 8


@dataclass(frozen=True)
class Sent:
    """What became of one request.

    QUEUED: surely not sent, to be tried again after `again_ms` milliseconds (None: after a pause of ours).
    Not `is_attempt`: no request was made, since there was no room for one. `is_too_long`: refused for its length only.
    """

    state: State
    provider_id: str | None = None
    code: str | None = None
    again_ms: int | None = None
    is_unreachable: bool = False
    is_attempt: bool = True
    is_too_long: bool = False


class Sender(Protocol):
    """A vendor, as the delivery sees it. Neither `send` nor `typing` raises for anything the vendor does."""

    channel: str

    def render(self, answer: Shown) -> list[Part]:
        """The parts of a reply."""
        ...

    async def send(self, contact: Contact, part: Part) -> Sent:
        """Send one part, once."""
        ...

    async def typing(self, contact: Contact) -> None:
        """Show that an answer is being made, where the vendor can."""
        ...


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The senders of this process and the conversations they follow."""

    outbox: Outbox
    contacts: Contacts
    senders: Mapping[str, Sender]
    bell: Bell
    ids: MessageIds
    metrics: Metrics
    now: Callable[[], int]
    look_again: float
    _following: dict[str, asyncio.Task[None]] = field(default_factory=dict[str, "asyncio.Task[None]"], init=False)
    _wanted: set[str] = field(default_factory=set[str], init=False)
    _in_flight: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"], init=False)
    _closing: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _background: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"], init=False)

    async def start(self, *, is_alone: bool) -> None:
        """Take up what the last process left. `is_alone`: no other process uses this database."""
        if is_alone:
            await self.outbox.lost_at_start()
        self._spawn(self._sweep())

    async def stop(self) -> None:
        """End where it is. Parts that are being sent have a moment to end; after that their outcome is unknown."""
        self._closing.set()
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=_GRACE_SECONDS)
        tasks = [*self._background, *self._following.values(), *self._in_flight]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def follow(self, conversation_id: str) -> None:
        """Something was accepted in this conversation: send what is answered, until all is."""
        self._wanted.add(conversation_id)
        if conversation_id not in self._following:
            task = asyncio.create_task(self._follow(conversation_id), name="delivery")
            self._following[conversation_id] = task

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self.outbox.unfinished():
                    self.follow(conversation_id)
            except Exception as problem:
                # An edge: a locked database now must not end all sending.
                log.error("sweep_failed", **described(problem))
            await asyncio.sleep(_SWEEP_SECONDS)

    async def _follow(self, conversation_id: str) -> None:
        try:
            with self.bell.listen(conversation_id) as listener:
                waited = _Waited()
                while conversation_id in self._wanted:
                    # Whoever accepts another message from here on wants us again.
                    self._wanted.discard(conversation_id)
                    if self._closing.is_set():
                        return
                    while not isinstance(step := await self.outbox.claim(conversation_id, self._plan), Quiet):
                        if isinstance(step, Claimed):
                            await self._send(step)
                            waited = _Waited()
                        else:
                            await listener.wait(min(step.milliseconds / 1000, self.look_again))
                    if not step.is_answered:
                        self._wanted.add(conversation_id)
                        await self._show_typing(conversation_id, waited)
                        await listener.wait(min(self.look_again, waited.next_look()))
        except Exception as problem:
            # An edge: the sweep takes this conversation up again.
            log.error("delivery_failed", **described(problem))
        finally:
            self._following.pop(conversation_id, None)

    def _plan(self, planned: Planned) -> Sequence[str]:
        parts = self._parts(planned)
        # What is attached is known by its being attached, whatever its caption.
        return [self.ids.sent(planned.channel, planned.user_id, "" if part.attached else part.said) for part in parts]

    def _parts(self, planned: Planned) -> list[Part]:
        sender = self.senders.get(planned.channel)
        if sender is None:
            return []
        try:
            answer = shown(planned.type, planned.body, planned.message_id)
            return sender.render(replace(answer, is_first=planned.is_first))
        except ValidationError as problem:
            log.error("reply_unreadable", errors=problem.error_count())
            return []

    async def _send(self, claimed: Claimed) -> None:
        # A task of its own: who stops us waits for it a moment longer.
        task = asyncio.create_task(self._send_and_settle(claimed))
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)
        await asyncio.shield(task)

    async def _send_and_settle(self, claimed: Claimed) -> None:
        part = self._claimed(claimed)
        sent = await self._sent(claimed, part)
        attempts = claimed.attempts if sent.is_attempt else claimed.attempts - 1
        channel = claimed.planned.channel
        if sent.is_too_long and part and (pieces := self._pieces(claimed, part)):
            log.warning("part_divided", channel=channel, code=sent.code, pieces=len(pieces))
            await self.outbox.divide(claimed, pieces, attempts)
            return
        # While the vendor cannot be reached at all, waiting is all there is to do.
        if sent.state is State.QUEUED and attempts >= _MOST_ATTEMPTS and sent.code != UNREACHABLE_API:
            sent = Sent(State.FAILED, code=sent.code or "tried_too_often")
        not_before = None
        if sent.state is State.QUEUED:
            pause = min(_FIRST_PAUSE_MS * 2 ** max(0, attempts - 1), _LONGEST_PAUSE_MS)
            not_before = self.now() + (pause if sent.again_ms is None else sent.again_ms)
        await self.outbox.settle(
            claimed,
            sent.state,
            provider_id=sent.provider_id,
            code=sent.code,
            attempts=attempts,
            not_before=not_before,
        )
        self.metrics.count("parts", channel=channel, state=sent.state)
        if sent.state is not State.SENT and sent.code != PACE:
            log.warning("part", channel=channel, state=sent.state, code=sent.code, attempt=attempts)
        if sent.is_unreachable:
            await self.contacts.unreachable(channel, claimed.planned.user_id)
            await self.outbox.abandon(channel, claimed.planned.user_id, "unreachable")

    def _claimed(self, claimed: Claimed) -> Part | None:
        parts = self._parts(claimed.planned)
        return parts[claimed.part].between(claimed.begins, claimed.ends) if claimed.part < len(parts) else None

    def _pieces(self, claimed: Claimed, part: Part) -> list[Piece]:
        """What to send instead of a part that is too long, empty when it cannot be said shorter."""
        cuts = part.cuts()
        last = cuts[-1:]
        found: list[Piece] = []
        for start, end in cuts:
            is_last = (start, end) in last
            said = part.between(start, 0 if is_last else end).said
            ends = claimed.ends if is_last else claimed.begins + end
            digest = self.ids.sent(claimed.planned.channel, claimed.planned.user_id, said)
            found.append(Piece(claimed.begins + start, ends, digest))
        return found

    async def _sent(self, claimed: Claimed, part: Part | None) -> Sent:
        contact = claimed.contact
        if contact is None or not contact.is_reachable:
            return Sent(State.FAILED, code="unreachable")
        if part is None:
            return Sent(State.FAILED, code="no_part")
        sender = self.senders[claimed.planned.channel]
        try:
            return await sender.send(contact, part)
        except asyncio.CancelledError:
            # Stopped in the middle of a request. The row says `sending`, which the next start reads as unknown.
            raise
        except Exception as problem:
            # An edge: a fault of ours after the request may have gone out must not lead to a second one.
            log.error("send_failed", channel=sender.channel, **described(problem))
            return Sent(State.UNKNOWN, code="fault")

    async def _show_typing(self, conversation_id: str, waited: _Waited) -> None:
        # When many wait, what time there is goes to the answers.
        if not waited.is_typing_due() or len(self._background) > _MOST_TYPING:
            return
        for contact in await self.contacts.of_conversation(conversation_id):
            if (sender := self.senders.get(contact.channel)) and contact.is_reachable:
                self._spawn(_quietly(sender, contact))


@dataclass
class _Waited:
    """How long somebody has been waiting, and when they last saw that an answer is being made."""

    since: float = field(default_factory=time.monotonic)
    shown_at: float = 0.0

    def is_typing_due(self) -> bool:
        now = time.monotonic()
        if now - self.since < _TYPING_AFTER_SECONDS or now - self.shown_at < _TYPING_EVERY_SECONDS:
            return False
        self.shown_at = now
        return True

    def next_look(self) -> float:
        now = time.monotonic()
        due = max(self.since + _TYPING_AFTER_SECONDS, self.shown_at + _TYPING_EVERY_SECONDS if self.shown_at else 0)
        return max(0.05, due - now)


async def _quietly(sender: Sender, contact: Contact) -> None:
    with contextlib.suppress(Exception):
        await sender.typing(contact)
