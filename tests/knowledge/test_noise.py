"""Noise for evaluations: the same on every machine, of every kind, and never of another meaning."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.noise import TABLE, Noise, noisy, without_diacritics
from knowledge.text import Teencode, fold

SENTENCE = "Em học xong lớp 9, nhà thuộc hộ nghèo thì được miễn học phí 1.500.000 đồng không ạ?"
VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy áàảãạấầẩẫậếềểễệ ớờởỡợ ứừửữự ,.?!0123456789", max_size=80)


def test_these_are_the_published_spellings() -> None:
    """Another table, rate or stream of numbers changes published figures: change this with them, knowingly."""
    assert [noisy(SENTENCE, seed=seed) for seed in range(4)] == PUBLISHED


PUBLISHED = [
    "em hoc xog lop 9 nha thuoc ho ngheo thi duocmien hoc phi 1.500.000 dong kg a?",
    "Em hojc xong lop 9 nhe thuok ho ngeo thy dx mieng hp 1.500.000 dong k0 a",
    "Em hoc xong lop 9, nhe thuoc ho ngeo thi duoc mien hoc phi 1.500.000 dong kh a?",
    "Em học xong lop 9 nhà thuộc ho ngheo thì dc miễn hc phi 1.500.000 đồjg ko a",
]


def test_marks_are_left_out_and_nothing_else_changes() -> None:
    assert without_diacritics("Đồng bằng Sông Cửu Long, ĐƯỜNG 3/2 (sắt)") == "Dong bang Song Cuu Long, DUONG 3/2 (sat)"
    assert without_diacritics(unicodedata.normalize("NFD", "Thủ tướng")) == "Thu tuong"


@given(st.text())
def test_without_diacritics_is_stable_for_any_text(text: str) -> None:
    once = without_diacritics(text)
    assert without_diacritics(once) == once


@given(VIETNAMESE)
def test_without_diacritics_agrees_with_the_folding_of_the_index(text: str) -> None:
    assert fold(without_diacritics(text)) == fold(text) == without_diacritics(text.lower())


@given(st.text(), st.integers())
def test_the_same_text_and_seed_give_the_same_noise(text: str, seed: int) -> None:
    once = noisy(text, seed=seed)
    assert once == noisy(text, seed=seed) == noisy(unicodedata.normalize("NFC", text), seed=seed)
    assert bool(once) == bool(text.strip())


@given(VIETNAMESE, st.integers())
def test_composed_and_decomposed_text_give_the_same_noise(text: str, seed: int) -> None:
    assert noisy(unicodedata.normalize("NFD", text), seed=seed) == noisy(text, seed=seed)


@given(st.lists(st.sampled_from(["học phí", "2026", "1.500.000", "lớp 9", "20 %", "3/2"]), min_size=1), st.integers())
def test_numbers_are_never_mistyped_or_joined(parts: list[str], seed: int) -> None:
    numbers = re.findall(r"\d+(?:[./]\d+)*", " ".join(parts))
    assert [
        one for one in re.findall(r"\d+(?:[./]\d+)*", noisy(" ".join(parts), seed=seed)) if one in numbers
    ] == numbers


def test_every_kind_of_noise_comes() -> None:
    made = [noisy(SENTENCE, seed=seed) for seed in range(300)]
    words = Counter(word for text in made for word in text.lower().split())
    assert len(set(made)) > 290
    assert words["ko"]
    assert words["hok"]
    assert words["nghèo"]
    assert words["ngheo"]
    assert words["thuôc"]  # without the tone
    assert any(re.search(r"[a-z][sfrxj]\b|[a-z][1-5]\b", word) for word in words)  # keys left in
    assert any("," not in text for text in made)
    assert any("," in text for text in made)
    assert {text[0] for text in made} >= {"e", "E"}
    assert len({len(text.split()) for text in made}) > 1  # spaces missing


def test_rates_stay_what_they_are_said_to_be() -> None:
    made = [noisy(SENTENCE, seed=seed) for seed in range(400)]
    bare = sum(text == without_diacritics(text) for text in made) / len(made)
    assert bare == pytest.approx(0.5, abs=0.08)


def test_the_noise_is_not_only_the_inverse_of_what_the_product_knows() -> None:
    known = Teencode.load(Path("data/lexicon/teencode.tsv"))
    ways = [
        (phrase, way)
        for phrase, all_ways in Noise.load(TABLE).respellings.items()
        for way in all_ways
        if " " not in way and fold(way) != fold(" ".join(phrase))
    ]
    unknown = [way for phrase, way in ways if known.expand(fold(way)) != fold(" ".join(phrase))]
    assert len(unknown) > 0.2 * len(ways)


def test_every_respelling_differs_from_its_words() -> None:
    noise = Noise.load(TABLE)
    assert [phrase for phrase, ways in noise.respellings.items() if " ".join(phrase) in ways] == []
    assert all(phrase == tuple(word.lower() for word in phrase) for phrase in noise.respellings)
