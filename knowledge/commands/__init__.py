"""The commands of `python -m knowledge`, one file each.

A command has `add(commands)`, which declares its arguments and names its `run`, and `run(arguments, context) -> int`,
the exit status: 0 when it went well, 1 when the data is at fault. It prints when all is done: who reads the output may
leave early. DataError and OSError are shown by `__main__`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from knowledge.commands.parser import Commands
from knowledge.commands.sentences import Sentences
from knowledge.encoders.hub_models import Patience

__all__ = ["Commands", "Context", "Sentences"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a command works with; made once by `__main__`."""

    data: Path
    built: Path
    samples: bool
    today: date
    say: Sentences
    plans: Path | None = None
    """Folder of provincial plans as text, when PLANS_DIR names one."""
    embedding_model: str = ""
    """Model to use instead of the embedded one."""
    patience: Patience = field(default_factory=Patience)
    """How long a model that is not on this machine may take."""
