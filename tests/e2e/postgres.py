"""A PostgreSQL server for one test run, of what Debian installs; empty, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from channels.stack import free_ports

DATABASES = ("channels", "workflows", "tracker")
_USER = "postgres"
_SECONDS = 30


def programs() -> Path | None:
    """The folder of its programs; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """The address of a running server with empty DATABASES, without the name of one: "postgresql://…:5432"."""
    (port,) = free_ports(1)
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    owner = pwd.getpwnam(_USER) if os.getuid() == 0 else None  # It refuses to run as root.
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        command: Sequence[str] = (str(bin_folder / name), *arguments)
        user = owner.pw_name if owner else None
        return subprocess.Popen(command, cwd="/", user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(name: str, *arguments: str) -> bool:
        return start(name, *arguments).wait(_SECONDS) == 0

    data, where = folder / "data", ("-h", "127.0.0.1", "-p", str(port), "-U", _USER)
    running = None
    try:
        assert run("initdb", "-D", str(data), "-A", "trust", "-U", _USER, "--no-sync", "-E", "UTF8", "--no-locale")
        running = start(
            "postgres", "-D", str(data), "-F", "-k", str(folder), "-p", str(port), "-c", "listen_addresses=127.0.0.1"
        )
        deadline = time.monotonic() + _SECONDS
        while not run("pg_isready", *where):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert all(run("createdb", *where, name) for name in DATABASES)
        yield f"postgresql://{_USER}@127.0.0.1:{port}"
    finally:
        if running:
            running.send_signal(signal.SIGINT)
            running.wait(_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)
