"""Which sites may hold the chat: a browser tells the site a call comes from, and only listed ones may call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Header, Request
from starlette.middleware.cors import CORSMiddleware

from channels.errors import OriginRefused, SettingsInvalid

_SITE = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?")
_API = "/api/"
_PREFLIGHT_SECONDS = 7200
log = structlog.get_logger()


def parted(listed: str) -> list[str]:
    """The sites of WIDGET_ORIGINS, right or wrong."""
    return [site.rstrip("/").lower() for site in re.split(r"[\s,]+", listed) if site]


def is_site(site: str) -> bool:
    """Is it like https://www.example.vn, or https://*.example.vn?"""
    return _SITE.fullmatch(site) is not None


@dataclass(frozen=True)
class Origins:
    """The sites of `WIDGET_ORIGINS` and this server's own.

    `sites`: one pattern for all of them, which an Origin header must match whole. `own`: the origin of `PUBLIC_URL`.
    """

    sites: re.Pattern[str]
    own: str

    @classmethod
    def of(cls, listed: str, public_url: str) -> Origins:
        """From the settings: sites parted by commas or spaces, `https://*.example.vn` for all below a domain.

        Raises SettingsInvalid for what is no site (a path, a missing scheme, `*`).
        """
        sites = parted(listed)
        for site in sites:
            if not is_site(site):
                raise SettingsInvalid(f"WIDGET_ORIGINS: {site!r} is not like https://www.example.vn")
        patterns = [re.escape(site).replace(r"\*\.", r"(?:[a-z0-9-]+\.)+") for site in sites]
        return cls(re.compile("|".join(patterns) or r"(?!)"), _origin(public_url))

    def allows(self, origin: str | None, *, host: str, fetch_site: str | None) -> bool:
        """True without an Origin (no browser, or the page itself), for this server, and for a listed site.

        `host`: the Host header; `fetch_site`: Sec-Fetch-Site, which no script can set.
        """
        if origin is None or fetch_site == "same-origin":
            return True
        origin = origin.lower()
        is_own = origin == self.own or urlsplit(origin).netloc == host.lower()
        return is_own or self.sites.fullmatch(origin) is not None

    async def __call__(
        self,
        request: Request,
        origin: Annotated[str | None, Header()] = None,
        host: Annotated[str, Header()] = "",
        sec_fetch_site: Annotated[str | None, Header()] = None,
    ) -> None:
        """A dependency of every route. Raises OriginRefused for a call of the API from a site that is not listed."""
        if not request.url.path.startswith(_API) or self.allows(origin, host=host, fetch_site=sec_fetch_site):
            return
        log.warning("origin_refused", origin=(origin or "")[:100])
        raise OriginRefused

    def tell_browsers(self, app: FastAPI) -> None:
        """Have browsers know which sites may call, so that they let none else try."""
        app.add_middleware(
            CORSMiddleware,
            allow_origin_regex=self.sites.pattern,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Retry-After"],
            max_age=_PREFLIGHT_SECONDS,
        )


def _origin(url: str) -> str:
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
