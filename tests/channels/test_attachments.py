"""Charts as pictures and kept cards as files, on the channels that take them; a picture is sent up once."""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from actions.reply import Chart, ChartSeries
from channels.rendering.chart_picture import as_png, number
from tests.channels.conftest import free_port, running
from tests.channels.fake_rasa import CHART_QUESTION, SHEET_QUESTION
from tests.channels.zalo_bench import USER, Bench, benched, wait_until
from tests.fakes.serving import serving
from tests.fakes.telegram import TEST_TOKEN, FakeTelegram
from tests.fakes.zalo_oa import FakeZaloOA

SECRET = "TEST_tg_secret-1-long-enough"  # noqa: S105 -- of the tests
PERIODS = st.text("0123456789quý /-", min_size=1, max_size=12)
POINTS = st.lists(st.tuples(PERIODS, st.none() | st.floats(-1e12, 1e12)), min_size=1, max_size=12).map(tuple)
SERIES = st.builds(ChartSeries, name=st.text(min_size=1, max_size=60).filter(str.strip), points=POINTS)


@settings(max_examples=40, deadline=None)
@given(st.lists(SERIES, min_size=1, max_size=7).map(tuple))
def test_any_chart_is_a_picture_that_vendors_take(series: tuple[ChartSeries, ...]) -> None:
    drawn = as_png(Chart(series=series, unit="người", period="2024", alt="-"))
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) < 1 << 20
    assert Image.open(io.BytesIO(drawn)).size == (1080, 720)


def test_a_radar_is_a_picture_of_its_own() -> None:
    points = (("Kỹ thuật", 10.0), ("Nghiên cứu", 4.0), ("Nghệ thuật", None), ("Xã hội", 0.0), ("Quản lý", 7.5))
    bars = Chart(series=(ChartSeries(name="Mức thích", points=points),), unit="trên 10", period="Nhóm việc", alt="…")
    radar = bars.model_copy(update={"outline": "M12 3L19 8z"})
    drawn = Image.open(io.BytesIO(as_png(radar)))
    assert drawn.size == (1080, 720)
    assert as_png(radar) == as_png(radar)
    assert as_png(radar) != as_png(bars)
    # What is liked most reaches the outer ring, straight up; what is not held has no corner there.
    assert drawn.convert("RGB").getpixel((540, 370 - 235)) == (14, 90, 75)


def test_a_missing_value_is_a_gap_and_the_same_chart_the_same_bytes() -> None:
    def drawn(*values: float | None) -> bytes:
        points = tuple((f"202{place}", value) for place, value in enumerate(values))
        return as_png(Chart(series=(ChartSeries(name="Điện", points=points),), unit="%", period="nhiều năm", alt="-"))

    assert drawn(1, None, 3) == drawn(1, None, 3)
    assert len({drawn(1, None, 3), drawn(1, 0, 3), drawn(1, 2, 3)}) == 3


@pytest.mark.parametrize(
    ("value", "written"), [(1234567.891, "1.234.567,89"), (0, "0"), (10, "10"), (-0.5, "-0,5"), (41.30, "41,3")]
)
def test_numbers_are_written_as_in_vietnam(value: float, written: str) -> None:
    assert number(value) == written


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[FakeTelegram]:
    port = free_port()
    with serving(FakeTelegram()) as telegram:
        chosen = {
            "telegram_token": TEST_TOKEN,
            "telegram_webhook_secret": SECRET,
            "telegram_api_url": telegram.url,
            "public_url": f"http://127.0.0.1:{port}",
        }
        with running(tmp_path, port=port, **chosen):
            wait_until(lambda: telegram.webhook.url)
            yield telegram
        assert telegram.ledger.violations() == []


def test_telegram_shows_a_chart_and_names_it_again_to_the_next(telegram: FakeTelegram) -> None:
    telegram.says("42", CHART_QUESTION)
    text, photo = telegram.wait_for("42", 2)
    assert "Năm 2024 là 10 người" in text.text
    assert photo.text == "Biểu đồ: Điện (người, 2024-2025)"
    assert telegram.uploads[photo.picture][1].startswith(b"\x89PNG")
    telegram.says("43", CHART_QUESTION)
    assert telegram.wait_for("43", 2)[1].picture == photo.picture
    sent = [said for name, said in telegram.calls if name == "sendPhoto"]
    assert [said["photo"] == photo.picture for said in sent] == [False, True]


def test_telegram_sends_a_picture_up_again_when_its_name_is_no_good(telegram: FakeTelegram) -> None:
    telegram.says("42", CHART_QUESTION)
    telegram.wait_for("42", 2)
    telegram.faults.add("sendPhoto", "error", code=400, detail="Bad Request: wrong file identifier/HTTP URL specified")
    telegram.says("44", CHART_QUESTION)
    assert telegram.wait_for("44", 2)[1].picture in telegram.uploads
    assert len(telegram.bot_said("44")) == 2


def test_telegram_gets_the_card_as_a_file(telegram: FakeTelegram) -> None:
    telegram.says("45", SHEET_QUESTION)
    text, file = telegram.wait_for("45", 2)
    assert "/cards/" in text.text
    assert file.text.startswith("Quyền lợi có thể có")
    document = pypdfium2.PdfDocument(io.BytesIO(telegram.uploads[file.file][1]))
    assert "Miễn học phí" in document[0].get_textpage().get_text_range()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with benched(tmp_path, FakeZaloOA()) as bench:
        yield bench


def uploads(bench: Bench) -> int:
    return sum(where == "upload" for where, _ in bench.oa.calls)


def test_an_account_sends_a_picture_up_once(bench: Bench) -> None:
    for count, user in enumerate((USER, "1002"), start=1):
        bench.oa.says(user, CHART_QUESTION)
        text, picture = bench.oa.wait_for(user, 2)
        assert "Năm 2024 là 10 người" in text.text
        assert picture.text == "Biểu đồ: Điện (người, 2024-2025)"
        assert bench.oa.uploads[picture.picture][1].startswith(b"\x89PNG")
        assert uploads(bench) == 1
        wait_until(lambda user=user: bench.states(user) == ["seen", "seen"])
        assert bench.known(user).paused_until == 0, count


def test_a_picture_that_zalo_no_longer_has_is_sent_up_again(bench: Bench) -> None:
    bench.oa.says(USER, CHART_QUESTION)
    bench.oa.wait_for(USER, 2)
    [(name, (_, content))] = bench.oa.uploads.items()
    bench.oa.uploads[name] = (0, content)
    bench.oa.says("1003", CHART_QUESTION)
    assert bench.oa.wait_for("1003", 2)[1].picture not in ("", name)
    assert uploads(bench) == 2


def test_a_card_is_a_file_and_its_echo_is_known(bench: Bench) -> None:
    bench.oa.says(USER, SHEET_QUESTION)
    text, file = bench.oa.wait_for(USER, 2)
    assert "/cards/" in text.text
    assert bench.oa.uploads[file.file][1].startswith(b"%PDF")
    wait_until(lambda: bench.states() == ["seen", "seen"])
    assert bench.known(USER).paused_until == 0


@pytest.mark.parametrize("kind", ["stored_cut", "status", "html"])
def test_an_upload_without_an_answer_is_done_again_and_the_picture_shown_once(bench: Bench, kind: str) -> None:
    bench.oa.faults.add("upload", kind, code=500)  # pyright: ignore[reportArgumentType] -- one of Kind
    bench.oa.says(USER, CHART_QUESTION)
    assert bench.oa.wait_for(USER, 2)[1].picture
    time.sleep(0.2)
    assert len(bench.oa.bot_said(USER)) == 2


def test_a_refused_upload_leaves_the_text(bench: Bench) -> None:
    bench.oa.faults.add("upload", "error", code=-212)
    bench.oa.says(USER, CHART_QUESTION)
    wait_until(lambda: bench.states()[1:] == ["failed"])
    assert "Năm 2024 là 10 người" in bench.oa.bot_said(USER)[0].text


def test_a_dead_token_is_exchanged_before_the_upload(bench: Bench) -> None:
    bench.oa.says(USER, "một")
    bench.oa.wait_for(USER)
    bench.oa.faults.add("upload", "error", code=-216)
    bench.oa.says(USER, CHART_QUESTION)
    assert bench.oa.wait_for(USER, 3)[2].picture


@pytest.mark.parametrize("periods", [[f"quý {n}/2025" for n in range(1, 9)], [f"năm {n}" for n in range(2000, 2025)]])
def test_names_of_periods_do_not_meet(periods: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[tuple[float, float]] = []
    write = ImageDraw.ImageDraw.text

    def text(pen: ImageDraw.ImageDraw, at: tuple[float, float], said: str, **how: Any) -> None:
        if how["anchor"] == "ma":
            left, _, right, _ = pen.textbbox(at, said, **{key: how[key] for key in ("font", "anchor")})
            boxes.append((left, right))
        write(pen, at, said, **how)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    points = tuple((period, 1.0 + at) for at, period in enumerate(periods))
    as_png(Chart(series=(ChartSeries(name="Điện", points=points),), unit="%", period="Quý", alt="-"))
    assert len(boxes) >= 4
    assert all(before[1] < after[0] for before, after in itertools.pairwise(boxes))
