"""The entitlement check as a conversation, as typed and without diacritics (tests/cases/entitlement_talks.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.actions.talking import InProcess
from tests.conftest import Ask
from tests.talks import SKIP, chosen, go_through, plain, talks


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("talk", talks(), ids=lambda talk: talk["name"])
def test_talk(ask_by_sense: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask_by_sense), stripped=stripped)


@pytest.mark.parametrize(
    "opening",
    [
        "kiểm tra quyền lợi",
        "con tôi học nghề thì được hỗ trợ những gì",
        "em người Tày học trung cấp được hỗ trợ gì",
        "con tôi học cao đẳng được gì",
        "em người Kinh hộ nghèo học sơ cấp được gì",
        "em học trung cấp có được miễn học phí không",
    ],
)
def test_a_check_in_which_nothing_is_told_asks_nothing_twice_and_ends(ask_by_sense: Ask, opening: str) -> None:
    talk = InProcess(ask_by_sense)
    reply, asked = talk.say(opening, "ask_policy"), list[str | None]()
    while any(plain(SKIP) in plain(choice["label"]) for choice in reply.get("choices", ())):
        assert talk.kept is not None
        assert talk.kept.asked not in asked
        asked.append(talk.kept.asked)
        reply = talk.press(chosen(reply, SKIP))
    assert asked
