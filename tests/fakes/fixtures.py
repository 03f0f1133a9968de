"""pytest fixtures: each fake on a port of its own; a test in which the client broke a rule fails when it ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.serving import serving
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vendor import Vendor
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import FakeZaloOA


def assert_well_behaved(vendor: Vendor) -> None:
    """AssertionError with every breach of the vendor's rules."""
    found = [f"{each.code}: {each.detail}" for each in vendor.ledger.violations()]
    assert not found, f"{vendor.name} holds against the client:\n" + "\n".join(found)


@pytest.fixture
def zalo_oa() -> Iterator[FakeZaloOA]:
    """An Official Account; its webhook goes nowhere until `webhook.url` is set."""
    with serving(FakeZaloOA()) as vendor:
        yield vendor
    assert_well_behaved(vendor)


@pytest.fixture
def zalo_bot() -> Iterator[FakeZaloBot]:
    """A Zalo Bot."""
    with serving(FakeZaloBot()) as vendor:
        yield vendor
    assert_well_behaved(vendor)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Telegram bot."""
    with serving(FakeTelegram()) as vendor:
        yield vendor
    assert_well_behaved(vendor)
