"""Several programs run as one: started together, stopped together, none left behind.

Used by `python -m channels run` and by the end-to-end tests.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from channels.errors import ChannelsError

_POLL_SECONDS = 0.05
_STOP_SECONDS = 8.0
_LARGEST_LOG_BYTES = 10 << 20


class StackError(ChannelsError):
    """A program did not start: `name`, and a `reason` that names its sentence in data/messages/stack.yaml."""

    def __init__(self, name: str, reason: str, **values: object) -> None:
        super().__init__(f"{name}: {reason} {values}")
        self.name = name
        self.reason = reason
        self.values = values


@dataclass(frozen=True)
class Program:
    """One program: its command, what it adds to the environment, and where it answers 2xx once it can be used."""

    name: str
    command: Sequence[str]
    port: int
    health_path: str
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """Its address, as seen from this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return f"http://{host}:{self.port}"


@dataclass(frozen=True)
class Stack:
    """Programs in the order of their start; they stop in the opposite order. `ready_path` is asked of the last one."""

    programs: Sequence[Program]
    folder: Path
    logs: Path
    ready_path: str
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, "subprocess.Popen[bytes]"])

    def program(self, name: str) -> Program:
        """The program of that name."""
        return next(program for program in self.programs if program.name == name)

    def url(self, name: str) -> str:
        """The address of a program."""
        return self.program(name).url

    def log(self, name: str) -> Path:
        """Where a program's output goes."""
        return self.logs / f"{name}.log"

    def check_ports(self) -> None:
        """Raise StackError("port_in_use") when a port is taken."""
        for program in self.programs:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((program.host, program.port))
                except OSError as problem:
                    raise StackError(program.name, "port_in_use", port=program.port) from problem

    def start(self) -> None:
        """Start every program at once; does not wait."""
        for program in self.programs:
            self.restart(program.name)

    def restart(self, name: str) -> None:
        """Start one program that is not running."""
        program = self.program(name)
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.log(name)
        if log.exists() and log.stat().st_size > _LARGEST_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            self._running[name] = subprocess.Popen(  # noqa: S603
                [*_dies_with_parent(), *program.command],
                cwd=self.folder,
                env={**os.environ, **program.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own: Ctrl-C in the terminal reaches only us, and we reach whatever it starts.
                start_new_session=True,
            )

    def wait_ready(
        self,
        seconds: float,
        *,
        on_up: Callable[[Program, float], None] | None = None,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Wait until every program answers and the whole answers `ready_path`; `on_up` hears of each, with seconds.

        Raises StackError: "exited" when one ends, "too_slow" after `seconds`. Returns early when no longer `wanted`.
        """
        started = time.monotonic()
        last = self.programs[-1]
        waiting = [(program, program.health_path) for program in self.programs]
        with httpx.Client(timeout=10, trust_env=False) as http:
            while waiting and wanted():
                for program, path in list(waiting):
                    if not _answers(http, program.url + path):
                        continue
                    waiting.remove((program, path))
                    if on_up and path != self.ready_path:
                        on_up(program, time.monotonic() - started)
                    if not waiting and path != self.ready_path:
                        waiting.append((last, self.ready_path))
                for name, code in self.ended():
                    raise StackError(name, "exited", code=code)
                if waiting and time.monotonic() - started > seconds:
                    raise StackError(waiting[0][0].name, "too_slow", seconds=round(seconds))
                time.sleep(_POLL_SECONDS)

    def ended(self) -> list[tuple[str, int]]:
        """(name, exit status) of the programs that ended by themselves."""
        ended = [(name, process.poll()) for name, process in self._running.items()]
        return [(name, code) for name, code in ended if code is not None]

    def pid(self, name: str) -> int:
        """Process id of a running program."""
        return self._running[name].pid

    def kill(self, name: str) -> None:
        """kill -9, the program and whatever it started; returns when it is gone."""
        process = self._running.pop(name)
        _signal_group(process, signal.SIGKILL)
        process.wait()

    def stop(self, seconds: float = _STOP_SECONDS) -> None:
        """Ask each to end, the last first, then the rest together; kill what remains after `seconds`."""
        for names in (self._names()[-1:], self._names()[:-1]):
            processes = [self._running[name] for name in names if name in self._running]
            for process in processes:
                _signal_group(process, signal.SIGTERM)
            deadline = time.monotonic() + seconds
            for process in processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, deadline - time.monotonic()))
                # Also after a clean end: a worker may have outlived its parent.
                _signal_group(process, signal.SIGKILL)
                process.wait()
        self._running.clear()

    def _names(self) -> list[str]:
        return [program.name for program in self.programs]


def free_ports(count: int) -> list[int]:
    """Ports that are free now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _dies_with_parent() -> list[str]:
    """Linux: the kernel kills the program when we are killed ourselves and can stop nothing any more."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _answers(http: httpx.Client, url: str) -> bool:
    try:
        return http.get(url).is_success
    except httpx.HTTPError:
        return False
