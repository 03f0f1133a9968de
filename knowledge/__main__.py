"""Command line of the knowledge base: `python -m knowledge COMMAND`; the commands are in `knowledge/commands/`."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.commands import (
    Commands,
    Context,
    Sentences,
    accept,
    activate,
    build,
    check,
    diff,
    documents,
    encoder,
    evaluate,
    export,
    import_file,
    log,
    policies,
    reject,
    rollback,
    search,
    show,
)
from knowledge.commands.parser import USAGE_STATUS, Parser
from knowledge.encoders.hub_models import Patience
from knowledge.errors import DataError, KnowledgeError

COMMANDS = (
    import_file,
    show,
    accept,
    reject,
    build,
    check,
    diff,
    activate,
    rollback,
    log,
    export,
    documents,
    search,
    policies,
    evaluate,
    encoder,
)
_OWN_MESSAGES = Path(__file__).resolve().parents[1] / "data" / "messages"


class Place(BaseSettings):
    """What has to be known before anything can be said."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Path("data")

    def sentences(self) -> Sentences:
        """Those of the data, or the project's own where DATA_DIR holds none."""
        folder = self.data_dir / "messages"
        return Sentences(folder if folder.is_dir() else _OWN_MESSAGES)


class Settings(Place):
    """Where the data is; see .env.example."""

    environment: Literal["development", "production"] = "development"
    built_dir: Path = Path("data/built")
    plans_dir: Path | None = None
    embedding_model: str = ""
    embedding_connect_seconds: float = 5
    embedding_download_seconds: float = 60
    today: date | None = None

    @property
    def samples(self) -> bool:
        """Fictional rows are loaded everywhere but in production."""
        return self.environment != "production"

    def context(self, say: Sentences) -> Context:
        """What the commands work with. `TODAY` counts outside production only."""
        now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
        return Context(
            data=self.data_dir,
            built=self.built_dir,
            samples=self.samples,
            today=(self.today if self.samples else None) or now,
            say=say,
            plans=self.plans_dir,
            embedding_model=self.embedding_model,
            patience=Patience(self.embedding_connect_seconds, self.embedding_download_seconds),
        )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status: 1 when the data is at fault, 2 when the command or the settings are."""
    try:
        status = _run(arguments, Place().sentences())
        sys.stdout.flush()
    except BrokenPipeError:  # The reader left, as `head` does; what the command does was done before it spoke.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _run(arguments: list[str] | None, say: Sentences) -> int:
    given = _parser(say).parse_args(arguments)
    try:
        context = Settings().context(say)
    except ValidationError as error:
        for fault in error.errors():
            print(say.setting_fault(str(fault["loc"][0]).upper(), fault["input"]), file=sys.stderr)
        return USAGE_STATUS
    try:
        return given.run(given, context)
    except DataError as error:
        for problem in error.problems:
            print(say.problem(problem), file=sys.stderr)
        print(say("stopped", count=len(error.problems)), file=sys.stderr)
    except KnowledgeError as error:
        print(say("not_found", value=error), file=sys.stderr)
    except BrokenPipeError:
        raise
    except OSError as error:
        print(say.system_fault(error), file=sys.stderr)
    return 1


def _parser(say: Sentences) -> Parser:
    parser = Parser(say=say, prog="python -m knowledge", description=say("help_knowledge"))
    commands = Commands(
        parser.add_subparsers(
            dest="command", metavar="COMMAND", required=True, help=say("argument_command"), parser_class=Parser
        ),
        say,
    )
    for command in COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
