"""python-telegram-bot's real client talks to the fake Bot API, so what the fake answers is what Telegram would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.fakes.telegram import FakeTelegram

USER = "42"
PNG = b"\x89PNG\r\n\x1a\n" + b"\r\n--\x00" * 40
App = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture
def fake(telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> FakeTelegram:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the coming type of retry_after; the old one warns
    telegram.says(USER, "/start")
    telegram.pending.clear()
    return telegram


def application(fake: FakeTelegram) -> App:
    return Application.builder().token(fake.token).base_url(f"{fake.url}/bot").read_timeout(2).build()


@pytest_asyncio.fixture
async def app(fake: FakeTelegram) -> AsyncIterator[App]:
    async with application(fake) as built:
        yield built


async def test_sending_and_editing(fake: FakeTelegram, app: App) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Cao Bằng", callback_data="c:1")]])
    message = await app.bot.send_message(USER, "<b>Chọn</b> tỉnh", parse_mode="HTML", reply_markup=keyboard)
    assert (message.text, message.entities[0].type, message.reply_markup) == ("Chọn tỉnh", "bold", keyboard)
    photo = await app.bot.send_photo(USER, PNG, caption="Biểu đồ")
    assert (photo.caption, len(photo.photo)) == ("Biểu đồ", 1)
    linked = await app.bot.send_photo(USER, "https://example.edu.vn/chart.png")
    assert linked.caption is None
    document = await app.bot.send_document(USER, b"%PDF-1.7", filename="thẻ.pdf")
    assert document.document is not None
    shown = fake.bot_said(USER)
    assert [said.buttons[0][0].title if said.buttons else "" for said in shown] == ["Cao Bằng", "", "", ""]
    assert fake.uploads[shown[1].picture][1] == PNG
    await app.bot.edit_message_reply_markup(USER, message.message_id)
    assert fake.bot_said(USER)[0].buttons == []
    assert await app.bot.send_chat_action(USER, "typing")
    assert await app.bot.set_my_commands([BotCommand("xoa", "Xoá dữ liệu")])
    assert fake.commands == [{"command": "xoa", "description": "Xoá dữ liệu"}]
    info = await app.bot.get_webhook_info()
    assert info.url == ""


async def test_errors_are_the_clients_own(fake: FakeTelegram, app: App) -> None:
    fake.faults.add("sendMessage", "error", code=429, seconds=1)
    with pytest.raises(RetryAfter):
        await app.bot.send_message(USER, "a")
    await asyncio.sleep(1)
    fake.faults.add("sendMessage", "error", code=400)
    with pytest.raises(BadRequest, match="parse entities"):
        await app.bot.send_message(USER, "a")
    fake.faults.add("sendMessage", "stored_hang", seconds=5)
    with pytest.raises(TimedOut):
        await app.bot.send_message(USER, "b", read_timeout=0.3)
    assert [said.text for said in fake.bot_said(USER)] == ["b"]
    fake.does(USER, "block")
    with pytest.raises(Forbidden):
        await app.bot.send_message(USER, "c")
    await app.bot.set_webhook("https://x.example/hook")
    with pytest.raises(Conflict):
        await app.bot.get_updates()


async def test_a_wrong_token_is_refused(fake: FakeTelegram) -> None:
    wrong = Application.builder().token("1:wrong").base_url(f"{fake.url}/bot").build()
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.bot.shutdown()  # the application does not close its connections when it could not start


async def test_a_bot_that_polls(fake: FakeTelegram) -> None:
    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Nữa", callback_data="more")]])
        await update.message.reply_text(f"Đáp: {update.message.text}", reply_markup=keyboard)

    async def more(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer()
        await context.bot.send_message(query.from_user.id, "Nữa đây")

    app = application(fake)
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(more))
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(timeout=2)
        await app.start()
        fake.says(USER, "Chào")
        [said] = await asyncio.to_thread(fake.wait_for, USER)
        fake.taps(USER, said.buttons[0][0], said)
        both = await asyncio.to_thread(fake.wait_for, USER, 2)
        await app.updater.stop()
        await app.stop()
    assert [each.text for each in both] == ["Đáp: Chào", "Nữa đây"]
