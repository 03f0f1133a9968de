"""A book that is written wrongly is refused, and every fault names its file and its line."""

import shutil
from pathlib import Path

import pytest

from knowledge.commands import Sentences
from knowledge.errors import DataError, Problem
from knowledge.policies.book import load_book

DATA = Path("data/policies")
SAY = Sentences(Path("data/messages"))
RULE = """\
- id: thu-nghiem
  title: Khoản mẫu
  topic: tuition
  versions:
    - valid: {start: 2026-01-01, end: null}
      confidence: high
      evidence: web
      checked_on: 2026-11-21
      summary: Khoản mẫu.
      basis:
        - {document: Nghị định 238/2025/NĐ-CP, article: Điều 15}
      requires:
        all:
          - {fact: level, among: [trung_cap]}
          - {fact: age, at_least: 15}
      benefit: {kind: tuition, percent: 100}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in DATA.glob("*.yaml"):
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path


def faults(folder: Path, text: str, name: str = "mau.yaml") -> list[Problem]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_book(folder)
    return list(caught.value.problems)


def test_the_sample_rule_itself_is_right(folder: Path) -> None:
    (folder / "mau.yaml").write_text(RULE, encoding="utf-8")
    assert load_book(folder).policy("thu-nghiem").versions[0].basis[0].issuer == "Chính phủ"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("  topic: tuition", "  topic: tuition\n  colour: red", "policy_schema", 4),
        ("  topic: tuition", "  topic: tuitoin", "policy_schema", 3),
        ("id: thu-nghiem", "id: Thử nghiệm", "policy_schema", 1),
        ("id: thu-nghiem", "id: nt-100", "record_id_twice", 1),
        ("- id: thu-nghiem", "- kind: ruel\n  id: thu-nghiem", "policy_kind_unknown", 1),
        ("  title: Khoản mẫu\n", "  title: Khoản mẫu\n  title: Khoản khác\n", "yaml_key_twice", 3),
        ("  title: Khoản mẫu\n", "  title: [Khoản\n", "not_yaml", 3),
        ("start: 2026-01-01, end: null", "start: 2026-01-01, end: 2025-01-01", "version_ends_before_start", 5),
        ("start: 2026-01-01", "start: 2026-13-01", "not_yaml", 5),
        ("confidence: high", "confidence: sure", "policy_schema", 6),
        ("      evidence: web\n", "", "policy_schema", 5),
        (
            "      basis:\n        - {document: Nghị định 238/2025/NĐ-CP, article: Điều 15}",
            "      basis: []",
            "policy_schema",
            10,
        ),
        ("Nghị định 238/2025/NĐ-CP", "Nghị định 1/1900/NĐ-CP", "unknown_document", 11),
        ("Nghị định 238/2025/NĐ-CP", "Nghị định 81/2021/NĐ-CP", "basis_ended", 11),
        ("fact: level", "fact: shoe_size", "unknown_fact", 12),
        ("[trung_cap]", "[phd]", "unknown_fact_value", 12),
        ("at_least: 15", "among: ['15']", "comparison_of_wrong_kind", 12),
        ("at_least: 15", "at_least: 15, among: ['15']", "policy_schema", 15),
        ("at_least: 15", "at_laest: 15", "policy_schema", 15),
        ("percent: 100", "percent: 120", "policy_schema", 16),
        ("kind: tuition, percent: 100", "kind: gift, percent: 100", "policy_schema", 16),
        ("kind: tuition, percent: 100", "kind: monthly_stipend, percent: 100", "policy_schema", 16),
        ("kind: tuition, percent: 100", "kind: monthly_stipend, percent: 100, of: nothing", "unknown_parameter", 16),
        ("  topic: tuition", "  topic: tuition\n  not_with: [nothing]", "unknown_policy", 4),
        ("  topic: tuition", "  topic: tuition\n  rank: 3", "policy_schema", 1),
        ("{fact: age, at_least: 15}", "{due: [nothing]}", "unknown_policy", 12),
        ("{fact: age, at_least: 15}", "{due: [thu-nghiem]}", "policy_circular", 4),
        ("      benefit: {kind: tuition, percent: 100}\n", "", "policy_schema", 5),
        (
            "      benefit: {kind: tuition, percent: 100}",
            "      benefit: [{kind: tuition, percent: 100}, {kind: tuition, percent: 70}]",
            "policy_schema",
            5,
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(folder: Path, old: str, new: str, code: str, line: int) -> None:
    assert old in RULE
    found = faults(folder, RULE.replace(old, new, 1))
    assert {(one.code, one.row) for one in found} == {(code, line)}
    assert {Path(one.file).name for one in found} == {"mau.yaml"}
    assert all("{" not in SAY.problem(one).replace("{", "", new.count("{")) for one in found)


def test_versions_that_overlap_are_refused_at_the_later_one(folder: Path) -> None:
    second = RULE[RULE.index("    - valid:") :].replace("2026-01-01", "2026-06-01")
    (found,) = faults(folder, RULE + second)
    assert (found.code, found.row, found.value) == ("versions_overlap", 17, "2026-06-01")


def test_every_fault_of_every_file_is_told_at_once(folder: Path) -> None:
    (folder / "zweites.yaml").write_text("- id: [\n", encoding="utf-8")
    found = faults(folder, RULE.replace("fact: level", "fact: shoe_size").replace("at_least: 15", "among: [x]"))
    assert {(Path(one.file).name, one.code) for one in found} == {
        ("mau.yaml", "unknown_fact"),
        ("mau.yaml", "comparison_of_wrong_kind"),
        ("zweites.yaml", "not_yaml"),
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    values: [kinh, minority]", "    values: [kinh]", "policy_schema"),
        ("    assume: chinh_quy", "    assume: nothing", "policy_schema"),
        ("    dated_by: household_year", "    dated_by: gender", "unknown_fact"),
        ("then: {ethnicity: [kinh]}", "then: {ethnicity: [khac]}", "unknown_fact_value"),
        ("then: {ethnicity: [kinh]}", "then: {etnicity: [kinh]}", "unknown_fact"),
        (
            "when: {fact: ethnic_group, among: [kinh]}",
            "when: {fact: training_form, among: [khac]}",
            "assumed_fact_implies",
        ),
        ("tells: {ethnicity: [kinh]}", "tells: {ethnicity: [nobody]}", "unknown_fact_value"),
    ],
)
def test_a_wrong_vocabulary_is_refused(folder: Path, old: str, new: str, code: str) -> None:
    text = (DATA / "facts.yaml").read_text(encoding="utf-8")
    assert old in text
    found = faults(folder, text.replace(old, new, 1), "facts.yaml")
    assert code in {one.code for one in found}
    assert all(one.row for one in found if one.code == code)


def test_a_register_names_each_document_once_and_its_successor(folder: Path) -> None:
    entry = "- {document: Văn bản mẫu, issuer: Chính phủ, replaced_by: Văn bản không có}\n"
    text = (DATA / "documents.yaml").read_text(encoding="utf-8")
    found = faults(folder, text + entry + entry, "documents.yaml")
    assert sorted(one.code for one in found) == ["record_id_twice", "unknown_document", "unknown_document"]


def test_without_a_vocabulary_there_is_no_book(folder: Path) -> None:
    (folder / "facts.yaml").unlink()
    with pytest.raises(DataError) as caught:
        load_book(folder)
    assert caught.value.problems[0].code == "file_missing"
