"""What holds for every cell: figures come back as written, no text breaks a reader, no number comes out of words."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.commands import Sentences
from knowledge.errors import Problem
from knowledge.workbooks.grid import Cell
from knowledge.workbooks.values import (
    Money,
    Quantity,
    Unreadable,
    ValueWords,
    day,
    duration,
    money,
    percentage,
    phones,
    quantity,
    scale_of,
)

WORDS = ValueWords.load(Path("data/lexicon/values.yaml"))
SAY = Sentences(Path("data/messages"))
ENTRIES: dict[str, Any] = yaml.safe_load(Path("data/lexicon/values.yaml").read_text(encoding="utf-8"))


def _forms(entry: Any) -> list[str]:
    match entry:
        case dict():
            return [word for part in entry.values() for word in (part if isinstance(part, list) else [])]
        case _:
            return list(entry)


PIECES = [
    *(word for entry in ENTRIES.values() for word in _forms(entry)),
    *(
        "35",
        "1.234",
        "7,2",
        "2026",
        "30/8",
        "0",
        "1.000",
        "12",
        "O",
        "(",
        ")",
        "/",
        "-",
        "–",
        "+",
        "=",
        "x",
        ":",
        ";",
        ",",
        ".",
        "%",
    ),
    *("#REF!", "'", "\u00a0", "\u202f", "\u00ad", "\n", "nữ", "T", "lớp 1", "1e5", "½", "٣", "２"),
]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.text(max_size=30),
    st.text(alphabet="0123456789.,-/ x%đtrkO()~+=:;", max_size=14),
    st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=5).map("".join),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(max_value=timedelta(days=10**6)),
)
FORMATS = st.sampled_from(["General", "0", "0%", "0.00%", "#,##0", '0 "tháng"', '#,##0 "tr"', '0"%"', "dd/mm/yyyy"])
HEADERS = st.sampled_from(
    ["", "Học phí (đ/tháng)", "Thu nhập BQ (tr.đ/tháng)", "ĐVT: 1.000đ", "Thời gian (năm)", "Lương (USD)"]
)


def grouped(number: int, separator: str) -> str:
    """Digits in groups of three."""
    return f"{number:,}".replace(",", separator)


@given(st.integers(0, 10**12), st.sampled_from([".", " ", "\u00a0", "\u202f", ""]), st.booleans())
def test_a_written_count_comes_back(number: int, separator: str, counts: bool) -> None:
    for text in (grouped(number, separator), f" '{grouped(number, separator)} ", f"{grouped(number, separator)} người"):
        assert quantity(Cell(text), WORDS, counts=counts) == Quantity(Decimal(number), Decimal(number))


@given(st.integers(0, 10**9), st.integers(1, 99), st.sampled_from([".", " ", ""]))
def test_a_written_decimal_comes_back(whole: int, hundredths: int, separator: str) -> None:
    value = Decimal(whole) + Decimal(hundredths) / 100
    text = f"{grouped(whole, separator)},{hundredths:02d}"
    assert quantity(Cell(text), WORDS, counts=False) == Quantity(value, value)
    assert percentage(Cell(f"{text} %"), WORDS) == Quantity(value, value)
    assert quantity(Cell(f"-{text}"), WORDS, counts=False) == Quantity(-value, -value)


@given(st.decimals(0, 1000, places=3))
def test_a_rate_is_the_same_as_text_and_as_number(value: Decimal) -> None:
    for cell in (
        Cell(f"{value}%"),
        Cell(str(value).replace(".", ",")),
        Cell(float(value)),
        Cell(float(value) / 100, "0.0%"),
    ):
        assert percentage(cell, WORDS) == Quantity(value, value)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_excels_noise_is_rounded_away(left: float, right: float) -> None:
    left, right = round(left, 2), round(right, 2)
    exact = Decimal(str(left)) + Decimal(str(right))
    read = quantity(Cell(left + right), WORDS)
    assert read is not None
    assert abs(read.low - exact) <= Decimal("1e-5")


@given(st.integers(1, 400), st.integers(0, 400), st.sampled_from(["-", " - ", "–", " đến "]))
def test_a_range_has_both_ends(low: int, more: int, between: str) -> None:
    assert quantity(Cell(f"{low}{between}{low + more}"), WORDS) == Quantity(Decimal(low), Decimal(low + more))
    if more:
        with pytest.raises(Unreadable, match="range_reversed"):
            quantity(Cell(f"{low + more}{between}{low}"), WORDS)


@given(
    st.integers(100_000, 99_999_999),
    st.sampled_from(["{}", "{} đ", "{}đ", "{} đồng", "{} VNĐ"]),
    st.sampled_from([("", None), ("/tháng", "thang"), ("/HK", "hoc_ky"), (" / năm học", "nam"), ("/ngày", "ngay")]),
)
def test_a_written_amount_comes_back(amount: int, form: str, per: tuple[str, str | None]) -> None:
    text = form.format(grouped(amount, ".")) + per[0]
    assert money(Cell(text), WORDS) == Money(amount, amount, per[1])
    assert money(Cell(f"khoảng {text}"), WORDS) == Money(amount, amount, per[1], ("approximate_value",))


@given(st.integers(1, 999), st.sampled_from(["tr", " tr", " triệu", "tr đồng", " triệu đồng", " Tr.đ"]))
def test_an_amount_in_millions_is_the_same_in_the_cell_and_under_the_header(tenths: int, unit: str) -> None:
    figure = f"{tenths // 10},{tenths % 10}"
    expected = Money(tenths * 100_000, tenths * 100_000, "thang")
    assert money(Cell(f"{figure}{unit}/tháng"), WORDS) == expected
    assert money(Cell(figure), WORDS, header="Thu nhập (tr.đ/tháng)") == expected
    assert money(Cell(tenths / 10), WORDS, header="Thu nhập (triệu đồng/tháng)") == expected


@given(
    st.dates(date(1980, 1, 1), date(2079, 12, 31)),
    st.sampled_from(
        ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{y}-{m:02}-{d:02}", "{d:02}/{m:02}/{s:02}"]
    ),
)
def test_a_written_day_comes_back(when: date, form: str) -> None:
    text = form.format(d=when.day, m=when.month, y=when.year, s=when.year % 100)
    read = day(Cell(text), WORDS, year=None)
    assert read is not None
    assert (read.day, read.month, read.precision, read.flags) == (when, f"{when:%Y-%m}", "day", ())
    spoken = f"ngày {when.day} tháng {when.month} năm {when.year}"
    assert day(Cell(f"Trước {spoken}"), WORDS, year=None) == read


@given(st.integers(1, 60), st.integers(0, 24))
def test_a_written_duration_comes_back(months: int, more: int) -> None:
    expected = (Decimal(months), Decimal(months + more))
    assert duration(Cell(f"{months} - {months + more} tháng"), WORDS) == expected
    assert duration(Cell(f"{months}-{months + more}"), WORDS, header="Thời gian ĐT (tháng)") == expected


@example(Cell("-" * 30), "", 2026)
@example(Cell("9" * 200), "", 2026)
@example(Cell("٣٥"), "", 2026)
@example(Cell("5tr999999"), "", 2026)
@example(Cell(float("nan")), "", 2026)
@given(st.builds(Cell, CELLS, FORMATS), HEADERS, st.sampled_from([None, 2026]))
def test_any_cell_is_a_value_nothing_or_unreadable(cell: Cell, header: str, year: int | None) -> None:
    readers = (
        lambda: quantity(cell, WORDS, counts=True),
        lambda: quantity(cell, WORDS, counts=False),
        lambda: percentage(cell, WORDS),
        lambda: money(cell, WORDS, header=header),
        lambda: duration(cell, WORDS, header=header),
        lambda: day(cell, WORDS, year=year),
        lambda: phones(cell),
        lambda: scale_of(str(cell.value), WORDS),
    )
    for read in readers:
        try:
            value = read()
        except Unreadable as refused:
            said = SAY.message(Problem("tệp", refused.code, value="…", expected=refused.expected))
            assert "{value}" not in said
        else:
            _check(value, cell)


def _check(value: Any, cell: Cell) -> None:
    has_digit = not isinstance(cell.value, str) or any(char.isdigit() for char in cell.value)
    match value:
        case Quantity():
            assert has_digit
            assert value.low.is_finite()
            assert value.low <= value.high
        case Money():
            assert has_digit or "free" in value.flags
            assert 0 <= value.low <= value.high <= 10_000_000_000
            assert all(SAY(flag, value="", expected="") for flag in value.flags)
        case (Decimal() as low, Decimal() as high):
            assert has_digit
            assert 0 <= low <= high
        case _:
            pass


@given(
    st.lists(st.sampled_from([piece for piece in PIECES if not any(char.isnumeric() for char in piece)]), max_size=7)
)
def test_no_number_comes_out_of_words(pieces: list[str]) -> None:
    cell = Cell(" ".join(pieces))
    for read in (quantity, percentage, duration):
        try:
            assert read(cell, WORDS) is None
        except Unreadable:
            continue


def test_an_error_cell_is_refused_by_every_reader() -> None:
    cell = Cell(error="#REF!")
    readers = (
        lambda: quantity(cell, WORDS),
        lambda: percentage(cell, WORDS),
        lambda: money(cell, WORDS),
        lambda: duration(cell, WORDS),
        lambda: day(cell, WORDS, year=2026),
        lambda: phones(cell),
    )
    for read in readers:
        with pytest.raises(Unreadable, match="error_cell"):
            read()


@pytest.mark.parametrize(("written", "code"), [("30-35", "range_not_single"), ("12,5", "not_integer")])
def test_what_is_not_one_whole_number(written: str, code: str) -> None:
    read = quantity(Cell(written), WORDS)
    assert read is not None
    with pytest.raises(Unreadable, match=code):
        _ = read.whole
    assert quantity(Cell("1.200"), WORDS) == Quantity(Decimal(1200), Decimal(1200))
    assert Quantity(Decimal("35.0"), Decimal(35)).whole == 35


def test_a_lexicon_with_a_missing_or_unknown_entry_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "values.yaml"
    broken.write_text(yaml.safe_dump({**ENTRIES, "colours": ["red"]}), encoding="utf-8")
    with pytest.raises(ValueError, match="colours"):
        ValueWords.load(broken)
