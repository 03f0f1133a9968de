"""Reading the packs: every row or description in the wrong place is located; old codes lead to the province of now."""

import ast
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.commands import Sentences
from knowledge.errors import DataError
from knowledge.provinces import (
    leave_out_unserved,
    provinces_from_json,
    provinces_to_json,
    read_packs,
    read_provinces,
)
from knowledge.reference import read_all

FAULTS: list[dict[str, Any]] = yaml.safe_load(Path("tests/cases/packs.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FAULTS, ids=[case["name"] for case in FAULTS])
def test_a_row_or_a_description_in_the_wrong_place_is_located(tmp_path: Path, case: dict[str, Any]) -> None:
    data = tmp_path / "data"
    for name in ("reference", "provinces"):
        shutil.copytree(Path("data") / name, data / name)
    path = data / case["file"]
    if "old" in case:
        text = path.read_text(encoding="utf-8")
        assert case["old"] in text
        path.write_text(text.replace(case["old"], case["new"], 1), encoding="utf-8")
    elif case["new"] is None:
        path.unlink()
    else:
        path.write_text(case["new"], encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_all(data, read_packs(data / "provinces"))
    found = [problem for problem in caught.value.problems if problem.code == case["code"]]
    assert found, caught.value
    problem = next(problem for problem in found if problem.file == str(path))
    assert problem.column == case.get("column")
    if "row" in case:
        assert problem.row == case["row"]
    elif "column" in case and path.suffix == ".csv":
        assert problem.row is not None
    assert str(path) in Sentences(Path("data/messages")).problem(problem)


def test_a_folder_without_packs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_provinces(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["pack_missing"]


def test_every_fault_of_every_pack_is_reported_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("reference", "provinces"):
        shutil.copytree(Path("data") / name, data / name)
    for pack in ("04_cao_bang", "20_lang_son", "86_vinh_long"):
        path = data / "provinces" / pack / "targets.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(f",{pack[:2]},", ",97,"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_all(data, read_packs(data / "provinces"))
    assert len([problem for problem in caught.value.problems if problem.code == "other_province"]) == 49


@pytest.mark.parametrize("path", [*Path("knowledge").rglob("*.py"), *Path("actions").rglob("*.py")], ids=str)
def test_no_code_names_a_province(path: Path) -> None:
    served = read_provinces(Path("data/provinces"))
    known = {*served.names.values(), *(code for one in served for code in one.area_codes)}
    known |= {former.name for one in served for former in one.former}
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not texts & known


def test_provinces_survive_the_snapshot() -> None:
    provinces = read_provinces(Path("data/provinces"))
    assert provinces_from_json(provinces_to_json(provinces)) == provinces
    assert provinces.names == {"04": "Cao Bằng", "20": "Lạng Sơn", "86": "Vĩnh Long"}


@pytest.mark.parametrize(
    ("code", "name", "now"),
    [("86", "Vĩnh Long", "86"), ("84", "Trà Vinh", "86"), ("83", "Bến Tre", "86"), ("04", "Cao Bằng", "04")],
)
def test_old_codes_and_names_belong_to_the_province_of_now(code: str, name: str, now: str) -> None:
    provinces = read_provinces(Path("data/provinces"))
    for found in (provinces.holding(code), provinces.named(name)):
        assert found is not None
        assert found.code == now


def test_what_is_not_served_is_held_by_none() -> None:
    provinces = read_provinces(Path("data/provinces"))
    assert [provinces.holding(code) for code in ("VN", "95", "", None)] == [None] * 4
    assert provinces.named("Hà Nội") is None


def test_leaving_out_takes_an_institutions_offers_with_it() -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "institutions": [{"institution_id": "A", "province": "20"}, {"institution_id": "B", "province": "97"}],
        "programmes": [{"institution_id": "A"}, {"institution_id": "B"}],
        "indicators": [{"province": None}, {"province": "97"}, {"province": "84"}],
    }
    counts = leave_out_unserved(rows, read_provinces(Path("data/provinces")))
    assert counts == {"institutions": 1, "programmes": 1, "indicators": 1}
    assert rows["programmes"] == [{"institution_id": "A"}]
    assert rows["indicators"] == [{"province": None}, {"province": "84"}]
