"""Origin, poverty, health, family and numbers of a learner: where they lie while a conversation lives, nowhere else.

On PostgreSQL where it is installed, else on SQLite; everything logs as much as it can.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from channels.engines import open_engine
from knowledge.text import fold, nfc
from tests.e2e import postgres
from tests.e2e.product import Product, Talk, start_over

SAID = (
    "em người Lô Lô hộ nghèo, mồ côi cả cha mẹ, bị khuyết tật, học trung cấp được hỗ trợ gì",
    "anh em ở tù, số em 0912 345 678, có ảnh hưởng gì không",
)
TYPED = (
    "Lô Lô",
    "lo lo",
    "hộ nghèo",
    "ho ngheo",
    "mồ côi",
    "mo coi",
    "khuyết tật",
    "khuyet tat",
    "ở tù",
    "0912 345 678",
)
CODES = ("lo_lo", "both_parents", "disabled", '"poor"', "'poor'")
MEMORY = {"conversation_event", "choice", "events"}
"""Tables that may hold what was told, as long as the conversation lives: its history, its buttons, Rasa's memory."""


@dataclass(frozen=True)
class Watched:
    """A product of its own, and its databases by name."""

    product: Product
    engines: dict[str, sa.Engine]

    def tables_with(self, needles: tuple[str, ...]) -> dict[str, set[str]]:
        """Table → the needles in any of its cells."""
        found: dict[str, set[str]] = {}
        for engine in self.engines.values():
            tables = sa.inspect(engine)
            for schema in set(tables.get_schema_names()) - {"information_schema"}:
                for table in tables.get_table_names(schema=schema):
                    with engine.connect() as connection:
                        rows = connection.execute(sa.select(sa.text("*")).select_from(sa.table(table, schema=schema)))
                        text = "\n".join(_readable(cell) for row in rows for cell in row)
                    found[table] = found.get(table, set()) | {needle for needle in needles if needle in text}
        return {table: needles for table, needles in found.items() if needles}

    def logs(self) -> str:
        """All that the three processes wrote."""
        files = [path for path in (self.product.store / "logs").iterdir() if path.is_file()]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


@pytest.fixture(scope="module")
def watched(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    store = tmp_path_factory.mktemp("watched") / "store"
    with ExitStack() as stack:
        if installed := postgres.programs():
            server = stack.enter_context(postgres.server(installed))
            urls = {name: f"{server}/{name}" for name in postgres.DATABASES}
        else:
            urls = {name: f"sqlite:///{store.resolve() / name}.db" for name in postgres.DATABASES}
        environment = {
            "STORE_URL": urls["channels"],
            "WORKFLOW_STORE_URL": urls["workflows"],
            "LOG_LEVEL": "DEBUG",
            "LOG_LEVEL_LIBRARIES": "DEBUG",
        }
        running = start_over(product.data, product.built, store, environment, tracker_store_url=urls["tracker"])
        stack.callback(running.stop)
        engines = {name: stack.enter_context(_opened(url)) for name, url in urls.items()}
        yield Watched(running, engines)


def test_told_facts_lie_in_the_memory_of_the_conversation_only(watched: Watched) -> None:
    talk = _told(watched)
    found = watched.tables_with((*TYPED, *CODES))
    assert "events" in found, "the check would be empty: Rasa's memory holds the facts"
    assert set(found) <= MEMORY, found
    talk.forget()
    assert watched.tables_with((*TYPED, *CODES, talk.id)) == {}


def test_the_history_is_masked_once_it_is_answered(watched: Watched) -> None:
    talk = _told(watched)
    written = [event["text"] for event in talk.events() if event["type"] == "user"]
    for needle in TYPED:
        assert needle not in "\n".join(written)
    assert [text.count("•••") for text in written[: len(SAID)]] == [4, 2]
    talk.forget()


def test_a_kept_card_holds_what_came_out_and_nothing_of_the_person(watched: Watched) -> None:
    talk = watched.product.talk()
    talk.ask("em người Lô Lô hộ nghèo xong lớp 9 học trung cấp được hỗ trợ gì")
    card = talk.ask("cho em xin thẻ để in")["sheet"]
    assert talk.forget() == 204
    page = watched.product.http.get(card["path"])
    assert page.status_code == 200
    assert [needle for needle in ("Lô Lô", "lo_lo", talk.id) if needle in page.text] == []
    assert watched.tables_with(("Lô Lô", "lo_lo", talk.id)) == {}


def test_no_log_of_any_process_holds_a_fact_however_much_is_logged(watched: Watched) -> None:
    talk = _told(watched)
    talk.forget()
    logs = watched.logs()
    assert "turn.answered" in logs
    assert '"event": "turn"' in logs
    assert [needle for needle in (*TYPED, *CODES, *map(_escaped, TYPED), talk.token) if needle in logs] == []


def test_figures_for_operators_hold_no_fact(watched: Watched) -> None:
    _told(watched).forget()
    figures = watched.product.http.get("/metrics").text
    assert "turns" in figures
    assert [needle for needle in (*TYPED, *CODES, "ethnic", "household") if needle in figures] == []


def test_rasa_tells_nobody_of_its_events() -> None:
    assert "event_broker" not in yaml.safe_load(Path("bot/endpoints.yml").read_text(encoding="utf-8"))


def _told(watched: Watched) -> Talk:
    """A conversation in which everything was said, in both spellings, and a button pressed."""
    talk = watched.product.talk()
    for text in SAID:
        talk.ask(text)
    reply = talk.ask(fold(nfc(SAID[0])))
    if choices := reply.get("choices"):
        talk.press(choices[0])
    return talk


@contextmanager
def _opened(url: str) -> Iterator[sa.Engine]:
    engine = open_engine(url, pool_size=1)
    try:
        yield engine
    finally:
        engine.dispose()


def _readable(cell: object) -> str:
    """A cell as text; JSON in it with its letters, not their numbers."""
    text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell
    if isinstance(text, str) and text.startswith(("{", "[")):
        try:
            return f"{text}\n{json.dumps(json.loads(text), ensure_ascii=False)}"
        except ValueError:
            return text
    return json.dumps(text, ensure_ascii=False) if isinstance(text, dict | list) else str(text)


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode()
