"""The HTTP side of the fake Official Account: oauth.zaloapp.com and openapi.zalo.me on one address."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.fakes import zalo_oa_messages
from tests.fakes.faults import Call, Fault
from tests.fakes.forms import Upload, fields
from tests.fakes.vendor import new_id
from tests.fakes.zalo_oa_errors import Refused
from tests.fakes.zalo_oa_tokens import refusal

if TYPE_CHECKING:
    from tests.fakes.zalo_oa import FakeZaloOA

_MEGABYTE = 1 << 20
UPLOADS = {"image": _MEGABYTE, "gif": 5 * _MEGABYTE, "file": 5 * _MEGABYTE}
"""Largest file of each kind, in bytes."""
_STARTS = {"image": (b"\xff\xd8\xff", b"\x89PNG"), "gif": (b"GIF8",), "file": (b"",)}
_FILE_NAMES = (".pdf", ".doc", ".docx", ".csv")

Answer = Callable[[], dict[str, Any]]


def day(moment: float) -> str:
    """Seconds since 1970 as DD/MM/YYYY in Vietnam; empty for 0."""
    return (datetime.fromtimestamp(moment, UTC) + timedelta(hours=7)).strftime("%d/%m/%Y") if moment else ""


def mount(oa: FakeZaloOA) -> None:
    """Register the routes of both hosts."""

    @oa.app.get("/v4/oa/permission")
    async def consent(request: Request) -> Response:
        """The consent page, on which the account's owner agrees at once."""
        query = request.query_params
        if not any(fnmatchcase(query.get("redirect_uri", ""), registered) for registered in oa.redirect_uris):
            return JSONResponse(refusal(-14003, "Invalid redirect uri"))
        code = oa.tokens.code(query.get("code_challenge", ""))
        answer = {"code": code, "oa_id": oa.account.oa_id, "state": query.get("state", "")}
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}")

    @oa.app.post("/v4/oa/access_token")
    async def access_token(request: Request) -> Response:
        form = await fields(request)

        async def work() -> Response:
            return JSONResponse(oa.tokens.exchange(form, request.headers.get("secret_key", "")))

        def unknown(stored: bool) -> None:
            if stored:
                oa.tokens.answer_lost(form)

        def refuse(fault: Fault) -> Response:
            return JSONResponse(refusal(fault.code, fault.detail or "Error"))

        return await oa.faults.run(Call("access_token", request, work, refuse, unknown=unknown))

    @oa.app.post("/v3.0/oa/message/cs")
    async def send_v3(request: Request) -> Response:
        return await _send(oa, request, version=3)

    @oa.app.post("/v2.0/oa/message")
    async def send_v2(request: Request) -> Response:
        return await _send(oa, request, version=2)

    @oa.app.get("/v3.0/oa/user/detail")
    async def user_detail(request: Request) -> Response:
        def answer() -> dict[str, Any]:
            user = _user(_read(request.query_params.get("data", "")))
            if user not in oa.people:
                raise Refused(-201)
            return oa.profile(user)

        return await _call(oa, request, "user_detail", answer)

    @oa.app.get("/v2.0/oa/getoa")
    async def getoa(request: Request) -> Response:
        return await _call(oa, request, "getoa", lambda: _about(oa))

    @oa.app.post("/v3.0/oa/quota/message")
    async def quota(request: Request) -> Response:
        body = await fields(request)

        def answer() -> dict[str, Any]:
            seen = oa.person(_user(body)).last_seen
            promotion = {"daily_remain": 0, "daily_total": 1, "monthly_remain": 4, "monthly_total": 6}
            return {"last_interaction": str(int(seen * 1000)), "promotion": promotion}

        return await _call(oa, request, "quota", answer)

    @oa.app.post("/v2.0/oa/upload/{kind}")
    async def upload(request: Request, kind: str) -> Response:
        file = (await fields(request)).get("file")
        return await _call(oa, request, "upload", lambda: _uploaded(oa, kind, file))


async def _send(oa: FakeZaloOA, request: Request, *, version: int) -> Response:
    body = await fields(request)
    recipient = body.get("recipient")
    user = str(recipient.get("user_id", "")) if isinstance(recipient, dict) else ""
    message = body.get("message")
    content = json.dumps(message, ensure_ascii=False, sort_keys=True)
    text = str(message.get("text", "")) if isinstance(message, dict) else ""

    def answer() -> dict[str, Any]:
        if "sender_action" in body and version == 2:
            return {"message_id": _react(oa, user, body["sender_action"])}
        if (version == 3) == (oa.oa_type == 4):
            raise Refused(-235 if version == 3 else -240)
        if not user.isdigit():
            raise Refused(-201)
        oa.check_window(user)
        try:
            zalo_oa_messages.check(message, oa.check_attachment, oa.counts)
        except Refused as refused:
            # A text that is too long only as the vendor counts is no fault of its sender.
            if refused.code != -100 and not (refused.code == -210 and len(text) <= zalo_oa_messages.TEXT_LIMIT):
                oa.ledger.note("malformed", f"{refused.code}: {content[:200]}")
            raise
        oa.ledger.sending(user, content, text)
        said = oa.store(user, message if isinstance(message, dict) else {})
        sent_at = str(int(said.at * 1000))
        return {"message_id": said.id, "user_id": user, "sent_time": sent_at, "quota": {"quota_type": "reply"}}

    def unknown(stored: bool) -> None:
        if not stored:
            oa.ledger.sending(user, content, text)

    return await _call(oa, request, "send", answer, user=user, unknown=unknown, settle=oa.echo_first)


def _react(oa: FakeZaloOA, user: str, action: dict[str, Any]) -> str:
    if not oa.find(user, str(action.get("react_message_id", ""))):
        raise Refused(-201, "react_message_id")
    return zalo_oa_messages.message_id()


async def _call(
    oa: FakeZaloOA,
    request: Request,
    where: str,
    answer: Answer,
    *,
    user: str = "",
    unknown: Callable[[bool], None] = lambda stored: None,
    settle: bool = False,
) -> Response:
    """One call of the API: token, limit, right, then the answer, all of it with HTTP 200."""
    limit, left = oa.count_request()
    headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(max(0, left))}

    async def work() -> Response:
        try:
            _check_caller(oa, request, left)
            data = answer()
        except Refused as refused:
            return JSONResponse(refused.body, headers=headers)
        oa.calls.append((where, {"user_id": user}))
        if settle:
            await oa.webhook.first_tries_done()
        return JSONResponse({"data": data, "error": 0, "message": "Success"}, headers=headers)

    def refuse(fault: Fault) -> Response:
        if fault.code == -200 and fault.kind == "error":
            unknown(False)
        exhausted = {"X-RateLimit-Remain": "0"} if fault.code == -32 else {}
        return JSONResponse(Refused(fault.code, fault.detail or "user_id").body, headers={**headers, **exhausted})

    return await oa.faults.run(Call(where, request, work, refuse, user, unknown))


def _check_caller(oa: FakeZaloOA, request: Request, left: int) -> None:
    token = request.headers.get("access_token", "")
    if "authorization" in request.headers and not token:
        oa.ledger.note("wrong_authorization", "the token belongs in the header access_token, bare")
    oa.tokens.check(token)
    if oa.tier in ("basic", "standard"):
        raise Refused(-224)
    if left < 0:
        oa.ledger.note("limit_overrun", f"{-left} requests over the limit of this minute")
        raise Refused(-32)
    if request.url.path in oa.blocked_calls:
        raise Refused(oa.blocked_calls[request.url.path])
    if oa.needs_proof:
        proof = hmac.new(oa.account.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("appsecret_proof", ""), proof):
            raise Refused(-242)


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _user(body: dict[str, Any]) -> str:
    user = body.get("user_id")
    if not isinstance(user, str) or not user.isdigit():
        raise Refused(-201)
    return user


def _about(oa: FakeZaloOA) -> dict[str, Any]:
    return {
        "oaid": oa.account.oa_id,
        "oa_id": oa.account.oa_id,
        "name": "Sở Mẫu",
        "description": "",
        "oa_alias": "",
        "is_verified": True,
        "oa_type": oa.oa_type,
        "cate_name": "Tỉnh" if oa.oa_type == 4 else "Giáo dục",
        "num_follower": sum(person.follows for person in oa.people.values()),
        "avatar": "",
        "cover": "",
        "package_name": "" if oa.oa_type == 4 else oa.tier,
        "package_valid_through_date": "",
        "package_auto_renew_date": "",
        "linked_zca": "" if oa.cloud_account == "none" else "zca-1",
    }


def _uploaded(oa: FakeZaloOA, kind: str, file: object) -> dict[str, Any]:
    if kind not in UPLOADS:
        raise Refused(-209)
    if not isinstance(file, Upload) or not file.content.startswith(_STARTS[kind]):
        raise Refused(-201, "file")
    if kind == "file" and not file.name.lower().endswith(_FILE_NAMES):
        raise Refused(-201, "file")
    if len(file.content) > UPLOADS[kind]:
        oa.ledger.note("malformed", f"{kind} of {len(file.content)} bytes")
        raise Refused(-210)
    found = new_id(36)
    oa.uploads[found] = (oa.clock.now(), file.content)
    return {"token" if kind == "file" else "attachment_id": found}
