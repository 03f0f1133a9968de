"""The chat page: one template and its static files, all served from here."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates


class Pages:
    """The page at / and /static, from the folders `templates` and `static` under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._static = folder / "static"
        self._templates = Jinja2Templates(folder / "templates")

    def mount(self, app: FastAPI) -> None:
        """Add the routes; call it after every other route."""
        app.add_api_route("/", self.index, methods=["GET"])
        app.mount("/static", StaticFiles(directory=self._static, check_dir=False), name="static")

    def index(self, request: Request) -> Response:
        """The chat."""
        # The page changes with the release; its files are asked for again by their ETag.
        return self._templates.TemplateResponse(request, "index.html", headers={"Cache-Control": "no-cache"})
