"""How well and how fast diacritics come back: `python -m tests.bench.restorer` prints a table.

Accuracy is measured on articles that were held out of the training, each in turn, as stripped text; "changed" is the
share of words that differ after restoring the same sentences with their diacritics. Times are processor time of one
thread. The many passages are shuffled clauses of our own: their number of words is real, their vocabulary is not.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from knowledge.abbreviations import Abbreviations
from knowledge.corpus import general_texts, own_texts
from knowledge.restorer import Restorer
from knowledge.text import accented_key, fold, nfc, syllables

DATA = Path("data")
MANY = 10_000
Made = TypeVar("Made")


def main() -> None:
    """Print the table."""
    abbreviations = Abbreviations.load(DATA / "lexicon")
    right = changed = words = 0
    for article in sorted((DATA / "articles").glob("*.md")):
        held = article.read_text(encoding="utf-8")
        own = [text for text in own_texts(DATA) if text != held]
        restorer = Restorer.train(own, abbreviations=abbreviations)
        good, kept, total = _accuracy(restorer, _sentences(held))
        print(f"  {article.stem:44} {good / total:.3f} of {total} words, {1 - kept / total:.4f} changed")
        right, changed, words = right + good, changed + total - kept, words + total
    print(f"word accuracy, articles held out       {right / words:.3f} of {words} words")
    print(f"words changed in text with diacritics  {changed / words:.4f}")
    texts = own_texts(DATA)
    restorer, seconds = _timed(lambda: Restorer.train(texts, abbreviations=abbreviations))
    print(f"training on our texts                  {seconds:.2f} s, {sum(map(len, texts)):,} characters")
    passages = _many(texts)
    large, seconds = _timed(lambda: Restorer.train([*general_texts(DATA), *passages]))
    print(f"training on {MANY:,} passages            {seconds:.2f} s, {sum(map(len, passages)):,} characters")
    for name, model in (("our texts", restorer), (f"{MANY:,} passages", large)):
        _print_model(name, model, texts)


def _print_model(name: str, model: Restorer, texts: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "restorer"
        model.save(path)
        loaded, seconds = _timed(lambda: Restorer.load(path))
        print(f"saved, {name:30}  {path.stat().st_size:,} bytes, loaded in {seconds:.3f} s")
    queries = [fold(" ".join(words[:10])) for text in texts if len(words := text.split()) >= 10][:300]
    for label, act in (("restore", loaded.restore), ("readable", loaded.readable)):
        times = sorted(_timed(lambda query=query, act=act: act(query))[1] for query in queries)
        middle, late = 1000 * times[len(times) // 2], 1000 * times[-len(times) // 20]
        print(f"{label}, {name:28}  p50 {middle:.2f} ms, p95 {late:.2f} ms (10 words)")


def _accuracy(restorer: Restorer, sentences: Sequence[str]) -> tuple[int, int, int]:
    right = kept = total = 0
    for sentence in sentences:
        wanted = _keys(sentence)
        total += len(wanted)
        right += sum(map(str.__eq__, wanted, _keys(restorer.restore(fold(nfc(sentence))))))
        kept += sum(map(str.__eq__, wanted, _keys(restorer.restore(sentence))))
    return right, kept, total


def _keys(text: str) -> list[str]:
    return [accented_key(found.text) for found in syllables(nfc(text))]


def _sentences(article: str) -> list[str]:
    body = article.split("---", 2)[2] if article.startswith("---") else article
    return [line.strip("- #") for line in body.splitlines() if line.strip("- #")]


def _many(texts: Sequence[str]) -> list[str]:
    """Passages of about 100 words, invented from our own clauses in a seeded order."""
    draw = random.Random(7)
    clauses = [clause.strip() for text in texts for clause in text.split("\n") if len(clause.split()) > 5]
    return [". ".join(draw.choices(clauses, k=8)) for _ in range(MANY)]


def _timed(act: Callable[[], Made]) -> tuple[Made, float]:
    begun = time.process_time()
    made = act()
    return made, time.process_time() - begun


if __name__ == "__main__":
    main()
