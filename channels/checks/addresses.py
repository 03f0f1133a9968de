"""Asking addresses, and whether ours can be reached from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

import httpx

from channels.checks.finding import Finding
from channels.secret_webhook import REFUSED
from channels.vendor_settings import VendorSettings


def mapping(value: object) -> Mapping[str, Any]:
    """A JSON object, empty for anything else."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


async def json_at(
    http: httpx.AsyncClient, url: str, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any] | None:
    """The JSON object there, None when there is none."""
    try:
        return mapping((await http.get(url, headers=headers)).json())
    except (httpx.HTTPError, ValueError):
        return None


async def page_at(http: httpx.AsyncClient, url: str) -> str | None:
    """The text there, None when there is none or the answer is no 200."""
    try:
        response = await http.get(url)
    except httpx.HTTPError:
        return None
    return response.text if response.status_code == 200 else None


def full(settings: VendorSettings, path: str) -> str:
    """The public address of a path of ours."""
    return settings.public_url.rstrip("/") + path


def is_loopback(url: str) -> bool:
    """Does the address lead to this machine itself?"""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


async def public(http: httpx.AsyncClient, settings: VendorSettings, api_url: str = "") -> AsyncIterator[Finding]:
    """Is PUBLIC_URL a https address, and do we answer there? A fake vendor on this machine also reaches plain http."""
    address = settings.public_url
    is_trial = is_loopback(address) and is_loopback(api_url)
    if not address.startswith("https://") and not is_trial:
        yield Finding("public_url", values={"url": address})
    elif await page_at(http, full(settings, "/healthz")) is None:
        yield Finding("public_unreachable", values={"url": address})
    else:
        yield Finding("public_trial" if is_trial else "public_good", True, {"url": address})


async def takes(http: httpx.AsyncClient, url: str, content: bytes, headers: Mapping[str, str]) -> bool | None:
    """Does our webhook take an event that means nothing? None when it cannot be asked."""
    try:
        response = await http.post(url, content=content, headers=dict(headers))
    except httpx.HTTPError:
        return None
    return response.status_code == 200 and REFUSED not in response.headers
