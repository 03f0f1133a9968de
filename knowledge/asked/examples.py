"""Messages that the model of what is asked is learnt from, `data/questions/asked/`: invented ones, nobody's own.

*.yaml    what it is answered with → how it is asked → messages
"""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import DataError, Problem
from knowledge.linear.messages import messages

FOLDER = "questions/asked"
NOTHING = "nothing"
"""What asks nothing of support: facts, small talk, doubt, another subject."""
DUE = "due"
"""What is asked by who wants to know what, whether or how much: the list answers it."""

Asked = tuple[tuple[str, str], ...]
"""What a message is answered with, and the message; each message once, in the order of the files."""


def read_asked(folder: Path) -> Asked:
    """Nothing where the folder is missing. DataError names every file of another shape, and what stands twice."""
    problems: list[Problem] = []
    found: dict[str, str] = {}
    for file, field, text in messages(folder, problems, "asked_unreadable"):
        if found.setdefault(text, field) != field:
            problems.append(Problem(file, "asked_twice", value=text))
    if problems:
        raise DataError(problems)
    return tuple((field, text) for text, field in found.items())
