"""Questions for schools, programmes and trades through the capabilities, in both spellings."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.text import fold, nfc
from tests.conftest import Ask
from tests.replies import shown

CASES = yaml.safe_load(Path("tests/cases/finding.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stripped", [False, True], ids=["as written", "without diacritics"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_finding(ask: Ask, case: dict[str, Any], stripped: bool) -> None:
    reply, _ = ask(fold(nfc(case["text"])) if stripped else case["text"], case["intent"])
    cited = {citation.record_id for citation in reply.citations}
    seen = fold(nfc(shown(reply.model_dump(mode="json", exclude_none=True))))

    assert reply.outcome in case["outcome"], reply.text
    assert cited >= set(case.get("records", ())), reply.text
    assert not cited.intersection(case.get("never", ())), reply.text
    assert "any" not in case or cited.intersection(case["any"]), reply.text
    assert all(fold(nfc(text)) in seen for text in case.get("says", ())), reply.text
