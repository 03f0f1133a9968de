"""Measures against values worked out by hand, files of anybody with every fault, and the command on a few passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from knowledge.__main__ import main
from knowledge.commands import evaluate
from knowledge.encoders.encoder import Vectors
from knowledge.errors import DataError
from knowledge.retrieval.collection import Question, read_collection
from knowledge.retrieval.evaluate import measured, spelt
from knowledge.retrieval.measures import measures

PASSAGES = [
    {"id": "han", "title": "Nghề hàn", "text": "Thợ hàn nối các chi tiết kim loại."},
    {"id": "may", "title": "Nghề may", "text": "Thợ may cắt vải và may quần áo."},
    {"id": 3, "text": "Học phí được miễn cho người học trung cấp tốt nghiệp lớp 9."},
]
QUESTIONS = [
    {"id": 1, "text": "thợ hàn làm gì", "relevant": ["han"]},
    {"id": "hai", "text": "học xong lớp 9 có được miễn học phí không", "relevant": {"3": 2, "may": 0}},
]


@pytest.mark.parametrize(
    ("ranking", "grades", "expected"),
    [
        # One relevant passage at place 3: 1/3, and 1/log2(4) over 1.
        (["b", "c", "a"], {"a": 1.0}, {"p@1": 0, "r@5": 1, "r@10": 1, "mrr@10": 1 / 3, "ndcg@10": 0.5}),
        # Two relevant, at places 1 and 6: (1 + 1/log2 7) / (1 + 1/log2 3) = 1.356207 / 1.630930.
        (list("abcdef"), {"a": 1.0, "f": 1.0}, {"p@1": 1, "r@5": 0.5, "r@10": 1, "mrr@10": 1, "ndcg@10": 0.831555}),
        # Graded 3 and 1, found the wrong way round: (1 + 3/log2 3) / (3 + 1/log2 3) = 2.892789 / 3.630930.
        (["low", "high"], {"high": 3.0, "low": 1.0}, {"p@1": 1, "r@5": 1, "r@10": 1, "mrr@10": 1, "ndcg@10": 0.796708}),
        # At place 11 it is not seen; a short or empty ranking finds nothing.
        (list("abcdefghijk"), {"k": 1.0}, {"p@1": 0, "r@5": 0, "r@10": 0, "mrr@10": 0, "ndcg@10": 0}),
        ([], {"k": 1.0}, {"p@1": 0, "r@5": 0, "r@10": 0, "mrr@10": 0, "ndcg@10": 0}),
        # Twelve relevant, ten found: recall 10/12, but no ranking of ten could gain more.
        (
            [str(number) for number in range(10)],
            {str(number): 1.0 for number in range(12)},
            {"p@1": 1, "r@5": 5 / 12, "r@10": 10 / 12, "mrr@10": 1, "ndcg@10": 1},
        ),
    ],
)
def test_measures_by_hand(ranking: list[str], grades: dict[str, float], expected: dict[str, float]) -> None:
    assert measures(ranking, grades) == pytest.approx(expected, abs=1e-6)


@given(st.permutations(range(15)), st.lists(st.integers(0, 3), min_size=15, max_size=15).filter(any))
def test_ndcg_is_that_of_scikit_learn(order: list[int], grades: list[int]) -> None:
    scores = np.empty(15)
    scores[order] = np.arange(15, 0, -1)
    relevant = {str(place): float(grade) for place, grade in enumerate(grades) if grade}
    ours = measures([str(place) for place in order], relevant)["ndcg@10"]
    assert ours == pytest.approx(ndcg_score([grades], [scores], k=10))


@given(st.permutations("abcdefghijklmnop"), st.sets(st.sampled_from("abcdefghijklmnop"), min_size=1))
def test_measures_lie_between_0_and_1_and_recall_never_falls(ranking: list[str], relevant: set[str]) -> None:
    found = measures(ranking, dict.fromkeys(relevant, 1.0))
    assert all(0 <= value <= 1 + 1e-12 for value in found.values())
    assert found["r@5"] <= found["r@10"]
    assert (found["mrr@10"] > 0) == (found["r@10"] > 0) == (found["ndcg@10"] > 0)


# Files of anybody


def written(folder: Path, name: str, lines: Sequence[object]) -> Path:
    path = folder / name
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_collection_is_read(tmp_path: Path) -> None:
    passages, questions = written(tmp_path, "p.jsonl", PASSAGES), written(tmp_path, "q.jsonl", QUESTIONS)
    passages.write_bytes(b"\xef\xbb\xbf" + passages.read_bytes().replace(b"\n", b"\r\n\r\n"))
    found = read_collection(passages, questions)
    assert [one.id for one in found.passages] == ["han", "may", "3"]
    assert found.passages[2].title == ""
    assert [(one.id, one.grades) for one in found.questions] == [("1", {"han": 1.0}), ("hai", {"3": 2.0})]


def test_only_line_feeds_end_a_line_and_further_fields_are_ignored(tmp_path: Path) -> None:
    passages = written(tmp_path, "p.jsonl", [{"id": "a", "text": "một\u2028hai\x85ba", "source": {"page": 1}}])
    questions = written(tmp_path, "q.jsonl", [{"id": "a", "text": "hai", "relevant": ["a", "a"]}])
    found = read_collection(passages, questions)
    assert (found.passages[0].text, found.questions[0].grades) == ("một\u2028hai\x85ba", {"a": 1.0})


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    passages = written(
        tmp_path,
        "p.jsonl",
        [
            {"id": "a", "text": "một"},
            {"id": "a", "text": "hai"},
            {"text": "ba"},
            {"id": True, "text": "bốn"},
            {"id": "e", "text": " \u200b "},
            '{"id": "f", ',
            ["g"],
            {"id": "h", "text": "tám", "title": 8},
        ],
    )
    questions = written(
        tmp_path,
        "q.jsonl",
        [
            {"id": "q1", "text": "gì", "relevant": ["a", "z"]},
            {"id": "q2", "text": "gì"},
            {"id": "q3", "text": "gì", "relevant": []},
            {"id": "q4", "text": "gì", "relevant": {"a": 0}},
            {"id": "q5", "text": 5, "relevant": ["a"]},
            {"id": "q6", "text": "gì", "relevant": "a"},
        ],
    )
    with pytest.raises(DataError) as raised:
        read_collection(passages, questions)
    assert [(Path(one.file).name, one.row, one.code.removeprefix("evaluate_")) for one in raised.value.problems] == [
        ("p.jsonl", 2, "id_twice"),
        ("p.jsonl", 3, "id_missing"),
        ("p.jsonl", 4, "id_missing"),
        ("p.jsonl", 5, "text_missing"),
        ("p.jsonl", 6, "not_json"),
        ("p.jsonl", 7, "not_object"),
        ("p.jsonl", 8, "title_not_text"),
        ("q.jsonl", 1, "relevant_unknown"),
        ("q.jsonl", 2, "relevant_missing"),
        ("q.jsonl", 3, "relevant_missing"),
        ("q.jsonl", 4, "relevant_missing"),
        ("q.jsonl", 5, "text_missing"),
        ("q.jsonl", 6, "relevant_missing"),
    ]


def test_text_that_is_not_utf8_and_empty_files_are_told(tmp_path: Path) -> None:
    passages, questions = tmp_path / "p.jsonl", tmp_path / "q.jsonl"
    passages.write_bytes('{"id": "a", "text": "học"}'.encode("utf-16"))
    questions.write_bytes(b"\n \n")
    with pytest.raises(DataError) as raised:
        read_collection(passages, questions)
    assert {one.code for one in raised.value.problems} == {"evaluate_not_utf8", "evaluate_file_empty"}


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_whatever_a_file_holds_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "p.jsonl").write_bytes(content)
    with pytest.raises(DataError):
        read_collection(folder / "p.jsonl", written(folder, "q.jsonl", [{"id": 1, "text": "gì", "relevant": []}]))


# Asking


def test_questions_are_asked_in_each_spelling() -> None:
    asked: list[str] = []

    def search(text: str) -> list[str]:
        asked.append(text)
        return ["b", "a"]

    question = Question("1", "Học phí bao nhiêu?", {"a": 1.0})
    figures = measured(search, [question], "no_diacritics")
    assert set(asked) == {"Hoc phi bao nhieu?"}
    assert figures.quality == pytest.approx(
        {"p@1": 0, "r@5": 1, "r@10": 1, "mrr@10": 0.5, "ndcg@10": 0.63093}, abs=1e-5
    )
    assert set(figures.json()) == {"p@1", "r@5", "r@10", "mrr@10", "ndcg@10", "ms"}
    assert spelt("Học phí", "as_written") == "Học phí"
    assert spelt("Học phí bao nhiêu", "noisy", seed=1) == spelt("Học phí bao nhiêu", "noisy", seed=1)


def test_no_question_and_a_ranking_that_repeats_itself_are_refused() -> None:
    with pytest.raises(ValueError, match="no question"):
        measured(lambda _: [], [], "as_written")
    with pytest.raises(ValueError, match="twice"):
        measured(lambda _: ["a", "a"], [Question("1", "gì", {"a": 1.0})], "as_written")


class WordsOfASentence:
    """An encoder of 64 numbers: each word falls on one of them."""

    name, digest, dimension = "words", "0" * 64, 64

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace(".", "").split():
                row[sum(map(ord, word)) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    passages, questions = written(tmp_path, "p.jsonl", PASSAGES), written(tmp_path, "q.jsonl", QUESTIONS)
    return ["evaluate", "--passages", str(passages), "--questions", str(questions)]


def with_encoder(monkeypatch: pytest.MonkeyPatch, encoder: object) -> None:
    monkeypatch.setattr(evaluate, "choose", lambda *_, **__: SimpleNamespace(encoder=encoder, problems=()))


def test_the_json_has_every_figure_and_stdout_nothing_else(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_encoder(monkeypatch, WordsOfASentence())
    assert main([*files, "--json"]) == 0
    printed = capsys.readouterr()
    found: dict[str, Any] = json.loads(printed.out)
    assert list(found) == ["lexical", "dense", "hybrid"]
    for spellings in found.values():
        assert list(spellings) == ["as_written", "no_diacritics", "noisy"]
        for figures in spellings.values():
            assert list(figures) == ["p@1", "r@5", "r@10", "mrr@10", "ndcg@10", "ms"]
            assert all(isinstance(value, float) for value in figures.values())
    assert found["lexical"]["as_written"]["p@1"] == found["lexical"]["no_diacritics"]["p@1"] == 1
    assert found["hybrid"]["as_written"]["p@1"] == 1
    assert "3" in printed.err


def test_without_an_encoder_dense_is_null_and_hybrid_is_by_words(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_encoder(monkeypatch, None)
    assert main([*files, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["dense"]["noisy"].values()) == {None}
    assert {**found["hybrid"]["noisy"], "ms": 0} == {**found["lexical"]["noisy"], "ms": 0}


def test_the_table_has_a_line_for_each(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_encoder(monkeypatch, None)
    assert main([*files, "--limit", "1", "--seed", "7"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["lexical"] * 3 + ["dense"] * 3 + ["hybrid"] * 3
    assert "ndcg@10" in lines[0]


def test_faults_are_told_in_vietnamese_with_file_and_line(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with Path(files[4]).open("a", encoding="utf-8") as file:
        file.write('{"id": "x", "text": "gì", "relevant": ["không có"]}\n')
    assert main(files) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f'{files[4]}, dòng 3: trường "relevant"' in printed.err
    assert "{" not in printed.err


def test_a_missing_file_and_a_limit_of_nothing_are_told(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*files[:2], "nowhere.jsonl", *files[3:]]) == 1
    assert "nowhere.jsonl" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*files, "--limit", "0"])
