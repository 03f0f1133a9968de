"""Few words after a list, a programme or a comparison, in both spellings, and which words weigh trades."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.slots import Slots, from_mentions
from actions.weighing import weighed
from knowledge.library import Library
from knowledge.text import fold, nfc
from tests.actions.talking import InProcess
from tests.conftest import TODAY, Ask
from tests.talks import go_through

TALKS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/shown_talks.yaml").read_text(encoding="utf-8"))
SPELLINGS = pytest.mark.parametrize("stripped", [False, True], ids=["as_written", "no_diacritics"])


@SPELLINGS
@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_what_was_shown_is_talked_about(ask_by_sense: Ask, talk: Mapping[str, Any], stripped: bool) -> None:
    go_through(talk, InProcess(ask_by_sense), stripped=stripped)


@SPELLINGS
@pytest.mark.parametrize(
    ("text", "trades"),
    [
        ("so sánh hàn với điện", {"han", "dien_cong_nghiep", "dien_dan_dung"}),
        ("hàn hay điện hơn", {"han", "dien_cong_nghiep", "dien_dan_dung"}),
        ("giữa may và nấu ăn thì chọn gì", {"may_thoi_trang", "che_bien_mon_an"}),
        ("em phân vân ô tô với điện lạnh", {"cong_nghe_o_to", "may_lanh_dieu_hoa"}),
        ("nên học mộc hay hàn", {"moc", "han"}),
        ("hàn, mộc, may khác gì nhau", {"han", "moc", "may_thoi_trang"}),
        ("kế toán với bán hàng cái nào dễ xin việc", {"ke_toan", "ban_hang"}),
        ("thú y hay điều dưỡng tốt hơn", {"chan_nuoi_thu_y", "dieu_duong"}),
        ("nghề may khác nghề hàn chỗ nào, chọn cái nào", set()),
        ("em muốn học hàn và may ở cao bằng", set()),
        ("học hàn hay may được hỗ trợ nhiều hơn", set()),
        ("hạn nộp hồ sơ với học phí cái nào trước", set()),
        ("trường cao đẳng lạng sơn hay cao đẳng cao bằng tốt hơn", set()),
        ("học nghề hay học cấp 3 hơn", set()),
    ],
)
def test_trades_that_are_weighed(library: Library, text: str, trades: set[str], stripped: bool) -> None:
    said = fold(nfc(text)) if stripped else text
    named = from_mentions(library.find(said), fold(nfc(said)), TODAY)
    found = weighed(said, named, library)
    assert set(found.trades if found is not named else ()) == trades
    assert found is named or "beside" in found.back


def test_nothing_is_weighed_where_nothing_is_said(library: Library) -> None:
    assert weighed("", Slots(), library) == Slots()
