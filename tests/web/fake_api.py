"""A stand-in for the public process, to look at the page and to test it alone: python -m tests.web.fake_api [port].

It speaks the same HTTP contract from memory, and misbehaves on request: POST /fake {mode} with mode one of normal,
down (messages answer 503), silent (no reply), waiting (a status instead of a reply), held (a proxy that keeps the
stream back), plain (no stream at all, long poll only), lossy (accepts, but its answer is lost), forgets (every
conversation is unknown). {cut: true} leaves every open stream dead, as a machine's sleep does. Going back to normal
answers what is open. GET /fake gives counts.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
import yaml
from fastapi import FastAPI, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from starlette.middleware.cors import CORSMiddleware

from channels.widget_bundle import bundle

ROOT = Path(__file__).resolve().parents[2]
POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
PLACES = [{"name": "Zalo", "url": "https://zalo.me/1234567"}, {"name": "Zalo Bot", "url": ""}]
LONG_POLL_SECONDS = 5.0
HEARTBEAT_SECONDS = 15.0


@dataclass
class Talk:
    """One conversation: its events, and the messages that have no reply yet."""

    token: str
    events: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    open: list[tuple[str, str]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, kind: str, message_id: str, **body: Any) -> None:
        at = datetime.now(UTC).isoformat()
        self.events.append({"id": len(self.events) + 1, "type": kind, "at": at, "message_id": message_id, **body})
        self.news.set()
        self.news = asyncio.Event()

    async def after(self, last: int, limit: float) -> list[dict[str, Any]]:
        if len(self.events) <= last:
            try:
                await asyncio.wait_for(self.news.wait(), limit)
            except TimeoutError:
                return []
        return self.events[last:]


class Fake:
    """The state behind the app: conversations, the mode, and what was counted."""

    def __init__(self) -> None:
        self.mode = "normal"
        self.lines = 0
        self.pause = 0.4
        self.talks: dict[str, Talk] = {}
        self.labels: dict[str, str] = {}
        self.counts = {"created": 0, "messages": 0, "repeated": 0, "deleted": 0, "polls": 0, "streams": 0, "rated": 0}
        self.replies = yaml.safe_load(Path(__file__).with_name("replies.yaml").read_text(encoding="utf-8"))
        self.opinions: dict[str, str | None] = {}
        self.begun_with: dict[str, Any] = {}
        self.code = "abcd2345"
        self.tasks: set[asyncio.Task[None]] = set()

    def reply(self, text: str) -> dict[str, Any]:
        found = next(each for each in self.replies if each.get("match", "") in text)
        reply = json.loads(json.dumps(found["reply"], default=str))
        for choice in reply.get("choices", []):
            choice["payload"] = uuid4().hex
            self.labels[choice["payload"]] = choice["label"]
        return reply

    def begin(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, talk: Talk, message_id: str, text: str) -> None:
        talk.open.append((message_id, text))
        if self.mode == "waiting":
            talk.tell("status", message_id, code="waiting")
        elif self.mode != "silent":
            await asyncio.sleep(self.pause)
            self.close(talk)

    def close(self, talk: Talk) -> None:
        while talk.open:
            message_id, text = talk.open.pop(0)
            talk.tell("reply", message_id, reply=self.reply(text))


def words(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data" / "messages" / name).read_text(encoding="utf-8"))


def error(status: int, code: str, message: str = "") -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def create_app() -> FastAPI:  # noqa: PLR0915 - one route after another
    app, fake = FastAPI(), Fake()
    app.add_middleware(
        CORSMiddleware, allow_origin_regex=r"http://localhost:\d+", allow_methods=["*"], allow_headers=["*"]
    )
    app.mount("/static", StaticFiles(directory=ROOT / "channels" / "static"))
    pages = Environment(loader=FileSystemLoader(ROOT / "channels" / "templates"), autoescape=True)

    def known(conversation_id: str, authorization: str) -> Talk | None:
        talk = fake.talks.get(conversation_id)
        usable = talk and fake.mode != "forgets" and authorization == f"Bearer {talk.token}"
        return talk if usable else None

    @app.get("/")
    def page() -> HTMLResponse:
        body = pages.get_template("index.html").render(messages=words("page.yaml"), script="/widget/v1.js")
        return HTMLResponse(body, headers={"Content-Security-Policy": POLICY})

    @app.get("/widget/v1.js")
    def script() -> Response:
        packed = bundle(ROOT / "channels" / "static" / "chat", words("page.yaml")).packed
        return Response(packed, media_type="text/javascript", headers={"Content-Encoding": "gzip"})

    @app.get("/widget/en.json")
    def english() -> Any:
        return words("en/page.yaml")

    @app.post("/api/v1/conversations/{conversation_id}/feedback", status_code=204)
    async def rate(conversation_id: str, request: Request, authorization: str = Header("")) -> Response:
        talk, body = known(conversation_id, authorization), await request.json()
        if fake.mode == "down" or talk is None or body["message_id"] not in talk.seen.values():
            return error(503 if fake.mode == "down" else 404, "no")
        fake.counts["rated"] += 1
        fake.opinions[body["message_id"]] = body["value"]
        return Response(status_code=204)

    @app.post("/api/v1/conversations/{conversation_id}/pairing", status_code=201)
    async def pair(conversation_id: str, authorization: str = Header("")) -> Any:
        talk = known(conversation_id, authorization)
        return error(404, "unknown") if talk is None else {"code": "HN-4711", "minutes": 10, "places": PLACES}

    @app.post("/api/v1/pairings", status_code=201)
    async def redeem(request: Request) -> Any:
        code = (await request.json())["code"].split()[-1]
        if "-" in code:
            return {"event": code}
        if code != fake.code or fake.mode == "down":
            return error(503 if fake.mode == "down" else 404, "no")
        conversation_id, talk = uuid4().hex, Talk(token=uuid4().hex)
        talk.tell("user", uuid4().hex, text="nghề hàn")
        talk.tell("reply", talk.events[0]["message_id"], reply=fake.reply("nghề hàn"))
        fake.talks[conversation_id], fake.code = talk, ""
        return {"conversation_id": conversation_id, "token": talk.token}

    @app.post("/api/v1/conversations", status_code=201)
    async def create(request: Request) -> Any:
        fake.begun_with = await request.json()
        if fake.mode == "down":
            return error(503, "down")
        if fake.mode == "forgets":
            fake.mode = "normal"
        fake.counts["created"] += 1
        conversation_id, talk = uuid4().hex, Talk(token=uuid4().hex)
        fake.talks[conversation_id] = talk
        return {"conversation_id": conversation_id, "token": talk.token}

    @app.post("/api/v1/conversations/{conversation_id}/messages", status_code=202)
    async def post(conversation_id: str, request: Request, authorization: str = Header("")) -> Any:
        body = await request.json()
        if fake.mode == "down":
            return error(503, "down")
        talk = known(conversation_id, authorization)
        if talk is None:
            return error(404, "unknown")
        fake.counts["messages"] += 1
        if body["client_message_id"] in talk.seen:
            fake.counts["repeated"] += 1
            return {"message_id": talk.seen[body["client_message_id"]]}
        text = body.get("text") or fake.labels[body["payload"]]
        message_id = talk.seen[body["client_message_id"]] = uuid4().hex
        talk.tell("user", message_id, text=text)
        fake.begin(fake.answer(talk, message_id, text))
        if fake.mode == "lossy":
            fake.mode = "normal"
            return error(502, "lost")
        return {"message_id": message_id}

    @app.get("/api/v1/conversations/{conversation_id}/events")
    async def events(
        conversation_id: str,
        after: int | None = None,
        authorization: str = Header(""),
        last_event_id: int = Header(0),
    ) -> Response:
        talk = known(conversation_id, authorization)
        if talk is None:
            return error(404, "unknown")
        if after is not None or fake.mode == "plain":
            fake.counts["polls"] += 1
            return JSONResponse({"events": await talk.after(after or 0, LONG_POLL_SECONDS)})
        fake.counts["streams"] += 1
        return StreamingResponse(stream(talk, last_event_id), media_type="text/event-stream")

    async def stream(talk: Talk, last: int) -> AsyncIterator[str]:
        line = fake.lines
        while True:
            if fake.mode == "held" or line != fake.lines:
                await asyncio.sleep(0.2)
                continue
            fresh = await talk.after(last, HEARTBEAT_SECONDS)
            if fake.mode == "held" or line != fake.lines:
                continue
            if not fresh:
                yield ": here\n\n"
            for event in fresh:
                last = event["id"]
                yield f"id: {last}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n"

    @app.delete("/api/v1/conversations/{conversation_id}", status_code=204)
    async def forget(conversation_id: str) -> Response:
        fake.counts["deleted"] += 1
        fake.talks.pop(conversation_id, None)
        return Response(status_code=204)

    @app.post("/fake")
    async def behave(request: Request) -> dict[str, Any]:
        wish = await request.json()
        fake.mode = wish.get("mode", fake.mode)
        fake.pause = wish.get("pause", fake.pause)
        fake.lines += "cut" in wish
        if fake.mode == "normal":
            for talk in fake.talks.values():
                fake.close(talk)
        return fake.counts

    @app.get("/fake")
    def look() -> dict[str, Any]:
        return {**fake.counts, "opinions": list(fake.opinions.values()), "begun_with": fake.begun_with}

    return app


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8300
    uvicorn.run(create_app(), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)
