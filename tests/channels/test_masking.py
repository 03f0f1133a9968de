"""What is kept of a person's own words (tests/cases/masking.yaml), and that every way of writing is treated alike."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import SettingsInvalid
from channels.masking import Mask
from knowledge.text import fold, nfc
from tests.channels.conftest import Server

LEXICON, GROUPS = Path("data/lexicon/sensitive.yaml"), Path("data/reference/ethnic_groups.csv")
MASK = Mask(LEXICON, GROUPS)
CASES = yaml.safe_load(Path("tests/cases/masking.yaml").read_text(encoding="utf-8"))
WORDS = [word for row in yaml.safe_load(LEXICON.read_text(encoding="utf-8"))["words"] for word in row]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["typed"])
def test_what_is_kept(case: dict[str, str]) -> None:
    assert MASK(case["typed"]) == case["kept"]


def test_every_ethnic_group_is_masked_in_both_spellings() -> None:
    with GROUPS.open(encoding="utf-8", newline="") as file:
        names = [name for row in csv.DictReader(file) for name in (row["name"], *row["other_names"].split(";")) if name]
    assert len(names) > 54
    for name in names:
        for typed in (name, fold(nfc(name)), name.upper(), unicodedata.normalize("NFD", name)):
            assert MASK(f"em là người {typed} ạ") == "em là người ••• ạ"


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=8))
def test_no_listed_word_is_left(parts: list[str]) -> None:
    left = f" {' '.join(fold(nfc(MASK(' '.join(parts)))).split())} "
    assert [word for word in ("ho ngheo", "mo coi", "khuyet tat") if f" {word} " in left] == []


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(MASK(text), str)


def test_a_broken_list_stops_the_start(tmp_path: Path) -> None:
    broken = tmp_path / "sensitive.yaml"
    broken.write_text("words: [[a]]", encoding="utf-8")
    with pytest.raises(SettingsInvalid):
        Mask(broken, GROUPS)


def test_the_history_keeps_no_sensitive_word_once_it_is_answered(server: Server) -> None:
    talk = server.talk()
    reply = talk.ask("em người Tày hộ nghèo, số 0912345678")
    assert reply["text"].startswith("Đáp: em người Tày hộ nghèo"), "Rasa was asked what was written"
    [user, _] = talk.events()
    assert user["text"] == "em người ••• •••, số •••"


def test_what_was_asked_is_not_kept_a_second_time(server: Server) -> None:
    talk = server.talk()
    talk.ask("câu hỏi thường")

    def texts() -> list[str | None]:
        with server.parts.store.engine.connect() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT text FROM message").all()]

    assert set(texts()) == {None}
    assert talk.events()[0]["text"] == "câu hỏi thường"
