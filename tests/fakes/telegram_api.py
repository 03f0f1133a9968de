"""The methods of the fake Bot API: `/bot<token>/<method>`, by GET or POST, in any of the three ways to write a body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import JSONResponse, Response

from tests.fakes import telegram_messages, telegram_updates
from tests.fakes.faults import Call, Fault
from tests.fakes.forms import fields
from tests.fakes.telegram_account import WORDS, Refused
from tests.fakes.telegram_text import BadText

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

Fields = dict[str, Any]
Method = Callable[["FakeTelegram", Fields], Awaitable[Any]]


def mount(telegram: FakeTelegram) -> None:
    """Register the one route."""

    @telegram.app.api_route("/bot{token}/{method}", methods=["GET", "POST"])
    async def call(request: Request, token: str, method: str) -> Response:
        given = await fields(request)
        found = next((name for name in METHODS if name.lower() == method.lower()), "")
        if token != telegram.token:
            return _no(401, "Unauthorized")
        if not found:
            return _no(404, "Not Found")
        shown = {name: value for name, value in given.items() if name != "secret_token"}
        telegram.calls.append((found, shown))
        user = str(given.get("chat_id", ""))

        async def work() -> Response:
            try:
                result = await METHODS[found](telegram, given)
            except Refused as refused:
                return _no(refused.code, refused.description, refused.retry_after)
            except BadText as bad:
                telegram.ledger.note("malformed", f"{found}: {bad}")
                return _no(400, str(bad))
            return JSONResponse({"ok": True, "result": result})

        def refuse(fault: Fault) -> Response:
            if fault.code == 429:
                telegram.silence(user, fault.seconds)
                return _no(429, f"Too Many Requests: retry after {int(fault.seconds)}", int(fault.seconds))
            return _no(fault.code, fault.detail or WORDS.get(fault.code, "Internal Server Error"))

        return await telegram.faults.run(Call(found, request, work, refuse, user))


def _no(code: int, description: str, retry_after: int = 0) -> Response:
    wait = {"parameters": {"retry_after": retry_after}} if retry_after else {}
    return JSONResponse({"ok": False, "error_code": code, "description": description, **wait}, status_code=code)


METHODS: dict[str, Method] = {
    "getMe": telegram_updates.get_me,
    "setWebhook": telegram_updates.set_webhook,
    "deleteWebhook": telegram_updates.delete_webhook,
    "getWebhookInfo": telegram_updates.get_webhook_info,
    "getUpdates": telegram_updates.get_updates,
    "sendMessage": telegram_messages.send_message,
    "sendPhoto": telegram_messages.send_photo,
    "sendDocument": telegram_messages.send_document,
    "editMessageText": telegram_messages.edit,
    "editMessageReplyMarkup": telegram_messages.edit,
    "deleteMessage": telegram_messages.delete_message,
    "sendChatAction": telegram_messages.send_chat_action,
    "answerCallbackQuery": telegram_messages.answer_callback_query,
    "setMyCommands": telegram_messages.set_my_commands,
    "getMyCommands": telegram_messages.get_my_commands,
    "setMyDescription": telegram_messages.granted,
    "setMyShortDescription": telegram_messages.granted,
    "setChatMenuButton": telegram_messages.granted,
}
