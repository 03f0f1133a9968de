"""The sheet of an event, to print or to show in a hall: a QR code for each channel, which says how people came.

`/qr/{code}` for a code that the officer thinks of ("tqt-9a"); nothing is stored before somebody arrives by it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import segno
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates

from channels.errors import NotFound
from channels.rates import event_code
from channels.sentences import Sentences

_MODULE_PIXELS = 6
_HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class EventPage:
    """The routes under /qr. `links`: the address at each vendor for a code; `public_url`: of the page."""

    links: Callable[[str], Mapping[str, str]]
    templates: Path
    sentences: Sentences
    public_url: str

    def mount(self, app: FastAPI) -> None:
        """Add them."""
        app.add_api_route("/qr/{code}/{channel}.svg", self.picture, methods=["GET", "HEAD"])
        app.add_api_route("/qr/{code}", self.page, methods=["GET", "HEAD"])

    async def page(self, request: Request, code: str) -> Response:
        """The sheet. 404 for what is no code."""
        known = _known(code)
        values = {"messages": self.sentences.entries, "code": known, "links": self._links(request, known)}
        templates = Jinja2Templates(self.templates)
        return templates.TemplateResponse(request, "event.html", values, headers=_HEADERS)

    async def picture(self, request: Request, code: str, channel: str) -> Response:
        """One QR code. 404 for a channel that is not set up."""
        known = _known(code)
        address = self._links(request, known).get(channel)
        if address is None:
            raise NotFound
        drawn = io.BytesIO()
        segno.make(address, error="m", micro=False).save(
            drawn, kind="svg", scale=_MODULE_PIXELS, border=4, light="#fff"
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=_HEADERS)

    def _links(self, request: Request, code: str) -> dict[str, str]:
        page = self.public_url.rstrip("/") or str(request.base_url).rstrip("/")
        return {"web": f"{page}/?event={code}", **self.links(code)}


def _known(code: str) -> str:
    found = event_code(code)
    if found is None:
        raise NotFound
    return found
