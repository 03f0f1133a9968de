"""The tokens of a Zalo Official Account: an access token of 25 hours, and a refresh token that works once.

A lost refresh token silences the account until a person connects it again. Therefore: one exchange at a time among all
processes (a lease in the database), hours before it is needed, and the new pair is stored before it is used. What is
sent to Zalo is noted first (`unsure`): when no answer came, the old token is tried once more, and then a person is
called (`alarm`), who connects the account again (`zalo_connect.py`) or pastes another refresh token (`seed`). A server
of Zalo's that cannot answer is asked again after ever longer pauses: only a refusal in Zalo's own words is for good.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from channels import schema
from channels.errors import ChannelsError
from channels.limits import Rest
from channels.statements import NEW_SEEN
from channels.store import Store

log = structlog.get_logger()

_HOUR_MS = 3_600_000
_EARLY_MS = 5 * _HOUR_MS
_LEASE_MS = 40_000
_LOOK_SECONDS = 0.2
_FIRST_REST_MS = 30_000
_LONGEST_REST_MS = 900_000
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LIMIT_CODE = -32
# A refresh token lives three months.
_SEED_MS = 100 * 24 * _HOUR_MS
_table = schema.vendor_token


class TokenMissing(ChannelsError):
    """There is no access token that works, and none can be had now."""


class _Busy(Exception):
    """A server answered, but not as Zalo's login does: 5xx, or something that is not JSON."""


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
    """The tokens of one app. `seed`: pasted by a person, read while none is stored and, if new, after an alarm."""

    store: Store
    http: httpx.AsyncClient
    url: str
    app_id: str
    app_secret: str
    seed: str
    now: Callable[[], int]
    _one: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _rest: Rest = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rest", Rest(_FIRST_REST_MS, _LONGEST_REST_MS, self.now))

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
                pair = await self._sown(None)
            elif pair.alarm and self.seed and not await self.store.is_remembered(_digest(self.seed)):
                # A person put another one in after the alarm.
                pair = await self._sown(pair)
            now = self.now()
            is_dead = not pair.access_token or pair.access_token == refused or pair.expires_at <= now
            if not is_dead and (pair.expires_at - now > _EARLY_MS or pair.alarm):
                return pair.access_token
            renewed = await self._exchange(pair) if not pair.alarm and not self._rest.left() else None
            if renewed is not None:
                return renewed.access_token
            if is_dead:
                now_stored = await self.stored()
                raise TokenMissing((now_stored and now_stored.alarm) or "refresh_failed")
            return pair.access_token

    async def connect(self, code: str, verifier: str) -> Pair:
        """Exchange the code that Zalo gave to an owner of the account. Raises TokenMissing with the reason."""
        form = {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
        try:
            answer = await self._post(form)
        except _NOT_SENT:
            raise TokenMissing("unreachable") from None
        except _Busy:
            raise TokenMissing("no_answer") from None
        if answer is None:
            raise TokenMissing("no_answer")
        if not _is_pair(answer):
            raise TokenMissing(_reason(answer))
        log.info("account_connected", channel="zalo_oa")
        return await self._save_given(answer, instead_of=await self.stored())

    async def _sown(self, instead_of: Pair | None) -> Pair:
        """The seed as a pair that is yet to be exchanged. It is noted, since it works once only."""
        noted = {"digest": _digest(self.seed), "expires_at": self.now() + _SEED_MS}

        def note(connection: sa.Connection) -> None:
            connection.execute(NEW_SEEN[connection.dialect.name], noted)

        return await self._save("", self.seed, 0, instead_of=instead_of, beside=note)

    async def _save_given(self, answer: Mapping[str, Any], *, instead_of: Pair | None) -> Pair:
        """Store the pair that Zalo just gave, however long the store is locked: what it replaces is spent."""
        given = (answer["access_token"], answer["refresh_token"], _seconds(answer))
        while True:
            try:
                return await self._save(*given, instead_of=instead_of)
            except DBAPIError:
                log.warning("pair_not_stored_yet", channel="zalo_oa")
                await asyncio.sleep(_LOOK_SECONDS)

    async def _save(
        self,
        access_token: str,
        refresh_token: str,
        seconds: int,
        *,
        instead_of: Pair | None,
        beside: Callable[[sa.Connection], None] | None = None,
    ) -> Pair:
        """Store a pair for good, `beside` in the same transaction: what is stored then, which may be used.

        Only while `instead_of` is what is stored: another process may have been quicker, and then its pair holds.
        """
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
            before = connection.execute(
                sa.select(_table.c.refresh_token).where(mine).with_for_update()
            ).scalar_one_or_none()
            if before != (instead_of.refresh_token if instead_of else None):
                return
            if beside:
                beside(connection)
            kept = {**values, "previous_refresh_token": before}
            if before is None:
                connection.execute(sa.insert(_table), {"account": self.app_id, **kept})
            else:
                connection.execute(sa.update(_table).where(mine).values(**kept))

        # Two processes that begin at once both insert; the second finds the pair of the first.
        with contextlib.suppress(IntegrityError):
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
        tries, is_busy = 1 if pair.unsure else 2, False
        for _ in range(tries):
            try:
                answer = await self._post({"refresh_token": pair.refresh_token, "grant_type": "refresh_token"})
            except _Busy:
                is_busy = True
                continue
            except _NOT_SENT:
                await self._release(pair, unsure=pair.unsure)
                log.warning("token_unreachable")
                return None
            if answer is None:
                continue
            if _is_pair(answer):
                renewed = await self._save_given(answer, instead_of=pair)
                log.info("token_renewed")
                self._rest.over()
                return renewed
            if answer.get("error") == _LIMIT_CODE:
                await self._release(pair, unsure=pair.unsure)
                return None
            await self._release(pair, unsure=True, alarm=_reason(answer))
            return None
        if is_busy:
            await self._release(pair, unsure=True)
            log.error("alarm", channel="zalo_oa", reason="login_busy", again_seconds=self._rest.begin() // 1000)
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
        """The answer as JSON; None when none came whole. Raises _Busy, or when the request surely did not go out."""
        try:
            response = await self.http.post(
                f"{self.url.rstrip('/')}/v4/oa/access_token",
                data={**form, "app_id": self.app_id},
                headers={"secret_key": self.app_secret},
            )
            body: object = response.json()
        except _NOT_SENT:
            raise
        except httpx.HTTPError:
            return None
        except ValueError:
            raise _Busy from None
        if response.status_code >= 500 or not isinstance(body, dict):
            raise _Busy
        return cast("Mapping[str, Any]", body)


def _is_pair(answer: Mapping[str, Any]) -> bool:
    return all(isinstance(answer.get(name), str) and answer[name] for name in ("access_token", "refresh_token"))


def _digest(seed: str) -> str:
    return hashlib.sha256(f"zalo refresh token {seed}".encode()).hexdigest()


def _seconds(answer: Mapping[str, Any]) -> int:
    """`expires_in`, which Zalo writes as text; an hour when it cannot be read."""
    told = str(answer.get("expires_in", ""))
    return int(told) if told.isdigit() and len(told) < 9 else 3600


def _reason(answer: Mapping[str, Any] | None) -> str:
    code = (answer or {}).get("error")
    return f"refused_{code}"[:64] if isinstance(code, int) else "refused"
