"""No log line holds what a person wrote, what they were told, a token or an id of a conversation."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from tests.channels.conftest import Server, Talk

WRITTEN = "bí mật của em"


def everything_happens(server: Server, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.ask(WRITTEN)
    talk.ask(f"{WRITTEN} cho chọn")
    for mode in ("wrong", "normal"):
        server.rasa.mode = mode
        talk.ask(WRITTEN)
    server.rasa.mode = "failing"
    talk.send(WRITTEN, wait=False)
    talk.wait_for(1, "status")
    server.rasa.mode = "normal"
    talk.wait_for(5)
    talk.http.post(f"{talk.path}/messages", content=f'{{"text": "{WRITTEN}'.encode(), headers=talk.headers)
    talk.http.post(f"{talk.path}/messages", json={"text": [WRITTEN]}, headers=talk.headers)

    async def broken(*_: Any, **__: Any) -> None:
        quoted = Exception(f"null value in column: failing row contains ({WRITTEN}, {talk.id})")
        raise OperationalError("INSERT", {"text": WRITTEN}, quoted)

    with monkeypatch.context() as patch:
        patch.setattr(type(server.parts.store), "choice", broken)
        refused = talk.send(payload="x")
        assert refused.status_code == 500
        assert refused.json()["error"]["code"] == "internal"
        assert refused.headers["x-content-type-options"] == "nosniff"
        # A frozen dataclass holds the store; its class is patched.
        patch.setattr(type(server.parts.store), "publish", broken)
        talk.send(WRITTEN, wait=False)
        time.sleep(0.3)


def test_logs_hold_ids_and_codes_only(
    server: Server, talk: Talk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as lines:
        everything_happens(server, talk, monkeypatch)
    turns = [line for line in lines if line["event"] == "turn"]
    assert {"message", "conversation", "channel", "intent", "outcome", "ms", "rasa_ms", "attempts"} <= set(turns[0])
    assert {turn["outcome"] for turn in turns} == {"answered", "error"}
    libraries = [caplog.handler.format(record) for record in caplog.records]
    assert any("Exception encountered" in line for line in libraries), "the library's own report was looked at too"
    said = json.dumps(lines, ensure_ascii=False) + "".join(libraries)
    for needle in (WRITTEN, "Đáp:", talk.token, talk.id):
        assert needle not in said
    assert {line["event"] for line in lines} >= {
        "turn",
        "rasa_failed",
        "reply_invalid",
        "turn_failed",
        "request_failed",
    }
    assert all(".py:" in line["at"] for line in lines if line["event"] in ("turn_failed", "request_failed"))
    with closing(sqlite3.connect(server.store_dir / "workflows.db")) as workflows:
        errors = [row[0] for row in workflows.execute("SELECT error FROM workflow_output WHERE error IS NOT NULL")]
    assert errors
    assert WRITTEN not in str(errors)


def test_a_turn_that_failed_unexpectedly_is_started_again(
    server: Server, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr(type(server.parts.store), "publish", broken)
        message_id = talk.send("hỏng giữa chừng", wait=False).json()["message_id"]
        time.sleep(0.3)
    monkeypatch.setattr("channels.turns._REPAIR_AFTER_MS", 0)
    server.run(server.parts.turns.repair())
    [reply] = talk.wait_for(1)
    assert reply["message_id"] == message_id
    assert reply["reply"]["outcome"] == "answered"
