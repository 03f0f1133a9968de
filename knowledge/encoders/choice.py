"""Which encoder is used: the model of EMBEDDING_MODEL, else the embedded one, else none; and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.encoders import folder as folders
from knowledge.encoders.encoder import Encoder
from knowledge.encoders.folder import DamagedFolder
from knowledge.encoders.hub_models import Patience, Unreachable, find
from knowledge.encoders.onnx_encoder import OnnxEncoder
from knowledge.encoders.sentence_transformer import SentenceTransformerEncoder, UnusableModel
from knowledge.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class Choice:
    """The encoder to use, None when search goes by words alone, and what a person should know about it."""

    encoder: Encoder | None
    problems: tuple[Problem, ...] = ()


def choose(built: Path, model: str = "", patience: Patience | None = None) -> Choice:
    """Open an encoder. Never raises and never waits longer than `patience`.

    `model` is a folder or a name on the hub: looked for in the local cache first, then downloaded. What goes
    wrong becomes a warning, and the model made at set-up is used.
    """
    problems: list[Problem] = []
    if model:
        try:
            return Choice(SentenceTransformerEncoder.open(model, find(model, patience or Patience())))
        except Unreachable as fault:
            problems.append(_warning("EMBEDDING_MODEL", "encoder_unreachable", model, fault))
        except UnusableModel as fault:
            problems.append(_warning("EMBEDDING_MODEL", "encoder_unusable", model, fault))
    place = folders.embedded(built)
    if not place.exists():
        problems.append(_warning(str(place), "encoder_missing"))
        return Choice(None, tuple(problems))
    try:
        return Choice(OnnxEncoder.open(place), tuple(problems))
    except DamagedFolder as fault:
        problems.append(_warning(str(place), "encoder_damaged", str(fault)))
    except OSError as fault:
        problems.append(_warning(str(place), "encoder_damaged", fault.strerror or str(fault)))
    return Choice(None, tuple(problems))


def _warning(file: str, code: str, value: str = "", fault: Exception | None = None) -> Problem:
    return Problem(file, code, value=value or None, expected=str(fault or "") or None, severity=Severity.WARNING)
