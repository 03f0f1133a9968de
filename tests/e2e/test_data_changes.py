"""What stands in `data/` decides the answer: a changed or deleted row shows after a rebuild, with no code change."""

from collections.abc import Iterator

import pytest
import yaml

from tests.e2e.product import Product

BOARDING = "con tôi người Nùng hộ cận nghèo học trung cấp được hỗ trợ tiền ăn ở bao nhiêu một tháng"


@pytest.fixture
def restored(product: Product) -> Iterator[Product]:
    """The product, with its data put back afterwards."""
    before = {path: path.read_bytes() for path in product.data.rglob("*") if path.is_file()}
    yield product
    for path, content in before.items():
        path.write_bytes(content)
    product.rebuild()


def test_another_base_pay_changes_the_amount(restored: Product) -> None:
    path = restored.data / "policies" / "base_pay.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 2530000", "value: 2700000"), encoding="utf-8")
    assert "2.530.000" in restored.talk().ask(BOARDING)["text"]
    restored.rebuild()
    told = restored.talk().ask(BOARDING)["text"]
    assert "2.700.000 đồng/tháng" in told
    assert "2.530.000" not in told


def test_a_deleted_figure_is_no_longer_told(restored: Product) -> None:
    question = "tỉ lệ thất nghiệp thanh niên hiện nay"
    assert "quý 4/2025: 9,04%" in restored.talk().ask(question)["text"]
    path = restored.data / "reference" / "indicators.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("LM0139,")), encoding="utf-8")
    restored.rebuild()
    reply = restored.talk().ask(question)
    assert "9,04%" not in reply["text"]
    assert [citation["record_id"] for citation in reply["citations"]] != ["LM0139"]


def test_a_deleted_policy_is_no_longer_told(restored: Product) -> None:
    path = restored.data / "policies" / "tuition.yaml"
    records = yaml.safe_load(path.read_text(encoding="utf-8"))
    kept = [record for record in records if record["id"] != "hp-mien-thcs-len-trung-cap"]
    for record in kept:
        record["about"] = [name for name in record.pop("about", ()) if name != "hp-mien-thcs-len-trung-cap"]
    kept = [{key: value for key, value in record.items() if value or key != "about"} for record in kept]
    path.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    restored.rebuild()
    reply = restored.talk().ask("học hết lớp 9 đi học trung cấp có được miễn học phí không")
    assert "hp-mien-thcs-len-trung-cap" not in {citation["record_id"] for citation in reply.get("citations", ())}
