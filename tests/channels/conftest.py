from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import uvicorn

from channels.app import Parts, Settings, create_app
from tests.channels.fake_rasa import FakeRasa

T = TypeVar("T")

QUICK = {
    "retry_first_pause_seconds": 0.02,
    "retry_longest_pause_seconds": 0.05,
    "rasa_timeout_seconds": 2.0,
    "rasa_token": "a-token-for-the-tests",
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclass
class Talk:
    """One conversation as its user sees it."""

    http: httpx.Client
    id: str
    token: str
    _sent: int = field(default=0)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def path(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    def send(self, text: str | None = None, *, wait: bool = True, **body: Any) -> httpx.Response:
        self._sent += 1
        body = {"client_message_id": f"m{self._sent}", **({} if text is None else {"text": text}), **body}
        query = "?wait=true" if wait else ""
        return self.http.post(f"{self.path}/messages{query}", json=body, headers=self.headers)

    def ask(self, text: str) -> dict[str, Any]:
        response = self.send(text)
        assert response.status_code == 200, response.text
        [reply] = response.json()["replies"]
        return reply

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        response = self.http.get(f"{self.path}/events?after={after}", headers=self.headers)
        assert response.status_code == 200, response.text
        return response.json()["events"]

    def events_now(self) -> list[dict[str, Any]]:
        """The history so far, which may be empty: the stream is read up to its first silence."""
        lines: list[str] = []
        headers = {**self.headers, "Last-Event-ID": "0"}
        patient = httpx.Timeout(30, read=0.3)
        stream = self.http.stream("GET", f"{self.path}/events", headers=headers, timeout=patient)
        with contextlib.suppress(httpx.ReadTimeout), stream as response:
            assert response.status_code == 200
            for line in response.iter_lines():
                lines.append(line)
        return [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]

    def wait_for(self, count: int, kind: str = "reply", seconds: float = 60) -> list[dict[str, Any]]:
        """The events of one type, once there are so many."""
        until = time.monotonic() + seconds
        while True:
            found = [event for event in self.events() if event["type"] == kind]
            if len(found) >= count:
                return found
            assert time.monotonic() < until, f"{len(found)} of {count} {kind} events"
            time.sleep(0.02)

    def delete(self) -> httpx.Response:
        return self.http.delete(self.path, headers=self.headers)


@dataclass
class Server:
    """The public process inside this one, over real HTTP, with a fake Rasa behind it."""

    url: str
    store_dir: Path
    rasa: FakeRasa
    http: httpx.Client
    parts: Parts
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the server's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def talk(self, **body: Any) -> Talk:
        response = self.http.post("/api/v1/conversations", json=body)
        assert response.status_code == 201
        return Talk(self.http, response.json()["conversation_id"], response.json()["token"])


def transport(rasa: FakeRasa) -> httpx.MockTransport:
    """Rasa without a network; in its modes "down" and "slow" no answer comes."""

    async def handle(request: httpx.Request) -> httpx.Response:
        if rasa.mode == "down":
            raise httpx.ConnectError("refused", request=request)
        if rasa.mode == "slow":
            raise httpx.ReadTimeout("late", request=request)
        status, body = await rasa.answer(json.loads(request.content))
        return httpx.Response(status, json=body)

    return httpx.MockTransport(handle)


@contextlib.contextmanager
def running(store_dir: Path, **settings: Any) -> Iterator[Server]:
    rasa = FakeRasa(store_dir / "tracker.db")
    # Not _env_file alone: tests must not see the settings of whoever runs them.
    port = settings.pop("port", None) or free_port()
    chosen = Settings(_env_file=None, store_dir=store_dir, **{**QUICK, **settings})  # pyright: ignore[reportCallIssue]
    app = create_app(chosen, rasa_transport=transport(rasa))
    config = uvicorn.Config(app, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        thread = threading.Thread(target=lambda: runner.run(server.serve()))
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http:
                yield Server(f"http://127.0.0.1:{port}", store_dir, rasa, http, app.state.parts, loop)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def module_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("store")) as server:
        yield server


@pytest.fixture
def server(module_server: Server) -> Iterator[Server]:
    """The module's server with a well-behaved Rasa."""
    module_server.rasa.mode = "normal"
    module_server.rasa.delay_seconds = 0.0
    module_server.rasa.asked.clear()
    yield module_server
    module_server.rasa.mode = "normal"


@pytest.fixture
def talk(server: Server) -> Talk:
    return server.talk()
