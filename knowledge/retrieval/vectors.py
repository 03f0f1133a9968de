"""Vectors of passages, kept between builds: what was encoded once by the same encoder is not encoded again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.disk import write_file
from knowledge.encoders.encoder import Encoder, Vectors

_BATCH = 256
_SPARE = 4
"""How many times as many vectors may be kept as the last build needed."""


class VectorCache:
    """A folder with one file an encoder, named after its digest. A damaged file counts as empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def vectors(self, texts: Sequence[str], encoder: Encoder) -> Vectors:
        """The passage vectors of texts, shape [texts, dimension]; encodes and keeps those that are new."""
        path = self._folder / f"{encoder.digest}.npz"
        held = self._read(path, encoder.dimension)
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
        if missing:
            # Texts of like length together: less of a batch is padding.
            ordered = sorted(missing, key=lambda key: (len(missing[key]), key))
            encoded = encode([missing[key] for key in ordered], encoder)
            held = dict(zip(ordered, encoded, strict=True)) | held
            self._write(path, held, used=frozenset(keys))
        return np.stack([held[key] for key in keys]) if keys else np.empty((0, encoder.dimension), dtype=np.float32)

    def _read(self, path: Path, dimension: int) -> dict[str, Vectors]:
        try:
            with path.open("rb") as raw, np.load(raw) as file:
                keys, vectors = file["keys"], file["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        if vectors.shape != (len(keys), dimension) or vectors.dtype != np.float32:
            return {}
        return dict(zip(keys.tolist(), vectors, strict=True))

    def _write(self, path: Path, held: dict[str, Vectors], used: frozenset[str]) -> None:
        spare = [key for key in held if key not in used][: (_SPARE - 1) * len(used)]
        kept = [*sorted(used), *spare]
        content = io.BytesIO()
        np.savez(content, keys=np.array(kept), vectors=np.stack([held[key] for key in kept]))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, content.getvalue())


class AsQueries:
    """An encoder whose passages are questions: their vectors are kept, too, apart from the others."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.digest = f"{encoder.digest}-queries"
        self.dimension = encoder.dimension
        self.queries = self.passages = encoder.queries


def encode(texts: Sequence[str], encoder: Encoder) -> Vectors:
    """The passage vectors of texts, a few at a time, shape [texts, dimension]."""
    parts = [encoder.passages(texts[first : first + _BATCH]) for first in range(0, len(texts), _BATCH)]
    return np.concatenate(parts) if parts else np.empty((0, encoder.dimension), dtype=np.float32)
