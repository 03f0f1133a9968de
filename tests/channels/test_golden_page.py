"""The page tells of every kind of Reply what its golden file says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.channels.golden_page import KINDS, PAGE_FILE, trees

pytestmark = pytest.mark.browser


def test_every_kind_of_reply_on_the_page(tmp_path: Path) -> None:
    golden = yaml.safe_load(PAGE_FILE.read_text(encoding="utf-8"))
    assert list(golden) == KINDS
    assert trees(tmp_path) == golden
