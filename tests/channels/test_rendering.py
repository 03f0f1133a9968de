"""Renderings: the golden file, and what holds for every reply."""

from __future__ import annotations

import html
import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.reply import Chart, ChartSeries, Choice, Outcome, Payload, Reply
from channels.rendering.chart_words import is_told
from channels.rendering.parts import split, utf16_length
from channels.rendering.telegram import as_html
from tests.channels.golden import CHANNELS, FILE, REPLIES, as_shown, rendered

WRITTEN = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n.<&\ue000\ue001😀ệ")), min_size=1, max_size=400
)


def test_renderings_are_those_of_the_golden_file() -> None:
    assert rendered() == yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "is_said_again"),
    [
        ("Thành thị: 2,49%; nông thôn: 2,08%.", False),
        ("Thành thị: 2,49%; nông thôn: 12,08%.", True),
        ("Thành thị: 2,49%; nông thôn: 2,081%.", True),
        ("Có hai con số 2,49% và 2,08%.", True),
        ("Thành thị nhiều hơn nông thôn.", True),
    ],
)
def test_the_figures_of_a_chart_are_said_once(text: str, *, is_said_again: bool) -> None:
    chart = REPLIES["chart_told"].chart
    assert chart is not None
    reply = Reply(text=text, outcome=Outcome.ANSWERED, chart=chart)
    for render in CHANNELS.values():
        assert (chart.alt in render(as_shown(reply))[0].said) is is_said_again


def test_a_figure_over_time_needs_its_years_and_a_gap_its_words() -> None:
    points = (("2023", 10.0), ("2024", 11.5))
    chart = Chart(series=(ChartSeries(name="Điện", points=points),), unit="người", period="năm", alt="…")
    assert is_told(chart, "Năm 2023 có 10 người, năm 2024 có 11,5.")
    assert not is_told(chart, "Từ 10 lên 11,5 người.")
    gap = chart.model_copy(update={"series": (ChartSeries(name="Điện", points=(*points, ("2025", None))),)})
    assert not is_told(gap, "Năm 2023 có 10 người, năm 2024 có 11,5, năm 2025 chưa có.")


@given(WRITTEN, st.integers(min_value=4, max_value=60))
def test_no_piece_is_too_long_and_nothing_is_lost(text: str, limit: int) -> None:
    for length in (len, utf16_length):
        pieces = split(text, limit, length)
        assert all(0 < length(piece) <= limit for piece in pieces)
        assert "".join("".join(pieces).split()) == "".join(text.split())


@given(WRITTEN)
def test_html_is_what_was_written(text: str) -> None:
    written = as_html(text)
    tags = re.findall(r"<[^>]*>", written)
    assert tags == ["<b>", "</b>"] * (len(tags) // 2)
    read = html.unescape(re.sub(r"</?b>", "", written))
    assert read == text.replace("\ue000", "").replace("\ue001", "") or "&" in text


@settings(max_examples=50, deadline=None)
@given(WRITTEN.filter(lambda text: text.strip()), st.integers(min_value=1, max_value=40))
@pytest.mark.parametrize("channel", CHANNELS)
def test_every_part_is_within_the_limits(channel: str, text: str, times: int) -> None:
    choices = tuple(Choice(label=text, payload=Payload(intent="x")) for _ in range(times % 8))
    reply = Reply(text=text * times, outcome=Outcome.CLARIFY, choices=choices)
    parts = CHANNELS[channel](as_shown(reply))
    assert parts
    for part in parts:
        assert part.said.strip()
        assert utf16_length(part.said) <= 4096 if channel == "telegram" else len(part.said) <= 2000
        assert len(part.buttons) <= (20 if channel == "telegram" else 5)
        assert all(0 < len(button.label) <= 100 for button in part.buttons)
        assert all(len(f"#c:{button.payload}".encode()) <= 64 for button in part.buttons)
    assert all(not part.buttons for part in parts[:-1])
