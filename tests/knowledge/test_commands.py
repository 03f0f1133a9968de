"""The command line as an officer meets it: help and faults in Vietnamese, one line each, never a traceback."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from knowledge.__main__ import COMMANDS, Settings, main

SHEET = """SỞ GIÁO DỤC VÀ ĐÀO TẠO CAO BẰNG
TỔNG HỢP NGÀNH, NGHỀ VÀ CHỈ TIÊU TUYỂN SINH NĂM 2026
STT;Tên cơ sở;Mã nghề;Tên ngành, nghề;Trình độ;Thời gian ĐT;Chỉ tiêu
1;CĐ Cao Bằng;5520123;Hàn;TC;2 năm;35
2;CĐ Cao Bằng;5520123;Hàn;TC;2 năm;35
3;CĐ Cao Bằng;;;TC;2 năm;20
"""


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small report, and the project's data without any import or snapshot."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("reference", "provinces", "policies", "articles", "lexicon", "messages"):
        (data / name).symlink_to(Path("data", name).resolve())
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("BUILT_DIR", str(tmp_path / "built"))
    monkeypatch.setenv("TODAY", "2026-11-21")
    path = tmp_path / "co_so.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def fault(capsys: pytest.CaptureFixture[str]) -> str:
    """The first line of what was said; there is no traceback."""
    told = capsys.readouterr().err
    assert "Traceback" not in told
    return told.splitlines()[0]


def test_no_sentence_is_written_twice() -> None:
    files = [Path("data/messages/data_errors.yaml"), *sorted(Path("data/messages").glob("knowledge_*.yaml"))]
    times = Counter(key for path in files for key in yaml.safe_load(path.read_text(encoding="utf-8")))
    assert [key for key, count in times.items() if count > 1] == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ("Chưa ghi lệnh nào", "rollback    quay lại")),
        (["nhap"], ('Không có lệnh "nhap"', "import      đọc tệp")),
        (["accept"], ("còn thiếu: IMPORT (mã của lần nhập", "--by (họ tên")),
        (["accept", "2026", "--by"], ("Sau --by (họ tên", "thiếu nội dung")),
        (["accept", "2026", "--by", " "], ('Nội dung " " của --by',)),
        (["import", "a.xlsx", "--la"], ('không có phần "--la"',)),
    ],
)
def test_a_command_written_wrongly_is_told_in_vietnamese(
    arguments: list[str], expected: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    told = capsys.readouterr().err
    assert all(words in told for words in expected)
    assert not any(english in told for english in ("usage:", "error:", "required"))


@pytest.mark.parametrize("command", ["", *(module.__name__.rpartition(".")[2] for module in COMMANDS)])
def test_help_is_vietnamese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = {"import_file": "import"}.get(command, command)
    with pytest.raises(SystemExit) as stop:
        main([*filter(None, [name]), "--help"])
    assert stop.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("Cách dùng: python -m knowledge")
    assert "xem hướng dẫn này" in told
    assert not any(english in told for english in ("usage:", "options:", "arguments", "show this"))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("TODAY", "abc", "2026-11-21"), ("ENVIRONMENT", "prod", "development hoặc production")],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["log"]) == 2
    told = fault(capsys)
    assert all(words in told for words in (name, f'"{value}"', expected))


def test_a_missing_data_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "nowhere"))
    assert main(["check"]) == 1
    assert str(tmp_path / "nowhere") in fault(capsys)


def test_a_place_that_cannot_be_written_to_stops_an_import_before_anything_is_kept(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for out in (sheet, sheet / "below"):
        assert main(["import", str(sheet), "--by", "Mẫu", "--out", str(out)]) == 1
        assert fault(capsys).startswith(str(out))
    assert not (tmp_path / "data" / "imports").exists()


def test_a_province_and_a_period_are_checked(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(sheet), "--dry-run", "--province", "99", "--period", "quý năm"]) == 1
    province, period, *_ = capsys.readouterr().err.splitlines()
    assert all(words in province for words in ("--province", '"99"', "04 (Cao Bằng)"))
    assert all(words in period for words in ("--period", '"quý năm"', "2026-Q3"))
    for name, written in (("cao bằng", "Quý III năm 2026"), ("04", "2026-q3"), ("04", "NH2025-2026")):
        assert main(["import", str(sheet), "--dry-run", "--province", name, "--period", written]) == 0


def test_show_repeats_what_the_import_told(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(sheet), "--by", "Nguyễn Văn Mẫu"]) == 0
    told = capsys.readouterr().out.splitlines()
    problems = [line for line in told if line.startswith("  ")]
    assert [any(f"dòng {row}," in line for line in problems) for row in (5, 6)] == [True, True], "also what was mended"
    assert main(["show", "2"]) == 0
    shown = capsys.readouterr().out
    assert all(line in shown for line in problems)
    assert all(words in shown for words in ("co_so.csv", "chờ duyệt", "Nguyễn Văn Mẫu", "Các dòng để riêng (1)"))


def test_a_reader_that_leaves_early_gets_no_traceback(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", buffering=1) as closed, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", closed)
        assert main(["import", str(sheet), "--by", "Mẫu"]) == 1
    assert capfd.readouterr().err == ""


def test_every_setting_is_described() -> None:
    described = set(re.findall(r"^#? ?([A-Z_]+)=", Path(".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert {name.upper() for name in Settings.model_fields} <= described
