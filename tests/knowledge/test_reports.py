"""What departments report: sourced rows before fictional ones, of the latest period only."""

from datetime import date
from typing import Any

from knowledge.reported import TABLES, Reported

_COMMON = {"source": "Báo cáo của Sở Mẫu", "url": None, "as_of": date(2026, 9, 30), "confidence": "medium"}


def _enrolment(number: int, **more: Any) -> dict[str, Any]:
    row = {
        "enrolment_id": f"e{number}",
        "period": "2026-Q3",
        "institution_id": "M01",
        "institution_name": "Trường Mẫu",
        "province": "20",
        "trade_code": None,
        "trade_name": "Hàn",
        "level": "trung_cap",
        "quota_year": 40,
        "enrolled": 10,
        "enrolled_cum": 30,
    }
    return {**_COMMON, **row, **more}


def _reported(*rows: dict[str, Any]) -> Reported:
    return Reported(lambda name: list(rows) if name == TABLES[0] else [])


def test_the_share_is_of_all_that_were_taken_in_since_the_year_began() -> None:
    (told,) = _reported(_enrolment(1)).enrolments()
    assert told.share == 75.0


def test_no_share_without_a_quota() -> None:
    (told,) = _reported(_enrolment(1, quota_year=None)).enrolments()
    assert told.share is None


def test_an_earlier_period_is_not_told_beside_the_latest() -> None:
    told = _reported(_enrolment(1), _enrolment(2, period="2026-Q2")).enrolments()
    assert [one.id for one in told] == ["e1"]


def test_fictional_rows_are_told_only_where_no_sourced_one_is() -> None:
    sample = _enrolment(2, confidence="sample", period="2026-Q4")
    assert [one.id for one in _reported(_enrolment(1), sample).enrolments()] == ["e1"]
    assert [one.id for one in _reported(sample).enrolments()] == ["e2"]


def test_a_row_without_a_source_tells_nothing() -> None:
    assert _reported(_enrolment(1, source=None)).enrolments() == []


def test_only_rows_of_the_place_and_school_asked_about() -> None:
    held = _reported(_enrolment(1), _enrolment(2, province="04", institution_id="M02"))
    assert [one.id for one in held.enrolments(province="04")] == ["e2"]
    assert [one.id for one in held.enrolments(institution="M01")] == ["e1"]
