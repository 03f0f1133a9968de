"""knowledge.text: one normal form for every spelling."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import (
    Teencode,
    accented_key,
    fold,
    is_folded_syllable,
    lemmas,
    nfc,
    syllables,
    with_bigrams,
)

VIETNAMESE = st.text(alphabet="aàáảãạăằắâầđeêếoôờơuưứyỳbcdghklmnpqrstvx ABĐÊ.,!?0123456789", max_size=60)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("Đồng bằng", "dong bang"), ("hoà", "hoa"), ("hòa", "hoa"), ("NGUYỄN", "nguyen"), ("ð", "d"), ("9+", "9+")],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_both_placements_of_the_tone_mark_have_one_key() -> None:
    assert accented_key("hoà") == accented_key("hòa")
    assert accented_key("thuỷ") == accented_key("thủy")
    assert accented_key("hạn") != accented_key("hàn")
    assert accented_key("han") != accented_key("hàn")


def test_invisible_characters_and_look_alikes_go() -> None:
    assert nfc("họ\u200bc\u00a0 phí Ðà") == "học phí Đà"


def test_stretched_letters_are_shortened_and_abbreviations_stay() -> None:
    assert [s.folded for s in syllables("khôngggg biếttttt CCCD")] == ["khong", "biet", "cccd"]


def test_nine_plus_stays_one_token() -> None:
    assert [s.text for s in syllables("hệ 9+ là gì")] == ["hệ", "9+", "là", "gì"]


def test_teencode_expands_to_several_words() -> None:
    teencode = Teencode({"ko": "khong", "ntn": "nhu the nao"})
    assert lemmas("ko biết ntn", teencode) == ["khong", "biet", "nhu", "the", "nao"]


@pytest.mark.parametrize("line", ["ko", "kô\tkhong", "ko\tkhông", "ko\tkhong\nko\tkho"])
def test_a_malformed_teencode_table_names_its_line(tmp_path, line: str) -> None:
    path = tmp_path / "teencode.tsv"
    path.write_text(f"key\texpansion\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line"):
        Teencode.load(path)


def test_bigrams_follow_the_words() -> None:
    assert with_bigrams(["hoc", "phi"]) == ["hoc", "phi", "hoc_phi"]


@pytest.mark.parametrize(("word", "is_one"), [("nghieng", True), ("sown", False), ("bagn", False), ("quy", True)])
def test_a_slip_is_told_from_a_syllable(word: str, is_one: bool) -> None:
    assert is_folded_syllable(word) is is_one


@given(VIETNAMESE)
def test_a_text_and_its_stripped_form_have_the_same_lemmas(text: str) -> None:
    assert lemmas(text, Teencode({})) == lemmas(fold(nfc(text)), Teencode({}))


@given(VIETNAMESE)
def test_decomposed_input_gives_the_same_syllables(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert [s.text for s in syllables(nfc(decomposed))] == [s.text for s in syllables(nfc(text))]


@given(st.text(max_size=200))
def test_any_input_is_read_without_a_fault(text: str) -> None:
    for syllable in syllables(nfc(text)):
        assert syllable.start < syllable.end
        assert syllable.folded == fold(syllable.text)
