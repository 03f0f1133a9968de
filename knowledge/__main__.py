"""Command line of the knowledge base: `python -m knowledge build | check | search`."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge import snapshot
from knowledge.contents import collect
from knowledge.errors import DataError, KnowledgeError, Problem
from knowledge.library import Library


class Settings(BaseSettings):
    """Where the data is; see .env.example."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    environment: Literal["development", "production"] = "development"
    data_dir: Path = Path("data")
    built_dir: Path = Path("data/built")
    today: date | None = None

    @property
    def samples(self) -> bool:
        """Fictional rows are loaded everywhere but in production."""
        return self.environment != "production"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 when the data is at fault."""
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="check the data, build a snapshot and make it the current one")
    commands.add_parser("check", help="check the data without building")
    search = commands.add_parser("search", help="show what retrieval finds for a question")
    search.add_argument("question")
    given = parser.parse_args(arguments)
    settings = Settings()
    say = _Sentences(settings.data_dir / "messages" / "data_errors.yaml")
    try:
        match given.command:
            case "build":
                _build(settings, say)
            case "check":
                collect(settings.data_dir, samples=settings.samples)
                print(say("checked"))
            case _:
                _search(settings, given.question)
    except DataError as error:
        for problem in error.problems:
            print(say.problem(problem), file=sys.stderr)
        print(say("stopped", count=len(error.problems)), file=sys.stderr)
        return 1
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _build(settings: Settings, say: _Sentences) -> None:
    started = time.perf_counter()
    built = snapshot.build(settings.data_dir, settings.built_dir, samples=settings.samples)
    snapshot.activate(settings.built_dir, built.digest)
    key = "reused" if built.reused else "built"
    print(say(key, digest=built.digest, seconds=f"{time.perf_counter() - started:.1f}"))
    for remark in built.remarks if not built.reused else ():
        print(f"  {say(remark.code, table=remark.table, count=remark.count)}")


def _search(settings: Settings, question: str) -> None:
    library = Library.open(snapshot.current(settings.built_dir), samples=settings.samples)
    for hit in library.search(question):
        print(f"{hit.score:7.2f}  {hit.coverage:.2f}  {hit.passage.id}  {hit.passage.title}")


class _Sentences:
    """What this command says, from `data/messages/data_errors.yaml`."""

    def __init__(self, path: Path) -> None:
        self._texts: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)

    def problem(self, problem: Problem) -> str:
        """One located fault: where, what is wrong, what to do."""
        where = [problem.file]
        where += [self("in_sheet", sheet=problem.sheet)] if problem.sheet else []
        where += [self("in_row", row=problem.row)] if problem.row is not None else []
        where += [self("in_column", column=problem.column)] if problem.column else []
        what = self(problem.code, value=problem.value or "", expected=problem.expected or "")
        return f"{', '.join(where)}: {what}"


if __name__ == "__main__":
    sys.exit(main())
