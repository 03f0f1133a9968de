"""Provinces as packs: adding one is adding files, taking one away takes its rows only, and each keeps to itself."""

import csv
import inspect
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.base import CapabilityAction, Context
from actions.reply import Payload, Reply
from actions.responses import Responses
from actions.server import capabilities
from knowledge import snapshot
from knowledge.contents import collect
from knowledge.library import Library
from knowledge.models import Hit, Indicator, Institution, Programme, Target
from knowledge.provinces import Provinces, read_provinces
from knowledge.tables import PROGRAMMES, TABLES, Table

INVENTED: dict[str, Any] = yaml.safe_load(Path("tests/cases/invented_province.yaml").read_text(encoding="utf-8"))
NEW: str = INVENTED["province"]["code"]
ROWS: Mapping[Table, Sequence[Mapping[str, str]]] = {
    table: [{**row, **INVENTED["everywhere"]} for row in INVENTED["rows"][table.name]]
    for table in TABLES
    if table.name in INVENTED["rows"]
}


def copy_data(folder: Path) -> Path:
    """The project's data, as files that a test may change."""
    data = folder / "data"
    for name in (*snapshot.INPUTS, "messages"):
        if (Path("data") / name).is_dir() and name != "imports":
            shutil.copytree(Path("data") / name, data / name)
    return data


def add_pack(data: Path) -> None:
    """A fourth, invented province: files only."""
    pack = data / "provinces" / INVENTED["folder"]
    pack.mkdir()
    (pack / "province.yaml").write_text(yaml.safe_dump(INVENTED["province"], allow_unicode=True), encoding="utf-8")
    for table, rows in ROWS.items():
        with (pack / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's data and a pack more; not to be changed."""
    copy = copy_data(tmp_path_factory.mktemp("four"))
    add_pack(copy)
    return copy


@pytest.fixture(scope="module")
def four(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of four provinces."""
    return Library.open(snapshot.build(data, tmp_path_factory.mktemp("built")).folder)


@pytest.fixture(scope="module")
def provinces(data: Path) -> Provinces:
    """The four provinces."""
    return read_provinces(data / "provinces")


def keyed(data: Path, *, samples: bool = True) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Rows of every table kept as CSV, by key, as a snapshot of `data` would hold them."""
    tables = collect(data, samples=samples).tables
    return {table.name: {str(row[table.key]): row for row in tables[table.name]} for table in TABLES}


# Adding and removing


def test_a_pack_more_adds_its_rows_and_changes_no_other(data: Path, library: Library, four: Library) -> None:
    before, after = keyed(Path("data")), keyed(data)
    for table in TABLES:
        own = {row[table.key] for row in ROWS.get(table, ())}
        assert after[table.name].keys() - before[table.name].keys() == own, table.name
        assert {key: row for key, row in after[table.name].items() if key not in own} == before[table.name]
    assert four.provinces == {**library.provinces, NEW: "Mẫu"}
    assert list(four.provinces) == sorted(four.provinces)


def test_the_new_provinces_records_are_found(four: Library) -> None:
    assert [school.id for school in four.institutions(province=NEW)] == ["MX01", "MX02"]
    assert [offer.id for offer in four.programmes(province=NEW)] == ["MX-1", "MX-2"]
    assert [figure.id for figure in four.indicators("UNEMP", geography=NEW)] == ["MX-U"]
    assert [figure.id for figure in four.indicators("MAU_ONLY", geography="98")] == ["MX-O"]
    assert [target.id for target in four.targets(province=NEW)] == ["mau-2026-thcs"]
    hits = four.search("Trường Cao đẳng Mẫu Một", province=NEW, kinds=("institution",))
    assert hits[0].passage.record_id == "MX01"


@pytest.mark.parametrize(("text", "label"), [("học nghề ở tỉnh Mẫu", "Mẫu"), ("trường ở mau cu", "Mẫu Cũ")])
def test_the_new_province_is_known_by_its_names(four: Library, library: Library, text: str, label: str) -> None:
    assert (NEW, label) in {(found.id, found.label) for found in four.find(text) if found.kind == "place"}
    assert not [found for found in library.find(text) if found.kind == "place"]


def test_removing_a_pack_removes_exactly_its_rows(tmp_path: Path) -> None:
    data = copy_data(tmp_path)
    before = keyed(data)
    shutil.rmtree(data / "provinces" / "86_vinh_long")
    after = keyed(data)
    schools = {key for key, row in before["institutions"].items() if row["province"] == "86"}
    for table in TABLES:
        gone = before[table.name].keys() - after[table.name].keys()
        expected = {
            key
            for key, row in before[table.name].items()
            if row.get("province") == "86" or (table is PROGRAMMES and row["institution_id"] in schools)
        }
        assert gone == expected, table.name
        assert after[table.name] == {key: row for key, row in before[table.name].items() if key not in expected}
    assert after["institutions"].keys() & schools == set()


def test_rows_of_a_province_without_a_pack_are_left_out_and_counted(tmp_path: Path) -> None:
    data = copy_data(tmp_path)
    shutil.rmtree(data / "provinces" / "86_vinh_long")
    contents = collect(data, samples=True)
    counted = {remark.table: remark.count for remark in contents.remarks if remark.code == "rows_left_out"}
    assert counted["institutions"] == 2
    assert min(counted[name] for name in ("programmes", "vacancies_by_period")) > 0
    whole = collect(copy_data(tmp_path / "whole"), samples=True)
    for name, count in counted.items():
        own = sum(row.get("province") == "86" for row in whole.tables[name] if row["confidence"] == "sample")
        assert own == count, name
    known = {row["institution_id"] for row in contents.tables["institutions"]}
    for name in ("programmes", "enrolment_by_period", "graduate_outcomes_by_period"):
        assert {row["institution_id"] for row in contents.tables[name]} <= known


def test_fictional_rows_of_a_pack_stay_out_of_production(data: Path) -> None:
    production = keyed(data, samples=False)
    for table, rows in ROWS.items():
        assert not {row[table.key] for row in rows} & production[table.name].keys()


# Every province keeps to itself

WORDS = ("trường", "cao đẳng", "nghề", "hàn", "thất nghiệp", "mục tiêu", "Mẫu", "Lạng Sơn", "chỉ số riêng", "2025")
CHOICES: Mapping[str, st.SearchStrategy[Any]] = {
    "text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    "limit": st.integers(1, 40),
    "kinds": st.lists(st.sampled_from(["institution", "target", "indicator", "policy", "occupation"]), max_size=2),
    "types": st.lists(st.sampled_from(["cao_dang", "trung_cap", "tt_gdnn_gdtx"]), max_size=2),
    "occupation": st.sampled_from([None, "han", "cong_nghe_o_to", "tieng_trung"]),
    "level": st.sampled_from([None, "trung_cap", "cao_dang"]),
    "topic": st.sampled_from([None, "tuition", "boarding"]),
    "institution": st.sampled_from([None, "LS06", "MX01", "XX01"]),
    "entry_level": st.sampled_from([None, "tot_nghiep_thcs", "tot_nghiep_thpt"]),
    "year": st.sampled_from([None, 2020, 2025, 2026, 2030]),
    "indicators": st.lists(st.sampled_from(["tot_nghiep_thcs_vao_so_cap_trung_cap"]), max_size=1),
    "code": st.sampled_from(["UNEMP", "TRAINED", "EXPORT", "VOC_ENROL", "MAU_ONLY", "JOBS"]),
    "breakdown": st.sampled_from([None, "Tổng số"]),
    "on": st.just(date(2026, 11, 21)),
}
"""What to give for the other parameters of a query; a query with a parameter that is not here fails its test."""


def queries() -> dict[str, str]:
    """Every query of the library that takes a province, and the name of that parameter."""
    return {
        name: parameter
        for name, method in inspect.getmembers(Library, inspect.isfunction)
        if not name.startswith("_")
        for parameter in inspect.signature(method).parameters
        if parameter in {"province", "geography"}
    }


def province_of(found: Any, provinces: Provinces) -> str | None:
    """The province a result belongs to; None for a national one."""
    match found:
        case Hit():
            return found.passage.province
        case Programme():
            return found.institution.province
        case Institution() | Target():
            return found.province
        case Indicator():
            holder = provinces.holding(found.geography_code)
            return holder.code if holder else None
        case _:
            return found.province


def test_there_are_queries_that_take_a_province() -> None:
    assert {"institutions", "programmes", "targets", "indicators", "search"} <= queries().keys()


@pytest.mark.parametrize("name", sorted(queries()))
@settings(deadline=None)
@given(drawn=st.data())
def test_a_query_for_one_province_returns_no_row_of_another(
    four: Library, provinces: Provinces, name: str, drawn: st.DataObject
) -> None:
    asked = drawn.draw(st.sampled_from(list(four.provinces)), label="province")
    method = getattr(four, name)
    given_: dict[str, Any] = {queries()[name]: asked}
    for parameter in list(inspect.signature(method).parameters.values()):
        if parameter.name not in given_ and (parameter.default is inspect.Parameter.empty or drawn.draw(st.booleans())):
            given_[parameter.name] = drawn.draw(CHOICES[parameter.name], label=parameter.name)
    found = method(**given_)
    results: Iterable[Any] = found if isinstance(found, list | tuple) else [found]  # pyright: ignore[reportUnknownVariableType]
    assert {province_of(one, provinces) for one in results} <= {None, asked}


@pytest.mark.parametrize("name", ["institutions", "programmes", "targets"])
def test_the_provinces_together_are_all_there_is(four: Library, name: str) -> None:
    method = getattr(four, name)
    apart = [record.id for province in four.provinces for record in method(province=province)]
    assert sorted(apart) == sorted(record.id for record in method())
    assert len(apart) == len(set(apart))


def test_a_national_passage_says_nothing_of_a_province(data: Path) -> None:
    contents = collect(data, samples=True)
    national = {(row["code"], row["name"]) for row in contents.tables["indicators"] if row["province"] is None}
    asked = yaml.safe_load((data / "questions" / "variants" / "indicators.yaml").read_text(encoding="utf-8"))
    for passage in contents.tables["passages"]:
        if passage["province"] is None:
            assert passage["record_kind"] not in {"institution", "target", "programme", "plan"}
        if passage["province"] is None and passage["record_kind"] == "indicator":
            names = {passage["title"], *passage["variants"]} - {*asked["indicator"].get(passage["record_id"], ())}
            assert {(passage["record_id"], name) for name in names} <= national


def test_national_rows_stand_beside_those_of_the_province(four: Library) -> None:
    hits = four.search("tỷ lệ thất nghiệp thanh niên", province=NEW, limit=20)
    assert "UNEMP_YOUTH" in {hit.passage.record_id for hit in hits if hit.passage.province is None}
    assert four.indicators("UNEMP", geography="VN")
    only = "chỉ số riêng của Mẫu"
    assert "MAU_ONLY" in {hit.passage.record_id for hit in four.search(only, province=NEW)}
    assert "MAU_ONLY" not in {hit.passage.record_id for hit in four.search(only, province="20", limit=40)}


def test_a_series_of_several_provinces_is_one_hit_when_no_province_is_asked(four: Library) -> None:
    hits = [
        hit for hit in four.search("số người tuyển mới đào tạo nghề", limit=20) if hit.passage.record_id == "VOC_ENROL"
    ]
    assert len(hits) == 1


# What is said


def say(library: Library, intent: str, text: str) -> Reply:
    """One turn without Rasa."""
    able = capabilities()
    context = Context(lambda: library, Responses(Path("data/responses")), able, strict=True, today=date(2026, 11, 21))
    message = {"text": text, "intent": {"name": intent}, "entities": []}
    return CapabilityAction("test", able[intent], context).answer(message, {}, {})[0]


def test_the_answers_offer_the_new_province_and_name_it(four: Library) -> None:
    everywhere = say(four, "find_institutions", "có những trường nào")
    more, *provinces = [choice.label for choice in everywhere.choices]
    assert more.startswith("Xem tiếp")
    assert provinces == ["Cao Bằng", "Lạng Sơn", "Vĩnh Long", "Mẫu"]
    assert everywhere.choices[-1].payload == Payload(intent="find_institutions", slots={"province": NEW})
    assert "Vĩnh Long và Mẫu" in everywhere.text
    welding = say(four, "find_programmes", "học nghề hàn ở tỉnh Mẫu")
    assert [citation.record_id for citation in welding.citations] == ["han", "MX-1", "MX-2"]
    assert "ở Mẫu" in welding.text
    assert {line for card in welding.cards for line in card.lines if "Tỉnh" in line} == {"Tỉnh: Mẫu"}
    outside = say(four, "find_institutions", "trường ở Hà Nội")
    assert "(gồm cả Trà Vinh, Bến Tre, Mẫu Cũ cũ)" in outside.text
