"""The body of a request as fields, whichever of the three ways it is written in: JSON, URL-encoded, multipart."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request


@dataclass(frozen=True)
class Upload:
    """A file of a multipart body."""

    name: str
    content: bytes


async def fields(request: Request) -> dict[str, Any]:
    """Fields of the query and of the body, which wins; values of a form are text or `Upload`; empty if unreadable."""
    raw = await request.body()
    kind = request.headers.get("content-type", "")
    found: dict[str, Any] = dict(request.query_params)
    if kind.startswith("multipart/form-data"):
        return found | _multipart(raw, kind)
    if kind.startswith("application/x-www-form-urlencoded"):
        return found | dict(parse_qsl(raw.decode(), keep_blank_values=True))
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        return found
    return found | body if isinstance(body, dict) else found


def _multipart(raw: bytes, kind: str) -> dict[str, Any]:
    boundary = re.search(r'boundary="?([^";]+)', kind)
    if not boundary:
        return {}
    found: dict[str, Any] = {}
    for part in raw.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        name = re.search(r'[; ]name="([^"]*)"', head.decode())
        filename = re.search(r'filename="([^"]*)"', head.decode())
        if name:
            found[name[1]] = Upload(filename[1], content) if filename else content.decode()
    return found
