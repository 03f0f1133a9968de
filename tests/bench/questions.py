"""`python -m tests.bench.questions`: how many questions the check of everything needs, over all households.

The person answers truthfully from the facts of the household. What the household says nothing about is answered "I do
not know" where it is asked by itself, and "none of these" in a list. The check ends when no question is left.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import DataError
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.facts import Learner
from knowledge.policies.questions import NONE_OF_THESE, Answer, Ask, next_question

TOLD_FIRST = {
    "nothing": (),
    "level and schooling": ("level", "schooling"),
    "what a first message tells": ("level", "schooling", "ethnic_group", "ethnicity", "household"),
}
"""What the person says before the first question."""


def simulate(book: PolicyBook, facts: Mapping[str, Any], on: date, told: tuple[str, ...]) -> list[str]:
    """Ids of the questions that are asked of one household, in order."""
    person = book.learner(facts, on)
    known = {name: value for name, value in facts.items() if name in told}
    declined: list[str] = []
    asked: list[str] = []
    while (ask := next_question(book, known, on, declined=declined)) is not None:
        asked.append(ask.id)
        picked = _answer(ask, person)
        if not picked:
            declined += [ask.id, *ask.facts]
        for answer in picked:
            known |= {name: list(values) for name, values in answer.tells.items()}
    return asked


def _answer(ask: Ask, person: Learner) -> list[Answer]:
    """The answers that hold for the person; "none of these" where none does and the question is a list."""
    if ask.id in person.known and not ask.several and ask.facts == (ask.id,):
        return [Answer("", {ask.id: tuple(person.known[ask.id])})]
    holding = [answer for answer in ask.answers if answer.code != NONE_OF_THESE and _holds(answer, person)]
    if ask.several:
        return holding or [answer for answer in ask.answers if answer.code == NONE_OF_THESE]
    return holding[:1]


def _holds(answer: Answer, person: Learner) -> bool:
    told = {name: values for name, values in answer.tells.items() if name in person.known}
    return bool(told) and all(person.known[name] <= set(values) for name, values in told.items())


def main() -> int:
    """Print the distribution of the number of questions, for three ways of beginning."""
    book = load_book(Path("data/policies"))
    rows = [
        row
        for path in sorted(Path("tests/cases/households").glob("*.yaml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    for beginning, told in TOLD_FIRST.items():
        counts: Counter[int] = Counter()
        ids: Counter[str] = Counter()
        for row in rows:
            try:
                asked = simulate(book, row["facts"], row["date"], told)
            except DataError:
                continue
            counts[len(asked)] += 1
            ids.update(asked)
        total = sum(counts.values())
        mean = sum(number * count for number, count in counts.items()) / total
        print(f"{beginning}: {total} households, {mean:.2f} questions on average")
        print("  " + "  ".join(f"{number}: {counts[number]}" for number in range(max(counts) + 1)))
        print("  " + ", ".join(f"{name} {count}" for name, count in ids.most_common(15)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
