"""Rasa's ResponseSelector: every passage a response, its title and its text the examples. In Rasa's environment."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from tests.bench.peer_engines.asking import Entry, Search, run

PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "ResponseSelector", "retrieval_intent": "faq", "epochs": 100, "random_seed": 1},
]


def index(entries: Sequence[Entry]) -> Search:
    """Train a model; minutes for some hundred passages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nlu = [{"intent": f"faq/p{place}", "examples": _examples(entry)} for place, entry in enumerate(entries)]
        responses = {f"utter_faq/p{place}": [{"text": entry.id}] for place, entry in enumerate(entries)}
        held = {"version": "3.1", "nlu": nlu, "responses": responses}
        (folder / "nlu.yml").write_text(yaml.safe_dump(held, allow_unicode=True), encoding="utf-8")
        config = {"recipe": "default.v1", "language": "vi", "pipeline": PIPELINE, "assistant_id": "peers"}
        (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()

    def search(text: str) -> list[str]:
        parsed = loop.run_until_complete(agent.parse_message(text))
        ranking = parsed["response_selector"]["faq"]["ranking"]
        return [entries[int(one["intent_response_key"].rpartition("/p")[2])].id for one in ranking]

    return search


def _examples(entry: Entry) -> str:
    """One example a line; more than one, which the selector needs."""
    lines = [" ".join(line.split()) for line in entry.text.split("\n") if line.strip()]
    return "".join(f"- {line.replace('[', '(').replace(']', ')')}\n" for line in (lines[0], " ".join(lines)))


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable(logging.ERROR)
    run(index)
