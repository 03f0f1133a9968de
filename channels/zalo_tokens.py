"""The tokens of a Zalo Official Account: an access token of 25 hours, and a refresh token that works once.

A refresh token that is lost silences the account until a person connects it again. Therefore: one exchange at a time
among all processes (a lease in the database), the new pair is stored before it is used, the earlier refresh token is
kept, and the exchange is done hours before it is needed. What is sent to Zalo is noted first (`unsure`): when no answer
came, the old token is tried once more, since Zalo may not have taken it, and then a person is called (`alarm`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import sqlalchemy as sa
import structlog

from channels import schema
from channels.errors import ChannelsError
from channels.store import Store

log = structlog.get_logger()

_HOUR_MS = 3_600_000
_EARLY_MS = 5 * _HOUR_MS
_LEASE_MS = 40_000
_LOOK_SECONDS = 0.2
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LIMIT_CODE = -32
_table = schema.vendor_token


class TokenMissing(ChannelsError):
    """There is no access token that works, and none can be had now."""


@dataclass(frozen=True)
class Pair:
    """What is stored. Times in milliseconds since 1970."""

    account: str
    access_token: str
    refresh_token: str
    previous_refresh_token: str | None
    expires_at: int
    refreshed_at: int
    lease_until: int
    unsure: bool
    alarm: str | None


@dataclass(frozen=True, kw_only=True)
class ZaloTokens:
    """The tokens of one app. `seed`: a refresh token pasted by a person.

    It is read while nothing is stored, and after an alarm when it is another one.
    """

    store: Store
    http: httpx.AsyncClient
    url: str
    app_id: str
    app_secret: str
    seed: str
    now: Callable[[], int]
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def stored(self) -> Pair | None:
        """What is known now."""
        query = sa.select(_table).where(_table.c.account == self.app_id)
        row = await self.store.transaction(lambda connection: connection.execute(query).one_or_none())
        return Pair(*row) if row else None

    async def access(self, *, refused: str | None = None) -> str:
        """An access token that should work. `refused`: one that Zalo just did not take.

        Raises TokenMissing when there is none.
        """
        async with self._one:
            pair = await self.stored()
            if pair is None:
                if not self.seed:
                    raise TokenMissing("not_connected")
                pair = await self.save("", self.seed, 0)
            elif pair.alarm and self.seed and self.seed not in (pair.refresh_token, pair.previous_refresh_token):
                # A person put another one in after the alarm.
                pair = await self.save("", self.seed, 0)
            now = self.now()
            is_dead = not pair.access_token or pair.access_token == refused or pair.expires_at <= now
            if not is_dead and (pair.expires_at - now > _EARLY_MS or pair.alarm):
                return pair.access_token
            renewed = await self._exchange(pair) if not pair.alarm else None
            if renewed is not None:
                return renewed.access_token
            if is_dead:
                raise TokenMissing(pair.alarm or "refresh_failed")
            return pair.access_token

    async def save(self, access_token: str, refresh_token: str, seconds: int) -> Pair:
        """Store a pair for good; it may be used once this returns."""
        now = self.now()
        values = {
            "access_token": access_token,
            "refresh_token": refresh_token,
            "expires_at": now + seconds * 1000,
            "refreshed_at": now,
            "lease_until": 0,
            "unsure": False,
            "alarm": None,
        }

        def work(connection: sa.Connection) -> None:
            mine = _table.c.account == self.app_id
            before = connection.execute(sa.select(_table.c.refresh_token).where(mine)).scalar_one_or_none()
            kept = {**values, "previous_refresh_token": before}
            if before is None:
                connection.execute(sa.insert(_table), {"account": self.app_id, **kept})
            else:
                connection.execute(sa.update(_table).where(mine).values(**kept))

        await self.store.transaction(work)
        pair = await self.stored()
        if pair is None:
            raise TokenMissing("not_stored")
        return pair

    async def _exchange(self, pair: Pair) -> Pair | None:
        """Exchange this pair's refresh token, or wait for the process that does. None when there is no new pair."""
        while not await self._lease(pair):
            await asyncio.sleep(_LOOK_SECONDS)
            current = await self.stored()
            if current is None or current.alarm:
                return None
            if current.refresh_token != pair.refresh_token:
                return current
        tries = 1 if pair.unsure else 2
        for _ in range(tries):
            try:
                answer = await self._post({"refresh_token": pair.refresh_token, "grant_type": "refresh_token"})
            except _NOT_SENT:
                await self._release(pair, unsure=pair.unsure)
                log.warning("token_unreachable")
                return None
            if answer is None:
                continue
            if _is_pair(answer):
                renewed = await self.save(answer["access_token"], answer["refresh_token"], _seconds(answer))
                log.info("token_renewed")
                return renewed
            if answer.get("error") == _LIMIT_CODE:
                await self._release(pair, unsure=pair.unsure)
                return None
            await self._release(pair, unsure=True, alarm=_reason(answer))
            return None
        await self._release(pair, unsure=True, alarm="no_answer")
        return None

    async def _lease(self, pair: Pair) -> bool:
        now = self.now()
        free = (
            sa.update(_table)
            .where(
                _table.c.account == self.app_id,
                _table.c.refresh_token == pair.refresh_token,
                _table.c.lease_until <= now,
            )
            # From here on Zalo may have taken the token, whatever becomes of this process.
            .values(lease_until=now + _LEASE_MS, unsure=True)
        )
        return await self.store.transaction(lambda connection: connection.execute(free).rowcount == 1)

    async def _release(self, pair: Pair, *, unsure: bool, alarm: str | None = None) -> None:
        done = (
            sa.update(_table)
            .where(_table.c.account == self.app_id, _table.c.refresh_token == pair.refresh_token)
            .values(lease_until=0, unsure=unsure, alarm=alarm)
        )
        await self.store.transaction(lambda connection: connection.execute(done))
        if alarm:
            log.error("alarm", channel="zalo_oa", reason=alarm)

    async def _post(self, form: Mapping[str, str]) -> Mapping[str, Any] | None:
        """The answer as JSON; None when none came or it was none. Raises when the request surely did not go out."""
        try:
            response = await self.http.post(
                f"{self.url.rstrip('/')}/v4/oa/access_token",
                data={**form, "app_id": self.app_id},
                headers={"secret_key": self.app_secret},
            )
            body: object = response.json()
        except _NOT_SENT:
            raise
        except (httpx.HTTPError, ValueError):
            return None
        if response.status_code >= 500 or not isinstance(body, dict):
            return None
        return cast("Mapping[str, Any]", body)


def _is_pair(answer: Mapping[str, Any]) -> bool:
    return all(isinstance(answer.get(name), str) and answer[name] for name in ("access_token", "refresh_token"))


def _seconds(answer: Mapping[str, Any]) -> int:
    """`expires_in`, which Zalo writes as text; an hour when it cannot be read."""
    told = str(answer.get("expires_in", ""))
    return int(told) if told.isdigit() and len(told) < 9 else 3600


def _reason(answer: Mapping[str, Any] | None) -> str:
    code = (answer or {}).get("error")
    return f"refused_{code}"[:64] if isinstance(code, int) else "refused"
