"""Periods: codes, and how people name them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.models import Period
from knowledge.periods import find_period
from knowledge.text import fold

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2024-M02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-9M", date(2025, 1, 1), date(2025, 9, 30)),
        ("2021-2025", date(2021, 1, 1), date(2025, 12, 31)),
    ],
)
def test_codes(code: str, start: date, end: date) -> None:
    period = Period.parse(code)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("code", ["", "2026-Q5", "2026-M13", "26", "2025-2021", "2026-H3"])
def test_what_is_not_a_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("thất nghiệp quy iv nam 2025", "2025-Q4"),
        ("quy 3/2025", "2025-Q3"),
        ("q2 2025 thi sao", "2025-Q2"),
        ("luong thang 9/2026", "2026-M09"),
        ("6 thang dau nam 2025", "2025-H1"),
        ("9 thang dau nam 2025", "2025-9M"),
        ("muc tieu nam 2030", "2030"),
        ("nam ngoai", "2025"),
        ("hien nay", None),
        ("nghi dinh 238/2025", None),
        ("theo nghi dinh 81/2021 em duoc mien", None),
        ("57/2017/nd-cp con dung khong", None),
        ("nam hoc 2025-2026 noi tru bao nhieu", "NH2025-2026"),
        ("giai doan 2021-2025", "2021-2025"),
    ],
)
def test_named_periods(typed: str, code: str | None) -> None:
    assert find_period(fold(typed), TODAY) == code


@given(st.lists(st.text(alphabet="0123456789quythangnamhoc/-", max_size=8), max_size=8))
def test_what_is_found_is_always_a_period(words: list[str]) -> None:
    found = find_period(" ".join(words), TODAY)
    assert found is None or Period.parse(found).start <= Period.parse(found).end
