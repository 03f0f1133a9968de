"""The real product for tests: three processes on free ports, over a store and a copy of the data of their own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from channels.programs import Place, newest_model, product
from channels.stack import Stack, free_ports
from knowledge import snapshot
from knowledge.encoders import choose
from tests.conftest import TODAY

ROOT = Path(__file__).resolve().parents[2]
SHARED = "a-token-for-the-tests"
PATH = "/api/v1/conversations"


@dataclass(frozen=True)
class Product:
    """The running product, its data folder (which a test may change and `rebuild`) and its stores."""

    stack: Stack
    data: Path
    built: Path
    store: Path
    http: httpx.Client

    @property
    def url(self) -> str:
        """Address of the public process."""
        return self.stack.url("channels")

    def rebuild(self) -> None:
        """Build the changed data and make it the current snapshot, as `make build` does."""
        snapshot.activate(self.built, _build(self.data, self.built))

    def talk(self, **opening: str) -> Talk:
        """A new conversation."""
        return Talk.start(self.http, opening)

    def stop(self) -> None:
        """End everything."""
        self.http.close()
        self.stack.stop()

    def databases(self) -> list[Path]:
        """Every SQLite file of every process."""
        return sorted(self.store.rglob("*.db"))


class Talk:
    """One conversation through the public contract."""

    def __init__(self, http: httpx.Client, conversation_id: str, token: str) -> None:
        self.http = http
        self.id = conversation_id
        self.token = token

    @classmethod
    def start(cls, http: httpx.Client, opening: Mapping[str, str]) -> Talk:
        """POST /conversations."""
        answer = http.post(PATH, json=dict(opening))
        assert answer.status_code == 201, answer.text
        opened = answer.json()
        return cls(http, opened["conversation_id"], opened["token"])

    @property
    def headers(self) -> dict[str, str]:
        """The bearer token."""
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, body: Mapping[str, Any], *, wait: bool = True) -> httpx.Response:
        """POST a message as it is."""
        return self.http.post(
            f"{PATH}/{self.id}/messages", params={"wait": str(wait).lower()}, json=body, headers=self.headers
        )

    def ask(self, text: str) -> dict[str, Any]:
        """Say something and return its one reply."""
        return self._reply({"text": text})

    def press(self, choice: Mapping[str, Any]) -> dict[str, Any]:
        """Press a choice of an earlier reply."""
        return self._reply({"payload": choice["payload"]})

    def send(self, text: str) -> str:
        """Say something without waiting; the client's message id."""
        message = uuid.uuid4().hex
        answer = self.post({"client_message_id": message, "text": text}, wait=False)
        assert answer.status_code == 202, answer.text
        return answer.json()["message_id"]

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """Long poll: events after an id, as soon as there are any."""
        answer = self.http.get(f"{PATH}/{self.id}/events", params={"after": after}, headers=self.headers, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()["events"]

    def forget(self) -> int:
        """DELETE; the status."""
        return self.http.delete(f"{PATH}/{self.id}", headers=self.headers).status_code

    def _reply(self, content: Mapping[str, Any]) -> dict[str, Any]:
        answer = self.post({"client_message_id": uuid.uuid4().hex, **content})
        assert answer.status_code == 200, answer.text
        (reply,) = answer.json()["replies"]
        return reply


def _build(data: Path, built: Path) -> str:
    """Build as `make build` does, sentence vectors included; the snapshot's digest."""
    return snapshot.build(data, built, encoder=choose(built).encoder).digest


def start_product(folder: Path) -> Product:
    """Copy the data, build it, start the three processes and wait until a turn goes through all of them."""
    data, built = folder / "data", folder / "built"
    for name in {*snapshot.INPUTS, "interests", "messages", "pathways", "responses"}:
        if (ROOT / "data" / name).is_dir():
            shutil.copytree(ROOT / "data" / name, data / name)
    built.mkdir()
    for name in ("encoders", "vectors"):  # as `make setup` and `make build` left them
        if (ROOT / "data" / "built" / name).is_dir():
            shutil.copytree(ROOT / "data" / "built" / name, built / name, symlinks=True)
    snapshot.activate(built, _build(data, built))
    return start_over(data, built, folder / "store")


def start_over(
    data: Path,
    built: Path,
    store: Path,
    environment: Mapping[str, str] | None = None,
    *,
    tracker_store_url: str | None = None,
    port: int | None = None,
) -> Product:
    """Start the three processes over data that is built already, with a store of their own; `port` None: any."""
    model = Path(os.environ.get("MODEL_PATH") or newest_model(ROOT / "data" / "built" / "models") or "missing")
    assert model.exists(), "no trained model: run `make train`"
    public_port, rasa_port, actions_port = free_ports(3)
    place = Place(
        root=ROOT,
        store_dir=store,
        model=model.resolve(),
        rasa_token=SHARED,
        port=port or public_port,
        rasa_port=rasa_port,
        actions_port=actions_port,
        tracker_store_url=tracker_store_url,
        environment={
            # Never the settings of whoever runs it: a second process would use up its refresh token.
            "ENV_FILE": os.devnull,
            "TODAY": TODAY.isoformat(),
            "DATA_DIR": str(data),
            "BUILT_DIR": str(built),
            **(environment or {}),
        },
    )
    stack = product(place)
    stack.start()
    try:
        stack.wait_ready(240)
    except BaseException:
        stack.stop()  # What did come up would outlive the test that is refused.
        raise
    http = httpx.Client(base_url=stack.url("channels"), timeout=60, trust_env=False)
    return Product(stack, data, built, store, http)


def rows_with(database: Path, needles: list[str]) -> Iterator[str]:
    """Every cell of every table that holds one of the needles, as "file.table.column: needle"."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            cursor = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the schema itself
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                for column, cell in zip(columns, row, strict=True):
                    text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
                    for needle in needles:
                        if needle in text:
                            yield f"{database.name}.{table}.{column}: {needle}"
