"""What a person reads stands in data, never in Python: no Vietnamese sentence in a string of the code."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from actions.responses import Responses

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
# Names and column values that code compares with; nobody reads them as a sentence.
NAMES = {
    "Cao Bằng",
    "Lạng Sơn",
    "Vĩnh Long",
    "Tổng số",
    "Giáo dục nghề nghiệp",
    "Giáo dục thường xuyên",
    "Trung tâm",
    "Đ",
    "đ",
}
FILES = sorted(
    path
    for part in ("knowledge", "actions", "channels", "bot")
    for path in Path(part).rglob("*.py")
    if "__pycache__" not in path.parts
)


def _strings(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # A string that stands alone documents the name above it.
    explained |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained
    ]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_vietnamese_sentence_in_code(path: Path) -> None:
    found = [(line, text) for line, text in _strings(path) if VIETNAMESE.search(text) and text not in NAMES]
    assert found == []


def test_every_response_key_that_code_names_exists_and_every_key_is_named() -> None:
    responses = Responses(Path("data/responses"))
    named = {text for path in Path("actions").rglob("*.py") for _, text in _strings(path)}
    rules = " ".join(path.read_text(encoding="utf-8") for path in Path("bot/rules").glob("*.yml"))
    templates = "".join(path.read_text(encoding="utf-8") for path in Path("data/responses").glob("*.yaml"))
    unused = {
        key
        for key in responses.keys
        if key not in named
        and key not in rules
        and f'"{key}" | said' not in templates
        and not key.startswith(("ask_", "benefit_", "notice_"))
    }
    assert unused == set()


def test_every_field_a_message_may_ask_for_has_a_label() -> None:
    """A reply that does not hold it names it."""
    fields: set[str] = set()
    for path in Path("data/lexicon").glob("*.yaml"):
        for table in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            if isinstance(table, dict) and isinstance(table.get("field"), dict):
                fields |= table["field"].keys()
    labels = yaml.safe_load(Path("data/responses/labels.yaml").read_text(encoding="utf-8"))["asked"]
    assert len(fields) > 20
    assert fields <= labels.keys()
