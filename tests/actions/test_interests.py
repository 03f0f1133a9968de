"""The questionnaire: its arithmetic, its conversation (`interest_talks.yaml`, both spellings), trades near to it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.interests.book import InterestBook
from actions.interests.matching import MOST, nearest
from actions.interests.run import LETTERS, POINTS, Run
from knowledge.library import Library
from tests.actions.talking import InProcess
from tests.conftest import Ask
from tests.talks import go_through

BOOK = InterestBook.load(Path("data/interests"))
TALKS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/interest_talks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_talk(ask: Ask, talk: dict[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask), stripped=stripped)


def test_the_forms_ask_every_letter_equally_often() -> None:
    for form, each in (("full", 5), ("short", 1)):
        letters = [item.letter for item in BOOK.items_of(form)]
        assert {letter: letters.count(letter) for letter in LETTERS} == dict.fromkeys(LETTERS, each)
        assert all(one != other for one, other in pairwise(letters)), "one letter twice running"


def test_statements_are_short_enough_for_a_phone() -> None:
    assert max(len(item.text) for item in BOOK.items) <= 70


def test_shares_leave_skipped_statements_out() -> None:
    told = {"r1": "like", "r2": "neutral", "r3": "skip", "i1": "dislike"}
    run = Run("full", BOOK.items_of("full"), told)
    # R: (2 + 1) of (2 + 2); I: 0 of 2; r3 counts nowhere.
    assert run.profile.shares == {"R": 0.75, "I": 0.0, "A": 0.0, "S": 0.0, "E": 0.0, "C": 0.0}
    assert run.profile.reasons("R") == ["sửa đồ hỏng trong nhà"]
    assert not run.is_enough


ANSWERS = st.dictionaries(st.sampled_from([item.id for item in BOOK.items]), st.sampled_from(sorted(POINTS)))


@given(ANSWERS)
def test_a_run_is_kept_whole(told: dict[str, str]) -> None:
    run = BOOK.run(("full", *(f"{item}={answer}" for item, answer in told.items())))
    assert run is not None
    assert dict(run.answers) == told
    again = BOOK.run(run.kept)
    assert again is not None
    assert dict(again.answers) == told
    assert (again.next is None) == (len(told) == len(BOOK.items))


@given(ANSWERS, st.sampled_from([item.id for item in BOOK.items]))
def test_liking_one_more_thing_never_lowers_its_letter(told: dict[str, str], item: str) -> None:
    run = Run("full", BOOK.items_of("full"), told)
    letter = next(one.letter for one in BOOK.items if one.id == item)
    if told.get(item) != "skip" and item in told:
        assert run.answered(item, "like").profile.shares[letter] >= run.profile.shares[letter]


@pytest.mark.parametrize("broken", ["full", "full|r1", "full|r1=love|x9=like", "short|r2=like"])
def test_what_was_kept_wrongly_is_dropped(broken: str) -> None:
    run = BOOK.run(tuple(broken.replace("full|r1", "full|r1=", 1).split("|")))
    assert run is not None
    assert dict(run.answers) == {}


def test_an_answer_to_no_statement_changes_nothing() -> None:
    run = Run("short", BOOK.items_of("short"), {})
    assert run.answered("r2", "like") == run
    assert run.answered("r1", "adore") == run


def test_trades_share_a_leading_letter_and_those_taught_nearby_come_first(library: Library) -> None:
    told = {item.id: "like" if item.letter in {"E", "S"} else "dislike" for item in BOOK.items}
    matches = nearest(library, Run("full", BOOK.items_of("full"), told).profile, "20")
    assert 0 < len(matches) <= MOST
    assert all({"E", "S"} & set(match.trade.riasec) for match in matches)
    taught = [bool(match.offers) for match in matches]
    assert taught == sorted(taught, reverse=True)
    assert taught[0], "hotel work is taught in Lạng Sơn"


def test_a_typed_answer_is_one_in_every_spelling() -> None:
    assert [BOOK.answer(text) for text in ("Thích ạ", "ko thich", "BT", "2", "bỏ qua", "thôi", "hàn là gì")] == [
        *("like", "dislike", "neutral", "neutral", "skip", "stop", None)
    ]
