from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.fixtures import telegram, zalo_bot, zalo_oa

__all__ = ["telegram", "zalo_bot", "zalo_oa"]

CASES = Path("tests/cases/channels")


def case(name: str) -> dict[str, Any]:
    """A recorded event or answer."""
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def names(prefix: str) -> list[str]:
    """The recorded events or answers of a kind."""
    return sorted(path.stem for path in CASES.glob(f"{prefix}*.json"))


@dataclass
class Receiver:
    """A webhook that keeps what it is sent and answers as told."""

    url: str = ""
    status: int = 200
    delay: float = 0.0
    got: list[tuple[bytes, dict[str, str]]] = field(default_factory=list[tuple[bytes, dict[str, str]]])

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(raw) for raw, _ in self.got]

    def wait(self, count: int, seconds: float = 60.0) -> list[dict[str, Any]]:
        until = time.monotonic() + seconds
        while len(self.got) < count:
            assert time.monotonic() < until, f"{len(self.got)} of {count} deliveries"
            time.sleep(0.01)
        return self.bodies()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((raw, {name.lower(): value for name, value in self.headers.items()}))
            time.sleep(kept.delay)
            self.send_response(kept.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda request, client_address: None  # the vendor hangs up on a slow answer
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def http_client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=5) as client:
        yield client
