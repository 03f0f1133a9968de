"""What `<script src="…/widget/v1.js" data-…>` loads on any site: the chat element, and its words in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from channels.widget_bundle import Bundle, for_element

PATH = "/widget/v1.js"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_BRIEFLY = "public, max-age=600, stale-while-revalidate=86400"
_FOR_EVER = "public, max-age=31536000, immutable"


class Widget:
    """The routes under /widget; they hold nothing that is not public, so any site may read them.

    `languages` maps a locale other than Vietnamese to the entries of its page.yaml.
    """

    def __init__(self, script: Bundle, languages: Mapping[str, Mapping[str, Any]]) -> None:
        self._script = script
        self._words = {locale: for_element(words) for locale, words in languages.items()}

    @property
    def versioned_path(self) -> str:
        """The script under an address of this very version, which a browser may keep for ever."""
        return f"{PATH}?v={self._script.digest}"

    def mount(self, app: FastAPI) -> None:
        """Add the routes."""
        app.add_api_route(PATH, self.script, methods=["GET", "HEAD"])
        app.add_api_route("/widget/{locale}.json", self.words, methods=["GET", "HEAD"])

    def script(
        self,
        v: Annotated[str, Query()] = "",
        accept_encoding: Annotated[str, Header()] = "",
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        """The script, packed where the browser can unpack it."""
        tag = f'"{self._script.digest}"'
        headers = {
            **_OPEN,
            "ETag": tag,
            "Vary": "Accept-Encoding",
            "Cache-Control": _FOR_EVER if v == self._script.digest else _BRIEFLY,
        }
        if tag in if_none_match:
            return Response(status_code=304, headers=headers)
        if "gzip" in accept_encoding:
            headers["Content-Encoding"] = "gzip"
        body = self._script.packed if "gzip" in accept_encoding else self._script.plain
        return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")

    def words(self, locale: str) -> Response:
        """The sentences of the element in another language; 404 where there are none."""
        if locale not in self._words:
            raise HTTPException(404)
        return JSONResponse(self._words[locale], headers={**_OPEN, "Cache-Control": _BRIEFLY})
