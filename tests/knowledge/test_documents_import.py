"""A department's document through the command line: reported, kept, and in answers only after it was accepted."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from knowledge import snapshot
from knowledge.__main__ import main
from knowledge.citations import cite
from knowledge.imports.archive import Archive
from knowledge.library import Library

Run = Callable[..., int]
SUBJECT = "xưởng thực hành gốm Mẫu"


def plan(path: Path, *, seats: int) -> Path:
    document = docx.Document()
    for text in (
        "SỞ MẪU",
        "Số: 31/KH-SM",
        "Mẫu, ngày 7 tháng 8 năm 2026",
        "KẾ HOẠCH",
        "Mở lớp học nghề gốm",
        "I. MỤC TIÊU",
        f"1. Mở {SUBJECT} với {seats} chỗ học.",
        "2. Tuyển người học quanh vùng.",
    ):
        document.add_paragraph(text)
    document.save(str(path))
    return path


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A data folder of its own, and where its snapshots are built."""
    data, built = tmp_path / "data", tmp_path / "built"
    left_out = shutil.ignore_patterns("built", "store", "imports")
    shutil.copytree("data", data, ignore=left_out)
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("BUILT_DIR", str(built))
    return data, built


def test_a_document_is_accepted_cited_replaced_and_taken_out(folders: tuple[Path, Path], tmp_path: Path) -> None:
    data, built = folders
    archive = Archive(data / "imports")

    def held() -> list[str]:
        library = Library.open(snapshot.current(built))
        hits = library.search(SUBJECT, kinds=("document",))
        return [library.section(hit.passage.record_id).text for hit in hits if "gốm" in hit.passage.body]

    assert main(["import", str(plan(tmp_path / "gom.docx", seats=20)), "--by", "Sở Mẫu", "--province", "04"]) == 0
    assert main(["build"]) == 0
    assert held() == []

    (first,) = archive.imports()
    assert main(["accept", first.id, "--by", "Cán bộ Mẫu"]) == 0
    assert f"1. Mở {SUBJECT} với 20 chỗ học." in held()
    library = Library.open(snapshot.current(built))
    citation = cite(library.section("31-kh-sm:I.1"))
    assert (citation.document, citation.article, citation.issuer) == ("31/KH-SM", "mục I.1", "SỞ MẪU")
    assert citation.as_of.isoformat() == "2026-08-07"
    assert library.search(SUBJECT, kinds=("document",), province="20") == [] or all(
        hit.passage.province is None for hit in library.search(SUBJECT, kinds=("document",), province="20")
    )

    assert main(["import", str(plan(tmp_path / "gom-sua.docx", seats=45)), "--by", "Sở Mẫu", "--province", "04"]) == 0
    second = archive.imports()[-1]
    assert main(["accept", second.id, "--by", "Cán bộ Mẫu"]) == 0
    assert f"1. Mở {SUBJECT} với 45 chỗ học." in held()
    assert f"1. Mở {SUBJECT} với 20 chỗ học." not in held()

    assert main(["reject", second.id, "--by", "Cán bộ Mẫu", "--reason", "nhầm"]) == 0
    assert main(["build"]) == 0
    assert f"1. Mở {SUBJECT} với 20 chỗ học." in held()


def test_a_dry_run_writes_sections_and_problems(folders: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = tmp_path / "thong-bao.txt"
    path.write_text("I. VIỆC MẪU\n1. Làm việc mẫu.\n", encoding="utf-8")
    assert main(["import", str(path), "--dry-run", "--out", str(out)]) == 0
    with (out / "sections.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["document_id"], row["anchor"], row["text"]) for row in rows] == [
        ("thong-bao", "I.1", "1. Làm việc mẫu.")
    ]
    (problem,) = json.loads((out / "problems.json").read_text(encoding="utf-8"))
    assert (problem["code"], problem["severity"]) == ("document_issuer_unknown", "warning")
    assert not (folders[0] / "imports").exists()
