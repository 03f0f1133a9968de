"""Pictures and files that people send: said once that we cannot read them, and the words beside them answered."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.channels.beside import VENDORS, beside
from tests.channels.conftest import Server
from tests.channels.fake_rasa import CHART_QUESTION
from tests.channels.test_order import asked, begun
from tests.channels.zalo_bench import Bench, wait_until
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_oa import FakeZaloOA

KINDS = {"zalo_oa": "image", "zalo_bot": "image", "telegram": "photo"}


@pytest.fixture(scope="module", params=VENDORS)
def phone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Vendor]]:
    with beside(request.param, tmp_path_factory.mktemp("store")) as phone:
        yield phone


def picture(vendor: Vendor) -> str:
    return KINDS[vendor.name.replace("-", "_")]


def test_the_words_beside_a_picture_are_answered(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    begun(vendor, "71")
    before = len(asked(server))
    vendor.does("71", picture(vendor), text="trường này học phí bao nhiêu")
    told, answer = vendor.wait_for("71", 3)[1:]
    assert "chỉ đọc được chữ bạn viết" in told.text
    assert answer.text.startswith("Đáp: trường này học phí bao nhiêu")
    assert asked(server)[before:] == ["trường này học phí bao nhiêu"]


def test_an_album_is_told_of_once(phone: tuple[Server, Vendor]) -> None:
    server, vendor = phone
    begun(vendor, "72")
    # What is counted by the minute of the clock should be counted in one.
    time.sleep(60 - time.time() % 60 if time.time() % 60 > 50 else 0)
    for _ in range(4):
        vendor.does("72", picture(vendor))
    vendor.says("72", "câu sau")
    told, answer = vendor.wait_for("72", 3)[1:]
    assert "chưa đọc được ảnh" in told.text
    assert answer.text.startswith("Đáp: câu sau")
    wait_until(lambda: not server.run(server.parts.vendors.inbound.outbox.unfinished()))
    assert len(vendor.bot_said("72")) == 3


@pytest.mark.parametrize("phone", ["zalo_oa"], indirect=True)
def test_the_echo_of_our_own_picture_is_not_the_staffs(phone: tuple[Server, Vendor]) -> None:
    """An Official Account may show it to us before it answers, and is not known to tell the caption."""
    server, vendor = phone
    assert isinstance(vendor, FakeZaloOA)
    vendor.echo_first, vendor.tells_captions = True, False
    try:
        vendor.says("73", CHART_QUESTION)
        wait_until(lambda: [bool(each.picture) for each in vendor.bot_said("73")] == [False, True])
        bench = Bench(server, vendor)
        wait_until(lambda: set(bench.states("73")) <= {"sent", "delivered", "seen"})
        assert bench.known("73").paused_until == 0
    finally:
        vendor.echo_first, vendor.tells_captions = False, True
