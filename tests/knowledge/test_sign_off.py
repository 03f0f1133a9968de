"""An officer's walk at the command line: a report comes in, is looked at, signed off, answers, and is taken back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from knowledge import snapshot
from knowledge.__main__ import main
from knowledge.library import Library
from knowledge.models import Confidence, Programme

HEADER = "STT;Tên cơ sở;Mã nghề;Tên ngành, nghề;Trình độ;Thời gian ĐT;Chỉ tiêu;Đối tượng;Học phí;Hạn nộp HS"
LETTERHEAD = [
    "UBND TỈNH CAO BẰNG",
    "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    "Số: 77/BC-SGDĐT;;;;;Cao Bằng, ngày 02 tháng 11 năm 2026",
    "TỔNG HỢP NGÀNH, NGHỀ VÀ CHỈ TIÊU TUYỂN SINH NĂM 2026",
]
WELDING = "1;CĐ Cao Bằng;5520123;Hàn;TC;2 năm;35;TN THCS;700.000 đ/tháng;31/12/2026"
WRONG = "2;CĐ Cao Bằng;55201;Điện công nghiệp;TC;2 năm;ba mươi;TN THCS;;31/12/2026"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree("data", tmp_path / "data", ignore=shutil.ignore_patterns("built", "store", "imports"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("BUILT_DIR", str(tmp_path / "built"))
    monkeypatch.setenv("TODAY", "2026-11-21")
    assert main(["build"]) == 0
    return tmp_path


def report(folder: Path, *rows: str) -> Path:
    path = folder / "cao_bang_tuyen_sinh.csv"
    path.write_text("\n".join([*LETTERHEAD, HEADER, *rows]), encoding="utf-8-sig")
    return path


def library(place: Path) -> Library:
    return Library.open(snapshot.current(place / "built"))


def welding(place: Path) -> list[Programme]:
    offers = library(place).programmes(province="04")
    return [one for one in offers if (one.institution.id, one.trade_code) == ("CB01", "5520123")]


def import_id(place: Path) -> str:
    (folder,) = [path for path in (place / "data" / "imports").iterdir() if path.is_dir()]
    return folder.name


def test_a_report_answers_only_after_sign_off_and_goes_with_a_rollback(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot.current(place / "built").name
    path = report(place, WELDING, WRONG)
    assert main(["import", str(path), "--by", "Nguyễn Văn Mẫu, Sở GD&ĐT"]) == 0
    said = capsys.readouterr().out
    assert 'dòng 7, cột "Mã nghề"' in said
    assert 'dòng 7, cột "Chỉ tiêu"' in said
    kept = place / "data" / "imports" / import_id(place) / "received" / path.name
    assert kept.read_bytes() == path.read_bytes()
    assert welding(place) == []
    assert main(["build"]) == 0
    assert welding(place) == []
    assert snapshot.current(place / "built").name == before

    capsys.readouterr()
    for reason in ([], ["--reason", "  "]):
        assert main(["accept", import_id(place)[:8], "--by", "Trần Thị Mẫu", *reason]) == 1
        told = capsys.readouterr().err
        assert "còn 0 lỗi, 2 điều cần xem và 0 dòng để riêng" in told
        assert "--reason" in told
    assert main(["accept", import_id(place)[:8], "--by", "Trần Thị Mẫu", "--reason", "hai ô để trống, đã hỏi Sở"]) == 0
    (found,) = welding(place)
    assert (found.tuition_amount, found.tuition_unit, found.provenance.confidence) == (
        700_000,
        "thang",
        Confidence.MEDIUM,
    )
    assert "77/BC-SGDĐT" in found.provenance.source
    assert found.provenance.as_of.isoformat() == "2026-11-02"
    after = snapshot.current(place / "built").name
    assert after != before

    assert main(["rollback", "--by", "Trần Thị Mẫu"]) == 0
    assert snapshot.current(place / "built").name == before
    assert welding(place) == []
    assert main(["build"]) == 0
    assert snapshot.current(place / "built").name == before, "a build must not undo a rollback"

    assert main(["reject", import_id(place), "--by", "Trần Thị Mẫu", "--reason", " "]) == 1
    assert main(["reject", import_id(place), "--by", "Trần Thị Mẫu", "--reason", "gửi nhầm"]) == 0
    assert main(["build"]) == 0
    assert welding(place) == []
    capsys.readouterr()
    assert main(["activate", after, "--by", "Trần Thị Mẫu"]) == 0
    assert main(["rollback", "--by", "Trần Thị Mẫu"]) == 0
    first, second = capsys.readouterr().out.split("Đã quay lại")
    assert all(word in first for word in ("Lưu ý", import_id(place), path.name, "gửi nhầm"))
    assert "Lưu ý" not in second
    capsys.readouterr()
    assert main(["log"]) == 0
    told = capsys.readouterr().out
    assert "Nguyễn Văn Mẫu" in told
    assert "gửi nhầm" in told


def test_a_newer_report_of_the_same_sender_replaces_the_older_row_though_nobody_reads_the_output(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["import", str(report(place, WELDING)), "--by", "Mẫu"]) == 0
    assert main(["accept", import_id(place), "--by", "Mẫu", "--no-build"]) == 0
    newer = report(place, WELDING.replace(";35;", ";40;"))
    assert main(["import", str(newer), "--by", "Mẫu"]) == 0
    folders = [path for path in (place / "data" / "imports").iterdir() if path.is_dir()]
    (second,) = [path.name for path in folders if (path / "received" / newer.name).read_bytes() == newer.read_bytes()]
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", buffering=1) as closed, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", closed)
        assert main(["accept", second, "--by", "Mẫu"]) == 1
    assert [(one.quota, one.level) for one in welding(place)] == [(40, "trung_cap")]


def test_nothing_is_kept_without_a_name(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(report(place, WELDING))]) == 1
    assert "--by" in capsys.readouterr().err
    assert not (place / "data" / "imports").exists() or not any(
        path.is_dir() for path in (place / "data" / "imports").iterdir()
    )


def test_a_broken_file_is_kept_and_leaves_no_trace_in_the_answers(
    place: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a zip")
    before = snapshot.current(place / "built").name
    assert main(["import", str(broken), "--by", "Mẫu", "--out", str(tmp_path / "out")]) == 1
    assert "hong.xlsx" in capsys.readouterr().err
    assert (tmp_path / "out" / "problems.json").exists()
    assert (
        place / "data" / "imports" / import_id(place) / "received" / "hong.xlsx"
    ).read_bytes() == broken.read_bytes()
    assert main(["accept", import_id(place), "--by", "Mẫu"]) == 1
    assert snapshot.current(place / "built").name == before
