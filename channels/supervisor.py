"""Keeps a stack running in the foreground and tells the person at the terminal what happens."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable
from types import FrameType

from channels.sentences import Sentences
from channels.stack import Program, Stack, StackError

_LOOK_SECONDS = 0.25
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0
_LAST_LINES = 20
_SETTINGS = {"channels": "PORT", "rasa": "RASA_PORT", "actions": "ACTIONS_PORT"}


class Supervisor:
    """Runs a stack until a signal asks for its end."""

    def __init__(self, stack: Stack, sentences: Sentences, say: Callable[[str], None], *, ready_seconds: float) -> None:
        self._stack = stack
        self._sentences = sentences
        self._say = say
        self._ready_seconds = ready_seconds
        self._wanted = True
        self._pauses: dict[str, float] = {}
        self._started_at: dict[str, float] = {}
        self._restart_at: dict[str, float] = {}

    def run(self) -> int:
        """Start, stay, stop everything; the exit status. Ctrl-C, SIGTERM and SIGHUP end it."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        try:
            self._stack.check_ports()
        except StackError as problem:
            self._explain(problem)
            return 1
        try:
            self._start()
            while self._wanted:
                self._look()
                time.sleep(_LOOK_SECONDS)
        except StackError as problem:
            self._explain(problem)
            return 1
        finally:
            self._tell("progress.stopping")
            self._stack.stop()
            self._tell("progress.stopped")
        return 0

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._wanted = False

    def _start(self) -> None:
        self._tell("progress.starting", logs=self._stack.logs)
        started = time.monotonic()
        self._stack.start()
        for program in self._stack.programs:
            self._started_at[program.name] = started

        def up(program: Program, seconds: float) -> None:
            self._tell("progress.up", name=self._called(program.name), seconds=_decimal(seconds))

        self._stack.wait_ready(self._ready_seconds, on_up=up, wanted=lambda: self._wanted)
        if self._wanted:
            url = self._stack.programs[-1].url
            self._tell("progress.ready", seconds=_decimal(time.monotonic() - started), url=url)

    def _look(self) -> None:
        """Restart what ended, each after a pause that doubles while it does not stay up."""
        now = time.monotonic()
        for name, code in self._stack.ended():
            if name not in self._restart_at:
                steady = now - self._started_at[name] > _STEADY_SECONDS
                pause = _FIRST_PAUSE_SECONDS if steady else self._pauses.get(name, _FIRST_PAUSE_SECONDS)
                self._pauses[name] = min(pause * 2, _LONGEST_PAUSE_SECONDS)
                self._restart_at[name] = now + pause
                log = self._stack.log(name)
                called = self._called(name)
                self._tell("progress.restarting", name=called, code=code, seconds=_decimal(pause), log=log)
            elif now >= self._restart_at[name]:
                del self._restart_at[name]
                self._started_at[name] = now
                self._stack.restart(name)

    def _explain(self, problem: StackError) -> None:
        log = self._stack.log(problem.name)
        called, setting = self._called(problem.name), _SETTINGS.get(problem.name, "PORT")
        self._tell(f"errors.{problem.reason}", name=called, setting=setting, log=log, **problem.values)
        if problem.reason != "port_in_use" and log.exists():
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            for line in lines[-_LAST_LINES:]:
                self._say(f"    {line}")

    def _called(self, name: str) -> str:
        return self._sentences.text(f"programs.{name}")

    def _tell(self, path: str, **values: object) -> None:
        # When the terminal is gone (SIGHUP) the programs must be stopped all the same.
        with contextlib.suppress(OSError):
            self._say(self._sentences.text(path, **values))


def _decimal(seconds: float) -> str:
    """1.25 → "1,2" as written in Vietnamese."""
    return f"{seconds:.1f}".replace(".", ",")
