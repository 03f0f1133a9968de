"""The parts of replies on their way to a vendor: one row each, and the state it is in.

queued ─► sending ─► sent ─► delivered ─► seen
   ▲         │  └──► unknown   no answer came after the request may have gone out; never sent again
   └─────────┘  └──► failed    refused for good, unreachable, or tried too often
 (surely not sent)

A row is claimed (queued → sending) before its request goes out, so a crash leaves `sending`, which becomes `unknown`.
The next part of a conversation is claimed only when every earlier one has left queued and sending. A part that is
refused for its length becomes several rows, a piece of its text each, which are sent like parts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from channels import outbox_statements as sql
from channels import schema
from channels.contacts import Contact
from channels.part_states import Claimed, Piece, Plan, Planned, Quiet, State, Waiting
from channels.store import Store

_LEASE_MS = 60_000
_ECHO_MS = 60_000
_EARLY_KEPT = 1_000
_rows, _origin, _event, _message = schema.delivery, schema.origin, schema.event, schema.message


@dataclass(frozen=True)
class Outbox:
    """The rows of `delivery`. `now` gives milliseconds since 1970."""

    store: Store
    now: Callable[[], int]
    _early: OrderedDict[tuple[str, str], State] = field(default_factory=OrderedDict[tuple[str, str], State], init=False)

    async def claim(self, conversation_id: str, plan: Plan) -> Claimed | Waiting | Quiet:
        """Write rows for what was published since, then take the next part that may be sent."""
        return await self.store.transaction(lambda connection: self._claim(connection, conversation_id, plan))

    def _claim(self, connection: sa.Connection, conversation_id: str, plan: Plan) -> Claimed | Waiting | Quiet:
        here, now = {"conversation_id": conversation_id}, self.now()
        self._plan(connection, conversation_id, plan, now)
        while (row := connection.execute(sql.OPEN, here).mappings().one_or_none()) is not None:
            if row["state"] == State.SENDING:
                if row["claimed_at"] > now - _LEASE_MS:
                    return Waiting(row["claimed_at"] + _LEASE_MS - now)
                _update(connection, row, State.SENDING, state=State.UNKNOWN, code="lost")
                continue
            if row["not_before"] > now:
                return Waiting(row["not_before"] - now)
            event = connection.execute(sql.EVENT, {**here, "event_id": row["event_id"]}).one_or_none()
            if event is None:
                _update(connection, row, State.QUEUED, state=State.FAILED, code="forgotten")
                continue
            if not _update(connection, row, State.QUEUED, state=State.SENDING, claimed_at=now):
                return Waiting(1000)
            planned = Planned(row["channel"], row["user_id"], *event)
            contact = _contact_of(connection, planned)
            attempts = row["attempts"] + 1
            place = (row["event_id"], row["part"], row["begins"], row["ends"])
            return Claimed(conversation_id, *place, attempts, planned, contact)
        return Quiet(connection.execute(sql.UNANSWERED, here).first() is None)

    def _plan(self, connection: sa.Connection, conversation_id: str, plan: Plan, now: int) -> None:
        found = connection.execute(sql.UNPLANNED, {"conversation_id": conversation_id}).all()
        replied = {row.message_id for row in found if row.type == "reply"}
        for row in found:
            # "Please wait" is of no use any more once the reply is there.
            is_stale = row.type == "status" and row.message_id in replied
            planned = Planned(row.channel, row.user_id, row.type, row.body, row.message_id, row.is_first)
            digests: Sequence[str] = [] if is_stale else plan(planned)
            base = {
                "conversation_id": conversation_id,
                "event_id": row.id,
                "channel": row.channel,
                "user_id": row.user_id,
                "at": now,
            }
            if not digests:
                nothing = {
                    "part": 0,
                    "state": State.FAILED,
                    "digest": "",
                    "code": "stale" if is_stale else "no_channel",
                }
                connection.execute(sql.NEW_ROW, {**base, **nothing})
            for part, digest in enumerate(digests):
                connection.execute(sql.NEW_ROW, {**base, "part": part, "state": State.QUEUED, "digest": digest})

    async def settle(self, claimed: Claimed, state: State, **values: object) -> None:
        """Say what became of a claimed part: `provider_id`, `code`, `not_before`, `attempts` as they apply.

        What the vendor told meanwhile by an echo or a receipt counts.
        """
        key = _key(claimed)

        def work(connection: sa.Connection) -> str | None:
            named = connection.execute(sql.PROVIDER_ID, _named(key)).scalar_one_or_none()
            known = {name: value for name, value in values.items() if value is not None}
            # An echo came first: it was sent after all.
            now = State.SENT if state is State.UNKNOWN and named else state
            _update(connection, key, State.SENDING, **{**known, "state": now})
            return str(known["provider_id"]) if "provider_id" in known else named

        provider_id = await self.store.transaction(work)
        name = (claimed.planned.channel, provider_id or "")
        if early := self._early.pop(name, None):
            await self._received(name[0], [name[1]], early)

    async def divide(self, claimed: Claimed, pieces: Sequence[Piece], attempts: int) -> None:
        """A claimed part was refused, and its pieces are sent instead: the first in its row, each other in its own."""
        first, *others = pieces
        new = {
            "conversation_id": claimed.conversation_id,
            "event_id": claimed.event_id,
            "part": claimed.part,
            "channel": claimed.planned.channel,
            "user_id": claimed.planned.user_id,
            "state": State.QUEUED,
            "attempts": attempts,
            "at": self.now(),
        }

        def work(connection: sa.Connection) -> None:
            told = {"state": State.QUEUED, "attempts": attempts, "ends": first.ends, "digest": first.digest}
            if _update(connection, _key(claimed), State.SENDING, **told):
                connection.execute(sql.NEW_ROW, [{**new, **asdict(piece)} for piece in others])

        await self.store.transaction(work)

    async def abandon(self, channel: str, user_id: str, code: str) -> None:
        """Nothing that waits for this user is sent any more."""
        await self.store.transaction(
            lambda connection: connection.execute(
                sa.update(_rows)
                .where(_rows.c.channel == channel, _rows.c.user_id == user_id, _rows.c.state == State.QUEUED)
                .values(state=State.FAILED, code=code)
            )
        )

    async def receipt(self, channel: str, provider_ids: Sequence[str], state: State) -> None:
        """The vendor says that parts were delivered or seen; a part never goes back from seen to delivered.

        It may say so before it answered our request: then it is kept until the answer names the id.
        """
        for provider_id in provider_ids:
            name = (channel, provider_id)
            if self._early.get(name) is not State.SEEN:
                self._early[name] = state
            while len(self._early) > _EARLY_KEPT:
                self._early.popitem(last=False)
        for provider_id in await self._received(channel, provider_ids, state):
            self._early.pop((channel, provider_id), None)

    async def _received(self, channel: str, provider_ids: Sequence[str], state: State) -> list[str]:
        """The ids that are known, whose parts are at least in this state now."""
        lower = (
            (State.SENT, State.UNKNOWN) if state is State.DELIVERED else (State.SENT, State.UNKNOWN, State.DELIVERED)
        )
        known = (_rows.c.channel == channel, _rows.c.provider_id.in_(provider_ids))

        def work(connection: sa.Connection) -> list[str]:
            connection.execute(sa.update(_rows).where(*known, _rows.c.state.in_(lower)).values(state=state))
            return [each for each in connection.execute(sa.select(_rows.c.provider_id).where(*known)).scalars() if each]

        return await self.store.transaction(work)

    async def echo(self, channel: str, user_id: str, provider_id: str, digest: str) -> bool:
        """A message to this user was shown to us by the vendor: True when it is one of ours.

        Ours by its id, or by its text within a minute of our sending it: then an unknown outcome is known.
        """
        told = {"to_channel": channel, "to_user": user_id, "named": provider_id}
        shown = {**told, "shown": digest, "since": self.now() - _ECHO_MS}

        def work(connection: sa.Connection) -> bool:
            if connection.execute(sql.NAMED, told).first():
                return True
            row = connection.execute(sql.SHOWN, shown).mappings().one_or_none()
            if row is None:
                return False
            if row["state"] == State.UNKNOWN:
                _update(connection, row, State.UNKNOWN, state=State.SENT, provider_id=provider_id)
            elif row["state"] == State.SENDING:
                _update(connection, row, State.SENDING, provider_id=provider_id)
            return True

        return await self.store.transaction(work)

    async def unfinished(self) -> list[str]:
        """Conversations with something to send, or with a message from a vendor that has no reply yet."""

        def work(connection: sa.Connection) -> list[str]:
            open_rows = sa.select(_rows.c.conversation_id).where(_rows.c.state.in_((State.QUEUED, State.SENDING)))
            unsent = (
                sa.select(_origin.c.conversation_id)
                .join(_event, sa.and_(_event.c.message_id == _origin.c.message_id, _event.c.type == "reply"))
                .where(
                    ~sa.exists().where(
                        _rows.c.conversation_id == _event.c.conversation_id, _rows.c.event_id == _event.c.id
                    )
                )
            )
            unanswered = (
                sa.select(_origin.c.conversation_id)
                .join(_message, _message.c.id == _origin.c.message_id)
                .where(sa.not_(_message.c.done))
            )
            return list(connection.execute(sa.union(open_rows, unsent, unanswered)).scalars())

        return await self.store.transaction(work)

    async def lost_at_start(self) -> None:
        """For the only process of a database: what was being sent when the last one ended has an unknown outcome."""
        await self.store.transaction(
            lambda connection: connection.execute(
                sa.update(_rows).where(_rows.c.state == State.SENDING).values(state=State.UNKNOWN, code="lost")
            )
        )


def _key(claimed: Claimed) -> dict[str, Any]:
    names = ("conversation_id", "event_id", "part", "begins")
    return {name: getattr(claimed, name) for name in names}


def _named(row: Mapping[Any, Any]) -> dict[str, Any]:
    of_part = {"of_event": row["event_id"], "of_part": row["part"], "of_begins": row["begins"]}
    return {"of_conversation": row["conversation_id"], **of_part}


def _update(connection: sa.Connection, row: Mapping[Any, Any], was: State, **values: object) -> bool:
    return connection.execute(sql.SET, {**_named(row), "was": was, **values}).rowcount == 1


def _contact_of(connection: sa.Connection, planned: Planned) -> Contact | None:
    user = {"channel": planned.channel, "user_id": planned.user_id}
    row = connection.execute(sql.CONTACT, user).one_or_none()
    return Contact(*row) if row else None
