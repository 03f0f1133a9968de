"""The six questions on the page, on Zalo and Telegram, through Rasa and the actions: the same records and text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.text import fold, nfc
from tests.e2e.phones import NAMES, Phones, phones_around, user_of
from tests.e2e.product import Product

QUESTIONS = yaml.safe_load(Path("tests/cases/six_questions.yaml").read_text(encoding="utf-8"))
SUPPORT = "con tôi người Nùng hộ cận nghèo học trung cấp được hỗ trợ gì"


@pytest.fixture(scope="module")
def phones(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phones]:
    """A second product over the session's data, with the fakes around it."""
    with phones_around(product.data, product.built, tmp_path_factory.mktemp("phones") / "store") as found:
        yield found


def records(reply: Mapping[str, Any]) -> list[str]:
    return [citation["record_id"] for citation in reply["citations"]]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_the_same_answer_on_every_channel(phones: Phones, question: dict[str, Any]) -> None:
    number = QUESTIONS.index(question)
    web = phones.product.talk().ask(question["text"])
    assert web["outcome"] == question["outcome"]
    assert set(question["records"]) <= set(records(web))
    for name in NAMES:
        answer = phones.ask(name, user_of(name, number), question["text"])
        assert answer.reply["outcome"] == web["outcome"], name
        assert answer.reply["text"] == web["text"], name
        assert records(answer.reply) == records(web), name
        seen = fold(nfc(answer.text))
        missing = [text for text in question["contains"] if fold(nfc(text)) not in seen]
        assert not missing, (name, missing, answer.text)
        assert not [notice for notice in web["notices"] if fold(nfc(notice["text"])) not in seen], (name, answer.text)


@pytest.mark.parametrize("name", NAMES)
def test_a_choice_leads_to_the_same_answer_as_on_the_page(phones: Phones, name: str) -> None:
    talk = phones.product.talk()
    first = talk.ask(SUPPORT)
    then = talk.press(first["choices"][0])
    user = user_of(name, 20)
    phones.ask(name, user, SUPPORT)
    answer = phones.ask(name, user, "1") if name == "zalo-bot" else phones.tap(name, user, 0)
    assert answer.reply["text"] == then["text"]
    assert records(answer.reply) == records(then)


def test_the_commands_of_telegram(phones: Phones) -> None:
    user = user_of("telegram", 21)
    assert "tự động" in phones.ask("telegram", user, "/start").text
    assert "gặp thầy cô" in phones.ask("telegram", user, "/help").text
    person = phones.ask("telegram", user, "/gap_thay_co")
    typed = phones.product.talk().ask("gặp thầy cô")
    assert (person.reply["outcome"], person.reply["text"]) == (typed["outcome"], typed["text"])
    assert person.text.startswith(person.reply["text"])
    phones.ask("telegram", user, SUPPORT)
    forgotten = phones.ask("telegram", user, "/xoa")
    assert "xoá" in nfc(forgotten.text)
    assert "Nùng" not in phones.ask("telegram", user, "em thuộc dân tộc nào").text
