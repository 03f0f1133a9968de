"""The queue of wishes to meet a person: both ways to keep it, and what a conversation does with its ticket."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from actions.desk import Desk, DeskInMemory, DeskInSqlite, Request
from actions.phrases import Phrases
from actions.picking import asked_by, leaves, picked, turned
from actions.slots import Slots

REMARKS = Phrases.load(Path("data/lexicon"), "remarks")
FIRST = Request(date(2026, 11, 20), "04", "find_programmes")
SECOND = Request(date(2026, 11, 21))


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    return DeskInMemory() if request.param == "memory" else DeskInSqlite(tmp_path / "new" / "handoffs.sqlite")


def test_wishes_wait_in_their_order_until_they_are_withdrawn(desk: Desk) -> None:
    first, second = desk.ask(FIRST), desk.ask(SECOND)
    assert desk.waiting() == [(first, FIRST), (second, SECOND)]
    desk.withdraw(first)
    desk.withdraw("nothing waits under this")
    assert desk.waiting() == [(second, SECOND)]


def test_another_process_sees_what_waits(tmp_path: Path) -> None:
    ticket = DeskInSqlite(tmp_path / "handoffs.sqlite").ask(FIRST)
    assert DeskInSqlite(tmp_path / "handoffs.sqlite").waiting() == [(ticket, FIRST)]


@pytest.mark.parametrize(
    ("text", "trade", "institution"),
    [
        ("cái đầu", "han", "LS01"),
        ("cai thu hai", "may_thoi_trang", "CB01"),
        ("trường cuối cùng thì sao", None, "LS05"),
        ("cái thứ ba", None, "LS05"),
        ("đầu ra thế nào", None, None),
    ],
)
def test_a_message_points_at_what_was_shown(text: str, trade: str | None, institution: str | None) -> None:
    kept = Slots(shown=("offer:han@LS01", "offer:may_thoi_trang@CB01", "institution:LS05"))
    named = picked(REMARKS, text, Slots(), kept)
    assert (named.trade, named.institution) == (trade, institution)


def test_nothing_is_pointed_at_where_nothing_was_shown_or_a_trade_is_named() -> None:
    assert picked(REMARKS, "cái đầu", Slots(), Slots()) == Slots()
    named = Slots(trade="han", trades=("han",))
    assert picked(REMARKS, "cái đầu", named, Slots(shown=("trade:may_thoi_trang", "trade:han"))) is named


def test_another_learner_starts_with_nothing_told() -> None:
    kept = Slots(topic="ask_policy", ethnicity="minority", household="poor", addressee="teacher", handoff="ticket")
    _, after = turned({"another_person"}, Slots(), kept)
    assert after == Slots(topic="ask_policy", addressee="teacher", handoff="ticket")


def test_a_trade_given_up_makes_way_for_the_next() -> None:
    named = Slots(trade="han", trades=("han", "may_thoi_trang"))
    assert turned({"no_more_of_it"}, named, Slots(trade="han"))[0].trade == "may_thoi_trang"
    assert turned(set(), named, Slots(trade="han"))[0] is named


def test_what_is_named_corrects_a_doubtful_figure() -> None:
    fee = Slots(trade="han", field=("fee",))
    assert asked_by("ask_indicator", fee, Slots(), sure=False) == "find_programmes"
    assert asked_by("ask_indicator", fee, Slots(), sure=True) == "ask_indicator"
    assert asked_by("ask_indicator", Slots(province="86"), Slots(topic="ask_target"), sure=True) == "narrow_topic"


def test_support_leaves_the_questionnaire() -> None:
    assert leaves(Slots(), Slots(topic="explore_interests"), "ask_policy", sure=True)
    assert not leaves(Slots(), Slots(topic="find_programmes"), "ask_policy", sure=True)
