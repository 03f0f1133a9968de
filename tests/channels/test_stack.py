from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from channels.stack import StackError, free_ports
from tests.channels import fake_programs


def processes_on(ports: list[int]) -> list[psutil.Process]:
    """Every process whose command line names one of the ports."""
    wanted = {str(port) for port in ports} | {f"0.{port}" for port in ports}
    found: list[psutil.Process] = []
    for process in psutil.process_iter(["cmdline", "status"]):
        if process.info["status"] != psutil.STATUS_ZOMBIE and wanted & set(process.info["cmdline"] or []):
            found.append(process)
    return [process for process in found if process.pid != os.getpid()]


def eventually(check: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def ports() -> Iterator[list[int]]:
    chosen = free_ports(3)
    yield chosen
    for process in processes_on(chosen):
        process.kill()


def test_programs_start_restart_and_leave_nothing(tmp_path: Path, ports: list[int]) -> None:
    stack = fake_programs.stack(tmp_path, ports, {"actions": ("deaf", "child"), "channels": ("late",)})
    up: list[str] = []
    stack.start()
    try:
        stack.wait_ready(30, on_up=lambda program, _: up.append(program.name))
        assert sorted(up) == ["actions", "channels", "rasa"]
        assert len(processes_on(ports)) == 4
        first = stack.pid("rasa")
        stack.kill("rasa")
        with pytest.raises(httpx.TransportError):
            httpx.get(stack.url("rasa"))
        stack.restart("rasa")
        stack.wait_ready(30)
        assert stack.pid("rasa") != first
        assert "bắt đầu" in stack.log("rasa").read_text(encoding="utf-8")
        os.kill(stack.pid("channels"), signal.SIGKILL)
        eventually(lambda: stack.ended() == [("channels", -signal.SIGKILL)])
    finally:
        stack.stop(seconds=0.5)
    assert processes_on(ports) == []


def test_a_program_that_ends_at_once_is_named(tmp_path: Path, ports: list[int]) -> None:
    stack = fake_programs.stack(tmp_path, ports, {"rasa": ("broken",)})
    stack.start()
    try:
        with pytest.raises(StackError) as caught:
            stack.wait_ready(30)
    finally:
        stack.stop(seconds=0.5)
    assert (caught.value.name, caught.value.reason, caught.value.values) == ("rasa", "exited", {"code": 7})


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path, ports: list[int]) -> None:
    with socket.create_server(("127.0.0.1", ports[1])), pytest.raises(StackError) as caught:
        fake_programs.stack(tmp_path, ports).check_ports()
    assert (caught.value.name, caught.value.reason) == ("rasa", "port_in_use")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_the_supervisor_leaves_nothing_behind(tmp_path: Path, ports: list[int], number: signal.Signals) -> None:
    with supervised(tmp_path, ports) as (supervisor, output):
        eventually(lambda: "Mở http://" in output.read_text(encoding="utf-8"))
        assert len(processes_on(ports)) == 4
        supervisor.send_signal(number)
        assert supervisor.wait(60) == 0
        assert processes_on(ports) == []
        assert "Đã dừng tất cả" in output.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_the_programs_end_when_the_supervisor_is_killed(tmp_path: Path, ports: list[int]) -> None:
    with supervised(tmp_path, ports) as (supervisor, output):
        eventually(lambda: "Mở http://" in output.read_text(encoding="utf-8"))
        supervisor.kill()
        eventually(lambda: all(process.name() == "sleep" for process in processes_on(ports)))


def test_the_supervisor_restarts_what_crashed(tmp_path: Path, ports: list[int]) -> None:
    with supervised(tmp_path, ports) as (supervisor, output):
        eventually(lambda: "Mở http://" in output.read_text(encoding="utf-8"))
        [victim] = processes_on(ports[:1])
        victim.kill()
        eventually(lambda: "khởi động lại sau 1,0 giây" in output.read_text(encoding="utf-8"))
        eventually(lambda: [process.pid for process in processes_on(ports[:1])] not in ([], [victim.pid]))
        supervisor.terminate()
        assert supervisor.wait(60) == 0
    assert processes_on(ports) == []


def test_the_supervisor_says_which_port_is_taken(tmp_path: Path, ports: list[int]) -> None:
    with socket.create_server(("127.0.0.1", ports[2])), supervised(tmp_path, ports) as (supervisor, output):
        assert supervisor.wait(60) == 1
    said = output.read_text(encoding="utf-8")
    assert f"Cổng {ports[2]}" in said
    assert "PORT" in said
    assert "dừng tất cả" not in said


@contextmanager
def supervised(folder: Path, ports: list[int]) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    output = folder / "terminal.txt"
    joined = "-".join(map(str, ports))
    command = [sys.executable, "-m", "tests.channels.fake_programs", str(folder), joined]
    with output.open("wb") as terminal:
        process = subprocess.Popen(command, cwd=fake_programs.ROOT, stdout=terminal, stderr=subprocess.STDOUT)
    try:
        yield process, output
    finally:
        process.kill()
        process.wait()
