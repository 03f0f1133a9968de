"""OAuth v4 of an Official Account: access tokens of 25 hours, refresh tokens of three months that work once."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.ledger import Ledger
from tests.fakes.zalo_oa_errors import Refused

ACCESS_SECONDS = 90_000
REFRESH_SECONDS = 90 * 86_400
CODE_SECONDS = 600


@dataclass(frozen=True)
class Pair:
    """An access token and the refresh token that follows it."""

    access: str
    refresh: str
    made_at: float


@dataclass(frozen=True)
class _Code:
    made_at: float
    challenge: str


class Tokens:
    """The tokens of one app. `new` makes the text of a token from its kind and its number."""

    def __init__(
        self, clock: Clock, ledger: Ledger, app_id: str, app_secret: str, new: Callable[[str, int], str] | None = None
    ) -> None:
        self._clock = clock
        self._ledger = ledger
        self._app = {"app_id": app_id, "secret_key": app_secret}
        self._new = new or (lambda kind, number: f"{kind}_{number}_{secrets.token_urlsafe(60)}")
        self._pairs: list[Pair] = []
        self._codes: dict[str, _Code] = {}
        self._spent: set[str] = set()
        self._lost: set[str] = set()

    @property
    def current(self) -> Pair | None:
        """The pair that works now."""
        return self._pairs[-1] if self._pairs else None

    def mint(self) -> Pair:
        """A new pair; the access token before it dies. The console's API Explorer does this by hand."""
        number = len(self._pairs) + 1
        pair = Pair(self._new("AT", number), self._new("RT", number), self._clock.now())
        self._pairs.append(pair)
        return pair

    def code(self, challenge: str = "") -> str:
        """A code as the consent page hands it out; `challenge` is PKCE's, SHA-256 in base64url without padding."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Code(self._clock.now(), challenge)
        return code

    def check(self, access: str) -> None:
        """Raises Refused: -216 for a token that never was, -220 for one that died."""
        if access not in {pair.access for pair in self._pairs}:
            raise Refused(-216)
        now = self._pairs[-1]
        if access != now.access or self._clock.now() >= now.made_at + ACCESS_SECONDS:
            raise Refused(-220)

    def expire(self) -> None:
        """The access token dies now."""
        if self._pairs:
            last = self._pairs[-1]
            self._pairs[-1] = Pair(last.access, last.refresh, last.made_at - ACCESS_SECONDS)

    def answer_lost(self, form: Mapping[str, Any]) -> None:
        """The answer to this refresh never arrived: the client may ask once more with the old token, in vain."""
        self._lost.add(str(form.get("refresh_token", "")))

    def exchange(self, form: Mapping[str, Any], secret: str) -> dict[str, Any]:
        """The answer of the token endpoint. The codes of its refusals are not documented, -14014 excepted."""
        if form.get("app_id") != self._app["app_id"] or secret != self._app["secret_key"]:
            return refusal(-14004, "Invalid secret key")
        match form.get("grant_type"):
            case "authorization_code":
                return self._by_code(form)
            case "refresh_token":
                return self._by_refresh(str(form.get("refresh_token", "")))
        return refusal(-14001, "Invalid grant type")

    def _by_code(self, form: Mapping[str, Any]) -> dict[str, Any]:
        code = self._codes.pop(str(form.get("code", "")), None)
        if code is None or self._clock.now() >= code.made_at + CODE_SECONDS:
            return refusal(-14005, "Invalid authorization code")
        if code.challenge and code.challenge != challenge(str(form.get("code_verifier", ""))):
            return refusal(-14006, "Invalid code verifier")
        return _given(self.mint())

    def _by_refresh(self, token: str) -> dict[str, Any]:
        last = self.current
        if last and token == last.refresh and self._clock.now() < last.made_at + REFRESH_SECONDS:
            self._spent.add(token)
            return _given(self.mint())
        if token in self._lost:
            self._lost.discard(token)
        elif token in self._spent:
            self._ledger.note("refresh_token_used_twice", token[:5])
        return refusal(-14014, "Invalid refresh token")


def challenge(verifier: str) -> str:
    """PKCE S256 of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def refusal(code: int, name: str) -> dict[str, Any]:
    """A refusal of the OAuth host, which has a shape of its own."""
    return {
        "error_name": name,
        "error_reason": "",
        "ref_doc": "https://developers.zalo.me/docs/",
        "error_description": name,
        "error": code,
    }


def _given(pair: Pair) -> dict[str, Any]:
    return {"access_token": pair.access, "refresh_token": pair.refresh, "expires_in": str(ACCESS_SECONDS)}
