"""The three programs of the product and how each is started."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from channels.stack import Program, Stack

_GRACE_SECONDS = 2
_MODEL_NAME = re.compile(r"[0-9a-f]{16}\.tar\.gz")
_QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore::DeprecationWarning:pkg_resources",
}

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For many small products of matrices: threads that wait for each other take the cores from other turns."""


@dataclass(frozen=True)
class Place:
    """Where the product runs: the checked-out folder, its store, its ports, the secret its processes share."""

    root: Path
    store_dir: Path
    model: Path
    rasa_token: str
    port: int = 8000
    rasa_port: int = 5005
    actions_port: int = 5055
    host: str = "127.0.0.1"
    tracker_store_url: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict[str, str])


def product(place: Place) -> Stack:
    """Actions, Rasa and the public process; only the last is reachable from outside, on `place.host`."""
    shared = {
        **place.environment,
        "STORE_DIR": str(place.store_dir.resolve()),
        "TRACKER_STORE_URL": place.tracker_store_url or f"sqlite:///{place.store_dir.resolve() / 'tracker.db'}",
        "RASA_PORT": str(place.rasa_port),
        "RASA_TOKEN": place.rasa_token,
        "ACTIONS_PORT": str(place.actions_port),
        "PYTHONPATH": str(place.root),
    }
    actions = Program(
        name="actions",
        command=uvicorn_command("actions.server:create_app", "127.0.0.1", place.actions_port),
        port=place.actions_port,
        health_path="/health",
        environment={**shared, **_ONE_THREAD},
    )
    rasa = Program(
        name="rasa",
        command=_rasa(place),
        port=place.rasa_port,
        health_path="/",
        environment={**shared, **_QUIET_RASA},
    )
    channels = Program(
        name="channels",
        command=uvicorn_command("channels.app:create_app", place.host, place.port),
        port=place.port,
        health_path="/healthz",
        environment=shared,
        host=place.host,
    )
    return Stack([actions, rasa, channels], folder=place.root, logs=place.store_dir / "logs", ready_path="/readyz")


def newest_model(folder: Path) -> Path | None:
    """The model that `make train` made last, named by its inputs' hash; None when there is none."""
    models = [path for path in folder.glob("*.tar.gz") if _MODEL_NAME.fullmatch(path.name)]
    return max(models, key=lambda path: path.stat().st_mtime, default=None)


def uvicorn_command(factory: str, host: str, port: int) -> list[str]:
    """How an ASGI application of ours is served."""
    # No access log: its addresses hold conversation ids.
    options = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    grace = ["--timeout-graceful-shutdown", str(_GRACE_SECONDS)]
    where = ["--host", host, "--port", str(port)]
    return [sys.executable, "-m", "uvicorn", "--factory", factory, *where, *options, *grace]


def _rasa(place: Place) -> list[str]:
    files = ["--credentials", "bot/credentials.yml", "--endpoints", "bot/endpoints.yml", "--model", str(place.model)]
    where = ["--interface", "127.0.0.1", "--port", str(place.rasa_port)]
    return [str(place.root / ".venv-rasa" / "bin" / "rasa"), "run", *where, *files]
