"""knowledge.abbreviations: what has several readings is settled by the words around it, or left open."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.abbreviations import Abbreviations
from knowledge.text import Teencode, fold, nfc, syllables

CASES: list[dict[str, str]] = yaml.safe_load(Path("tests/cases/abbreviations.yaml").read_text(encoding="utf-8"))
ABBREVIATIONS = Abbreviations.load(Path("data/lexicon"))


def _read(text: str) -> str:
    found = ABBREVIATIONS.expand(syllables(nfc(text)))
    return " ".join(fold(" ".join(one.words)) + ("" if one.settled else "?") for one in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_message_is_read_as_it_was_meant(case: dict[str, str]) -> None:
    assert _read(case["text"]) == case["read"]


def test_the_table_has_its_size() -> None:
    assert len(CASES) >= 80
    assert len(ABBREVIATIONS) >= 60


@given(
    st.lists(
        st.sampled_from(sorted(ABBREVIATIONS.table)) | st.sampled_from(["hoc", "phi", "em", "9", "được"]), max_size=12
    )
)
def test_every_syllable_comes_back_in_its_place(words: list[str]) -> None:
    given_ = syllables(" ".join(words))
    found = ABBREVIATIONS.expand(given_)
    assert [one.syllable for one in found] == given_
    assert all(one.words and all(one.words) for one in found)


@given(st.sampled_from([case["text"] for case in CASES]))
def test_capitals_change_nothing(text: str) -> None:
    assert _read(text.upper()).lower() == _read(text).lower()


def test_a_typed_stroke_rules_a_reading_out() -> None:
    assert _read("nguoi đt tay") != _read("nguoi dt tay")


@pytest.mark.parametrize(
    "entry",
    [{"before": ["x"]}, {"say": "a", "cue": ["x"]}, {"say": "a", "before": ["học"]}, {"say": "a", "after": [True]}],
)
def test_a_malformed_reading_is_named(entry: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="'xy'"):
        Abbreviations({"xy": [entry]}, Teencode({}))
