"""Any other model, through sentence-transformers. PyTorch is imported only when one is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.encoders.encoder import Vectors
from knowledge.encoders.folder import file_hash
from knowledge.text import nfc

_BATCH = 16
_SNAPSHOTS = "snapshots"


class UnusableModel(Exception):
    """The folder holds no model that sentence-transformers can open here; the message is the library's."""


class SentenceTransformerEncoder:
    """A model of sentence-transformers on the processor. Its own prompts are the prefixes."""

    def __init__(self, name: str, digest: str, model: Any) -> None:
        self._name, self._digest, self._model = name, digest, model

    @classmethod
    def open(cls, name: str, folder: Path) -> SentenceTransformerEncoder:
        """Read the model of a folder, never the network; UnusableModel when that fails in any way."""
        if not is_model(folder):
            raise UnusableModel("config.json, *.safetensors")
        try:
            import torch
            import transformers
            from sentence_transformers import SentenceTransformer

            logging: Any = transformers.logging
            logging.set_verbosity_error()
            logging.disable_progress_bar()
            options = {"dtype": torch.float32, "use_safetensors": True}
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=options)
            return cls(name, _digest(folder), model)
        except Exception as fault:  # Whatever three libraries make of a stranger's files.
            raise UnusableModel(f"{type(fault).__name__}: {fault}".splitlines()[0][:200]) from fault

    @property
    def name(self) -> str:
        """The name it was asked for by."""
        return self._name

    @property
    def digest(self) -> str:
        """Hash of the hub's revision, or of the folder's files."""
        return self._digest

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, with the model's prompt for them."""
        return self._encoded(self._model.encode_query, texts, ("query",))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, with the model's prompt for them."""
        return self._encoded(self._model.encode_document, texts, ("document", "passage", "corpus"))

    def _encoded(self, encode: Any, texts: Sequence[str], prompts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        prompt = next((self._model.prompts[name] for name in prompts if self._model.prompts.get(name)), None)
        given = [nfc(text) for text in texts]
        vectors = encode(given, prompt=prompt, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def is_model(folder: Path) -> bool:
    """Whether a folder holds what a model needs at least. Pickled weights do not count: they can run code."""
    return (folder / "config.json").is_file() and any(folder.glob("**/*.safetensors"))


def _digest(folder: Path) -> str:
    """The hub names a snapshot by its revision; other folders are hashed file by file."""
    if folder.parent.name == _SNAPSHOTS:
        parts = [folder.parent.parent.name, folder.name]
    else:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        parts = [f"{path.relative_to(folder)} {file_hash(path)}" for path in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
