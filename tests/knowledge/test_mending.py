"""knowledge.mending: strange words are read by their neighbours, known ones stay."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.mending import Kind, Mended, Mender, Typed
from knowledge.text import Teencode, fold, lemmas

TEENCODE = Teencode.load(Path("data/lexicon/teencode.tsv"))
CASES: dict[str, Any] = yaml.safe_load(Path("tests/cases/mending.yaml").read_text(encoding="utf-8"))
SENTENCES = [lemmas(text, TEENCODE) for text in CASES["learnt"]]
MENDER = Mender.learnt(SENTENCES, TEENCODE.expand)
KNOWN = sorted({word for sentence in SENTENCES for word in sentence})
WORDS = st.lists(st.sampled_from(KNOWN) | st.text(alphabet="aehnoiugctđýк0123_", min_size=1, max_size=12), max_size=12)


def _typed(text: str) -> list[Typed]:
    readings = {key: tuple(tuple(fold(way).split()) for way in ways) for key, ways in CASES["readings"].items()}
    return [Typed(word, tuple(TEENCODE.expand(word).split()), readings.get(word, ())) for word in text.split()]


def _read(mended: list[Mended]) -> str:
    return " ".join(word for one in mended for word in one.words)


@pytest.mark.parametrize("case", CASES["mended"], ids=lambda case: case["typed"])
def test_a_strange_word_is_read_by_its_neighbours(case: dict[str, str]) -> None:
    assert _read(MENDER.mend(_typed(case["typed"]))) == case["read"]


@pytest.mark.parametrize("text", CASES["kept"])
def test_what_no_known_word_is_near_stays(text: str) -> None:
    mended = MENDER.mend(_typed(text))
    assert _read(mended) == text
    assert {one.kind for one in mended} == {Kind.KEPT}


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("hoc xong co vl khong", Kind.READ), ("hoc nghenao de xin viec", Kind.PARTED), ("hoc nghe trogn tinh", Kind.SLIP)],
)
def test_what_was_done_is_told(typed: str, kind: Kind) -> None:
    assert {one.kind for one in MENDER.mend(_typed(typed))} == {Kind.KEPT, kind}


@given(st.lists(st.sampled_from(KNOWN), max_size=12))
def test_known_words_stay(words: list[str]) -> None:
    assert _read(MENDER.mend(_typed(" ".join(words)))) == " ".join(words)


@given(WORDS)
def test_every_word_has_one_reading_made_of_known_words(words: list[str]) -> None:
    typed = [Typed(word, (word,)) for word in words]
    mended = MENDER.mend(typed)
    assert len(mended) == len(words)
    for word, one in zip(words, mended, strict=True):
        assert one.words == (word,) if one.kind is Kind.KEPT else all(map(MENDER.knows, one.words))
        if one.kind is Kind.PARTED:
            assert len(one.words) > 1


@given(WORDS)
def test_what_was_learnt_is_all_that_counts(words: list[str]) -> None:
    typed = [Typed(word, (word,)) for word in words]
    assert Mender(MENDER.pairs, TEENCODE.expand).mend(typed) == MENDER.mend(typed)


@given(WORDS)
def test_who_knows_nothing_changes_nothing(words: list[str]) -> None:
    assert _read(Mender({}, TEENCODE.expand).mend([Typed(word, (word,)) for word in words])) == " ".join(words)


def test_a_long_word_ends_soon() -> None:
    typed = [Typed("hoco" * 15, ("hoco" * 15,)), Typed("a" * 5000, ("a" * 5000,))] * 20
    assert len(MENDER.mend(typed)) == 40
