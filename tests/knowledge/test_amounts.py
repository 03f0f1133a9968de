"""Sums of money, and the schooling usual at an age."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.amounts import Amount, find_amount
from knowledge.grades import schooling_of_age
from knowledge.periods import find_period
from knowledge.text import fold

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("2 triệu 5", Amount(2_500_000)),
        ("2tr5 một tháng", Amount(2_500_000, "thang")),
        ("2 triệu 500", Amount(2_500_000)),
        ("2 triệu 50", Amount(2_050_000)),
        ("900k", Amount(900_000)),
        ("1,5 triệu/tháng", Amount(1_500_000, "thang")),
        ("hai triệu rưỡi", Amount(2_500_000)),
        ("năm trăm nghìn", Amount(500_000)),
        ("một triệu hai một tháng", Amount(1_200_000, "thang")),
        ("một triệu hai trăm nghìn", Amount(1_200_000)),
        ("hai triệu tư mỗi tháng", Amount(2_400_000, "thang")),
        ("2 triệu năm trăm", Amount(2_500_000)),
        ("triệu rưỡi một tháng", Amount(1_500_000, "thang")),
        ("triệu hai", Amount(1_200_000)),
        ("1 triệu 2 trăm", Amount(1_200_000)),
        ("10 triệu từ ngân hàng", Amount(10_000_000)),
        ("2 triệu sau khi học xong", Amount(2_000_000)),
        ("3 triệu ba mẹ em lo", Amount(3_000_000)),
        ("2 triệu hai tháng", Amount(2_000_000)),
        ("3 triệu năm nay", Amount(3_000_000)),
        ("1 triệu hai đứa", Amount(1_000_000)),
        ("3 củ", Amount(3_000_000)),
        ("2.530.000 đồng", Amount(2_530_000)),
        ("mỗi năm 4 triệu", Amount(4_000_000, "nam")),
        ("500 nghin 1 tin chi", Amount(500_000, "tin_chi")),
        ("53 triệu người", None),
        ("em 2k10", None),
        ("nghị định 81/2021", None),
        ("gọi 0912345678", None),
        ("lớp 9 năm 2025", None),
    ],
)
def test_amounts(typed: str, amount: Amount | None) -> None:
    assert find_amount(fold(typed)) == amount


@given(st.integers(1, 999))
def test_thousands_are_read_however_they_are_written(count: int) -> None:
    assert {find_amount(f"{count}{scale}") for scale in ("k", " nghin", " ngan")} == {Amount(count * 1000)}


@given(st.text(alphabet="0123456789 .,/ktrieunghcmotaibny", max_size=24))
def test_any_text_has_an_amount_or_none(text: str) -> None:
    found = find_amount(text)
    assert found is None or found.dong >= 0


@pytest.mark.parametrize(
    ("typed", "schooling"),
    [
        ("em sn 2010", "thcs"),
        ("sinh năm 2008", "thpt"),
        ("sinh ngày 3/4/2011", "thcs"),
        ("e 2k12", "below_thcs"),
        ("em 15 tuổi", "thcs"),
        ("tôi 45 tuổi", None),
        ("sinh năm 1975", None),
        ("năm 2010", None),
    ],
)
def test_the_schooling_usual_at_an_age(typed: str, schooling: str | None) -> None:
    assert schooling_of_age(fold(typed), TODAY) == schooling


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("6 thang dau nam", "2026-H1"),
        ("quy 4 nam ngoai", "2025-Q4"),
        ("nam hoc 25-26", "NH2025-2026"),
        ("q3/26", "2026-Q3"),
        ("quy 1", "2026-Q1"),
        ("quy truoc", "2026-Q3"),
        ("thang truoc", "2026-M10"),
        ("thang nay", None),
        ("em sinh nam 2010", None),
        ("em 25 tuoi", None),
    ],
)
def test_periods_told_by_their_distance_from_today(typed: str, code: str | None) -> None:
    assert find_period(typed, TODAY) == code
