"""Names of institutions and trades as departments write them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.workbooks.matching import CERTAIN, OTHER_PREFIX, WITHOUT_MARKS, InstitutionNames, Institutions, Trades

NAMES = InstitutionNames(
    yaml.safe_load(Path("data/lexicon/codes.yaml").read_text(encoding="utf-8"))["institution_prefixes"]
)


def known(*names: str) -> Institutions:
    institutions = Institutions(NAMES, [])
    for name in names:
        institutions.add(name, None)
    return institutions


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("TT GDNN-GDTX Mẫu Bắc", "Trung tâm GDNN - GDTX Mẫu Bắc"),
        ("TRUNG TÂM GDNN-GDTX MẪU BẮC", "Trung tâm GDNN - GDTX Mẫu Bắc"),
        ("CĐN Mẫu 01", "Trường Cao đẳng nghề Mẫu 01"),
        ("TRƯỜNG CAO ĐẲNG NGHỀ TRÀ VINH", "Trường Cao đẳng nghề Trà Vinh"),
        ("Trường TC Mẫu 03", "Trường Trung cấp Mẫu 03"),
        (
            "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên Mẫu Nam",
            "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên Mẫu Nam",
        ),
        ("Trường Đại học Mẫu", "Trường Đại học Mẫu"),
        ("3. TT GDNN Mẫu Tây", "Trung tâm GDNN Mẫu Tây"),
    ],
)
def test_a_name_is_written_out(written: str, read: str) -> None:
    assert NAMES.read(written).written == read


@pytest.mark.parametrize(
    ("written", "name", "certainty"),
    [
        ("CĐN Mẫu 01", "Trường Cao đẳng nghề Mẫu 01", CERTAIN),
        ("Truong CĐ nghề mau 02", "Trường Cao đẳng nghề Mẫu 02", WITHOUT_MARKS),
        ("CĐ Mẫu 01", "Trường Cao đẳng nghề Mẫu 01", OTHER_PREFIX),
        ("TT GDNN Mẫu Bắc", "Trung tâm GDNN - GDTX Mẫu Bắc", OTHER_PREFIX),
        ("Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên Mẫu Bắc", "Trung tâm GDNN - GDTX Mẫu Bắc", CERTAIN),
    ],
)
def test_a_name_is_found_with_its_certainty(written: str, name: str, certainty: float) -> None:
    institutions = known("Trường Cao đẳng nghề Mẫu 01", "Trường Cao đẳng nghề Mẫu 02", "Trung tâm GDNN - GDTX Mẫu Bắc")
    match = institutions.match(written)
    assert match is not None
    assert (match.name, match.certainty) == (name, certainty)


@pytest.mark.parametrize("written", ["Trường Cao đẳng nghề Mẫu 03", "Trường TC Mẫu 01", "Trường Cao đẳng Khác", "CĐN"])
def test_another_institution_is_not_found(written: str) -> None:
    assert known("Trường Cao đẳng nghề Mẫu 01", "Trường Cao đẳng nghề Mẫu 02").match(written) is None


def test_a_slip_is_found_only_when_one_name_is_near() -> None:
    institutions = known("Trung tâm GDNN - GDTX Mẫu Bắc Sơn", "Trường Cao đẳng Mẫu Nam Sơn")
    match = institutions.match("TT GDNN-GDTX Mẫu Bắc Sởnn")
    assert match is not None
    assert match.name == "Trung tâm GDNN - GDTX Mẫu Bắc Sơn"
    assert match.certainty < WITHOUT_MARKS
    two = known("Trường Cao đẳng Mẫu Sơn An", "Trường Cao đẳng Mẫu Sơn Am")
    assert two.match("Trường Cao đẳng Mẫu Sơn Ao") is None


def test_the_files_own_spelling_wins_over_the_held_one() -> None:
    held = [
        {
            "name": "Trường Cao đẳng nghề Mẫu 01",
            "institution_id": "XX01",
            "abbreviations": ("CĐM1",),
            "former_names": (),
        }
    ]
    institutions = Institutions(NAMES, held)
    institutions.add("Trường Cao đẳng nghề MẪU 01", "XX01")
    match = institutions.match("CĐN Mẫu 01")
    assert match is not None
    assert (match.name, match.id) == ("Trường Cao đẳng nghề MẪU 01", "XX01")


def test_codes_of_trades() -> None:
    rows = [
        {"trade_code": code, "name": name, "aliases": (), "occupation_id": occupation}
        for code, name, occupation in [("5520123", "Hàn", "han"), ("6520123", "Hàn", "han"), ("5480202", "Tin", None)]
    ]
    trades = Trades(rows, [{"name": "Tin học", "aliases": ("tin",), "occupation_id": "tin_hoc"}])
    assert trades.level("5520123") == "trung_cap"
    assert trades.same_name("6520123", "hàn")
    assert not trades.same_name("5520123", "Tin")
    assert trades.code_of("Hàn", "6999999") == "6520123"
    assert trades.occupation("5520123", "gì đó") == "han"
    assert trades.occupation(None, "TIN") == "tin_hoc"
    assert trades.name("5999999") is None


def test_a_slip_in_a_trade_is_asked_about_only_when_one_name_is_near() -> None:
    rows = [
        {"trade_code": str(5000000 + number), "name": name, "aliases": (), "occupation_id": None}
        for number, name in enumerate(["Lâm nghiệp", "Nông nghiệp", "Hàn", "Công nghệ may A", "Công nghệ may B"])
    ]
    trades = Trades(rows, [])
    assert trades.like("Lâm nghệp") == "Lâm nghiệp"
    assert trades.like("lam nghiep") is None, "the same name without diacritics is no slip"
    assert trades.like("Hán") is None, "too short to tell"
    assert trades.like("Công nghệ may C") is None, "two names are as near"
    assert trades.like("Điều dưỡng") is None
