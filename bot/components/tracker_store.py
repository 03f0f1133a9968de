"""Rasa's SQL tracker store made safe for two processes on one SQLite file, and able to cut off an unfinished turn.

Rasa's own store opens SQLite without WAL or a busy timeout, and never deletes. `channels` deletes whole
conversations from the same database; this store only ever cuts the tail of one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

BUSY_TIMEOUT_MS = 10_000


class DurableTrackerStore(SQLTrackerStore):
    """SQLTrackerStore on a URL (`url` in endpoints.yml); SQLite in WAL mode, deleted rows overwritten."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str = "sqlite:///data/store/tracker.db",
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        # Rasa hands the endpoint's `url` over as `host`.
        location = sa.engine.make_url(host)
        if location.drivername.startswith("sqlite") and location.database:
            Path(location.database).parent.mkdir(parents=True, exist_ok=True)
        # "postgresql+psycopg" is the other environment's driver for the same server.
        plain = str(host).replace("postgresql+psycopg:", "postgresql:")
        super().__init__(domain=domain, host=plain, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            self.engine.dispose()

    def find(self, sender_id: str, message_id: str) -> int | None:
        """Row id of the user event that carries `message_id` in its metadata; None when there is none."""
        with self.session_scope() as session:
            rows = (
                session.query(self.SQLEvent.id, self.SQLEvent.data)
                .filter(
                    self.SQLEvent.sender_id == sender_id,
                    self.SQLEvent.type_name == "user",
                    self.SQLEvent.data.contains(message_id, autoescape=True),
                )
                .order_by(self.SQLEvent.id.desc())
            )
            for row_id, data in rows:
                if (json.loads(data).get("metadata") or {}).get("message_id") == message_id:
                    return int(row_id)
        return None

    def reply_after(self, sender_id: str, row_id: int) -> dict[str, Any] | None:
        """The custom payload that answered the user event of this row; None when it was not answered."""
        with self.session_scope() as session:
            following = (
                session.query(self.SQLEvent)
                .filter(self.SQLEvent.sender_id == sender_id, self.SQLEvent.id > row_id)
                .order_by(self.SQLEvent.id)
            )
            for row in following:
                if row.type_name == "user":
                    return None
                if row.type_name == "bot":
                    custom = (json.loads(row.data).get("data") or {}).get("custom")
                    return custom if isinstance(custom, dict) else None
        return None

    def cut(self, sender_id: str, row_id: int) -> None:
        """Delete this event and all that follow it in the conversation."""
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(
                self.SQLEvent.sender_id == sender_id, self.SQLEvent.id >= row_id
            ).delete(synchronize_session=False)
            session.commit()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
