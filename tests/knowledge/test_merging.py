"""Accepted rows over the rows held: what gets in, what replaces what, and what stays out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import DataError
from knowledge.imports.archive import IMPORT_TABLES
from knowledge.imports.institutions import with_report
from knowledge.imports.merging import Merging, Report
from knowledge.imports.registry import Entry, Named, Registry
from knowledge.workbook_tables import VACANCIES
from tests.knowledge.imports_made import enrolment, offer, row_of, school

DAY = date(2026, 11, 21)
HELD = school("Trường Mẫu Đã Biết", institution_id="CB01", source="Trang của trường", provider=None, address="Tổ 1")
GIVEN = Registry([Entry("CB02", "Trường Mẫu Mới", "04", "first")])
NEW = school("Trường Mẫu Mới")


def merged(*reports: dict[str, list[dict[str, Any]]], samples: bool = True) -> tuple[dict[str, Any], dict[str, int]]:
    """Tables by name and counts of what stayed out."""
    merging = Merging({"institutions": [HELD]}, GIVEN, samples=samples)
    for number, rows in enumerate(reports):
        merging.add(Report(f"import-{number}", DAY, rows), IMPORT_TABLES)
    return merging.tables(IMPORT_TABLES), dict(merging.left_out)


def test_a_new_institution_and_its_offers_get_in() -> None:
    tables, left_out = merged({"institutions": [NEW], "programmes": [offer("TRƯỜNG MẪU MỚI")]})
    assert [row["institution_id"] for row in tables["institutions"]] == ["CB01", "CB02"]
    (programme,) = tables["programmes"]
    assert (programme["institution_id"], programme["province"], programme["import_id"]) == ("CB02", "04", "import-0")
    assert programme["programme_id"].startswith("programme-")
    assert left_out == {}


def test_what_names_nobody_or_is_fictional_stays_out() -> None:
    unknown = offer("Trường Mẫu Lạ", institution_id="CB01", import_flags=("institution_unknown",))
    stray = [offer("Trường Mẫu Không Có"), offer("?", institution_id="LS77"), unknown, offer("x", trade_name=None)]
    fictional = {
        "institutions": [school("Mẫu", data_status="mau")],
        "programmes": [offer("Trường Mẫu Mới", data_status="mau")],
    }
    tables, left_out = merged({"programmes": stray}, fictional, samples=False)
    assert tables["programmes"] == []
    assert left_out == {"institutions": 1, "programmes": 5}


def test_a_fictional_row_is_a_sample_where_samples_are() -> None:
    tables, _ = merged(
        {"institutions": [NEW], "programmes": [offer("Trường Mẫu Mới", data_status="mau", confidence=None)]}
    )
    assert [row["confidence"] for row in tables["programmes"]] == ["sample"]


def test_a_later_report_of_the_same_provider_replaces_another_providers_stands_beside() -> None:
    first = {"institutions": [NEW], "enrolment_by_period": [enrolment("Trường Mẫu Mới", 10)]}
    second = {"institutions": [NEW], "enrolment_by_period": [enrolment("Trường  mẫu mới", 12, trade_name="HÀN")]}
    third = {"institutions": [NEW], "enrolment_by_period": [enrolment("Trường Mẫu Mới", 15, provider="csgdnn")]}
    tables, _ = merged(first, second, third)
    rows = tables["enrolment_by_period"]
    assert [(row["provider"], row["enrolled"], row["import_id"]) for row in rows] == [
        ("so_gddt", 12, "import-1"),
        ("csgdnn", 15, "import-2"),
    ]
    assert len({row["enrolment_id"] for row in rows}) == 2
    assert rows[0]["enrolment_id"] == merged(first)[0]["enrolment_by_period"][0]["enrolment_id"]


def test_two_rows_alike_in_one_report_are_both_kept_under_two_keys() -> None:
    tables, _ = merged({"institutions": [NEW], "programmes": [offer("Trường Mẫu Mới", quota=n) for n in (20, 30)]})
    keys = [row["programme_id"] for row in tables["programmes"]]
    assert keys[1] == f"{keys[0]}-2"


def test_a_known_institution_keeps_its_row_and_only_empty_cells_are_filled() -> None:
    report = school("trường mẫu đã biết", address="Tổ 9", phone=("02060000001",), source="Báo cáo 9")
    tables, _ = merged({"institutions": [report]})
    (row,) = tables["institutions"]
    assert (row["institution_id"], row["name"], row["address"]) == ("CB01", "Trường Mẫu Đã Biết", "Tổ 1")
    assert (row["phone"], row["contact_confidence"]) == (("02060000001",), "medium")
    assert row["source"] == "Trang của trường; Báo cáo 9"
    assert row["import_flags"] == ("filled:phone",)
    assert merged({"institutions": [school("Trường Mẫu Đã Biết")]})[0]["institutions"] == [HELD]
    assert with_report(HELD, {**report, "data_status": "mau"}) == HELD


def test_a_row_without_a_source_keeps_its_names_only() -> None:
    nameless = {**HELD, "source": None, "confidence": "low", "abbreviations": ("TMĐB",), "phone": ("0",)}
    report = school("Trường Mẫu Đã Biết", website="https://mau.example", source="Báo cáo 9")
    row = with_report(nameless, report)
    assert (row["institution_id"], row["abbreviations"], row["source"]) == ("CB01", ("TMĐB",), "Báo cáo 9")
    assert (row["website"], row["phone"], row["address"], row["confidence"]) == (
        "https://mau.example",
        (),
        None,
        "medium",
    )


def test_two_providers_of_one_institution_complete_each_other_and_one_replaces_itself() -> None:
    first, later = school("Trường Mẫu Mới", address="Tổ 1"), school("Trường Mẫu Mới", email="a@mau.example")
    same, _ = merged({"institutions": [first]}, {"institutions": [later]})
    other, _ = merged({"institutions": [first]}, {"institutions": [{**later, "provider": "csgdnn"}]})
    assert [(row["address"], row["email"]) for row in same["institutions"][1:]] == [(None, "a@mau.example")]
    assert [(row["address"], row["email"]) for row in other["institutions"][1:]] == [("Tổ 1", "a@mau.example")]


def test_an_institution_that_lacks_what_is_required_stays_out_with_its_rows() -> None:
    tables, left_out = merged(
        {"institutions": [school("Trường Mẫu Mới", type=None)], "programmes": [offer("Trường Mẫu Mới")]}
    )
    assert len(tables["institutions"]) == 1
    assert tables["programmes"] == []
    assert left_out == {"institutions": 1, "programmes": 1}


def test_a_new_institution_without_a_province_is_counted() -> None:
    merging = Merging({"institutions": [HELD]}, Registry(), samples=True)
    merging.add(Report("x", DAY, {"institutions": [school("Trường Mẫu Nào", None), NEW]}), IMPORT_TABLES)
    assert (merging.left_out["institutions"], merging.without_province) == (2, 1)


def test_an_id_of_the_registry_is_not_another_institutions() -> None:
    with pytest.raises(DataError, match="registry_conflict"):
        Merging({"institutions": [HELD]}, Registry([Entry("CB01", "Trường Mẫu Khác", "04", "x")]), samples=True)


def test_the_same_name_in_two_provinces_is_two_institutions(tmp_path: Path) -> None:
    registry = Registry([Entry("CB02", "Trường Mẫu Mới", "04", "x"), Entry("LS01", "Trường Mẫu Mới", "20", "x")])
    merging = Merging({"institutions": []}, registry, samples=True)
    merging.add(Report("x", DAY, {"institutions": [NEW, school("Trường Mẫu Mới", "20")]}), IMPORT_TABLES)
    assert [row["institution_id"] for row in merging.tables(IMPORT_TABLES)["institutions"]] == ["CB02", "LS01"]


@pytest.mark.parametrize("official_first", [True, False])
def test_a_fictional_row_neither_replaces_nor_fills_an_official_one(official_first: bool) -> None:
    official = {"institutions": [NEW], "enrolment_by_period": [enrolment("Trường Mẫu Mới", 10)]}
    fictional = {
        "institutions": [school("Trường Mẫu Mới", institution_id="CB02", address="Tổ 0", data_status="mau")],
        "enrolment_by_period": [enrolment("Trường Mẫu Mới", 99, institution_id="CB02", data_status="mau")],
    }
    tables, left_out = merged(*((official, fictional) if official_first else (fictional, official)))
    assert [(row["institution_id"], row["address"], row["confidence"]) for row in tables["institutions"][1:]] == [
        ("CB02", None, "medium")
    ]
    rows = {row["confidence"]: row for row in tables["enrolment_by_period"]}
    assert {name: row["enrolled"] for name, row in rows.items()} == {"medium": 10, "sample": 99}
    alone = merged(official)[0]["enrolment_by_period"][0]
    assert rows["medium"]["enrolment_id"] == alone["enrolment_id"] != rows["sample"]["enrolment_id"]
    assert left_out == {}


def test_an_official_institution_is_not_taken_for_a_fictional_one_of_its_name() -> None:
    fictional = school("Trường Mẫu Mới", institution_id="XX01", data_status="mau", confidence="sample")
    merging = Merging({"institutions": [fictional]}, GIVEN, samples=True)
    rows = [enrolment("Trường Mẫu Mới", 10, institution_id="XX01")]
    report = {"institutions": [{**NEW, "institution_id": "XX01"}], "enrolment_by_period": rows}
    merging.add(Report("x", DAY, report), IMPORT_TABLES)
    merging.add(Report("y", DAY, {"enrolment_by_period": [{**rows[0], "period": "2026-Q4"}]}), IMPORT_TABLES)
    tables = merging.tables(IMPORT_TABLES)
    assert [(row["institution_id"], row["confidence"]) for row in tables["institutions"]] == [
        ("XX01", "sample"),
        ("CB02", "medium"),
    ]
    assert [row["institution_id"] for row in tables["enrolment_by_period"]] == ["CB02", "CB02"]
    assert with_report(fictional, NEW) == NEW


def test_a_name_has_one_id_for_what_is_fictional_and_another_for_what_is_not() -> None:
    registry = Registry().with_ids([Named("Trường Mẫu Mới", "04", sample=True)], (), {"04": "CB"}, "x")
    registry = registry.with_ids([Named("Trường Mẫu Mới", "04")], (), {"04": "CB"}, "y")
    assert [entry.institution_id for entry in registry.entries] == ["XX01", "CB01"]
    assert registry.id_of(Named("Trường Mẫu Mới", "04", sample=True)) == "XX01"
    assert registry.id_of(Named("Trường Mẫu Mới", None)) == "CB01"


def test_rows_of_which_nobody_knows_the_province_stay_out_and_national_ones_stay() -> None:
    told = {"period": "2026-Q3", "employer": "Công ty Mẫu", "position": "Thợ hàn Mẫu", "quantity": 3}
    national = row_of(VACANCIES, **told)
    lost = {**national, "position": "Thợ mộc Mẫu", "import_flags": ("province_missing",)}
    merging = Merging({"institutions": []}, Registry(), samples=True)
    merging.add(Report("x", DAY, {"vacancies_by_period": [national, lost]}), IMPORT_TABLES)
    assert [row["position"] for row in merging.tables(IMPORT_TABLES)["vacancies_by_period"]] == ["Thợ hàn Mẫu"]
    assert (merging.left_out["vacancies_by_period"], merging.rows_without_province["vacancies_by_period"]) == (1, 1)
