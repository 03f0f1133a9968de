"""python -m channels: run (start the three processes, keep them running in the foreground), check (what is missing),
opinions (which answers helped)."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from channels.programs import Place, newest_model, product
from channels.sentences import Sentences
from channels.supervisor import Supervisor

_CHANNELS = ("telegram", "zalo-oa", "zalo-bot", "web")
_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings of `python -m channels run`, described in .env.example."""

    model_config = SettingsConfigDict(
        env_file=os.environ.get("ENV_FILE", _ROOT / ".env"), extra="ignore", env_ignore_empty=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    store_dir: Path = _ROOT / "data" / "store"
    model_path: Path | None = None
    rasa_token: SecretStr | None = None
    tracker_store_url: SecretStr | None = None
    ready_seconds: float = Field(default=180, gt=0)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m channels", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start the three processes")
    check = commands.add_parser("check", help="say what is missing before a channel works")
    check.add_argument("channel", choices=_CHANNELS)
    opinions = commands.add_parser("opinions", help="which answers helped their readers")
    opinions.add_argument("--days", type=int, default=30, choices=range(1, 401), metavar="1..400")
    chosen = parser.parse_args(arguments)
    sentences = Sentences(_ROOT / "data" / "messages" / "stack.yaml")

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    try:
        settings = Settings()
        if chosen.command == "check":
            return _check(chosen.channel, settings, say)
        if chosen.command == "opinions":
            return _opinions(chosen.days, say)
    except ValidationError as problem:
        # Names and kinds of errors; a value may be a secret.
        wrong = ", ".join(f"{str(error['loc'][0]).upper()} ({error['type']})" for error in problem.errors())
        say(sentences.text("errors.setting", problem=wrong))
        return 2
    models = _ROOT / "data" / "built" / "models"
    model = settings.model_path or newest_model(models)
    if model is None or not model.exists():
        say(sentences.text("errors.no_model", folder=model or models))
        return 2
    return Supervisor(product(_place(settings, model)), sentences, say, ready_seconds=settings.ready_seconds).run()


def _check(channel: str, settings: Settings, say: Callable[[str], None]) -> int:
    """Say what is missing; 0 when nothing is."""
    from channels.app import Settings as PublicSettings
    from channels.checks import Checks
    from channels.checks.finding import said

    public = PublicSettings()
    page = f"http://{settings.host}:{settings.port}"
    store = public.url(public.store_url, "channels.db")
    checks = Checks(public, store, page, lambda: time.time_ns() // 1_000_000, public.widget_origins)
    findings = asyncio.run(checks.of(channel))
    for line in said(findings, Sentences(_ROOT / "data" / "messages" / "channel_checks.yaml")):
        say(line)
    return 0 if all(finding.is_good for finding in findings) else 1


def _opinions(days: int, say: Callable[[str], None]) -> int:
    """Say what readers thought of the answers of the last `days` days, as Vietnam counts them."""
    from channels.app import Settings as PublicSettings
    from channels.masking import Mask
    from channels.opinions import tallied, told
    from channels.store import Store

    public, data = PublicSettings(), _ROOT / "data"
    mask = Mask(data / "lexicon" / "sensitive.yaml", data / "reference" / "ethnic_groups.csv")
    store = Store(public.url(public.store_url, "channels.db"), mask)
    last = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    first = last - timedelta(days=days - 1)
    try:
        store.create_tables()
        tally = asyncio.run(tallied(store, first, last))
    finally:
        store.close()
    for line in told(tally, first, last, Sentences(data / "messages" / "opinions.yaml")):
        say(line)
    return 0


def _place(settings: Settings, model: Path) -> Place:
    given = settings.rasa_token.get_secret_value() if settings.rasa_token else ""
    tracker = settings.tracker_store_url.get_secret_value() if settings.tracker_store_url else None
    return Place(
        root=_ROOT,
        store_dir=settings.store_dir,
        model=model.resolve(),
        # Only these three processes share it; made anew for each run unless several machines must agree on one.
        rasa_token=given or secrets.token_urlsafe(32),
        port=settings.port,
        rasa_port=settings.rasa_port,
        actions_port=settings.actions_port,
        host=settings.host,
        tracker_store_url=tracker,
    )


if __name__ == "__main__":
    sys.exit(main())
