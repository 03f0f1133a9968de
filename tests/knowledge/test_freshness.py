"""What is late, what runs out, and when a record is too old to be told without its period."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.__main__ import main
from knowledge.commands import Sentences
from knowledge.freshness.ages import FIGURE_MONTHS, OFFER_MONTHS, is_old, months_after, offer_period
from knowledge.freshness.due import Due, due_dates, due_on, nth, number_of, place_of
from knowledge.freshness.expiry import Expiry, expiring_plans, expiring_rules
from knowledge.period import Period
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.schema import Parameter
from knowledge.policies.vocabulary import Vocabulary
from knowledge.provinces import read_packs
from knowledge.reference import read_all
from knowledge.tables import TABLES
from knowledge.workbook_tables import WORKBOOK_TABLES

TODAY = date(2026, 11, 21)


def rule(**cells: Any) -> dict[str, Any]:
    return {
        "schedule_id": "enrolment-quarter",
        "dataset": "enrolment_by_period",
        "provider": "so_gddt",
        "former_provider": "so_ldtbxh",
        "frequency": "quarter",
        "due_month": 1,
        "due_day": 15,
        "basis": "…",
        "source": "Thông tư mẫu",
        "province": None,
        **cells,
    }


def held(period: str, **cells: Any) -> dict[str, Any]:
    row = {"province": "20", "provider": "so_gddt", "confidence": "medium", "as_of": date(2026, 10, 5)}
    return {**row, "period": period, **cells}


def state(rows: list[dict[str, Any]], today: date = TODAY, **cells: Any) -> Due:
    (due,) = due_dates({"schedule": [rule(**cells)], "enrolment_by_period": rows}, ["20"], today)
    return due


@pytest.mark.parametrize(
    ("code", "month", "day", "due"),
    [
        ("2026-Q3", 1, 15, date(2026, 10, 15)),
        ("2026-M02", 0, 30, date(2026, 2, 28)),
        ("2028-M02", 0, 30, date(2028, 2, 29)),
        ("2026-H1", 0, 15, date(2026, 6, 15)),
        ("2026", 1, 15, date(2027, 1, 15)),
        ("2026", -11, 15, date(2026, 1, 15)),
        ("2025", 12, 31, date(2026, 12, 31)),
    ],
)
def test_a_due_date_follows_from_the_period(code: str, month: int, day: int, due: date) -> None:
    assert due_on(Period.parse(code), month, day) == due


@given(st.sampled_from(["month", "quarter", "half", "year"]), st.dates(date(2000, 1, 1), date(2098, 12, 31)))
def test_periods_are_numbered_without_gaps(frequency: str, day: date) -> None:
    per_year = {"month": 12, "quarter": 4, "half": 2, "year": 1}[frequency]
    number = day.year * per_year + (day.month - 1) * per_year // 12
    period, following = nth(frequency, number), nth(frequency, number + 1)
    assert period.start <= day <= period.end
    assert number_of(frequency, period.code) == number
    assert following.start == period.end + timedelta(days=1)
    assert place_of(frequency, period) >= 1


def test_the_next_period_is_awaited_and_not_late_before_its_day() -> None:
    due = state([held("2026-Q2"), held("2026-Q3"), held("2026-Q1")])
    assert (due.held, due.awaited, due.due) == (Period.parse("2026-Q3"), Period.parse("2026-Q4"), date(2027, 1, 15))
    assert (due.days_late, due.missing, due.is_late) == (0, 0, False)


@pytest.mark.parametrize(
    ("today", "late"), [(date(2026, 10, 15), 0), (date(2026, 10, 16), 1), (date(2026, 11, 15), 31)]
)
def test_lateness_begins_the_day_after(today: date, late: int) -> None:
    assert state([held("2026-Q2")], today).days_late == late


def test_several_missing_periods_are_counted_from_the_first() -> None:
    due = state([held("2025-Q4")])
    assert (due.awaited.code, due.missing) == ("2026-Q1", 3)


def test_nothing_held_awaits_the_last_period_due() -> None:
    due = state([])
    assert (due.held, due.awaited.code, due.missing) == (None, "2026-Q3", None)
    assert due.is_late


@pytest.mark.parametrize(
    "row",
    [
        held("2026-Q3", province="04"),
        held("2026-Q3", provider="so_noi_vu"),
        held("2026-Q3", confidence="sample"),
        held("2026-M09"),
        held("2026-9M"),
        held("NH2026-2027"),
    ],
    ids=["other province", "other sender", "fictional", "month", "nine months", "school year"],
)
def test_what_does_not_count_as_the_quarter(row: dict[str, Any]) -> None:
    assert state([row]).held is None


def test_the_former_sender_counts() -> None:
    assert state([held("2024-Q4", provider="so_ldtbxh")]).held == Period.parse("2024-Q4")


def test_a_row_for_one_province_holds_for_it_alone() -> None:
    due = due_dates({"schedule": [rule(province="04"), rule(schedule_id="all")]}, ["04", "20"], TODAY)
    assert [(one.province, one.schedule_id) for one in due] == [
        ("04", "enrolment-quarter"),
        ("04", "all"),
        ("20", "all"),
    ]


@pytest.mark.parametrize(
    ("row", "year"),
    [
        ({"intake_year": "2025-2026", "as_of": TODAY}, "2025"),
        ({"intake_year": "2026", "as_of": TODAY}, "2026"),
        ({"graduation_year": 2024, "as_of": TODAY}, "2024"),
        ({"as_of": date(2023, 5, 1)}, "2023"),
    ],
)
def test_a_yearly_set_without_a_period_goes_by_its_year(row: dict[str, Any], year: str) -> None:
    assert state([held("", **row)], frequency="year").held == Period.parse(year)


# Rules and plans


def book(*versions: dict[str, Any]) -> PolicyBook:
    basis = [{"document": "Nghị định mẫu", "article": "Điều 1", "issuer": "Chính phủ"}]
    common = {"value": 1, "confidence": "high", "checked_on": date(2026, 1, 1), "basis": basis, "evidence": "web"}
    parameter = {"kind": "parameter", "id": "p", "title": "Mức mẫu", "unit": "đồng"}
    return PolicyBook(
        Vocabulary(facts={}), (), (Parameter.model_validate({**parameter, "versions": [common | v for v in versions]}),)
    )


def version(start: date, end: date | None, check_by: date | None = date(2027, 6, 1)) -> dict[str, Any]:
    return {"valid": {"start": start, "end": end}, "check_by": check_by}


START, SOON = date(2025, 1, 1), TODAY + timedelta(days=60)


@pytest.mark.parametrize(
    ("versions", "codes"),
    [
        ([version(START, None)], []),
        ([version(START, SOON)], ["rule_ends_soon"]),
        ([version(START, SOON + timedelta(days=1))], []),
        ([version(START, SOON), version(SOON + timedelta(days=1), None)], []),
        ([version(START, SOON), version(SOON + timedelta(days=2), None)], ["rule_ends_soon"]),
        ([version(START, TODAY)], ["rule_ends_soon"]),
        ([version(START, TODAY - timedelta(days=1))], ["rule_ended"]),
        ([version(START, None, check_by=TODAY)], []),
        ([version(START, None, check_by=TODAY - timedelta(days=1))], ["check_by_passed"]),
        ([version(START, None, check_by=None)], ["check_by_missing"]),
        ([version(TODAY + timedelta(days=9), None)], []),
    ],
)
def test_rules_that_run_out(versions: list[dict[str, Any]], codes: list[str]) -> None:
    assert [finding.code for finding in expiring_rules(book(*versions), TODAY)] == codes


def test_plans_that_run_out() -> None:
    ends = [None, TODAY - timedelta(days=1), TODAY, SOON, SOON + timedelta(days=1)]
    plans = [{"plan_id": str(number), "title": "Kế hoạch mẫu", "valid_to": end} for number, end in enumerate(ends)]
    assert [(finding.code, finding.record_id) for finding in expiring_plans(plans, TODAY)] == [
        ("plan_ended", "1"),
        ("plan_ends_soon", "2"),
        ("plan_ends_soon", "3"),
    ]


def test_every_rule_in_force_says_when_it_is_checked_again() -> None:
    missing = [one for one in expiring_rules(load_book(Path("data/policies")), TODAY) if one.code == "check_by_missing"]
    assert missing == list[Expiry]()


# Ages


@pytest.mark.parametrize(
    ("end", "months", "old"),
    [
        (date(2026, 5, 21), FIGURE_MONTHS, False),
        (date(2026, 5, 20), FIGURE_MONTHS, True),
        (date(2025, 11, 21), OFFER_MONTHS, False),
        (date(2025, 11, 20), OFFER_MONTHS, True),
    ],
)
def test_old_is_more_than_the_months(end: date, months: int, old: bool) -> None:
    assert is_old(end, TODAY, months=months) is old


def test_months_end_on_the_last_day_of_short_ones() -> None:
    assert months_after(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert months_after(date(2026, 1, 31), -2) == date(2025, 11, 30)


@pytest.mark.parametrize(
    ("intake", "end"),
    [
        ("2018", date(2018, 12, 31)),
        ("2025-2026", date(2026, 8, 31)),
        ("K12", date(2024, 3, 2)),
        (None, date(2024, 3, 2)),
    ],
)
def test_an_offer_is_as_old_as_its_intake_or_its_source(intake: str | None, end: date) -> None:
    assert offer_period(intake, date(2024, 3, 2)).end == end


# The project's own schedule and the command


def test_the_schedule_names_tables_that_exist_and_says_where_it_is_from() -> None:
    rows = read_all(Path("data"), read_packs(Path("data/provinces")))["schedule"]
    names = {table.name for table in (*TABLES, *WORKBOOK_TABLES)}
    assert {row["dataset"] for row in rows} <= names
    assert all(row["source"] and row["basis"] for row in rows)


def test_the_command_warns_and_exits_as_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TODAY", TODAY.isoformat())
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "Cao Bằng, Sở Giáo dục và Đào tạo" in out
    assert "cao-bang-522" in out
    assert main(["check", "--strict", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["valid"], report["today"]) == (True, "2026-11-21")
    assert {one["province"] for one in report["schedule"]} == {"04", "20", "86"}


def test_every_finding_has_a_sentence() -> None:
    say = Sentences(Path("data/messages"))
    for code in ("rule_ended", "rule_ends_soon", "check_by_missing", "check_by_passed", "plan_ended", "plan_ends_soon"):
        assert "Mẫu" in say(code, title="Mẫu", id="p", day="01/01/2027")
