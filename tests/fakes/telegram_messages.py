"""What a bot sends through the fake Bot API: messages, photos, documents, edits, actions, callback answers."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from tests.fakes import telegram_keyboard, telegram_text
from tests.fakes.forms import Upload
from tests.fakes.telegram_account import BOT, WORDS, Refused, private
from tests.fakes.telegram_text import BadText
from tests.fakes.vendor import Said

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

Fields = dict[str, Any]
_ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location", "record_voice"}


async def send_message(telegram: FakeTelegram, given: Fields) -> Any:
    return _send(telegram, given, "text", {})


async def send_photo(telegram: FakeTelegram, given: Fields) -> Any:
    name, _ = _file(telegram, given, "photo")
    return _send(telegram, given, "photo", {"photo": [{**_ids(name), "width": 90, "height": 60}]})


async def send_document(telegram: FakeTelegram, given: Fields) -> Any:
    name, title = _file(telegram, given, "document")
    return _send(telegram, given, "document", {"document": {**_ids(name), "file_name": title}})


def _send(telegram: FakeTelegram, given: Fields, kind: str, content: Fields) -> Any:
    user = str(given.get("chat_id", ""))
    written = str(given.get("text" if kind == "text" else "caption", ""))
    mode = str(given.get("parse_mode", ""))
    limit = telegram_text.TEXT_LIMIT if kind == "text" else telegram_text.CAPTION_LIMIT
    telegram.check_chat(user)
    read = telegram_text.read(written, mode, limit) if written or kind == "text" else telegram_text.Read("", [])
    rows = telegram_keyboard.keyboard(given.get("reply_markup"))
    said_again = json.dumps([read.text, read.entities, rows, content], ensure_ascii=False, sort_keys=True)
    telegram.ledger.sending(user, said_again, read.text)
    field = "text" if kind == "text" else "caption"
    message: Fields = {
        "message_id": telegram.next_number(),
        "from": BOT,
        "chat": private(user),
        "date": int(telegram.clock.now()),
        **content,
        **({field: read.text} if read.text else {}),
        **({"entities" if kind == "text" else "caption_entities": read.entities} if read.entities else {}),
        **({"reply_markup": {"inline_keyboard": rows}} if rows else {}),
    }
    name = "" if kind == "text" else str(given[kind] if isinstance(given[kind], str) else _file_id(given[kind]))
    telegram.talks[user].append(
        Said(
            str(message["message_id"]),
            "bot",
            telegram.clock.now(),
            read.text,
            telegram_keyboard.shown(rows),
            picture=name if kind == "photo" else "",
            file=name if kind == "document" else "",
            entities=read.entities,
            raw=message,
        )
    )
    return message


async def edit(telegram: FakeTelegram, given: Fields) -> Any:
    said = telegram.find(str(given.get("chat_id", "")), str(given.get("message_id", "")))
    if said is None or said.by != "bot":
        raise Refused(400, "Bad Request: message to edit not found")
    rows = telegram_keyboard.keyboard(given.get("reply_markup"))
    changed: Fields = {"reply_markup": {"inline_keyboard": rows}}
    if "text" in given:
        read = telegram_text.read(given["text"], str(given.get("parse_mode", "")), telegram_text.TEXT_LIMIT)
        changed |= {"text": read.text, "entities": read.entities}
    if all(said.raw.get(name, {"inline_keyboard": []}) == value for name, value in changed.items()):
        raise Refused(400, "Bad Request: message is not modified")
    said.raw = {**said.raw, **changed, "edit_date": int(telegram.clock.now())}
    said.text, said.buttons = said.raw.get("text", said.text), telegram_keyboard.shown(rows)
    return said.raw


async def delete_message(telegram: FakeTelegram, given: Fields) -> Any:
    user = str(given.get("chat_id", ""))
    said = telegram.find(user, str(given.get("message_id", "")))
    if said is None:
        raise Refused(400, "Bad Request: message to delete not found")
    telegram.talks[user].remove(said)
    return True


async def send_chat_action(telegram: FakeTelegram, given: Fields) -> Any:
    user = str(given.get("chat_id", ""))
    if given.get("action") not in _ACTIONS:
        raise Refused(400, "Bad Request: wrong parameter action in request")
    if telegram.chat(user).blocked:
        raise Refused(403, WORDS[403])
    telegram.typing[user] += given["action"] == "typing"
    return True


async def answer_callback_query(telegram: FakeTelegram, given: Fields) -> Any:
    query = str(given.get("callback_query_id", ""))
    if len(str(given.get("text", ""))) > 200:
        raise BadText("Bad Request: MESSAGE_TOO_LONG")
    if telegram.callbacks.get(query) is not False:
        raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    telegram.callbacks[query] = True
    return True


async def set_my_commands(telegram: FakeTelegram, given: Fields) -> Any:
    commands = given.get("commands", [])
    found = json.loads(commands) if isinstance(commands, str) else commands
    if not all(re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]) for each in found):
        raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
    telegram.commands = found
    return True


async def get_my_commands(telegram: FakeTelegram, given: Fields) -> Any:
    return telegram.commands


async def granted(telegram: FakeTelegram, given: Fields) -> Any:
    return True


def _file_id(upload: Upload) -> str:
    return "file-" + hashlib.sha256(upload.content).hexdigest()[:20]


def _ids(name: str) -> dict[str, str]:
    return {"file_id": name, "file_unique_id": name[-12:]}


def _file(telegram: FakeTelegram, given: Fields, kind: str) -> tuple[str, str]:
    """The id and the name of what is sent: an address, an id, or a file of the body, which is kept."""
    file = given.get(kind)
    if isinstance(file, str) and file.startswith("attach://"):
        file = given[kind] = given.get(file.removeprefix("attach://"))
    if isinstance(file, str) and file:
        return file, file.rsplit("/", 1)[-1]
    if not isinstance(file, Upload) or not file.content:
        raise Refused(400, f"Bad Request: there is no {kind} in the request")
    if len(file.content) > {"photo": 10 << 20, "document": 50 << 20}[kind]:
        raise Refused(413, "Request Entity Too Large")
    telegram.uploads[_file_id(file)] = (telegram.clock.now(), file.content)
    return _file_id(file), file.name
