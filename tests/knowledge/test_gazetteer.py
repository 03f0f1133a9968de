"""Names in messages: both spellings, diacritics honoured, cues in stripped text, slips, negation."""

from pathlib import Path

import pytest
import yaml

from knowledge.library import Library
from knowledge.models import Mention
from knowledge.text import fold, nfc

CASES = yaml.safe_load(Path("tests/cases/mentions.yaml").read_text(encoding="utf-8"))


def _found(library: Library, text: str) -> set[str]:
    return {f"{mention.kind}:{mention.id}" for mention in library.find(text) if _is_said(mention)}


def _is_said(mention: Mention) -> bool:
    return not (mention.negated or mention.replaced or mention.doubtful or mention.of_other)


def _never(found: set[str], case: dict) -> set[str]:
    return set(case.get("never", ())) & {entry for name in found for entry in (name, name.split(":")[0])}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_mentions(library: Library, case: dict) -> None:
    found = _found(library, case["text"])
    assert set(case.get("finds", ())) <= found
    assert not _never(found, case)
    doubtful = {f"{mention.kind}:{mention.id}" for mention in library.find(case["text"]) if mention.doubtful}
    assert set(case.get("doubtful", ())) <= doubtful


@pytest.mark.parametrize("case", [case for case in CASES if case.get("both")], ids=lambda case: case["text"])
def test_the_stripped_form_finds_the_same(library: Library, case: dict) -> None:
    assert set(case["finds"]) <= _found(library, fold(nfc(case["text"])))


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.get("both_never") or (case.get("both") and "never" in case)],
    ids=lambda case: case["text"],
)
def test_the_stripped_form_never_finds_it_either(library: Library, case: dict) -> None:
    assert not _never(_found(library, fold(nfc(case["text"]))), case)


def _typed_with_marks() -> list[str]:
    """Every example of the classifier that has diacritics: what it names, its stripped form may name, and no more."""
    entries = [
        entry for path in sorted(Path("bot/nlu").glob("*.yml")) for entry in yaml.safe_load(path.read_text())["nlu"]
    ]
    lines = [line.removeprefix("- ").strip() for entry in entries for line in entry["examples"].splitlines()]
    return [line for line in lines if fold(nfc(line)) != nfc(line).lower()]


def test_stripping_brings_few_false_names_and_loses_few(library: Library) -> None:
    kinds = {"trade", "institution", "place", "ethnic_group"}
    right = false = lost = 0
    for text in _typed_with_marks():
        named, stripped = (
            {(one.kind, one.surface) for one in library.find(form) if one.kind in kinds and not one.doubtful}
            for form in (text, fold(nfc(text)))
        )
        right += len(named & stripped)
        false += len(stripped - named)
        lost += len(named - stripped)
    assert right > 500
    assert false <= 0.01 * right
    assert lost <= 0.06 * right


def test_every_occupation_is_found_by_its_own_name(library: Library) -> None:
    missed = [
        occupation.name
        for occupation in library.occupations
        if f"trade:{occupation.id}" not in _found(library, f"học nghề {occupation.name} ở đâu")
    ]
    assert missed == []


def test_every_institution_is_found_by_its_own_name_in_both_spellings(library: Library) -> None:
    missed = [
        school.name
        for school in library.institutions_by_id.values()
        for text in (school.name, fold(school.name))
        if f"institution:{school.id}" not in _found(library, f"{text} ở đâu")
    ]
    assert missed == []
