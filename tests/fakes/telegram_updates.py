"""How the fake Bot API hands out updates: setWebhook, deleteWebhook, getWebhookInfo, getUpdates; and getMe."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_account import BOT, WORDS, Poll, Refused

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

Fields = dict[str, Any]
_LOOPBACK = ("http://127.0.0.1:", "http://localhost:")
_DISPLACED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def get_me(telegram: FakeTelegram, given: Fields) -> Any:
    return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}


async def set_webhook(telegram: FakeTelegram, given: Fields) -> Any:
    url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
    if url and not url.startswith(("https://", *_LOOPBACK)):
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    if not 1 <= int(given.get("max_connections", 40)) <= 100:
        raise Refused(400, "Bad Request: max_connections is out of range")
    telegram.allowed = _list(given.get("allowed_updates")) or telegram.allowed
    if given.get("drop_pending_updates") in (True, "true", "True"):
        telegram.pending.clear()
    telegram.webhook.url, telegram.secret = url, secret
    telegram.webhook.on = True
    if telegram.poll:
        telegram.poll.wake()
    if url:
        for update in list(telegram.pending):
            telegram.push(update)
    return True


async def delete_webhook(telegram: FakeTelegram, given: Fields) -> Any:
    return await set_webhook(telegram, {**given, "url": "", "secret_token": ""})


async def get_webhook_info(telegram: FakeTelegram, given: Fields) -> Any:
    failed = telegram.webhook.last_error
    return {
        "url": telegram.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.pending),
        **({"last_error_date": int(failed[0]), "last_error_message": failed[1]} if failed else {}),
        **({"allowed_updates": telegram.allowed} if telegram.allowed else {}),
    }


async def get_updates(telegram: FakeTelegram, given: Fields) -> Any:
    if telegram.webhook.url:
        raise Refused(409, WORDS[409])
    if telegram.poll:
        telegram.poll.displaced = True
        telegram.poll.wake()
    telegram.allowed = _list(given.get("allowed_updates")) or telegram.allowed
    offset = int(given.get("offset", 0))
    if offset > 0:
        telegram.pending = [each for each in telegram.pending if each["update_id"] >= offset]
    poll = telegram.poll = Poll(asyncio.get_running_loop())
    try:
        async with asyncio.timeout(float(given.get("timeout", 0))):
            while not telegram.pending:
                await poll.woken.wait()
                poll.woken.clear()
                if poll.displaced or telegram.webhook.url:
                    break
    except TimeoutError:
        pass
    finally:
        if telegram.poll is poll:
            telegram.poll = None
    if telegram.webhook.url:
        raise Refused(409, WORDS[409])
    if poll.displaced:
        raise Refused(409, _DISPLACED)
    return telegram.pending[: int(given.get("limit", 100))]


def _list(value: Any) -> list[str]:
    return list(json.loads(value) if isinstance(value, str) else value or [])
