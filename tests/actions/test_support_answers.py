"""What is said of support, in which order, as typed and without diacritics.

The talks are those of tests/cases/support_*.yaml that are named below.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.support.whether import asks_to_pay, asks_whether, asks_why_not
from tests.actions.test_entitlement_talks import InProcess
from tests.conftest import Ask
from tests.talks import go_through

TALKS: list[dict[str, Any]] = [
    talk
    for name in (
        "support_answers",
        "support_follow_ups",
        "support_pointed",
        "support_years",
        "support_told",
        "support_asked",
        "support_sums",
        "support_families",
    )
    for talk in yaml.safe_load(Path(f"tests/cases/{name}.yaml").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_answer(ask_by_sense: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask_by_sense), stripped=stripped)


@pytest.mark.parametrize(
    ("text", "whether"),
    [
        ("Có miễn học phí không, căn cứ nào?", True),
        ("hoc trung cap co dc mien hoc phi ko a", True),
        ("em vay tiền học trung cấp được không", True),
        ("em không có giấy hộ nghèo, được bao nhiêu", False),
        ("con tôi có học lực khá, không phải hộ nghèo", False),
        ("được hỗ trợ những gì", False),
    ],
)
def test_a_question_for_yes_or_no(text: str, whether: bool) -> None:
    assert asks_whether(text) == whether


@pytest.mark.parametrize(
    ("text", "pays"),
    [
        ("học nghề có phải đóng học phí không", True),
        ("hoc phi co phai dong ko", True),
        ("xong lớp 9 học trung cấp có mất tiền không", True),
        ("phải nộp tiền học không ạ", True),
        ("có được miễn học phí không", False),
        ("vay tiền đóng học phí được không", False),
        ("phải đóng bao nhiêu tiền", False),
    ],
)
def test_a_question_whether_one_pays(text: str, pays: bool) -> None:
    assert asks_to_pay(text) == pays


def test_why_not() -> None:
    assert asks_why_not("vì sao không được")
    assert not asks_why_not("vì sao vậy")
