"""What somebody cannot stand, suffers from or needs, against the words of the trades' own records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """`clashes`, `cautions`, `suits`: trade → words of its record. `health`: ask a doctor; `asks`: one asks back."""

    name: str
    clashes: Mapping[str, str] = field(default_factory=dict[str, str])
    cautions: Mapping[str, str] = field(default_factory=dict[str, str])
    suits: Mapping[str, str] = field(default_factory=dict[str, str])
    health: bool = False
    asks: bool = False

    @classmethod
    def read(cls, name: str, told: Mapping[str, Any]) -> Condition:
        """From an entry of `phrases.yaml`; TypeError where it has a key that nothing reads."""
        return cls(name, **{key: value for key, value in told.items() if key != "says"})
