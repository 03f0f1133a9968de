"""How things work is answered from documents; what nobody could answer is looked for once before it is given up."""

from pathlib import Path

import pytest
import yaml

from actions.languages import Languages
from actions.reply import Outcome
from knowledge.text import Teencode, is_folded_syllable
from tests.conftest import Ask


def _ids(reply) -> set[str]:
    return {citation.record_id for citation in reply.citations}


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("liên thông nghĩa là sao", "hoc-lien-thong-la-gi:lien-thong-nghia-la-gi"),
        ("lien thong la gi", "hoc-lien-thong-la-gi:lien-thong-nghia-la-gi"),
        ("làm sao biết tin tuyển dụng lừa đảo", "nhan-biet-tuyen-dung-lua-dao:dau-hieu-cua-tin-tuyen-dung-lua-dao"),
        ("trinh do so cap la gi", "cac-trinh-do-dao-tao-nghe:trinh-do-so-cap-la-gi"),
    ],
)
def test_a_definition_is_answered_from_its_section(ask: Ask, question: str, section: str) -> None:
    reply, _ = ask(question, "ask_guide")
    assert reply.outcome is Outcome.ANSWERED
    assert section in _ids(reply)


def test_names_alone_answer_no_question_of_how_things_work(ask: Ask) -> None:
    reply, _ = ask("cao bằng zzz", "ask_guide")
    assert reply.outcome is not Outcome.ANSWERED


def test_a_definition_taken_for_a_question_about_a_trade_is_answered(ask: Ask) -> None:
    reply, _ = ask("liên thông nghĩa là gì", "describe_trade")
    assert "hoc-lien-thong-la-gi:lien-thong-nghia-la-gi" in _ids(reply)


def test_a_fact_after_a_list_asks_about_support(ask: Ask) -> None:
    _, kept = ask("em muốn học nấu ăn ở Lạng Sơn", "find_programmes")
    reply, kept = ask("nhà em k phải hộ nghèo", "narrow_topic", kept)
    assert kept.topic == "ask_policy"
    assert not any(record.startswith("PR") for record in _ids(reply))


def test_base_pay_after_a_list_is_the_base_pay(ask: Ask) -> None:
    _, kept = ask("em muốn học nấu ăn ở Lạng Sơn", "find_programmes")
    reply, _ = ask("lương cơ sở bây giờ", "narrow_topic", kept)
    assert "ts-luong-co-so" in _ids(reply)
    assert "2.530.000" in reply.text


def test_words_that_name_nothing_go_on_with_the_trade(ask: Ask) -> None:
    _, kept = ask("nghề hàn là làm gì", "describe_trade")
    reply, kept = ask("học mấy năm vậy ạ", "narrow_topic", kept)
    assert "han" in _ids(reply)
    assert kept.trade == "han"


def test_two_trades_are_both_described(ask: Ask) -> None:
    reply, _ = ask("nghề hàn với nghề may cái nào dễ hơn", "describe_trade")
    assert {"han", "may_thoi_trang"} <= _ids(reply)
    assert reply.table
    assert reply.table.columns == ("", "Hàn", "May thời trang")


def test_what_a_trade_pays_is_said_to_be_not_held(ask: Ask) -> None:
    reply, _ = ask("lương thợ hàn bao nhiêu", "describe_trade")
    assert reply.outcome is Outcome.NOT_HELD
    assert "lương" in reply.text


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("what courses do you have for my son", True),
        ("how much is the tuition fee", True),
        ("我想学习", True),
        ("សួស្តី", True),
        ("bonjour", True),
        ("học nghề ở đâu", False),
        ("hoc nghe o dau vay ad", False),
        ("hello can you help me", True),
        ("hello ad", False),
        ("hello ad cho em hỏi trường nghề", False),
        ("thank you ad nhiều", False),
        ("lớp tiếng anh english", False),
        ("ok", False),
        ("???", False),
        ("👍", False),
        ("", False),
    ],
)
def test_another_language_is_recognised(text: str, foreign: bool) -> None:

    assert Languages.load(Path("data/lexicon/languages.yaml")).is_foreign(text) is foreign


def test_no_word_of_another_language_is_a_vietnamese_syllable() -> None:

    table = yaml.safe_load(Path("data/lexicon/languages.yaml").read_text(encoding="utf-8"))
    teencode = Teencode.load(Path("data/lexicon/teencode.tsv"))
    words = [word for name, listed in table.items() if name != "borrowed" for word in listed.split()]
    assert [word for word in words if is_folded_syllable(word) or teencode.expand(word) != word] == []
