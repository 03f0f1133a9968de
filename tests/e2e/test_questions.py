"""Every case of tests/cases/questions.yaml through the whole product: what people type, what a good answer holds."""

from pathlib import Path

import pytest
import yaml

from knowledge.text import fold, nfc
from tests.e2e.product import Product
from tests.replies import shown

CASES = yaml.safe_load(Path("tests/cases/questions.yaml").read_text(encoding="utf-8"))["questions"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_answer(product: Product, case: dict) -> None:
    talk = product.talk()
    for earlier in case.get("before", ()):
        talk.ask(earlier)
    reply, expected = talk.ask(case["text"]), case["expect"]
    said = fold(nfc(shown(reply)))
    outcomes = expected["outcome"] if isinstance(expected["outcome"], list) else [expected["outcome"]]
    assert reply["outcome"] in outcomes, reply["text"]
    assert set(expected.get("cites", ())) <= {citation["record_id"] for citation in reply.get("citations", ())}
    assert [text for text in expected.get("contains", ()) if fold(nfc(str(text))) not in said] == [], reply["text"]
    assert [text for text in expected.get("lacks", ()) if fold(nfc(str(text))) in said] == [], reply["text"]
