"""`make fakes`: the three fakes on fixed ports, and what to write into .env so that the assistant talks to them."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from tests.fakes.serving import serving
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA

FIRST_PORT = 8101
_SECRET = "a-secret-for-the-fakes-only"  # noqa: S105

ENVIRONMENT = """\
PORT={port}
PUBLIC_URL={app}
WIDGET_ORIGINS={sites}
TELEGRAM_TOKEN={telegram.token}
TELEGRAM_MODE=webhook
TELEGRAM_WEBHOOK_SECRET={secret}
TELEGRAM_API_URL={telegram.url}
ZALO_OA_APP_ID={oa.account.app_id}
ZALO_OA_ID={oa.account.oa_id}
ZALO_OA_APP_SECRET={oa.account.app_secret}
ZALO_OA_SECRET_KEY={oa.account.oa_secret}
ZALO_OA_REFRESH_TOKEN={refresh}
ZALO_OA_CONNECT_KEY={secret}
ZALO_OA_API_URL={oa.url}
ZALO_OA_LOGIN_URL={oa.url}
ZALO_BOT_TOKEN={bot.token}
ZALO_BOT_MODE=webhook
ZALO_BOT_WEBHOOK_SECRET={secret}
ZALO_BOT_API_URL={bot.url}"""


def environment(app: str, oa: FakeZaloOA, bot: FakeZaloBot, telegram: FakeTelegram) -> str:
    """The lines of .env, all of them, with which the assistant at `app` talks to these fakes."""
    return ENVIRONMENT.format(
        app=app,
        port=urlsplit(app).port or 80,
        sites=",".join(vendor.url for vendor in (oa, bot, telegram)),
        telegram=telegram,
        oa=oa,
        bot=bot,
        secret=_SECRET,
        refresh=oa.tokens.mint().refresh,
    )


def site(vendor: Vendor, app: str) -> None:
    """Add a page of another site, which holds the chat of the assistant at `app`."""
    page = f"""<!doctype html><html lang="vi"><meta charset="utf-8"><title>Trường Mẫu</title>
<h1>Trường Mẫu</h1><p>Trang của một nơi khác. Khung trò chuyện mở bằng nút ở góc.</p>
<script src="{escape(app)}/widget/v1.js" async></script></html>"""
    vendor.app.add_api_route("/site", lambda: HTMLResponse(page))


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C. 0, 1 when a rule was broken meanwhile, 2 when a port is taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes", description=__doc__)
    parser.add_argument("--app", default="http://127.0.0.1:8000", help="where the assistant answers")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="of the first fake; the others follow")
    chosen = parser.parse_args(arguments)
    oa, bot, telegram = FakeZaloOA(tier="growth"), FakeZaloBot(), FakeTelegram()
    oa.redirect_uris.add(f"{chosen.app}/*")
    oa.webhook.url = f"{chosen.app}/webhooks/zalo/oa"
    site(oa, chosen.app)
    with contextlib.ExitStack() as stack:
        try:
            for number, vendor in enumerate((oa, bot, telegram)):
                vendor.ledger.is_by_hand = True
                stack.enter_context(serving(vendor, chosen.port + number))
        except OSError as problem:
            print(f"Không mở được ba cổng từ {chosen.port} ({problem.strerror}). Chọn cổng khác:")
            print(f'  make fakes FAKES_ARGS="--port {chosen.port + 100}"')
            return 2
        print("Ghi vào .env, rồi chạy `make run` ở cửa sổ khác:\n")
        print(environment(chosen.app, oa, bot, telegram))
        print("\nTrò chuyện như người dùng:")
        for vendor in (oa, bot, telegram):
            print(f"  {vendor.name:10} {vendor.url}/")
        print(f"  {'web':10} {oa.url}/site (trang của nơi khác, có khung nhúng)")
        print("\nNhấn Ctrl-C để dừng.", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    broken = [each for vendor in (oa, bot, telegram) for each in vendor.ledger.violations()]
    for each in broken:
        print(f"  {each.code}: {each.detail}")
    return 1 if broken else 0


if __name__ == "__main__":
    # Every thread inherits the mask, so only sigwait sees the signals.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    sys.exit(main())
