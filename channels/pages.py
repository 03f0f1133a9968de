"""The chat page: one template, its sentences and its static files, all served from here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException


class Pages:
    """The page at / and /static, from the folders `templates` and `static` under `folder`; `policies` at /policies.

    `script`: the address of the chat element.
    """

    def __init__(
        self, folder: Path, messages: Mapping[str, Any], policies: Path, script: str, verification: str = ""
    ) -> None:
        self._script = script
        self._verification = verification
        self._policies = policies
        self._static = folder / "static"
        self._templates = Jinja2Templates(folder / "templates")
        self._messages = messages

    def mount(self, app: FastAPI) -> None:
        """Add the routes; call it after every other route."""
        app.add_api_route("/", self.index, methods=["GET", "HEAD"])
        app.add_api_route("/policies", self.policies, methods=["GET", "HEAD"])
        app.mount("/static", StaticFiles(directory=self._static, check_dir=False), name="static")

    def policies(self) -> Response:
        """The page of the policy officer, written beside the snapshots; 404 where none was."""
        if not self._policies.is_file():
            raise HTTPException(404)
        return FileResponse(self._policies, media_type="text/html; charset=utf-8")

    def index(self, request: Request) -> Response:
        """The chat."""
        values = {"messages": self._messages, "script": self._script, "verification": self._verification}
        return self._templates.TemplateResponse(request, "index.html", values)
