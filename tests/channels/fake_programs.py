"""A stack of three fake programs; `python -m tests.channels.fake_programs FOLDER PORT-PORT-PORT` supervises one."""

from __future__ import annotations

import sys
from pathlib import Path

from channels.sentences import Sentences
from channels.stack import Program, Stack
from channels.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("fake_program.py")


def program(name: str, port: int, *faults: str) -> Program:
    command = [sys.executable, str(SCRIPT), str(port), *faults]
    return Program(name, command, port, "/up", {"PYTHONUTF8": "1"})


def stack(folder: Path, ports: list[int], faults: dict[str, tuple[str, ...]] | None = None) -> Stack:
    names = ("actions", "rasa", "channels")
    programs = [program(name, port, *(faults or {}).get(name, ())) for name, port in zip(names, ports, strict=True)]
    return Stack(programs, folder=ROOT, logs=folder / "logs", ready_path="/readyz")


def supervise(folder: Path, ports: list[int]) -> int:
    sentences = Sentences(ROOT / "data" / "messages" / "stack.yaml")
    made = stack(folder, ports, {"rasa": ("child",)})
    return Supervisor(made, sentences, lambda line: print(line, flush=True), ready_seconds=30).run()


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1]), [int(port) for port in sys.argv[2].split("-")]))
