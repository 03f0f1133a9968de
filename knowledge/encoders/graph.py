"""A BERT sentence encoder as an ONNX graph: numbers of one text's pieces in, its unit vector out.

Written out rather than exported: the graph is the same on every machine, needs no PyTorch, and uses ONNX Runtime's
joined operators (attention, bias + GELU) from the start. One text a run: no padding, and no neighbour in a batch
changes how a text's activations are quantised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnxruntime import quantization  # pyright: ignore[reportMissingTypeStubs]

from knowledge.encoders.packed_weights import Weights

_quantization: Any = quantization  # the package has no types

INPUT = "pieces"
OUTPUT = "vector"
_ONNX_VERSION = 17
_IR_VERSION = 8
_JOINED = "com.microsoft"
_PREPARED = {"onnx.quant.pre_process": "onnxruntime.quant"}
"""Tells the quantisation that nothing is left to simplify."""


def write_quantised(weights: Weights, path: Path) -> None:
    """Write the graph with 7-bit matrices, one scale a column; activations are quantised as they come.

    With 8 bits two products overflow the 16-bit sums of processors without VNNI instructions, unseen.
    """
    _quantization.quantize_dynamic(
        plain(weights),
        path,
        weight_type=_quantization.QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        # Shape inference does not know the joined operators.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def plain(weights: Weights) -> onnx.ModelProto:
    """The graph with float32 matrices; the word embeddings stay 8-bit, one scale a row."""
    draft = _Draft(weights.tensors)
    shape = weights.shape
    hidden = _embeddings(draft, shape.epsilon)
    for layer in range(shape.layers):
        hidden = _layer(draft, hidden, f"encoder.layer.{layer}", shape.heads, shape.epsilon)
    mean = draft.node("ReduceMean", [hidden], axes=[1], keepdims=0)
    draft.node("LpNormalization", [mean], output=OUTPUT, axis=-1, p=2)
    return draft.model(shape.hidden)


def _embeddings(draft: _Draft, epsilon: float) -> str:
    rows = draft.tensors["embeddings.word_embeddings.weight"]
    scales = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-8) / 127
    words = draft.node("Gather", [draft.constant("words", np.rint(rows / scales).astype(np.int8)), INPUT])
    scale = draft.node("Gather", [draft.constant("word_scales", scales.astype(np.float32)), INPUT])
    read = draft.node("Mul", [draft.node("Cast", [words], to=onnx.TensorProto.FLOAT), scale])
    # Every piece of a single text is of the first type.
    first_type = draft.tensors["embeddings.token_type_embeddings.weight"][0]
    places = draft.constant("places", draft.tensors["embeddings.position_embeddings.weight"] + first_type)
    length = draft.node("Shape", [INPUT], start=1, end=2)
    used = draft.node("Slice", [places, draft.constant("zero", np.zeros(1, np.int64)), length])
    names = [draft.weight(f"embeddings.LayerNorm.{role}") for role in ("weight", "bias")]
    return draft.node("LayerNormalization", [draft.node("Add", [read, used]), *names], epsilon=epsilon)


def _layer(draft: _Draft, hidden: str, layer: str, heads: int, epsilon: float) -> str:
    own = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    joined = [
        draft.constant(f"{layer}.qkv.weight", np.concatenate([draft.tensors[f"{name}.weight"].T for name in own], 1)),
        draft.constant(f"{layer}.qkv.bias", np.concatenate([draft.tensors[f"{name}.bias"] for name in own])),
    ]
    attended = draft.node("Attention", [hidden, *joined], domain=_JOINED, num_heads=heads)
    hidden = _add_and_normalise(draft, attended, hidden, f"{layer}.attention.output", epsilon)
    inner = draft.matrix(hidden, f"{layer}.intermediate.dense.weight")
    active = draft.node("BiasGelu", [inner, draft.weight(f"{layer}.intermediate.dense.bias")], domain=_JOINED)
    return _add_and_normalise(draft, active, hidden, f"{layer}.output", epsilon)


def _add_and_normalise(draft: _Draft, given: str, skipped: str, part: str, epsilon: float) -> str:
    dense = draft.node("Add", [draft.matrix(given, f"{part}.dense.weight"), draft.weight(f"{part}.dense.bias")])
    names = [draft.weight(f"{part}.LayerNorm.{role}") for role in ("weight", "bias")]
    return draft.node("LayerNormalization", [draft.node("Add", [dense, skipped]), *names], epsilon=epsilon)


class _Draft:
    """Nodes and constants of a graph being written."""

    def __init__(self, tensors: Mapping[str, NDArray[np.float32]]) -> None:
        self.tensors = tensors
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, kind: str, inputs: Iterable[str], *, output: str = "", domain: str = "", **attributes: Any) -> str:
        """Append an operator; the name of its output."""
        name = output or f"{kind}_{len(self._nodes)}"
        made = helper.make_node(kind, list(inputs), [name], name=f"make_{name}", domain=domain, **attributes)
        self._nodes.append(made)
        return name

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Keep an array."""
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def weight(self, name: str) -> str:
        """Keep a tensor of the model as it is."""
        return self.constant(name, self.tensors[name])

    def matrix(self, given: str, name: str) -> str:
        """Multiply by a matrix of the model, which stands as [out, in]."""
        return self.node("MatMul", [given, self.constant(name, self.tensors[name].T)])

    def model(self, dimension: int) -> onnx.ModelProto:
        """The whole, ready to be saved."""
        pieces = helper.make_tensor_value_info(INPUT, onnx.TensorProto.INT64, [1, "length"])
        vector = helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, [1, dimension])
        graph = helper.make_graph(self._nodes, "sentence_encoder", [pieces], [vector], self._constants)
        versions = [helper.make_opsetid("", _ONNX_VERSION), helper.make_opsetid(_JOINED, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=_IR_VERSION)
        helper.set_model_props(model, _PREPARED)
        return model
