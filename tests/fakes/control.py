"""The control API and the chat page of a fake: what a test says in Python, a person or another program says over HTTP.

GET  /                                  the page
GET  /_control/about                    {name, kinds, staff}
GET  /_control/talks/{user}             {said: [...], typing}
POST /_control/talks/{user}             {kind: "text", text} | {kind: "tap", message_id, row, column}
                                        | {kind: "staff", text} | {kind: "forge", text, how}
                                        | {kind, ...} for the vendor's other kinds
GET, POST, DELETE /_control/faults      the scripted faults; POST takes the fields of `Fault`
POST /_control/clock                    {advance: seconds, speed}
POST /_control/webhook                  {url, on, copies: [low, high], hold: true | release: {shuffle, copies}}
GET  /_control/ledger                   {violations: [...], deliveries: [...]}
GET  /_control/files/{id}               a picture or a file that the bot sent
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, JSONResponse, Response

from tests.fakes.vendor import Vendor
from tests.fakes.zalo_oa import FakeZaloOA

_PAGE = Path(__file__).parent / "page"
_STATIC = {"page.css": "text/css", "page.js": "text/javascript"}


def mount(vendor: Vendor) -> None:
    """Register the routes."""
    router = APIRouter()

    @router.get("/")
    async def page() -> Response:
        return FileResponse(_PAGE / "page.html")

    @router.get("/_control/static/{name}")
    async def static(name: str) -> Response:
        return FileResponse(_PAGE / name, media_type=_STATIC[name]) if name in _STATIC else Response(status_code=404)

    @router.get("/_control/about")
    async def about() -> Response:
        staff = isinstance(vendor, FakeZaloOA)
        return JSONResponse({"name": vendor.name, "kinds": vendor.kinds, "staff": staff})

    @router.get("/_control/talks/{user}")
    async def talk(user: str) -> Response:
        said = [{name: value for name, value in asdict(each).items() if name != "raw"} for each in vendor.talks[user]]
        return JSONResponse({"said": said, "typing": vendor.typing[user]})

    @router.post("/_control/talks/{user}")
    async def act(request: Request, user: str) -> Response:
        return await _told(request, lambda told: {"id": _acted(vendor, user, told)})

    @router.get("/_control/faults")
    async def faults() -> Response:
        return JSONResponse([asdict(fault) for fault in vendor.faults.waiting])

    @router.post("/_control/faults")
    async def add_fault(request: Request) -> Response:
        return await _told(request, lambda told: asdict(vendor.faults.add(**told)))

    @router.delete("/_control/faults")
    async def clear_faults() -> Response:
        vendor.faults.clear()
        return Response(status_code=204)

    @router.post("/_control/clock")
    async def clock(request: Request) -> Response:
        def moved(told: dict[str, Any]) -> dict[str, Any]:
            vendor.clock.speed = float(told.get("speed", vendor.clock.speed))
            vendor.clock.advance(float(told.get("advance", 0)))
            return {"now": vendor.clock.now()}

        return await _told(request, moved)

    @router.post("/_control/webhook")
    async def webhook(request: Request) -> Response:
        return await _told(request, lambda told: _aimed(vendor, told))

    @router.get("/_control/ledger")
    async def ledger() -> Response:
        attempts = [
            {"event": each.event.name, "retry": each.retry, "status": each.status, "seconds": round(each.seconds, 3)}
            for each in vendor.webhook.attempts[-100:]
        ]
        return JSONResponse(
            {"violations": [asdict(each) for each in vendor.ledger.violations()], "deliveries": attempts}
        )

    @router.get("/_control/files/{name}")
    async def file(name: str) -> Response:
        if name not in vendor.uploads:
            return Response(status_code=404)
        return Response(vendor.uploads[name][1], media_type="application/octet-stream")

    vendor.app.include_router(router)


async def _told(request: Request, act: Callable[[dict[str, Any]], dict[str, Any]]) -> Response:
    """The JSON answer of `act` to the body; 400 with the reason when the body asks for what there is not."""
    try:
        told = json.loads(await request.body() or b"{}")
        return JSONResponse(act(told))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        return JSONResponse({"error": f"{type(error).__name__}: {error}"}, status_code=400)


def _acted(vendor: Vendor, user: str, told: dict[str, Any]) -> str | None:
    values = {name: str(value) for name, value in told.items() if name != "kind"}
    match told["kind"]:
        case "text":
            return vendor.says(user, values["text"])
        case "tap":
            on = vendor.find(user, values["message_id"])
            if on is None:
                raise LookupError(values["message_id"])
            return vendor.taps(user, on.buttons[int(values["row"])][int(values["column"])], on)
        case "staff" if isinstance(vendor, FakeZaloOA):
            return vendor.staff_says(user, values["text"])
        case "forge":
            return vendor.forge(user, values["text"], values["how"])
        case kind if kind in vendor.kinds:
            return vendor.does(user, kind, **values)
        case kind:
            raise ValueError(kind)


def _aimed(vendor: Vendor, told: dict[str, Any]) -> dict[str, Any]:
    webhook = vendor.webhook
    webhook.url = str(told.get("url", webhook.url))
    webhook.on = bool(told.get("on", webhook.on))
    low, high = told.get("copies", webhook.copies)
    webhook.copies = (int(low), int(high))
    if told.get("hold"):
        webhook.hold()
    if release := told.get("release"):
        webhook.release(shuffle=bool(release.get("shuffle")), copies=tuple(release.get("copies", webhook.copies)))
    return {"url": webhook.url, "on": webhook.on, "copies": webhook.copies}
