"""The page of every sentence is complete: no file and no sentence of what is said is missing from it."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import pytest
import yaml

from actions.__main__ import main
from actions.responses import Responses
from actions.sentence_book import Sentence, SentenceBookError, groups, page, sentence_files

DATA = Path("data")
LARGEST = 1_000_000
TAG = re.compile(r"<[^>]+>")


def test_every_file_of_sentences_stands_in_one_group() -> None:
    listed = [name for group in groups(DATA) for name in group.files]
    assert sorted(listed) == sentence_files(DATA)
    told = {path.relative_to(DATA).as_posix() for path in (DATA / "responses").rglob("*.yaml")}
    assert told <= set(listed)


def test_a_file_that_no_group_lists_is_refused(tmp_path: Path) -> None:
    for folder in ("responses", "messages", "interests", "pathways"):
        shutil.copytree(DATA / folder, tmp_path / folder)
    (tmp_path / "responses" / "fresh.yaml").write_text("said:\n  text: Mẫu\n", encoding="utf-8")
    with pytest.raises(SentenceBookError, match="fresh"):
        page(tmp_path)
    (tmp_path / "responses" / "fresh.yaml").unlink()
    (tmp_path / "responses" / "market.yaml").unlink()
    with pytest.raises(SentenceBookError, match="market"):
        page(tmp_path)


def test_every_key_and_every_plain_sentence_of_a_response_is_on_the_page() -> None:
    written = page(DATA)
    assert len(written.encode()) < LARGEST
    shown = _plain(html.unescape(TAG.sub("", written)))
    for key in Responses(DATA / "responses").keys:
        assert f"<dt>{key}." in written, key
    for path in (DATA / "responses").glob("*.yaml"):
        for name, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            text = entry.get("text") if isinstance(entry, dict) else None
            if text and "{" not in text:
                assert _plain(text) in shown, f"{path}: {name}"


def test_what_is_filled_in_and_what_is_said_sometimes_are_set_apart() -> None:
    shown = Sentence(
        "x", "Chào {{ you }}{% if late %}, muộn rồi{% else %} <b>{% endif %}. Còn {left} câu {# note #}"
    ).shown
    assert "<var>you</var>" in shown
    assert '<span class="if">late</span>, muộn rồi' in shown
    assert '<span class="else"></span> &lt;b&gt;' in shown
    assert "<var>left</var>" in shown


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made" / "sentences.html"
    assert main(["sentences", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == page(DATA)
    assert str(out) in capsys.readouterr().out


def _plain(text: str) -> str:
    return " ".join(text.split())
