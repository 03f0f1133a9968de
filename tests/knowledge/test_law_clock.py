"""The law clock: the version of a day, periods across a change, texts that replaced each other, papers of a year."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from knowledge.errors import NotFound
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.clock import changes, neighbours, stretches, version_in_force
from knowledge.policies.decision import Status
from knowledge.policies.schema import Valid

POOR_TAY = {"level": "trung_cap", "schooling": "thcs", "ethnic_group": "tay", "household": "poor"}


@cache
def book() -> PolicyBook:
    return load_book(Path("data/policies"))


def monthly(start: date, end: date) -> list[tuple[date, date, int | None]]:
    found = book().over(POOR_TAY, start, end, "nt-100")
    return [(first, last, one.amount.value if one.amount else None) for first, last, one in found]


def test_a_term_across_the_first_of_july_2026_has_two_amounts() -> None:
    assert monthly(date(2026, 2, 1), date(2026, 8, 31)) == [
        (date(2026, 2, 1), date(2026, 6, 30), 2340000),
        (date(2026, 7, 1), date(2026, 8, 31), 2530000),
    ]


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        (date(2023, 6, 30), date(2023, 7, 1), 1490000, 1800000),
        (date(2024, 6, 30), date(2024, 7, 1), 1800000, 2340000),
        (date(2026, 6, 30), date(2026, 7, 1), 2340000, 2530000),
    ],
)
def test_base_pay_changes_overnight(before: date, after: date, old: int, new: int) -> None:
    assert [amount for _, _, amount in monthly(before, before)] == [old]
    assert [amount for _, _, amount in monthly(after, after)] == [new]
    assert [amount for _, _, amount in monthly(before, after)] == [old, new]


def test_before_base_pay_is_recorded_the_policy_is_due_and_has_no_sum() -> None:
    assert monthly(date(2019, 6, 30), date(2019, 6, 30)) == [(date(2019, 6, 30), date(2019, 6, 30), None)]


def test_a_period_across_a_decree_names_the_text_of_then_and_decides_by_the_new_one() -> None:
    found = book().over(POOR_TAY, date(2025, 8, 1), date(2025, 10, 31), "hp-mien-thcs-len-trung-cap")
    assert [(first, one.status) for first, _, one in found] == [
        (date(2025, 8, 1), Status.TEXT_ONLY),
        (date(2025, 9, 3), Status.DUE),
    ]
    old = found[0][2]
    assert old.after is not None
    assert old.after.basis[0].document == "Nghị định 238/2025/NĐ-CP"
    assert found[1][2].before is old.version


def test_support_on_top_of_another_changes_with_it() -> None:
    found = book().over(POOR_TAY, date(2015, 12, 1), date(2016, 2, 1), "nt-khoan-khac")
    assert found[0][2].status is Status.NOT_IN_FORCE
    assert found[1][0] == date(2016, 1, 1)


def test_a_course_is_added_up_month_by_month() -> None:
    decision = next(one for one in book().decide(POOR_TAY, date(2026, 3, 1)) if one.policy.id == "nt-100")
    course = book().course(decision.items[0], date(2026, 3, 1), 12)
    assert course is not None
    assert [(one.start, one.count, one.amount.value) for one in course.months] == [
        (date(2026, 3, 1), 4, 2340000),
        (date(2026, 7, 1), 8, 2530000),
    ]
    assert course.formula == "4 × 2.340.000 + 8 × 2.530.000 = 29.600.000"
    assert course.uncertain_from is None


def test_a_course_beyond_the_next_check_of_base_pay_says_so() -> None:
    decision = next(one for one in book().decide(POOR_TAY, date(2026, 9, 1)) if one.policy.id == "nt-100")
    course = book().course(decision.items[0], date(2026, 9, 1), 24)
    assert course is not None
    assert course.uncertain_from == date(2027, 7, 1)


@pytest.mark.parametrize(
    ("number", "successor"),
    [
        ("81/2021", "Nghị định 238/2025/NĐ-CP"),
        ("97/2023", "Nghị định 238/2025/NĐ-CP"),
        ("61/2015", "Nghị định 338/2025/NĐ-CP"),
        ("74/2019", "Nghị định 338/2025/NĐ-CP"),
        ("84/2020", "Nghị định 66/2026/NĐ-CP"),
        ("74/2014", "Luật Giáo dục nghề nghiệp 124/2025/QH15"),
        ("27/2017", "Thông tư 52/2026/TT-BGDĐT"),
        ("73/2024", "Nghị định 161/2026/NĐ-CP"),
    ],
)
def test_a_repealed_document_is_answered_with_its_successor(number: str, successor: str) -> None:
    found = book().successor(number)
    assert found is not None
    old, new = found
    assert old.valid.end is not None
    assert new is not None
    assert new.document == successor
    assert new.valid.start == date.fromordinal(old.valid.end.toordinal() + 1)


def test_a_document_in_force_has_no_successor_and_an_unknown_one_is_not_held() -> None:
    found = book().successor("238/2025")
    assert found is not None
    assert found[1] is None
    assert book().successor("999/2099") is None


def test_an_unknown_start_is_never_selected() -> None:
    undated = [
        (text.id, version) for text in book().information for version in text.versions if version.valid.start is None
    ]
    assert undated
    for name, version in undated:
        text = book().text(name)
        for day in (date(2000, 1, 1), date(2026, 11, 22), date(2040, 1, 1)):
            assert not version.valid.covers(day)
            try:
                assert version_in_force(text.versions, day) is not version
            except NotFound:
                continue


def test_a_poverty_paper_of_another_year_leaves_poverty_unknown() -> None:
    facts = {**POOR_TAY, "household_year": 2025, "disability": "none"}
    late = {one.policy.id: one for one in book().decide(facts, date(2026, 1, 1))}
    early = {one.policy.id: one for one in book().decide(facts, date(2025, 12, 31))}
    assert early["nt-100"].status is Status.DUE
    assert late["nt-100"].status is Status.OPEN
    assert "household" in late["nt-100"].missing
    assert book().learner(facts, date(2026, 1, 1)).outdated == ("household",)
    found = book().over(facts, date(2025, 12, 1), date(2026, 2, 1), "nt-100")
    assert [(first, one.status) for first, _, one in found] == [
        (date(2025, 12, 1), Status.DUE),
        (date(2026, 1, 1), Status.OPEN),
    ]


def test_pieces_of_a_period_cover_it_without_gap_or_overlap() -> None:
    valids = [Valid(start=date(2026, 1, 1), end=date(2026, 6, 30)), Valid(start=date(2026, 7, 1)), Valid(start=None)]
    days = changes(valids, date(2026, 3, 1), date(2026, 12, 31))
    assert days == [date(2026, 7, 1)]
    assert stretches(days, date(2026, 3, 1), date(2026, 12, 31)) == [
        (date(2026, 3, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 12, 31)),
    ]


def test_neighbours_are_the_versions_just_before_and_after() -> None:
    versions = book().parameter("ts-luong-co-so").versions
    assert neighbours(versions, versions[1]) == (versions[0], versions[2])
    assert neighbours(versions, versions[0])[0] is None
    assert neighbours(versions, versions[-1])[1] is None
