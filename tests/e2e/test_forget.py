"""Forgetting: after DELETE, and after a typed "xoá dữ liệu", no store holds a row of the conversation."""

import time

import pytest

from tests.e2e.product import Product, rows_with

# The name is ASCII: stores may write other letters as escapes.
SAID = "con tôi người Dao hộ nghèo ở xóm Mauxom học hàn thì được gì"

NAME = "Mauxom"


def _remains(product: Product, needles: list[str]) -> list[str]:
    return [found for database in product.databases() for found in rows_with(database, needles)]


def _bytes_remain(product: Product, needle: str) -> list[str]:
    files = [path for path in product.store.rglob("*") if path.is_file() and path.parent.name != "logs"]
    return [path.name for path in files if needle.encode() in path.read_bytes()]


def test_delete_leaves_no_row_in_any_store(product: Product) -> None:
    talk = product.talk()
    message = talk.send(SAID)
    while not [event for event in talk.events() if event["type"] == "reply"]:
        pass
    needles = [talk.id, message, NAME]
    assert {needle for found in _remains(product, needles) for needle in needles if needle in found} == set(needles)
    assert talk.forget() == 204
    assert _remains(product, needles) == []
    assert _bytes_remain(product, NAME) == []
    assert product.http.get(f"/api/v1/conversations/{talk.id}/events", headers=talk.headers).status_code == 404


def test_delete_of_an_unknown_conversation_is_answered_alike(product: Product) -> None:
    talk = product.talk()
    assert talk.forget() == 204
    assert talk.forget() == 204


def test_delete_while_a_turn_is_running_leaves_nothing(product: Product) -> None:
    talk = product.talk()
    messages = [talk.send(f"{SAID} {number}") for number in range(5)]
    assert talk.forget() == 204
    time.sleep(1.5)
    assert _remains(product, [talk.id, *messages, NAME]) == []


@pytest.mark.parametrize("text", ["xoá dữ liệu", "xoa du lieu"])
def test_typing_it_forgets_what_was_said_and_keeps_the_conversation_open(product: Product, text: str) -> None:
    talk = product.talk()
    talk.ask(SAID)
    reply = talk.ask(text)
    assert "xoá" in reply["text"]
    deadline = time.monotonic() + 60
    while (left := _remains(product, [NAME])) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []
    assert "nt-100" not in {c["record_id"] for c in talk.ask("nghề hàn là làm gì")["citations"]}


def test_no_log_holds_what_was_written(product: Product) -> None:
    talk = product.talk()
    talk.ask(SAID)
    logs = b"".join(path.read_bytes() for path in (product.store / "logs").iterdir())
    assert b"turn.answered" in logs
    for text in (NAME, "người Dao", talk.token):
        assert text.encode() not in logs
        assert text.encode("unicode_escape") not in logs
