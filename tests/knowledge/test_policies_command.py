"""`python -m knowledge policies`: a household decided from a file, every record listed, the law checked."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from knowledge.__main__ import main
from knowledge.policies.book import load_book
from tests.households import outcomes, rows

POOR_TAY = {"level": "trung_cap", "schooling": "thcs", "ethnic_group": "tay", "household": "poor"}


def household(tmp_path: Path, text: str) -> str:
    path = tmp_path / "ho.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def decided(tmp_path: Path, facts: dict[str, Any], day: str, capsys: pytest.CaptureFixture[str], *more: str) -> Any:
    path = household(tmp_path, json.dumps(facts, default=str))
    assert main(["policies", "--facts", path, "--date", day, "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_everything_about_a_household_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = decided(tmp_path, POOR_TAY, "2026-03-01", capsys, "--months", "12")
    assert found["date"] == "2026-03-01"
    assert found["facts"]["ethnicity"] == ["minority"]
    by_id = {one["id"]: one for one in found["policies"]}
    assert set(by_id) == {policy.id for policy in load_book(Path("data/policies")).policies}
    stipend = by_id["nt-100"]
    assert (stipend["status"], stipend["monthly"]) == ("due", 2340000)
    (item,) = stipend["items"]
    assert item["amount"]["formula"] == "100 % × 2.340.000 = 2.340.000"
    assert item["course"] == {
        "months": 12,
        "total": 29600000,
        "formula": "4 × 2.340.000 + 8 × 2.530.000 = 29.600.000",
        "uncertain_from": None,
    }
    assert {reason["fact"] for reason in stipend["reasons"]} >= {"level", "ethnicity", "household", "training_form"}
    assert all(reason["met"] == "yes" and reason["article"] for reason in stipend["reasons"])
    assert "training_form" in stipend["assumed"]
    assert stipend["papers"]
    assert stipend["file_at"]
    assert stipend["deadline"]
    assert stipend["basis"][0]["document"] == "Quyết định 53/2015/QĐ-TTg"
    assert (stipend["confidence"], stipend["law"]) == ("high", "in_force")
    exempt = by_id["hp-mien-thcs-len-trung-cap"]
    assert exempt["percent"] == 100
    assert exempt["versions"]["before"]["basis"]["document"].startswith("Nghị định")
    assert by_id["hp-giam70-nang-nhoc"]["outranked_by"] == [
        "hp-mien-thcs-len-trung-cap",
        "hp-mien-dtts-ngheo-can-ngheo",
    ]
    assert by_id["xn-the-dao-tao-nghe-cu"]["successors"] == ["sc-338-thanh-nien"]
    assert found["next_question"]["answers"]


def test_the_command_agrees_with_the_households(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    law = load_book(Path("data/policies"))
    for row in rows()[::60]:
        printed = {one["id"]: one for one in decided(tmp_path, row["facts"], str(row["date"]), capsys)["policies"]}
        for name, key, expected, _ in outcomes(law, row):
            if key in {"status", "monthly", "percent", "confidence"} and name in printed:
                assert printed[name].get(key) == expected, (row["name"], name, key)


def test_a_household_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = household(tmp_path, json.dumps(POOR_TAY))
    assert main(["policies", "--facts", path, "--date", "2026-09-15"]) == 0
    told = capsys.readouterr().out
    assert "Có thể thuộc diện" in told
    assert "100 % × 2.530.000 = 2.530.000 đồng/tháng" in told
    assert "được hưởng" not in told
    assert "Câu nên hỏi tiếp" in told


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"level": "trung_cap",\n "age": 400}', 2, "400 ngoài khoảng"),
        ('{"level": "tien_si"}', 1, "tien_si"),
        ('{\n "ethnic_group": "tay",\n "ethnicity": "kinh"}', 3, "không thể cùng đúng"),
        ('{"age": 16,\n "age": 17}', None, "ghi hai lần"),
        ('{"shoe": 1}', 1, "không có dữ kiện"),
        ('{"level": ', 1, "JSON"),
        ("[]", 1, "JSON"),
    ],
)
def test_facts_that_are_wrong_are_named_with_their_line(
    text: str, line: int | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = household(tmp_path, text)
    assert main(["policies", "--facts", path]) == 1
    told = capsys.readouterr().err.splitlines()[0]
    assert told.startswith(path if line is None else f"{path}, dòng {line}")
    assert words in told


def test_a_file_that_is_missing_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policies", "--facts", str(tmp_path / "nowhere.json")]) == 1
    assert "không tìm thấy tệp" in capsys.readouterr().err


def test_the_law_is_checked_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    law = load_book(Path("data/policies"))
    assert main(["policies", "check"]) == 0
    assert f"{len(law.policies)} chính sách" in capsys.readouterr().out


def test_a_fault_of_the_law_is_told_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree("data/policies", tmp_path / "policies")
    shutil.copytree("data/messages", tmp_path / "messages")
    path = tmp_path / "policies" / "boarding.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("among: [minority]", "among: [minorty]", 1), encoding="utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert main(["policies", "check"]) == 1
    told = capsys.readouterr().err.splitlines()[0]
    line = 1 + text[: text.index("requires:")].count("\n")
    assert told.startswith(f"{path}, dòng {line}")
    assert "minorty" in told


def test_every_version_of_every_record_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    law = load_book(Path("data/policies"))
    versions = sum(len(one.versions) for one in (*law.policies, *law.information, *law.parameters))
    assert main(["policies", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == versions
    assert main(["policies"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == versions
