"""The six questions through the capabilities, in both spellings; the conversation over HTTP is tested in tests/e2e."""

from pathlib import Path

import pytest
import yaml

from knowledge.text import fold, nfc
from tests.conftest import Ask
from tests.replies import assert_expected

QUESTIONS = yaml.safe_load(Path("tests/cases/six_questions.yaml").read_text(encoding="utf-8"))
INTENTS = {
    "car_repair_lang_son": "find_programmes",
    "tuition_after_grade_9": "ask_policy",
    "boarding_nung_near_poor": "ask_policy",
    "welding": "describe_trade",
    "youth_unemployment": "ask_indicator",
    "streaming_target_cao_bang": "ask_target",
}


@pytest.mark.parametrize("stripped", [False, True], ids=["as written", "without diacritics"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_answer(ask: Ask, question: dict, stripped: bool) -> None:
    text = fold(nfc(question["text"])) if stripped else question["text"]
    reply, _ = ask(text, INTENTS[question["id"]])
    assert_expected(reply.model_dump(mode="json", exclude_none=True), question)
