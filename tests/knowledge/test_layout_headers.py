"""Header spellings: the table of cases was written before the reading of headers."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.workbooks.layout.headers import HeaderReader
from knowledge.workbooks.layout.words import LayoutWords

WORDS = LayoutWords.load(Path("data/lexicon/workbooks.yaml"))
CASES = yaml.safe_load(Path("tests/cases/headers.yaml").read_text(encoding="utf-8"))
# Plain columns that stand beside the one in question.
BESIDE = {
    "institutions": ("STT", "Tên cơ sở GDNN", "Loại hình"),
    "programmes": ("STT", "Tên cơ sở GDNN", "Tên ngành, nghề"),
    "enrolment_by_period": ("STT", "Tên cơ sở GDNN", "Tên ngành, nghề", "Nhập học"),
    "graduate_outcomes_by_period": ("STT", "Tên cơ sở GDNN", "Tên ngành, nghề", "Có việc làm"),
    "vacancies_by_period": ("STT", "Tên doanh nghiệp", "Vị trí cần tuyển", "Số lượng"),
    "labour_market_indicators_by_period": ("STT", "Chỉ tiêu", "Đơn vị tính"),
}


@pytest.mark.parametrize(
    ("table", "header", "field"),
    [(table, header, field) for table, cases in CASES.items() for header, field in cases],
)
def test_a_spelling_names_its_field(table: str, header: str, field: str | None) -> None:
    reader = HeaderReader(WORDS, date(2026, 11, 21))
    words = WORDS.tables[table]
    beside = [name for name in BESIDE[table] if field is None or field not in reader.fields(words, (name,))]
    headers: dict[int, tuple[str, ...]] = {number: (name,) for number, name in enumerate(beside, start=1)}
    headers[9] = tuple(header.split(" > "))
    assigned = reader.assign(words, headers)
    assert {name for name, column in assigned.columns.items() if column == 9} == ({field} if field else set())
