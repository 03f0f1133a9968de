"""A stand-in for Rasa and the actions: the same contract, answers by rule, and faults on request.

Like the real one it answers a message id once, keeps its tracker in a SQLite table `events`, and is asked over HTTP.
Used inside a test through `FakeRasa.answer`, or as a process: `fake_rasa.py PORT TRACKER_FILE DELAY_SECONDS`.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SNAPSHOT = "0123456789abcdef"
CHART_QUESTION = "cho em xem biểu đồ"
CHART = {
    "series": [{"name": "Điện", "points": [["2024", 10], ["2025", None]]}],
    "unit": "người",
    "period": "2024-2025",
    "alt": "Năm 2024 là 10 người, năm 2025 chưa có số.",
}
SHEET_QUESTION = "cho em xin thẻ để in"
SHEET = {
    "title": "Quyền lợi có thể có <script>alert(1)</script>",
    "as_of": "2026-11-21",
    "summary": "Với những điều đã biết, có thể thuộc diện 2 khoản.",
    "sections": [
        {"heading": "Miễn học phí", "lines": ["Mức: miễn 100 % học phí", "Căn cứ: Điều 15 Nghị định 238/2025/NĐ-CP"]},
        {"heading": "Học bổng nội trú", "lines": ["Mức: 2.530.000 đồng/tháng"]},
    ],
    "cautions": ["Nhà trường và xã kết luận."],
    "sources": ["Nghị định 238/2025/NĐ-CP, Điều 15"],
}


class FakeRasa:
    """`mode`: normal, down (no connection), failing (503), empty (200 and []), wrong (no Reply), slow (times out)."""

    def __init__(self, tracker: Path, *, delay_seconds: float = 0.0) -> None:
        self.mode = "normal"
        self.delay_seconds = delay_seconds
        self.asked: list[dict[str, Any]] = []
        self.replies: dict[str, dict[str, Any]] = {}
        """What is answered to these very messages."""
        self._tracker = tracker

    def questions(self) -> list[dict[str, Any]]:
        """What was asked so far, readiness probes aside."""
        return [body for body in self.asked if body["message"] != "/probe_readiness"]

    async def answer(self, body: dict[str, Any]) -> tuple[int, Any]:
        """(status, JSON) as Rasa's input channel gives them."""
        self.asked.append(body)
        if self.mode == "failing":
            return 503, {"error": "failed"}
        if self.mode == "empty":
            return 200, []
        if self.mode == "wrong":
            return 200, [{"recipient_id": body["sender"], "custom": {"text": "", "outcome": "?"}}]
        stored = self._stored(body["metadata"]["message_id"])
        if stored is None:
            await asyncio.sleep(self.delay_seconds)
            stored = self.replies.get(body["message"]) or reply_to(body["message"])
            self._save(body, stored)
        return 200, [{"recipient_id": body["sender"], "custom": stored}]

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._tracker, timeout=10, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id TEXT NOT NULL,"
            " type_name TEXT NOT NULL, timestamp REAL, intent_name TEXT, action_name TEXT, data TEXT)"
        )
        return connection

    def _stored(self, message_id: str) -> Any:
        with closing(self._connect()) as connection:
            query = "SELECT data FROM events WHERE type_name = 'bot' AND json_extract(data, '$.message_id') = ?"
            row = connection.execute(query, (message_id,)).fetchone()
        return json.loads(row[0])["custom"] if row else None

    def _save(self, body: dict[str, Any], custom: dict[str, Any]) -> None:
        message_id = body["metadata"]["message_id"]
        rows = [
            ("user", {"text": body["message"], "metadata": body["metadata"]}),
            ("bot", {"custom": custom, "message_id": message_id}),
        ]
        with closing(self._connect()) as connection:
            for kind, data in rows:
                connection.execute(
                    "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, ?)",
                    (body["sender"], kind, time.time(), json.dumps(data, ensure_ascii=False)),
                )


def reply_to(message: str) -> dict[str, Any]:
    """The custom payload for a message: it says the message again, and offers choices when asked to."""
    if message == "/probe_readiness":
        return {"text": "ok", "outcome": "smalltalk", "meta": {"snapshot": SNAPSHOT}}
    if message in ("xoá dữ liệu", "/forget_me"):
        return {"text": "Đã xoá.", "outcome": "smalltalk", "meta": {"forget": True}}
    if message == SHEET_QUESTION:
        return {"text": "Đây là thẻ.", "outcome": "smalltalk", "sheet": SHEET}
    if message == CHART_QUESTION:
        return {"text": "Nhu cầu tăng.", "outcome": "smalltalk", "chart": CHART}
    choices = []
    if "chọn" in message:
        slots = {"province": "lang-son", "level": "trung cấp"}
        choices = [
            {"label": "Ở Lạng Sơn", "payload": {"intent": "find_programmes", "slots": slots}},
            {"label": "Chào", "payload": {"intent": "greet", "slots": {}}},
        ]
    citation = {"record_id": "r1", "title": "Tài liệu", "source": "Sở", "as_of": "2026-01-01"}
    return {
        "text": f"Đáp: {message}",
        "outcome": "answered",
        "citations": [citation],
        "choices": choices,
        "meta": {"intent": "echo"},
    }


def serve(fake: FakeRasa, port: int) -> None:
    """The stand-in as a server; standard library only, so that it starts quickly."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(200, {"status": "ok"})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.reply(*asyncio.run(fake.answer(body)))

        def reply(self, status: int, body: Any) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(FakeRasa(Path(sys.argv[2]), delay_seconds=float(sys.argv[3])), int(sys.argv[1]))
