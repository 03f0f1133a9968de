"""A fake vendor on a loopback port, in a thread of its own: real HTTP for tests and for `make fakes`."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import TypeVar

import uvicorn

from tests.fakes import control
from tests.fakes.vendor import Vendor

V = TypeVar("V", bound=Vendor)


@contextlib.contextmanager
def serving(vendor: V, port: int = 0) -> Iterator[V]:
    """Serve a vendor with its control API; its `url` is set. Port 0 takes a free one."""
    control.mount(vendor)
    # Said to be TCP, so that asyncio switches Nagle's waiting off: it costs 40 ms an answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
        vendor.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        # A connection that a fault cuts is an error to uvicorn; it need not say so.
        server = uvicorn.Server(
            uvicorn.Config(vendor.app, log_level="critical", access_log=False, timeout_graceful_shutdown=1)
        )
        # The loop lives in the thread alone: the caller's thread may run one of its own, as a browser's driver does.
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), f"the fake {vendor.name} did not start"
                time.sleep(0.01)
            yield vendor
        finally:
            server.should_exit = True
            thread.join(10)
