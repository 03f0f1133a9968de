"""kill -9 between the acknowledgement of a webhook and its answer: after the restart it is answered, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels import databases
from tests.channels.killable import VENDORS, kill, killable, logged, registered, vendor_settings
from tests.channels.zalo_bench import wait_until
from tests.fakes.serving import serving
from tests.fakes.vendor import Vendor

USERS = ("1", "2", "3")


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> Iterator[Vendor]:
    with serving(VENDORS[request.param]()) as vendor:
        yield vendor
        assert vendor.ledger.violations() == []


@pytest.mark.parametrize("database", databases.NAMES)
def test_answered_once_after_a_kill(vendor: Vendor, database: str, tmp_path: Path) -> None:
    settings = vendor_settings(vendor)
    with databases.urls(database, tmp_path) as urls, killable(tmp_path, rasa_seconds=1, urls=urls, **settings) as stack:
        wait_until(lambda: registered(vendor, stack))
        for user in USERS:
            vendor.says(user, f"câu của {user}")
        wait_until(lambda: len([each for each in vendor.webhook.attempts if each.status == 200]) >= len(USERS))
        assert not any(vendor.bot_said(user) for user in USERS)
        kill(stack, "channels")
        for user in USERS:
            [said] = vendor.wait_for(user)
            assert said.text.startswith(f"Đáp: câu của {user}")
        vendor.says("1", "câu sau")
        vendor.wait_for("1", 2)
        assert [len(vendor.bot_said(user)) for user in USERS] == [2, 1, 1]
        logs = logged(stack)
    secrets = [value for name, value in settings.items() if name.endswith(("_TOKEN", "_SECRET", "_SECRET_KEY"))]
    assert secrets
    assert [secret for secret in secrets if secret in logs] == []
    assert "câu của" not in logs
