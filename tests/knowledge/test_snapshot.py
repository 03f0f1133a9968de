"""Snapshots: reproducible, switched atomically, and untouched by a broken input."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import snapshot
from knowledge.__main__ import main
from knowledge.contents import collect, known_institutions
from knowledge.errors import DataError, NotFound
from knowledge.imports.archive import Archive
from knowledge.library import Library
from tests.knowledge.imports_made import AT, offer, school, take


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data that a test may break."""
    copy = tmp_path / "data"
    for name in (*snapshot.INPUTS, "messages"):
        if name != snapshot.IMPORTS and (Path("data") / name).is_dir():
            shutil.copytree(Path("data") / name, copy / name)
    return copy


def test_the_same_inputs_give_the_same_bytes(data: Path, tmp_path: Path) -> None:
    first = snapshot.build(data, tmp_path / "one")
    second = snapshot.build(data, tmp_path / "two")
    assert first.digest == second.digest
    assert snapshot.file_hashes(first.folder) == snapshot.file_hashes(second.folder)


def test_an_unchanged_build_is_reused(data: Path, tmp_path: Path) -> None:
    snapshot.build(data, tmp_path / "built")
    assert snapshot.build(data, tmp_path / "built").reused


def test_a_changed_row_makes_another_snapshot_and_the_old_one_stays(data: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    before = snapshot.build(data, built)
    snapshot.activate(built, before.digest)
    path = data / "reference" / "occupations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Dùng nhiệt", "Dùng hơi nóng"), encoding="utf-8")
    after = snapshot.build(data, built)
    assert after.digest != before.digest
    assert snapshot.current(built).name == before.digest
    snapshot.activate(built, after.digest)
    assert snapshot.current(built).name == after.digest
    snapshot.verify(before.folder)


def test_production_holds_no_sample_row(data: Path, tmp_path: Path) -> None:
    made = snapshot.build(data, tmp_path / "built", samples=False)
    library = Library.open(made.folder, samples=False)
    assert not [school for school in library.institutions_by_id.values() if school.provenance.is_sample]
    assert b"M\xe1\xba\xabu L\xe1\xba\xa1ng S\xc6\xa1n" not in (made.folder / "passages.parquet").read_bytes()


def test_a_library_without_samples_hides_them_even_in_a_snapshot_that_has_them(data: Path, tmp_path: Path) -> None:
    made = snapshot.build(data, tmp_path / "built")
    library = Library.open(made.folder, samples=False)
    assert not [p for p in library.programmes(occupation="cong_nghe_o_to") if p.provenance.is_sample]
    hits = library.search("Trường Cao đẳng Mẫu Lạng Sơn 01", limit=20, kinds=("institution",))
    assert not [hit for hit in hits if "Mẫu" in hit.passage.title]


def test_the_manifest_names_its_inputs_and_counts(data: Path, tmp_path: Path) -> None:
    made = snapshot.build(data, tmp_path / "built")
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["provinces/04_cao_bang/institutions.csv"]
    assert manifest["inputs"]["lexicon/teencode.tsv"]
    assert manifest["counts"]["targets"] == 49
    assert manifest["files"] == snapshot.file_hashes(made.folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "column"),
    [
        ("provinces/04_cao_bang/institutions.csv", ",cao_dang,cong_lap,", ",college,cong_lap,", "not_allowed", "type"),
        ("provinces/04_cao_bang/targets.csv", ",2025,>,30,", ",2025,>,ba mươi,", "not_number", "value_min"),
        ("reference/occupations.csv", "2026-11-21,medium", "21/11/2026,medium", "not_date", "as_of"),
        ("provinces/20_lang_son/programmes.csv", "PR002,", "PR001,", "duplicate_key", "programme_id"),
        ("provinces/20_lang_son/programmes.csv", ",LS06,", ",LS99,", "unknown_reference", "institution_id"),
    ],
)
def test_a_broken_cell_is_named_and_the_running_snapshot_stays(
    data: Path, tmp_path: Path, file: str, old: str, new: str, code: str, column: str
) -> None:
    built = tmp_path / "built"
    good = snapshot.build(data, built)
    snapshot.activate(built, good.digest)
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        snapshot.build(data, built)
    problem = next(problem for problem in caught.value.problems if problem.code == code)
    assert problem.file.endswith(file)
    assert problem.row is not None
    assert problem.row > 1
    assert problem.column == column
    assert snapshot.current(built).name == good.digest
    assert not list(built.glob(".building-*"))


def test_the_command_line_says_file_row_and_column_in_vietnamese(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("BUILT_DIR", str(tmp_path / "built"))
    assert main(["build"]) == 0
    path = data / "provinces" / "20_lang_son" / "programmes.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace("2026-11-21", "hôm qua")
    assert "hôm qua" in lines[3]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["build"]) == 1
    said = capsys.readouterr().err
    assert "programmes.csv, dòng 4, cột" in said
    assert "hôm qua" in said
    assert "giữ nguyên" in said


def test_a_damaged_snapshot_is_not_activated(data: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    made = snapshot.build(data, built)
    (made.folder / "lexicon.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError):
        snapshot.activate(built, made.digest)
    with pytest.raises(NotFound):
        snapshot.current(built)


def test_an_unknown_snapshot_is_not_activated(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        snapshot.activate(tmp_path, "0" * 16)


def test_what_a_killed_build_left_is_neither_reused_nor_kept(data: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    made = snapshot.build(data, built)
    snapshot.activate(built, made.digest)
    old, new = built / ".building-old", built / ".building-new"
    made.folder.rename(old)
    shutil.copytree(old, new)
    os.utime(old, (0, 0))
    again = snapshot.build(data, built)
    assert (again.folder, again.reused) == (made.folder, False)
    assert [path.name for path in built.glob(".building-*")] == [new.name]
    snapshot.activate(built, again.digest)


@pytest.mark.parametrize("text", ["", '{"digest": ', "[]", "{}"])
def test_a_manifest_that_cannot_be_read_is_made_again(data: Path, tmp_path: Path, text: str) -> None:
    made = snapshot.build(data, tmp_path / "built")
    (made.folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        snapshot.verify(made.folder)
    again = snapshot.build(data, tmp_path / "built")
    assert (again.digest, again.reused) == (made.digest, False)
    snapshot.verify(again.folder)


def test_a_damaged_snapshot_is_mended_by_the_next_build(data: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    made = snapshot.build(data, built)
    (made.folder / "lexicon.json").write_text("{}", encoding="utf-8")
    shutil.rmtree(made.folder / "index")
    again = snapshot.build(data, built)
    assert (again.digest, again.reused) == (made.digest, False)
    snapshot.activate(built, again.digest)
    assert snapshot.build(data, built).reused
    assert not list(built.glob(".building-*"))


def test_another_hash_seed_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    one = take_report(data)
    script = (
        "import sys; from pathlib import Path; from knowledge import snapshot;"
        "print(snapshot.build(Path(sys.argv[1]), Path(sys.argv[2])).digest)"
    )
    made: list[Path] = []
    for seed in ("1", "2"):
        folder = tmp_path / f"seed {seed}"
        run = subprocess.run(
            [sys.executable, "-c", script, str(data), str(folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        made.append(folder / run.stdout.strip())
    assert made[0].name == made[1].name
    for path in made[0].rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (made[1] / path.relative_to(made[0])).read_bytes(), path.name
    manifest = json.loads((made[0] / "manifest.json").read_text(encoding="utf-8"))
    assert f"imports/{one}/received/q3.xlsx" in manifest["inputs"]


def test_the_manifest_tells_tools_models_verdicts_and_no_time(data: Path, tmp_path: Path) -> None:
    take_report(data)
    made = snapshot.build(data, tmp_path / "built")
    text = (made.folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    tools = {"polars", "bm25s", "faiss-cpu", "numpy", "scikit-learn", "vietnamadminunits"}
    assert set(manifest["tools"]) == tools
    assert manifest["models"]["encoder"] is None
    assert manifest["models"]["search"] == "lexical"
    assert manifest["models"]["restorer"] == manifest["files"]["restorer.bin"]
    verdicts = manifest["evaluation"]["found_by_title"]
    assert verdicts["occupation"]["found_in_5"] == verdicts["occupation"]["asked"] == 45
    assert {"imports/registry.csv", "imports/accepted"} <= set(manifest["inputs"])
    assert not re.search(r"\d\d:\d\d", text)


def test_an_accepted_import_answers_and_a_waiting_or_withdrawn_one_does_not(data: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    before = snapshot.build(data, built)
    one = take_report(data, accept=False)
    assert snapshot.build(data, built).digest == before.digest
    archive = Archive(data / "imports")
    archive.accept(one, by="Mẫu", at=AT, known=known_institutions(data))
    (entry,) = archive.registry().entries
    library = Library.open(snapshot.build(data, built, samples=False).folder, samples=False)
    (programme,) = library.programmes(institution=entry.institution_id)
    assert (programme.trade_name, programme.provenance.confidence, programme.institution.province) == (
        "Hàn",
        "medium",
        "04",
    )
    assert programme.provenance.source == "Báo cáo 01/BC-MAU"
    assert [mention.id for mention in library.find("Trường Trung cấp Mẫu Mới")] == [entry.institution_id]
    archive.reject(one, by="Mẫu", at=AT, reason="nhầm")
    library = Library.open(snapshot.build(data, built).folder)
    assert entry.institution_id not in library.institutions_by_id


def test_ids_of_samples_do_not_move_when_an_import_is_accepted(data: Path) -> None:
    def samples() -> dict[str, str]:
        rows = collect(data, samples=True).tables["institutions"]
        return {row["name"]: row["institution_id"] for row in rows if row["institution_id"].startswith("XX")}

    before = samples()
    take_report(data, data_status="mau", confidence="sample")
    assert samples() == before | {"Trường Trung cấp Mẫu Mới": "XX07"}


def test_a_file_laid_into_the_folder_is_named_and_not_read(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("BUILT_DIR", str(tmp_path / "built"))
    before = snapshot.input_hashes(data)
    (data / "imports").mkdir(exist_ok=True)
    loose = data / "imports" / "lang_son_2026_Q3.xlsx"
    shutil.copyfile(Path("data/sample") / loose.name, loose)
    assert snapshot.input_hashes(data) == before
    assert main(["build"]) == 0
    assert f"python -m knowledge import {loose}" in capsys.readouterr().out


def test_a_lost_raw_file_stops_the_build(data: Path, tmp_path: Path) -> None:
    one = take_report(data)
    Archive(data / "imports").find(one).raw.unlink()
    with pytest.raises(DataError, match=r"q3\.xlsx: file_missing"):
        snapshot.build(data, tmp_path / "built")


def test_inputs_that_change_while_they_are_read_stop_the_build(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = iter({"reference/x.csv": str(number)} for number in range(9))
    monkeypatch.setattr(snapshot, "input_hashes", lambda _: next(hashes))
    with pytest.raises(DataError, match="inputs_changing"):
        snapshot.build(data, tmp_path / "built")
    assert not (tmp_path / "built").exists()


def take_report(data: Path, *, accept: bool = True, **cells: str) -> str:
    """One file with a new institution and its offer; its import id."""
    name = "Trường Trung cấp Mẫu Mới"
    known = known_institutions(data)
    schools, offers = [school(name, **cells)], [offer(name, **cells)]
    path = data.parent / "q3.xlsx"
    return take(Archive(data / "imports"), path, known, accept=accept, institutions=schools, programmes=offers)


def test_rows_without_a_source_are_counted_by_code_and_said_in_vietnamese(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("BUILT_DIR", str(tmp_path / "built"))
    assert main(["build"]) == 0
    manifest = json.loads((snapshot.current(tmp_path / "built") / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["warnings"]
    said = capsys.readouterr().out
    assert {remark["code"] for remark in manifest["warnings"]} == {"nameless_rows", "encoder_absent"}
    assert "chỉ dùng từ ngữ" in said
    for remark in manifest["warnings"]:
        if remark["code"] == "encoder_absent":
            continue
        assert f"Bảng {remark['table']}: {remark['count']} dòng không ghi nguồn" in said
