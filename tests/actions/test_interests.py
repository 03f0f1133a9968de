"""The questionnaire: its arithmetic, its conversation (`interest_talks.yaml`, both spellings), trades near to it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.interests.book import InterestBook
from actions.interests.matching import MOST, Matching
from actions.interests.near import Nearness
from actions.interests.radar import corner, outline
from actions.interests.run import LETTERS, POINTS, Run
from actions.interests.telling import Telling
from knowledge.library import Library
from knowledge.text import fold, nfc
from tests.actions.talking import InProcess
from tests.conftest import Ask
from tests.talks import go_through

BOOK = InterestBook.load(Path("data/interests"))
MATCHING = Matching(BOOK.families)
TELLING = Telling.load(Path("data/interests"), Path("data/lexicon"))
NEARNESS = Nearness(TELLING, BOOK.families)
FIRST_SIX = 6
SHEETS = yaml.safe_load(Path("tests/cases/interests.yaml").read_text(encoding="utf-8"))
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


SIGNS = {"+": "like", "0": "neutral", "-": "dislike", ".": "skip"}


def _sheet(case: dict[str, Any], form: str) -> Run:
    """The run of a case: the signs of each letter, in the order of its statements' numbers."""
    told: dict[str, str] = {}
    for letter in LETTERS:
        signs = str(case[letter]).split(" = ")[0]
        told |= {f"{letter.lower()}{number}": SIGNS[sign] for number, sign in enumerate(signs, start=1)}
    return Run(form, BOOK.items_of(form), told)


def _check(case: dict[str, Any], run: Run, library: Library) -> None:
    profile = run.profile
    assert profile.kind == case["kind"]
    assert list(profile.leading or case.get("letters", [])) == case.get("letters", list(profile.leading))
    assert list(profile.tied) == case.get("tied", list(profile.tied))
    assert set(case.get("missing", ())) <= set(profile.missing)
    assert profile.is_high == case.get("high", profile.is_high)
    ranked = [match.trade.id for match in MATCHING.ranked(library, profile, None)]
    # A trade that is only known with little confidence is not offered.
    assert {trade for trade in case.get("offered", ()) if library.occupation(trade).provenance.answers} <= set(ranked)
    assert not set(case.get("never", ())) & set(ranked)
    assert all(
        ranked.index(first) < ranked.index(second) for first, second in case.get("before", ()) if second in ranked
    )
    assert (ranked == []) == (profile.kind in {"many", "flat", "low", "too_few"})


@pytest.mark.parametrize("case", SHEETS["answers"], ids=lambda case: case["name"])
def test_a_sheet_comes_to_what_was_worked_out_by_hand(library: Library, case: dict[str, Any]) -> None:
    run = _sheet(case, "full")
    for letter in run.profile.shares:
        total, _, most = case[letter].partition(" = ")[2].partition("/")
        assert run.profile.shares[letter] == Fraction(int(total), int(most))
    _check(case, run, library)


@pytest.mark.parametrize("case", SHEETS["short"], ids=lambda case: case["name"])
def test_a_short_sheet(library: Library, case: dict[str, Any]) -> None:
    _check(case, _sheet(case, "short"), library)


def test_every_quoted_clash_stands_in_the_record_of_the_trade(library: Library) -> None:
    told = yaml.safe_load(Path("data/interests/phrases.yaml").read_text(encoding="utf-8"))["conditions"]
    for name, condition in told.items():
        for trade, quote in {**condition.get("clashes", {}), **condition.get("cautions", {})}.items():
            record = library.occupation(trade)
            held = [*record.think_twice_if, *record.strengths, record.working_conditions or "", record.description]
            held += [
                *record.levels_and_duration,
                record.entry_requirement or "",
                record.local_relevance or "",
                *record.jobs,
            ]
            assert any(quote.lower() in text.lower() for text in held), f"{name}: {trade}: {quote}"


def test_reasons_are_what_was_liked() -> None:
    run = Run("full", BOOK.items_of("full"), {"r1": "like", "r2": "neutral"})
    assert run.profile.reasons("R") == ["sửa đồ hỏng trong nhà"]
    assert run.profile.kind == "too_few"


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
        before = run.profile.shares
        assert letter not in before or run.answered(item, "like").profile.shares[letter] >= before[letter]


@pytest.mark.parametrize("broken", ["full", "full|r1", "full|r1=love|x9=like", "short|r2=like"])
def test_what_was_kept_wrongly_is_dropped(broken: str) -> None:
    run = BOOK.run(tuple(broken.replace("full|r1", "full|r1=", 1).split("|")))
    assert run is not None
    assert dict(run.answers) == {}


def test_an_answer_to_no_statement_changes_nothing() -> None:
    run = Run("short", BOOK.items_of("short"), {})
    assert run.answered("r2", "like") == run
    assert run.answered("r1", "adore") == run


def test_trades_share_a_leading_letter_and_one_taught_nearby_is_among_them(library: Library) -> None:
    told = {item.id: "like" if item.letter in {"E", "S"} else "dislike" for item in BOOK.items}
    matches = MATCHING.shown(library, Run("full", BOOK.items_of("full"), told).profile, "20")
    assert 0 < len(matches) <= MOST + 1
    assert all({"E", "S"} & set(match.trade.riasec) for match in matches)
    assert any(match.offers for match in matches), "hotel work is taught in Lạng Sơn"


def test_a_typed_answer_is_one_in_every_spelling() -> None:
    assert [BOOK.answer(text) for text in ("Thích ạ", "ko thich", "BT", "2", "bỏ qua", "thôi", "hàn là gì")] == [
        *("like", "dislike", "neutral", "neutral", "skip", "stop", None)
    ]


@pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])
@pytest.mark.parametrize("case", SHEETS["told"], ids=lambda case: case["text"][:40])
def test_free_text_is_read_as_it_is_meant(library: Library, case: dict[str, Any], stripped: bool) -> None:
    told = TELLING.read(fold(nfc(case["text"])) if stripped else case["text"])
    assert set(told.likes) == set(case.get("likes", told.likes))
    assert set(told.dislikes) == set(case.get("dislikes", told.dislikes))
    assert set(told.conditions) == set(case.get("conditions", told.conditions))
    subjects = {kind: set(names) for kind, names in (("good", told.good), ("bad", told.bad)) if names}
    assert subjects == {kind: set(names) for kind, names in case.get("subjects", subjects).items()}
    near = NEARNESS.found(library, told, None).trades
    first = [one.trade.id for one in near if one.rank <= near[min(FIRST_SIX, len(near)) - 1].rank]
    # A trade that is only known with little confidence is not offered.
    assert {trade for trade in case.get("offered", ()) if library.occupation(trade).provenance.answers} <= set(first)
    assert not set(case.get("never", ())) & set(first[:FIRST_SIX])
    clashing = {trade for one in told.conditions for trade in TELLING.conditions[one].clashes}
    assert not clashing & {one.trade.id for one in near}
    if asked := case.get("asks"):
        assert TELLING.conditions[asked].asks


@pytest.mark.parametrize(
    ("text", "likes", "dislikes"),
    [
        ("em không thích nấu ăn với may vá", set(), {"R", "A"}),
        ("em không mê vẽ lắm", set(), {"A"}),
        ("không ngại nấu ăn", set(), set()),
        ("chưa bao giờ nấu ăn", set(), set()),
        ("em không thích nấu ăn, may vá", set(), {"R", "A"}),
        ("e k thik toan, thik ve", {"A"}, set()),
    ],
)
def test_negation_is_honoured(text: str, likes: set[str], dislikes: set[str]) -> None:
    told = TELLING.read(text)
    assert (set(told.likes), set(told.dislikes)) == (likes, dislikes)


def test_what_is_kept_is_of_the_lexicon_and_never_about_health() -> None:
    told = TELLING.read("em mê xe máy, ko thich nau an, dị ứng dầu mỡ, tên em là Mẫu")
    kept = TELLING.kept(told)
    assert kept == ("mê xe", "không thích nấu ăn")
    again = TELLING.read_on(kept, "")
    assert dict(again.likes) == dict(told.likes)
    assert dict(again.dislikes) == dict(told.dislikes)
    assert again.conditions == {}


def test_what_is_taken_back_is_forgotten() -> None:
    assert set(TELLING.read_on(("mê vẽ", "sửa xe"), "à em không thích vẽ").likes) == {"R"}


def test_the_picture_says_what_the_words_say(ask: Ask) -> None:
    reply, kept = ask("", "explore_interests", None, pressed={"interest_form": "short"})
    while kept.interest_run and reply.chart is None:
        answer = reply.choices[0 if "Sửa đồ" in reply.text or "Vẽ" in reply.text else 2]
        assert not isinstance(answer.payload, str)
        reply, kept = ask("", "explore_interests", kept, pressed=answer.payload.slots)
    assert reply.chart is not None
    (series,) = reply.chart.series
    assert dict(series.points) == {
        "Kỹ thuật": 10.0,
        "Nghiên cứu": 0.0,
        "Nghệ thuật": 10.0,
        "Xã hội": 0.0,
        "Quản lý": 0.0,
        "Nghiệp vụ": 0.0,
    }
    assert all(f"{name} {value:.0f}" in reply.text for name, value in series.points if value is not None)
    assert all(f"{code} {letter.name}" in reply.chart.alt for code, letter in BOOK.letters.items())
    assert reply.chart.outline is not None
    assert reply.chart.outline.endswith("L12 12z")


def test_a_kind_too_little_was_answered_of_has_no_corner() -> None:
    shares = {letter: Fraction(1) for letter in LETTERS if letter != "A"}
    drawn = outline(shares)
    assert drawn.count("M") == outline({**shares, "A": Fraction(1)}).count("M")
    assert drawn.rpartition("M")[2].count("L") == len(LETTERS) - 2
    assert corner(0, 1) == pytest.approx((12, 3.4))
    assert corner(3, 0.5) == pytest.approx((12, 16.3))
