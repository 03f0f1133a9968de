"""How many messages a minute are asked of Rasa: of one conversation, and of all that came by one event's code.

Never by address, since a whole school shares one. Counted in the store, so that several processes count together, and
in the transaction that accepts the message, so that a repeat is not counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from channels import schema
from channels.identity import MessageIds
from channels.store import Store

EVENT_PREFIX = "e_"
"""Before an event's code in a link that may also carry a code of a conversation."""
_MINUTE_MS = 60_000
_CODE = re.compile(r"(?=[a-z0-9-]*[a-z])(?=[a-z0-9-]*[0-9])[a-z0-9][a-z0-9-]{2,31}")
_table, _arrival = schema.message_rate, schema.arrival
_CODE_OF = sa.select(_arrival.c.code).where(
    _arrival.c.conversation_id == sa.bindparam("conversation_id", type_=sa.String)
)


def _counted(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    """Begin a minute with one, or add one to it: the count so far."""
    count = sa.case((_table.c.minute == insert.excluded.minute, _table.c.count + 1), else_=1)
    changed = {"minute": insert.excluded.minute, "count": count}
    return insert.on_conflict_do_update(index_elements=[_table.c.name], set_=changed).returning(_table.c.count)


_COUNT = {"sqlite": _counted(sqlite.insert(_table)), "postgresql": _counted(postgresql.insert(_table))}
_ARRIVE = {
    name: insert.on_conflict_do_update(index_elements=[_arrival.c.conversation_id], set_={"code": insert.excluded.code})
    for name, insert in (("sqlite", sqlite.insert(_arrival)), ("postgresql", postgresql.insert(_arrival)))
}


def event_code(word: str) -> str | None:
    """The code an event gives out, in lower case: 3 to 32 letters, digits and hyphens, with a letter and a digit.

    None for any other word, so that no question is taken for one.
    """
    code = word.strip().lower()
    return code if _CODE.fullmatch(code) else None


@dataclass(frozen=True)
class Rates:
    """The limits, 0 for none, and what is counted against them."""

    store: Store
    ids: MessageIds
    per_conversation: int
    per_event_code: int = 0

    async def arrived_by(self, conversation_id: str, code: str) -> None:
        """This conversation began at the event that gave out `code`."""
        row = {"conversation_id": conversation_id, "code": code}
        await self.store.transaction(lambda connection: connection.execute(_ARRIVE[connection.dialect.name], row))

    def admits(self, connection: sa.Connection, conversation_id: str, now: int) -> bool:
        """Count a message at `now` (ms), in the transaction that accepts it; False when it is one too many."""
        allowed = self._count(connection, "conversation", conversation_id, self.per_conversation, now)
        if not self.per_event_code:
            return allowed
        code = connection.execute(_CODE_OF, {"conversation_id": conversation_id}).scalar_one_or_none()
        return (code is None or self._count(connection, "event", code, self.per_event_code, now)) and allowed

    def is_first(self, connection: sa.Connection, what: str, conversation_id: str, now: int) -> bool:
        """Count what is said; True for the first of its kind in a conversation within a minute of the clock."""
        return self._count(connection, f"first {what}", conversation_id, 1, now)

    def _count(self, connection: sa.Connection, kind: str, name: str, limit: int, now: int) -> bool:
        if not limit:
            return True
        row = {"name": self.ids.rate(kind, name), "minute": now // _MINUTE_MS, "count": 1}
        return connection.execute(_COUNT[connection.dialect.name], row).scalar_one() <= limit
