"""`evaluate`: how well the search finds what answers, on anybody's passages and questions.

Without an encoder the measures of `dense` are null and `hybrid` is what the product then does: it ranks by words.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from knowledge.commands import Commands, Context, Sentences
from knowledge.corpus import general_texts
from knowledge.encoders import choose
from knowledge.encoders.encoder import Encoder
from knowledge.models import Passage
from knowledge.restorer import Restorer
from knowledge.retrieval.collection import Text, read_collection
from knowledge.retrieval.evaluate import NO_FIGURES, SEED, SPELLINGS, Figures, Search, measured
from knowledge.retrieval.hybrid import Mode, Ranker
from knowledge.retrieval.measures import DEPTH, MEASURES
from knowledge.text import Teencode

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
Results = Mapping[Mode, Mapping[str, Figures | None]]


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("evaluate")
    say = parser.say
    parser.add_argument("--passages", metavar="P.jsonl", type=Path, required=True, help=say("argument_passages"))
    parser.add_argument("--questions", metavar="Q.jsonl", type=Path, required=True, help=say("argument_questions"))
    parser.add_argument("--limit", metavar="N", type=_count, help=say("argument_limit"))
    parser.add_argument("--seed", metavar="S", type=int, default=SEED, help=say("argument_seed"))
    parser.add_argument("--json", action="store_true", help=say("argument_evaluate_json"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Read, index in a folder of its own, ask; the figures on stdout and nothing else, progress on stderr."""
    say = context.say
    collection = read_collection(arguments.passages, arguments.questions)
    questions = collection.questions[: arguments.limit]
    _tell(say("evaluate_read", passages=len(collection.passages), questions=len(questions)))
    encoder = _encoder(context)
    results: dict[Mode, Mapping[str, Figures | None]] = {}
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        ranker = ranker_of(collection.passages, context.data, encoder, Path(folder))
        _tell(say("evaluate_indexed", seconds=_since(started)))
        for mode in MODES:
            figures: dict[str, Figures | None] = {}
            for spelling in SPELLINGS:
                started = time.monotonic()
                search = _search(ranker, mode)
                figures[spelling] = measured(search, questions, spelling, seed=arguments.seed) if search else None
                _tell(say("evaluate_asked", mode=mode, spelling=spelling, seconds=_since(started)))
            results[mode] = figures
    print(json.dumps(_report(results), indent=1) if arguments.json else "\n".join(_table(results, say)))
    return 0


def _encoder(context: Context) -> Encoder | None:
    """The encoder the product would use; what stands in the way of one is told."""
    choice = choose(context.built, context.embedding_model, context.patience)
    for problem in choice.problems:
        _tell(context.say.problem(problem))
    told = context.say("evaluate_encoder", name=choice.encoder.name) if choice.encoder else ""
    _tell(told or context.say("evaluate_no_encoder"))
    return choice.encoder


def ranker_of(texts: Sequence[Text], data: Path, encoder: Encoder | None, folder: Path) -> Ranker:
    """As the build makes it, its restorer trained from these passages and our general texts."""
    teencode = Teencode.load(data / "lexicon" / "teencode.tsv")
    written = [line for one in texts for line in (one.title, one.text) if line]
    restorer = Restorer.train([*general_texts(data), *written], teencode=teencode) if encoder else None
    passages = [Passage(one.id, "text", one.id, one.title, one.text) for one in texts]
    return Ranker.build(
        passages, encoder=encoder, restorer=restorer, teencode=teencode, folder=folder, cache=folder / "vectors"
    )


def _search(ranker: Ranker, mode: Mode) -> Search | None:
    """How one mode ranks; None for a dense ranking without an encoder."""
    if mode not in ranker.modes:
        return None if mode == "dense" else _search(ranker, "lexical")
    return partial(_names, ranker, mode)


def _names(ranker: Ranker, mode: Mode, text: str) -> list[str]:
    return [name for name, _ in ranker.rank(text, mode=mode, limit=DEPTH)]


def _report(results: Results) -> dict[str, dict[str, Mapping[str, float | None]]]:
    return {
        mode: {spelling: one.json() if one else NO_FIGURES for spelling, one in figures.items()}
        for mode, figures in results.items()
    }


def _table(results: Results, say: Sentences) -> Iterator[str]:
    heads = "".join(f"{name:>9}" for name in (*MEASURES, "ms"))
    yield f"{say('evaluate_columns'):<26}{heads}{say('evaluate_processor'):>9}"
    for mode, figures in results.items():
        for spelling, one in figures.items():
            cells = [f"{one.quality[name]:9.3f}" for name in MEASURES] if one else [f"{'-':>9}"] * len(MEASURES)
            cells += [f"{value:9.2f}" for value in (one.wall, one.processor)] if one else [f"{'-':>9}"] * 2
            yield f"{mode:<10}{say(f'evaluate_{spelling}'):<16}{''.join(cells)}"


def _count(written: str) -> int:
    count = int(written)
    if count < 1:
        raise ArgumentTypeError(f"invalid count value: {written!r}")
    return count


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.1f}"


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
