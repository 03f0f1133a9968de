from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reply import Choice, Outcome, Payload, Reply
from channels.errors import ReplyInvalid
from channels.messages import OfferedChoice, clean, is_blank, published, shortened

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "\u200b\u200d", "\ufeff", "\u00a0\u2003", "\u2800", "\u3164", "\u202e", "\x00"]
)
def test_nothing_to_see(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", ".", "👋", "👩‍🔧", "/", "\u0301", "đ", " ? "])
def test_something_to_see(text: str) -> None:
    assert not is_blank(text)


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_is_not_cleaned_twice(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned
    assert len(cleaned) == len(text)


@given(ANY_TEXT.filter(lambda text: not is_blank(clean(text))), st.integers(2, 50))
def test_shortened_keeps_to_the_limit(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


def test_vietnamese_text_is_left_as_it_is() -> None:
    text = "Học xong lớp 9,\nmuốn học sửa ô tô ở Lạng Sơn 👍"
    assert clean(text) == text


def test_published_hides_payloads_and_meta() -> None:
    payload = Payload(intent="ask_fee", slots={"institution": "x1", "note": "học phí"})
    reply = Reply(
        text="Có",
        outcome=Outcome.ANSWERED,
        choices=(Choice(label="Học phí", payload=payload), Choice(label="Chào", payload=Payload(intent="greet"))),
        meta={"intent": "find", "forget": False},
    )
    shown = published(reply, with_meta=False)
    body, choices = shown.body, shown.choices
    text = json.dumps(body, ensure_ascii=False)
    assert "ask_fee" not in text
    assert "meta" not in body
    assert [choice["payload"] for choice in body["choices"]] == [choice.id for choice in choices]
    assert choices[0].command == '/ask_fee{"institution": "x1", "note": "học phí"}'
    assert choices[1].command == "/greet"
    assert published(reply, with_meta=True).body["meta"] == {"intent": "find", "forget": False}


def test_a_choice_without_a_payload_is_no_reply() -> None:
    reply = Reply(text="Có", outcome=Outcome.ANSWERED, choices=(Choice(label="x", payload="abc"),))
    with pytest.raises(ReplyInvalid):
        published(reply, with_meta=False)


def test_a_command_quotes_what_a_slot_holds() -> None:
    command = OfferedChoice("i", "l", "ask", {"place": 'a"}{/restart'}).command
    assert json.loads(command.removeprefix("/ask")) == {"place": 'a"}{/restart'}
