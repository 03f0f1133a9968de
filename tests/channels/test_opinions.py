"""`python -m channels opinions`: what an officer reads of what readers thought."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from channels.__main__ import main
from channels.opinions import Tally, tallied, told
from channels.sentences import Sentences
from tests.channels.conftest import Server, Talk
from tests.channels.test_feedback import rate

SENTENCES = Sentences(Path("data/messages/opinions.yaml"))
FIRST, LAST = date(2026, 10, 24), date(2026, 11, 22)


def test_opinions_are_counted_by_record_and_ending(server: Server, talk: Talk) -> None:
    for text, value in (("nghề hàn là gì", "bad"), ("nghề may là gì", "bad"), ("nghề điện là gì", "good")):
        assert rate(talk, talk.send(text).json()["message_id"], value) == 204
    tally = server.run(tallied(server.parts.store, date(2020, 1, 1), date(2100, 1, 1)))
    assert tally.answers == {"bad": 2, "good": 1}
    [(place, counts)] = tally.places.items()
    assert (place[0], counts) == ("answered", {"bad": 2, "good": 1})
    assert tally.titles[place[1]]
    earlier = server.run(tallied(server.parts.store, date(2020, 1, 1), date(2020, 1, 31)))
    assert earlier == Tally()


def test_what_helped_least_comes_first() -> None:
    tally = Tally()
    tally.add("answered", "good", {"han": "Nghề hàn"})
    tally.add("not_held", "bad", {"han": "Nghề hàn", "may": "Nghề may"})
    tally.add("not_held", "bad", {"may": "Nghề may"})
    tally.add("clarify", "bad", {})
    heading, _, _, *lines = told(tally, FIRST, LAST, SENTENCES)
    assert heading == "Ý kiến của người đọc từ 24/10/2026 đến 22/11/2026: 1 lần giúp được, 3 lần chưa giúp được."
    assert [line.split(maxsplit=2)[:2] for line in lines] == [["2", "0"], ["1", "0"], ["1", "0"], ["0", "1"]]
    assert lines[0].endswith("chưa có dữ liệu       may  Nghề may")
    assert lines[1].endswith("(không dẫn bản ghi nào)")
    assert len({line.rindex("  may" if "may" in line else "  (" if "(" in line else "  han") for line in lines}) == 1


def test_a_reason_counts_as_bad_and_is_told_under_its_record() -> None:
    tally = Tally()
    for value in ("bad", "wrong", "unclear", "unclear"):
        tally.add("answered", value, {"han": "Nghề hàn"})
    tally.add("answered", "good", {"may": "Nghề may"})
    heading, _, _, first, why, second = told(tally, FIRST, LAST, SENTENCES)
    assert "1 lần giúp được, 4 lần chưa giúp được" in heading
    assert first.split(maxsplit=2)[:2] == ["4", "0"]
    assert why.strip() == "vì: không đúng 1, khó hiểu 2"
    assert second.endswith("may  Nghề may")


def test_without_opinions_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORE_DIR", str(tmp_path))
    assert main(["opinions", "--days", "7"]) == 0
    assert capsys.readouterr().out.startswith("Chưa có ý kiến nào từ ")
