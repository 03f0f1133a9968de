"""knowledge.slips and what knowledge.text makes of them: slips are mended, everything else stays."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.slips import decoded, is_spoken
from knowledge.text import Teencode, fold, lemmas, nfc, syllables

CASES: dict[str, Any] = yaml.safe_load(Path("tests/cases/slips.yaml").read_text(encoding="utf-8"))
TEENCODE = Teencode.load(Path("data/lexicon/teencode.tsv"))
MESSAGES = st.lists(
    st.sampled_from(
        ["hojc", "hoc5", "phis", "lop9", "em1", "toj", "thanx", "test", "được", "dduowcj", "5tr", "Lơp9", "ko"]
    )
    | st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyjfwzáàảãạ0123456789", max_size=9),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize("case", CASES["decoded"], ids=lambda case: case["typed"])
def test_what_came_through_wrong_is_read_right(case: dict[str, Any]) -> None:
    assert [found.text.lower() for found in syllables(nfc(case["typed"]))] == case["read"]


@pytest.mark.parametrize("text", CASES["kept"])
def test_what_is_no_slip_stays(text: str) -> None:
    assert [found.text for found in syllables(nfc(text))] == text.split()


def test_a_hundred_letters_count_once() -> None:
    assert lemmas("hocccccc" + "c" * 100 + " PHI" + "I" * 100, Teencode({})) == ["hoc", "phi"]


def test_a_parted_number_keeps_its_place() -> None:
    assert [(found.start, found.end) for found in syllables("em lop9 a")] == [(0, 2), (3, 6), (6, 7), (8, 9)]


@given(MESSAGES)
def test_both_spellings_have_the_same_lemmas(text: str) -> None:
    assert lemmas(text, TEENCODE) == lemmas(fold(nfc(text)), TEENCODE)


@given(st.lists(st.sampled_from([*"aegioquydnh", *"sfrxjw", *"1269"]), max_size=9).map("".join))
def test_keys_without_a_syllable_are_left_alone(word: str) -> None:
    found = decoded(word)
    assert found is None or is_spoken(fold(found.text))


@pytest.mark.parametrize("word", ["quf", "qus", "quj", "qufs", "qu2", "quw"])
def test_an_onset_alone_takes_no_tone(word: str) -> None:
    assert decoded(word) is None


@given(MESSAGES)
def test_a_decoded_word_is_a_syllable(text: str) -> None:
    for word in text.split():
        found = decoded(fold(word))
        assert found is None or (is_spoken(fold(found.text)) and not is_spoken(fold(word)))


@given(MESSAGES)
def test_spans_follow_one_another_and_forms_agree(text: str) -> None:
    end = 0
    for found in syllables(nfc(text)):
        assert end <= found.start < found.end <= len(text)
        assert found.folded == fold(found.text)
        end = found.end


def test_every_common_syllable_is_spoken_and_no_slip() -> None:
    common = yaml.safe_load(Path("data/lexicon/syllables.yaml").read_text(encoding="utf-8"))["common"]
    strange = {word for word in map(str, common) if not is_spoken(fold(word))}
    assert strange <= {"đắk", "lắk"}
    assert [word for word in common if decoded(fold(str(word)))] == []


def test_the_teencode_table_keeps_its_rules() -> None:
    keys = TEENCODE.expansions
    assert len(keys) >= 400
    assert [key for key in keys if not key.isascii() or not key.isalnum()] == []
    # A sure slip would be decoded before the table is asked.
    assert [key for key in keys if (found := decoded(key)) and found.sure and fold(found.text) != keys[key]] == []
    ambiguous = yaml.safe_load(Path("data/lexicon/abbreviations.yaml").read_text(encoding="utf-8"))
    # Both tables hold what has a usual reading and, among certain words, another one.
    assert keys.keys() & ambiguous.keys() == {"dc", "hc", "hok", "hp"}
