"""Votes: which record a question is most like, learnt from ways of asking that are invented here."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.models import Passage
from knowledge.retrieval import voting
from knowledge.retrieval.votes import Votes, told_by
from knowledge.text import Teencode, lemmas

TEENCODE = Teencode.load(Path("data/lexicon/teencode.tsv"))
LOAN, BOARD = ("policy", "vay"), ("policy", "noi-tru")
WHO = ("em", "con tôi", "cháu nhà", "bạn em", "mẹ em", "chị gái")
OF_LOAN = ("vay tiền ngân hàng", "mượn vốn đi học", "trả nợ ngân hàng", "lãi vay bao nhiêu")
OF_BOARD = ("tiền ăn ở nội trú", "học bổng nội trú", "nuôi ăn ở trường nghề", "nội trú mỗi tháng")
OF_NOTHING = ("mấy giờ đóng cổng", "thời tiết ngày mai", "giá vàng hôm nay", "đội bóng nào thắng")
ENDS = ("được không", "thế nào", "ạ", "vậy thầy")


def vector(text: str) -> NDArray[np.float32]:
    """Something like a sense: the same words, the same direction."""
    drawn = [np.random.default_rng(sum(map(ord, word))).normal(size=16) for word in lemmas(text, TEENCODE)]
    total = np.sum(drawn, axis=0)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


@pytest.fixture(scope="module")
def votes() -> Votes:
    ways = [
        (record, " ".join(parts))
        for record, middles in ((LOAN, OF_LOAN), (BOARD, OF_BOARD), (None, OF_NOTHING))
        for parts in product(WHO, middles, ENDS)
    ]
    learnt = voting.learn(ways, np.stack([vector(text) for _, text in ways]), TEENCODE)
    assert learnt is not None
    return learnt


def of(votes: Votes, text: str) -> NDArray[np.float64]:
    return votes.of(lemmas(text, TEENCODE), vector(text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("bố muốn vay ngân hàng lãi ra sao", 0),
        ("nội trú thì tiền ăn thế nào hả cô", 1),
        ("ngày mai giá vàng ra sao", 2),
    ],
)
def test_new_words_around_known_ones_go_to_the_record_that_is_asked_for(votes: Votes, text: str, place: int) -> None:
    order = votes.places([LOAN, BOARD])
    found = of(votes, text)
    assert [*found[order], found[-1]].index(found.max()) == place


def test_a_record_that_is_asked_for_leads_and_the_others_follow_by_as_much(votes: Votes) -> None:
    places = votes.places([LOAN, BOARD, ("institution", "LS01")])
    told = told_by(of(votes, "em vay tiền ngân hàng được không"), places)
    assert told.own[0] > 0.5 > told.own[1]
    assert told.lead[0] == pytest.approx(told.own[0] - told.own[1]) == pytest.approx(-told.lead[1])
    assert told.own[2] == 0, "nobody asks for a school otherwise than by its name"
    assert told.lead[2] < 0


def test_spelling_does_not_change_the_words_that_vote(votes: Votes) -> None:
    sense = vector("em vay tiền ngân hàng đc k")
    one, other = (votes.of(lemmas(text, TEENCODE), sense) for text in ("em vay tiền được không", "em vay tien dc ko"))
    assert one == pytest.approx(other)


def test_what_is_saved_votes_alike(votes: Votes, tmp_path: Path) -> None:
    votes.save(tmp_path)
    opened = Votes.open(tmp_path)
    assert opened is not None
    assert of(opened, "cháu xin nội trú ạ") == pytest.approx(of(votes, "cháu xin nội trú ạ"))
    assert Votes.open(tmp_path / "missing") is None


def test_neither_names_of_schools_nor_what_judges_the_search_is_learnt() -> None:
    passages = [
        Passage("policy:vay", "policy", "vay", "Vay vốn", "", variants=("vay ở đâu",)),
        Passage("institution:LS01", "institution", "LS01", "Trường Mẫu", "", variants=("TM",)),
    ]
    ways = voting.ways_of(passages, ["giá vàng hôm nay", "mấy giờ đóng cổng"], ["mấy giờ đóng cổng"])
    assert ways == [(LOAN, "Vay vốn"), (LOAN, "vay ở đâu"), (None, "giá vàng hôm nay")]


def test_too_few_ways_of_asking_teach_nothing() -> None:
    ways = [(LOAN, "vay ở đâu"), (BOARD, "nội trú là gì")]
    assert voting.learn(ways, np.stack([vector(text) for _, text in ways]), TEENCODE) is None
