"""Every code a reader of files may report has a sentence that says what is wrong, in words and without a gap."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.commands import Sentences
from knowledge.errors import Problem

SAY = Sentences(Path("data/messages"))
_CODE = re.compile(
    r"""(?:\.report|\.reject|_unusable|Unreadable|_problem|_warn|_info|_note)\(\s*(?:field,\s*)?"([a-z][a-z0-9_]+)\""""
    r"""|Problem\(\s*[^,()"]+(?:\([^()]*\))?,\s*"([a-z][a-z0-9_]+)\""""
    r"""|code="([a-z][a-z0-9_]+)\""""
)


def codes() -> list[str]:
    found: set[str] = set()
    for path in sorted(Path("knowledge").rglob("*.py")):
        for match in _CODE.finditer(path.read_text(encoding="utf-8")):
            found.add(next(group for group in match.groups() if group))
    return sorted(found)


def test_the_codes_are_found() -> None:
    assert {"part_exceeds_whole", "error_cell", "file_missing", "institution_unknown"} <= set(codes())
    assert len(codes()) > 60


@pytest.mark.parametrize("code", codes())
def test_a_code_has_a_sentence(code: str) -> None:
    sentence = SAY.message(Problem("tệp", code, value="«v»", expected="«e»"))
    assert len(sentence.split()) >= 3
    assert "{" not in sentence
