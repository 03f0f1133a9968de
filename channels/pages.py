"""The chat page: one template, its sentences and its static files, all served from here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates


class Pages:
    """The page at / and /static, from the folders `templates` and `static` under `folder`."""

    def __init__(self, folder: Path, messages: Mapping[str, Any]) -> None:
        self._static = folder / "static"
        self._templates = Jinja2Templates(folder / "templates")
        self._messages = messages

    def mount(self, app: FastAPI) -> None:
        """Add the routes; call it after every other route."""
        app.add_api_route("/", self.index, methods=["GET", "HEAD"])
        app.mount("/static", StaticFiles(directory=self._static, check_dir=False), name="static")

    def index(self, request: Request) -> Response:
        """The chat."""
        return self._templates.TemplateResponse(request, "index.html", {"messages": self._messages})
