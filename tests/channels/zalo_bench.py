"""Our process beside a fake Official Account."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from channels import schema
from channels.contacts import Contact
from tests.channels.conftest import Server, free_port, running
from tests.fakes.serving import serving
from tests.fakes.zalo_oa import TEST_ACCOUNT, FakeZaloOA

USER = "246845883529197922"


@dataclass
class Bench:
    server: Server
    oa: FakeZaloOA

    def contact(self, user: str) -> Contact | None:
        return self.server.run(self.server.parts.vendors.inbound.contacts.find("zalo_oa", user))

    def known(self, user: str) -> Contact:
        found = self.contact(user)
        assert found is not None
        return found

    def states(self, user: str = USER) -> list[str]:
        table = schema.delivery
        query = sa.select(table.c.state).where(table.c.user_id == user).order_by(table.c.event_id, table.c.part)
        store = self.server.parts.store
        return list(self.server.run(store.transaction(lambda connection: list(connection.execute(query).scalars()))))


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


@contextmanager
def benched(store_dir: Path, oa: FakeZaloOA, *, seed: str | None = None, **settings: Any) -> Iterator[Bench]:
    port = free_port()
    with serving(oa):
        chosen = {
            "zalo_oa_app_id": TEST_ACCOUNT.app_id,
            "zalo_oa_app_secret": TEST_ACCOUNT.app_secret,
            "zalo_oa_secret_key": TEST_ACCOUNT.oa_secret,
            "zalo_oa_refresh_token": oa.tokens.mint().refresh if seed is None else seed,
            "zalo_oa_requests_per_minute": 2000,
            "zalo_oa_api_url": oa.url,
            "zalo_oa_login_url": oa.url,
            "public_url": f"http://127.0.0.1:{port}",
            **settings,
        }
        with running(store_dir, port=port, **chosen) as server:
            oa.webhook.url = f"http://127.0.0.1:{port}/webhooks/zalo/oa"
            yield Bench(server, oa)
        assert oa.ledger.violations() == []
