"""Database engines: SQLite in WAL mode by default, PostgreSQL by address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

_BUSY_MS = 30_000
_CHECKPOINT_BUSY_MS = 1_000
# FULL: a message that was answered 202 survives a power cut.
# secure_delete: a forgotten text is overwritten, not only unlinked.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={_BUSY_MS}",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def address(url: str) -> sa.URL:
    """The URL with the driver this project installs (psycopg 3 for PostgreSQL)."""
    parsed = sa.make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite URL, None for any other database."""
    parsed = sa.make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database is not None
    return Path(str(parsed.database)) if is_file else None


def open_engine(url: str, *, pool_size: int) -> sa.Engine:
    """An engine whose errors never show parameters: they hold what people wrote."""
    if file := sqlite_file(url):
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address(url), hide_parameters=True, pool_size=pool_size, max_overflow=10)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Writers queue on the lock from the start of a transaction; upgrading a read lock fails at once under load.
    connection.isolation_level = "IMMEDIATE"
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def checkpoint(engine: sa.Engine) -> None:
    """Move the write-ahead log into the database and empty it, so that no forgotten text lingers there."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            # A reader in the way is not worth a long wait: the next call tries again.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_CHECKPOINT_BUSY_MS}")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_MS}")


def take_over(engine: sa.Engine, earlier: Mapping[str, sa.Table]) -> None:
    """Move the rows of tables with these earlier names to the tables that took their place, and drop them."""
    with engine.begin() as connection:
        there = set(sa.inspect(connection).get_table_names())
        for name in there & set(earlier):
            old = sa.Table(name, sa.MetaData(), autoload_with=connection)
            new = earlier[name]
            shared = [column.name for column in old.columns if column.name in new.columns]
            # A version that was taken back for a while may have written the same rows under both names.
            keys = [column.name for column in new.primary_key if column.name in shared]
            is_there = sa.exists().where(*(new.c[key] == old.c[key] for key in keys))
            rows = sa.select(*(old.c[each] for each in shared)).where(~is_there)
            connection.execute(sa.insert(new).from_select(shared, rows, include_defaults=False))
            old.drop(connection)
