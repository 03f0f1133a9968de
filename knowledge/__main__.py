"""Command line of the knowledge base: `python -m knowledge COMMAND`; the commands are in `knowledge/commands/`."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.commands import (
    Context,
    Sentences,
    accept,
    activate,
    build,
    check,
    diff,
    documents,
    export,
    import_file,
    log,
    reject,
    rollback,
    search,
)
from knowledge.errors import DataError, KnowledgeError

COMMANDS = (build, check, import_file, diff, export, documents, accept, reject, activate, rollback, log, search)


class Settings(BaseSettings):
    """Where the data is; see .env.example."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    environment: Literal["development", "production"] = "development"
    data_dir: Path = Path("data")
    built_dir: Path = Path("data/built")
    plans_dir: Path | None = None
    today: date | None = None

    @property
    def samples(self) -> bool:
        """Fictional rows are loaded everywhere but in production."""
        return self.environment != "production"

    def context(self) -> Context:
        """What the commands work with. `TODAY` counts outside production only."""
        now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
        return Context(
            data=self.data_dir,
            built=self.built_dir,
            samples=self.samples,
            today=(self.today if self.samples else None) or now,
            say=Sentences(self.data_dir / "messages"),
            plans=self.plans_dir,
        )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status, 1 when the data is at fault."""
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add(commands)
    given = parser.parse_args(arguments)
    context = Settings().context()
    try:
        return given.run(given, context)
    except DataError as error:
        for problem in error.problems:
            print(context.say.problem(problem), file=sys.stderr)
        print(context.say("stopped", count=len(error.problems)), file=sys.stderr)
        return 1
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
