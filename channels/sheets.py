"""An answer that somebody asked to keep: as a page, as an A4 PDF, and as the QR code that leads back to it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import segno
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates

from actions.reply import Sheet
from channels.errors import NotFound
from channels.sentences import Sentences
from channels.sheet_pdf import as_pdf
from channels.store import Store

_OLD_DAYS = 31
_MODULE_PIXELS = 4
_HEADERS = {
    # Whoever has the address may read; nobody else should come across it.
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, max-age=3600",
}


@dataclass(frozen=True)
class Sheets:
    """The routes under /cards. `public_url` is put before the path in the QR code; blank: as the page was asked for."""

    store: Store
    templates: Path
    sentences: Sentences
    public_url: str
    now: Callable[[], int]

    def mount(self, app: FastAPI) -> None:
        """Add the routes; the ones with an extension first."""
        app.add_api_route("/cards/{sheet_id}.pdf", self.pdf, methods=["GET", "HEAD"])
        app.add_api_route("/cards/{sheet_id}.svg", self.code, methods=["GET", "HEAD"])
        app.add_api_route("/cards/{sheet_id}", self.page, methods=["GET", "HEAD"])

    async def page(self, request: Request, sheet_id: str) -> Response:
        """The card as a page that prints on A4; a page that says so when there is none, or none any more."""
        templates = Jinja2Templates(self.templates)
        values: dict[str, Any] = {"messages": self.sentences.entries}
        try:
            sheet = await self._sheet(sheet_id)
        except NotFound:
            return templates.TemplateResponse(request, "card_gone.html", values, 404, _HEADERS)
        address = self._address(request, sheet_id)
        values |= {"sheet": sheet, "address": address, "sheet_id": sheet_id, "is_old": self._is_old(sheet), "day": day}
        return templates.TemplateResponse(request, "card.html", values, headers=_HEADERS)

    async def pdf(self, request: Request, sheet_id: str) -> Response:
        """The same as a PDF. 404 when there is none."""
        sheet = await self._sheet(sheet_id)
        words = cast("Mapping[str, str]", self.sentences.entries)
        content = await run_in_threadpool(as_pdf, sheet, self._address(request, sheet_id), words)
        headers = {**_HEADERS, "Content-Disposition": f'inline; filename="{self.sentences.text("file_name")}.pdf"'}
        return Response(content, media_type="application/pdf", headers=headers)

    async def code(self, request: Request, sheet_id: str) -> Response:
        """The QR code of its address. 404 when there is none."""
        await self._sheet(sheet_id)
        drawn = io.BytesIO()
        segno.make(self._address(request, sheet_id), error="m", micro=False).save(
            drawn, kind="svg", scale=_MODULE_PIXELS, border=2, light="#fff"
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=_HEADERS)

    async def _sheet(self, sheet_id: str) -> Sheet:
        body = await self.store.sheet(sheet_id)
        if body is None:
            raise NotFound
        return Sheet.model_validate(body)

    def _address(self, request: Request, sheet_id: str) -> str:
        return f"{self.public_url.rstrip('/') or str(request.base_url).rstrip('/')}/cards/{sheet_id}"

    def _is_old(self, sheet: Sheet) -> bool:
        today = datetime.fromtimestamp(self.now() / 1000, UTC).date()
        return (today - sheet.as_of).days > _OLD_DAYS


def day(value: date) -> str:
    """A day as dd/mm/yyyy."""
    return value.strftime("%d/%m/%Y")
