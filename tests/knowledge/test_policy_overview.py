"""The page of the policy officer: every version with its text, its dates and the households that cover it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from markupsafe import escape

from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.overview import Entry, Line, count_cases, entries, page

WORDS: dict[str, Any] = yaml.safe_load(Path("data/messages/policies_page.yaml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_book(Path("data/policies"))


def lines(book: PolicyBook, today: date) -> list[Line]:
    return [line for entry in entries(book, today, {}) for line in (entry.shown, *entry.others)]


def test_every_version_stands_on_the_page_once(book: PolicyBook) -> None:
    shown = lines(book, TODAY)
    everything = (*book.policies, *book.information, *book.parameters)
    assert len(shown) == sum(len(one.versions) for one in everything)
    assert {line.record.id for line in shown} == {one.id for one in everything}


def test_at_most_one_version_of_a_record_is_in_force(book: PolicyBook) -> None:
    now = [line.record.id for line in lines(book, TODAY) if line.in_force]
    assert len(now) == len(set(now))
    assert "nt-100" in now


def test_a_version_past_its_day_of_checking_is_marked(book: PolicyBook) -> None:
    assert not [line for line in lines(book, TODAY) if line.overdue and line.version.check_by is None]
    later = [line for line in lines(book, date(2028, 1, 1)) if line.overdue]
    assert later
    assert WORDS["overdue"] in page(book, date(2028, 1, 1), {}, WORDS)


def test_every_rule_is_covered_by_households(book: PolicyBook) -> None:
    cases = count_cases(Path("tests/cases/households"))
    found: list[Entry] = list(entries(book, TODAY, cases))
    assert [entry.record.id for entry in found if entry.cases == 0] == []
    assert all((entry.cases is None) == (entry.record.kind != "rule") for entry in found)
    html = page(book, TODAY, cases, WORDS)
    assert WORDS["no_cases"] not in html
    for one in book.policies:
        assert f"<code>{one.id}</code>" in html


def test_the_version_in_force_is_shown_first_and_the_others_folded_away(book: PolicyBook) -> None:
    entry = next(one for one in entries(book, TODAY, {}) if one.record.id == "ts-luong-co-so")
    assert entry.shown.in_force
    assert len(entry.others) == len(entry.record.versions) - 1


def test_every_topic_is_in_the_index_and_every_source_is_a_link(book: PolicyBook) -> None:
    html = page(book, TODAY, {}, WORDS)
    topics = {one.record.topic for one in entries(book, TODAY, {})}
    for topic in topics:
        assert f'<a href="#{topic}">' in html
        assert f'<section id="{topic}">' in html
    urls = {basis.url for line in lines(book, TODAY) for basis in line.basis if basis.url}
    assert urls
    assert all(f'href="{escape(url)}"' in html for url in urls)


def test_what_the_law_says_is_shown_not_run(book: PolicyBook) -> None:
    title = "<script>alert(1)</script>"
    hostile = book.policies[0].model_copy(update={"title": title})
    html = page(PolicyBook(book.vocabulary, (hostile,), ()), TODAY, {}, WORDS)
    assert title not in html
    assert "&lt;script&gt;" in html


def test_no_folder_of_cases_counts_none(tmp_path: Path) -> None:
    assert count_cases(tmp_path / "none") == {}
