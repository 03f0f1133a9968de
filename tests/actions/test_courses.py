"""Figures over time and groups of one period: drawn where they compare, with a gap for what is not held."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.responses import figure
from knowledge.retrieval.noise import without_diacritics
from knowledge.text import fold, nfc
from tests.conftest import Ask

QUESTIONS = yaml.safe_load(Path("tests/cases/courses.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("spell", [str, without_diacritics], ids=["as written", "without diacritics"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_what_compares_is_drawn(ask: Ask, question: dict[str, Any], spell: Any) -> None:
    reply, _ = ask(spell(question["text"]), "ask_indicator")
    if "none" in question:
        assert reply.chart is None
        return
    assert reply.outcome.value == question["outcome"]
    assert reply.chart is not None
    names = [series.name for series in reply.chart.series]
    assert names == question.get("series", names)
    assert len(names) > 1 or "series" not in question
    points = dict(reply.chart.series[0].points)
    assert {period: points[period] for period in question.get("points", ())} == question.get("points", {})
    assert len(points) == question.get("periods", len(points))
    said, shown = fold(nfc(reply.text)), fold(nfc(reply.chart.alt))
    assert [words for words in question.get("contains", ()) if fold(nfc(words)) not in said] == []
    assert [words for words in question.get("lacks", ()) if fold(nfc(words)) in said] == []
    cited = {citation.record_id for citation in reply.citations}
    assert set(question.get("records", ())) <= cited
    # The sentence under the picture says every figure of it.
    drawn = [value for series in reply.chart.series for _, value in series.points if value is not None]
    assert [value for value in drawn if figure(value) not in shown] == []
