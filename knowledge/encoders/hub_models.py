"""Finding a model by its name: the local cache, then a download that ends in time whatever the network does.

The hub's client retries for more than a minute when a connection hangs, so it runs in a process of its own that is
stopped. What was downloaded until then is kept by the client, which goes on from there the next time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.encoders.sentence_transformer import is_model

_REACH = "import sys, huggingface_hub as hub; hub.HfApi().model_info(sys.argv[1], timeout=float(sys.argv[2]))"
_FETCH = "import sys, huggingface_hub as hub; hub.snapshot_download(sys.argv[1], ignore_patterns=sys.argv[2:])"
_NOT_NEEDED = ("*.bin", "*.h5", "*.msgpack", "*.onnx", "*.ot", "onnx/*", "openvino/*")
"""The same weights for other libraries, and pickles, which could run code."""


class Unreachable(Exception):
    """The model is not in the cache and could not be downloaded in time; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a model that is not on this machine may take, in seconds."""

    connect: float = 5
    download: float = 60


def find(model: str, patience: Patience) -> Path:
    """The folder of a model: a path as it is, a name from the cache or the hub. Unreachable otherwise."""
    if Path(model).is_dir():
        return Path(model)
    cached = _cached(model)
    if cached is None:
        if os.environ.get("HF_HUB_OFFLINE", "") in ("1", "true", "True", "TRUE", "ON", "YES"):
            raise Unreachable("HF_HUB_OFFLINE")
        _run("connect", patience.connect, _REACH, model, str(patience.connect))
        _run("download", patience.download, _FETCH, model, *_NOT_NEEDED)
        cached = _cached(model)
    if cached is None:
        raise Unreachable("download")
    return cached


def _cached(model: str) -> Path | None:
    """The copy in the cache; None when there is none, or only part of one."""
    import huggingface_hub
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    hub: Any = huggingface_hub  # not typed throughout
    try:
        folder = Path(hub.snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError):
        return None
    return folder if is_model(folder) else None


def _run(step: str, seconds: float, program: str, *arguments: str) -> None:
    """Run a short program without our settings' secrets; Unreachable when it fails or takes too long."""
    settings = {**os.environ, "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    command = [sys.executable, "-c", program, *arguments]
    try:
        subprocess.run(command, env=settings, timeout=seconds, check=True, capture_output=True)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired as fault:
        raise Unreachable(f"{step}: {seconds:g} s") from fault
    except (subprocess.CalledProcessError, OSError) as fault:
        raise Unreachable(step) from fault
