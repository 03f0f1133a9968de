"""What each channel sends for each kind of Reply. `python -m tests.channels.golden` writes the golden file again,
`python -m tests.channels.golden page` the one of the page, which needs chromium."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from actions.reply import (
    Card,
    Chart,
    ChartSeries,
    Choice,
    Citation,
    Notice,
    Outcome,
    Payload,
    Reply,
    Sheet,
    SheetSection,
    Table,
)
from channels.messages import published
from channels.rendering.parts import Part
from channels.rendering.telegram import TelegramParts
from channels.rendering.text import Shown, TextBlocks, rest_of, shown
from channels.rendering.zalo import ZaloParts
from channels.sentences import Sentences

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "cases" / "channels" / "golden_renderings.yaml"
BLOCKS = TextBlocks(Sentences(ROOT / "data" / "messages" / "vendors.yaml"), "https://mau.example")
CHANNELS = {
    "telegram": TelegramParts(BLOCKS).render,
    "zalo_oa": ZaloParts(BLOCKS, with_buttons=True, with_files=True).render,
    "zalo_bot": ZaloParts(BLOCKS, with_buttons=False, with_files=False).render,
}
LAW = Citation(
    record_id="r1",
    title="Miễn học phí",
    source="Cổng thông tin",
    as_of=date(2026, 1, 1),
    document="Nghị định 238/2025/NĐ-CP",
    article="Điều 15",
    issuer="Chính phủ",
    checked_on=date(2026, 11, 1),
    url="https://vanban.example/238",
)
OTHERS = tuple(
    Citation(record_id=f"o{number}", title=f"Kế hoạch {number}", source="Sở Mẫu", as_of=date(2026, 2, 1))
    for number in range(1, 5)
)
_LONG = (
    "Giấy tờ: Đơn đề nghị theo mẫu; Giấy chứng nhận hộ nghèo của UBND cấp xã",
    "Nộp ở: phòng công tác học sinh của trường đang học",
    "Hạn: chưa xác minh được hạn nộp; nên nộp ngay khi nhập học",
    "Khi nào có tiền: theo tháng học, do trường thông báo ngày cấp",
    "Nơi quyết định: Trường Mẫu",
    "Lưu ý: Mỗi người chỉ hưởng một lần, ở một mức cao nhất; không nhận thêm ở nơi khác cho cùng thời gian đó.",
    "Lưu ý: Dừng khi giấy tờ chứng minh hết hiệu lực, ví dụ gia đình ra khỏi hộ nghèo giữa năm học.",
)
FOLDED = Reply(
    text="Tháng 11/2026 em có thể thuộc diện:\n- Học bổng: 2.530.000 đồng/tháng (Điều 2 Quyết định Mẫu).\n"
    "- Miễn học phí: 100 % học phí (Điều 15 Nghị định Mẫu).\n\nEm học trường công lập hay trường tư?",
    outcome=Outcome.ANSWERED,
    cards=(
        Card(
            title="Học bổng",
            lines=(
                "Mức tháng 11/2026: 2.530.000 đồng/tháng",
                "Dành cho: Học sinh dân tộc thiểu số thuộc hộ nghèo, học trung cấp chính quy.",
                "Căn cứ (kiểm tra ngày 21/11/2026): Điều 2 Quyết định Mẫu; Điều 1, Điều 4 Thông tư Mẫu",
                *_LONG,
            ),
        ),
        Card(
            title="Miễn học phí",
            lines=(
                "Mức tháng 11/2026: 100 % học phí",
                "Căn cứ (kiểm tra ngày 21/11/2026): Điều 15 khoản 7 Nghị định Mẫu; Điều 20 Nghị định Mẫu",
                *_LONG,
            ),
            url="https://luat.example",
        ),
        *(Card(title=f"Khoản {number}", lines=("Mức: theo trường", *_LONG)) for number in (3, 4)),
    ),
    table=Table(columns=("Khoản", "Mức"), rows=tuple((f"Khoản {number}", "theo trường") for number in range(1, 8))),
    notices=(Notice(code="authority_decides", text="Đây không phải quyết định được hưởng."),),
    citations=(LAW, *OTHERS),
    choices=tuple(
        Choice(label=label, payload=Payload(intent="tell"))
        for label in ("Công lập", "Tư thục", "Trường khác", "Không biết", "Thẻ để lưu hoặc in")
    ),
)
REPLIES = {
    "answered": Reply(text="Em được miễn học phí.", outcome=Outcome.ANSWERED, citations=(LAW,)),
    "many_sources": Reply(text="Có bốn trường.", outcome=Outcome.ANSWERED, citations=(LAW, *OTHERS)),
    "clarify": Reply(
        text="Em hỏi ở tỉnh nào?",
        outcome=Outcome.CLARIFY,
        choices=tuple(
            Choice(label=label, payload=Payload(intent="tell", slots={}))
            for label in ("Cao Bằng", "Lạng Sơn <mới>", "Vĩnh Long", "Cả ba", "Nơi khác", "Thôi ạ")
        ),
    ),
    "cards": Reply(
        text="Có 2 nghề:",
        outcome=Outcome.ANSWERED,
        cards=(
            Card(title="Điện & nước", lines=("Trung cấp, 2 năm", "Học phí: miễn"), url="https://truong.example/dien"),
            Card(title="May", lines=("Sơ cấp < 1 năm",)),
        ),
        citations=(LAW,),
    ),
    "table": Reply(
        text="So sánh hai trường.",
        outcome=Outcome.ANSWERED,
        table=Table(columns=("Trường", "Học phí", "Ký túc xá"), rows=(("A", "0 đ", "có"), ("B", "500.000 đ", ""))),
        citations=(LAW,),
    ),
    "chart": Reply(
        text="Nhu cầu tăng.",
        outcome=Outcome.ANSWERED,
        chart=Chart(
            series=(ChartSeries(name="Điện", points=(("2024", 10), ("2025", None))),),
            unit="người",
            period="2024-2025",
            alt="Năm 2024 là 10 người, năm 2025 chưa có số.",
        ),
        citations=(LAW,),
    ),
    "chart_told": Reply(
        text="Quý 2/2025:\n- Thành thị: 2,49%.\n- Nông thôn: 2,08%.",
        outcome=Outcome.ANSWERED,
        chart=Chart(
            series=(
                ChartSeries(name="Thành thị", points=(("quý 2/2025", 2.49),)),
                ChartSeries(name="Nông thôn", points=(("quý 2/2025", 2.08),)),
            ),
            unit="%",
            period="quý",
            alt="Thất nghiệp, quý 2/2025, từ cao đến thấp: Thành thị 2,49%; Nông thôn 2,08%.",
        ),
        citations=(LAW,),
    ),
    "notices": Reply(
        text="Trường MẪU tuyển 30 em.",
        outcome=Outcome.ANSWERED,
        notices=(Notice(code="sample", text="Đây là dữ liệu mẫu."),),
        citations=(LAW,),
    ),
    "goes_on": Reply(
        text="Ở Lạng Sơn có 1 nơi dạy.",
        outcome=Outcome.ANSWERED,
        about=("Hàn", "Trung cấp"),
        citations=(LAW,),
        choices=(
            Choice(label="Học phí", payload=Payload(intent="tell")),
            Choice(label="Hỏi chuyện khác", payload=Payload(intent="leave"), leaves=True),
        ),
    ),
    "sheet": Reply(
        text="Đây là thẻ của em.",
        outcome=Outcome.ANSWERED,
        sheet=Sheet(
            title="Quyền lợi có thể có",
            as_of=date(2026, 11, 21),
            summary="Hai khoản.",
            sections=(SheetSection(heading="Miễn học phí", lines=("100 %",)),),
        ),
        citations=(LAW,),
    ),
    "long": Reply(
        text="\n\n".join(f"Khoản {number}. " + ("Mức hỗ trợ theo quy định. " * 5).strip() for number in range(1, 36)),
        outcome=Outcome.ANSWERED,
        citations=(LAW,),
        choices=(Choice(label="Hỏi tiếp", payload=Payload(intent="tell", slots={})),),
    ),
    "folded": FOLDED,
    "never_folded": FOLDED.model_copy(update={"outcome": Outcome.HANDED_OFF}),
    "not_held_with_what_is_known": Reply(
        text="Mình chưa có điểm chuẩn năm 2026.",
        outcome=Outcome.NOT_HELD,
        cards=(Card(title="Trường MẪU", lines=("Điểm chuẩn 2025: 15",), url="https://truong.example/diem?a=1&b=2"),),
        notices=(Notice(code="old_figure", text="Số liệu năm trước."),),
        citations=OTHERS[:1],
        choices=(Choice(label="Xem trường khác", payload=Payload(intent="tell", slots={})),),
    ),
    "refused_with_who_helps": Reply(
        text="Em đang ở nơi an toàn không? Em gọi 111 nhé.",
        outcome=Outcome.REFUSED_UNSAFE,
        cards=(Card(title="Tổng đài 111", lines=("Gọi miễn phí, cả ngày lẫn đêm",), url="https://tongdai.example"),),
        citations=OTHERS[:1],
    ),
    **{
        outcome.value: Reply(text=f"Câu kết thúc {outcome.value}.", outcome=outcome)
        for outcome in Outcome
        if outcome not in (Outcome.ANSWERED, Outcome.CLARIFY)
    },
}


def as_shown(reply: Reply) -> Shown:
    """The reply as the delivery finds it in the store, with ids that do not change from run to run."""
    body: dict[str, Any] = dict(published(reply, with_meta=False).body)
    body["choices"] = [{**choice, "payload": f"id{number}"} for number, choice in enumerate(body["choices"], start=1)]
    if "sheet" in body:
        body["sheet"] = {**body["sheet"], "path": "/cards/the-mau"}
    return shown("reply", {"reply": body}, "0" * 32)


def rest_shown() -> Shown:
    """What the folded reply gives when its rest is asked for."""
    heading = BLOCKS.sentences.text("labels.rest")
    body = rest_of(as_shown(FOLDED).reply.model_dump(mode="json", exclude_none=True), heading)
    return shown("reply", {"reply": body}, "1" * 32)


def as_seen(name: str) -> dict[str, Any]:
    """What the dialogue answers."""
    return REPLIES[name].model_dump(mode="json", exclude_none=True)


def rendered() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Channel → kind of reply → parts."""
    return {
        channel: {
            name: [_as_data(part) for part in render(reply)]
            for name, reply in [*((name, as_shown(each)) for name, each in REPLIES.items()), ("rest", rest_shown())]
        }
        for channel, render in CHANNELS.items()
    }


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as it is read."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def write(file: Path, found: Mapping[str, Any]) -> None:
    """Write a golden file."""
    written = yaml.dump(found, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=140)
    head = "# Written by `python -m tests.channels.golden`; read the difference before keeping it.\n"
    file.write_text(head + written, encoding="utf-8")


def _as_data(part: Part) -> dict[str, Any]:
    buttons = [{key: value for key, value in asdict(button).items() if value} for button in part.buttons]
    attached = {"attached": type(part.attached).__name__.lower()} if part.attached else {}
    return {"text": part.text, **({"buttons": buttons} if buttons else {}), **attached}


if __name__ == "__main__":
    if sys.argv[1:] == ["page"]:
        from tests.channels.golden_page import PAGE_FILE, trees

        with tempfile.TemporaryDirectory() as folder:
            write(PAGE_FILE, trees(Path(folder)))
    else:
        write(FILE, rendered())
