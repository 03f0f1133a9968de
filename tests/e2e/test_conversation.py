"""Conversations over HTTP against the three real processes with a trained model."""

import unicodedata
from pathlib import Path

import pytest
import yaml

from knowledge.text import fold, nfc
from tests.e2e.product import Product
from tests.replies import assert_expected, faults, shown

QUESTIONS = yaml.safe_load(Path("tests/cases/six_questions.yaml").read_text(encoding="utf-8"))
PARAPHRASES = yaml.safe_load(Path("tests/cases/paraphrases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stripped", [False, True], ids=["as written", "without diacritics"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_the_six_questions(product: Product, question: dict, stripped: bool) -> None:
    text = fold(nfc(question["text"])) if stripped else question["text"]
    assert_expected(product.talk().ask(text), question)


@pytest.mark.parametrize(
    ("question", "paraphrases"),
    list(zip(QUESTIONS, PARAPHRASES.values(), strict=True)),
    ids=[q["id"] for q in QUESTIONS],
)
def test_at_least_eight_of_ten_unseen_paraphrases(product: Product, question: dict, paraphrases: list[str]) -> None:
    assert len(paraphrases) == 10
    missed = {}
    for text in paraphrases:
        reply = product.talk().ask(text)
        if found := faults(reply, question):
            missed[text] = (found, reply["text"][:120])
    assert len(missed) <= 2, missed


def test_a_place_alone_keeps_the_topic(product: Product) -> None:
    talk = product.talk()
    talk.ask("em muốn học hàn ở Lạng Sơn")
    reply = talk.ask("còn ở Cao Bằng thì sao")
    assert "Hàn" in reply["text"]
    assert "Cao Bằng" in reply["text"]
    assert "Lạng Sơn" not in reply["text"]


def test_a_level_alone_keeps_the_topic_and_the_place(product: Product) -> None:
    talk = product.talk()
    talk.ask("hoc dien cong nghiep o vinh long")
    reply = talk.ask("he cao dang")
    assert "Điện công nghiệp" in reply["text"]
    assert "cao đẳng" in shown(reply)
    assert "Vĩnh Long" in reply["text"]


def test_hoc_phi_alone_keeps_the_topic(product: Product) -> None:
    talk = product.talk()
    talk.ask("em muốn học hàn ở Cao Bằng")
    reply = talk.ask("học phí")
    assert "Hàn" in reply["text"]
    assert "học phí" in shown(reply).lower()
    assert "700.000 đồng/tháng" in shown(reply)


def test_a_pressed_choice_answers_its_question(product: Product) -> None:
    talk = product.talk()
    reply = talk.ask("em nguoi tay ho ngheo hoc trung cap o cao bang dc ho tro gi")
    assert_expected(
        reply,
        {
            "outcome": "answered",
            "records": ["nt-100", "hp-mien-dtts-ngheo-can-ngheo", "ts-luong-co-so"],
            "contains": ["2.530.000 đồng/tháng", "Điều 15", "Giấy chứng nhận hộ nghèo", "Nhà trường"],
        },
    )
    assert reply["text"].rstrip().endswith("?)") or "?" in reply["text"].splitlines()[-1]
    other = next(choice for choice in reply["choices"] if "Không" in choice["label"])
    changed = talk.press(other)
    assert changed["text"].startswith("Được, mình bỏ qua điều đó.")
    assert "2.530.000 đồng/tháng" in changed["text"]
    assert reply["text"].splitlines()[-1] not in changed["text"]


def test_published_choices_hold_an_opaque_id(product: Product) -> None:
    reply = product.talk().ask("xin chào")
    assert reply["outcome"] == "smalltalk"
    assert reply["choices"]
    assert all(
        isinstance(choice["payload"], str) and not choice["payload"].startswith("/") for choice in reply["choices"]
    )


def test_it_says_that_it_is_an_automated_assistant(product: Product) -> None:
    assert "trợ lý tự động" in product.talk().ask("bạn là người hay máy vậy")["text"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\u200b",
        "a" * 10_000,
        "học phí " * 1_300,
        "😀😀😀",
        "???",
        "<script>alert(1)</script>",
        "<b>học phí</b>",
        "/greet",
        "  /restart",
        '/find_programmes{"trade": "han"}',
        "'; DROP TABLE events; --",
        "{{ 7 * 7 }}",
        "asdkjh qwlekj zxmcn",
        "What is the weather in Paris?",
        unicodedata.normalize("NFD", "nghề hàn là làm gì"),
        "khônggggg biếttttttt",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_any_input_gets_a_polite_reply(product: Product, text: str) -> None:
    talk = product.talk()
    reply = talk.ask(text)
    assert reply["text"]
    assert reply["outcome"] != "error"
    assert "Traceback" not in shown(reply)
    assert "<script" not in shown(reply)
    types = [event["type"] for event in talk.events()]
    assert types == ["user", "reply"]


def test_decomposed_text_is_understood(product: Product) -> None:
    reply = product.talk().ask(unicodedata.normalize("NFD", "nghề hàn là làm gì"))
    assert [citation["record_id"] for citation in reply["citations"]] == ["han"]


def test_a_slash_command_cannot_reset_the_conversation(product: Product) -> None:
    talk = product.talk()
    talk.ask("em muốn học hàn ở Lạng Sơn")
    talk.ask("/restart")
    assert "Hàn" in talk.ask("ở Cao Bằng thì sao")["text"]


def test_gibberish_is_not_answered_from_what_was_said_before(product: Product) -> None:
    talk = product.talk()
    talk.ask("nhà em hộ nghèo người tày học trung cấp được hỗ trợ gì")
    assert talk.ask("😀😀")["outcome"] in {"not_held", "out_of_scope", "clarify"}


def test_someone_in_distress_gets_no_answer_about_trades(product: Product) -> None:
    reply = product.talk().ask("em chán lắm không muốn sống nữa")
    assert reply["outcome"] == "refused_unsafe"
    assert not reply.get("choices")


def test_twenty_messages_at_once_are_answered_in_order(product: Product) -> None:
    talk = product.talk()
    sent = [talk.send(f"nghề {name} là làm gì") for name in ("hàn", "may", "nấu ăn", "điện dân dụng") * 5]
    seen: list[dict] = []
    while sum(event["type"] == "reply" for event in seen) < len(sent):
        seen += talk.events(seen[-1]["id"] if seen else 0)
    assert [event["message_id"] for event in seen if event["type"] == "user"] == sent
    assert [event["message_id"] for event in seen if event["type"] == "reply"] == sent
    assert [event["id"] for event in seen] == sorted({event["id"] for event in seen})
