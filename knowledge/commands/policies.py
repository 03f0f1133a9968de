"""`policies`: support decided for a household without the chat; `policies check`: the law as data, checked.

`--facts` names a JSON file with one object, fact → value (data/policies/facts.yaml lists them). Without it every record
is listed. Reads `data/policies` itself, so that a rule can be tried before anything is built.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import yaml

from knowledge.commands import Commands, Context, Sentences
from knowledge.errors import DataError, Problem
from knowledge.policies.book import PolicyBook, load_book
from knowledge.policies.facts import read_learner
from knowledge.policies.overview import count_cases, page
from knowledge.policies.report import report
from knowledge.policies.schema import Record

_MONTHS = 84


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("policies")
    say = parser.say
    parser.add_argument("check", metavar="check", nargs="?", choices=("check",), help=say("argument_policies_check"))
    parser.add_argument("--facts", metavar="FILE", type=Path, help=say("argument_policies_facts"))
    parser.add_argument("--date", type=date.fromisoformat, metavar="DATE", help=say("argument_policies_date"))
    parser.add_argument("--months", type=int, metavar="N", choices=range(1, _MONTHS + 1), help=say("argument_months"))
    parser.add_argument("--page", metavar="FILE", type=Path, help=say("argument_policies_page"))
    parser.add_argument("--cases", metavar="DIR", type=Path, help=say("argument_policies_cases"))
    parser.add_argument("--json", action="store_true", help=say("argument_json"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """Print the decisions, or every record; DataError for rules and for facts that are wrong."""
    book = load_book(context.data / "policies")
    if arguments.check:
        print(context.say("policies_checked", **_counts(book)))
        return 0
    if arguments.page is not None:
        return _write_page(book, arguments, context)
    if arguments.facts is None:
        listed = list(_records(book))
        print(_json(listed) if arguments.json else "\n".join(_listed(listed, context.say)))
        return 0
    path: Path = arguments.facts
    facts = read_facts(path)
    try:
        learner = read_learner(facts, book.vocabulary, arguments.date or context.today, source=str(path))
    except DataError as error:
        lines = path.read_text(encoding="utf-8").splitlines()
        raise DataError([replace(one, row=_line(lines, one.column)) for one in error.problems]) from None
    found = report(book, learner, arguments.months)
    print(_json(found) if arguments.json else "\n".join(_told(found, context.say)))
    return 0


def _write_page(book: PolicyBook, arguments: Namespace, context: Context) -> int:
    """The page of the policy officer, for `channels` to show under /policies."""
    words = yaml.safe_load((context.data / "messages" / "policies_page.yaml").read_text(encoding="utf-8"))
    cases = count_cases(arguments.cases) if arguments.cases else Counter[str]()
    target: Path = arguments.page
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    fresh.write_text(page(book, arguments.date or context.today, cases, words), encoding="utf-8")
    fresh.replace(target)
    print(context.say("policies_page", file=str(target), **_counts(book)))
    return 0


def read_facts(path: Path) -> dict[str, Any]:
    """The facts of a JSON file. DataError when it is missing, is no JSON, no object, or tells a fact twice."""
    problems: list[Problem] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
        problems.extend(Problem(str(path), "facts_told_twice", column=name) for name in twice)
        return dict(pairs)

    try:
        loaded = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
    except FileNotFoundError:
        raise DataError([Problem(str(path), "file_missing")]) from None
    except UnicodeDecodeError:
        raise DataError([Problem(str(path), "facts_not_json", row=1, value="UTF-8")]) from None
    except json.JSONDecodeError as error:
        raise DataError([Problem(str(path), "facts_not_json", row=error.lineno, value=error.msg)]) from None
    if not isinstance(loaded, dict):
        problems.append(Problem(str(path), "facts_not_json", row=1, value=type(loaded).__name__))
    if problems:
        raise DataError(problems)
    return cast("dict[str, Any]", loaded)


def _line(lines: Iterable[str], name: str | None) -> int | None:
    return next((number for number, line in enumerate(lines, start=1) if f'"{name}"' in line), None)


def _counts(book: PolicyBook) -> dict[str, int]:
    return {
        "rules": len(book.policies),
        "texts": len(book.information),
        "parameters": len(book.parameters),
        "versions": sum(len(one.versions) for one in (*book.policies, *book.information, *book.parameters)),
        "documents": len(book.documents),
        "facts": len(book.facts),
    }


def _records(book: PolicyBook) -> Iterator[dict[str, Any]]:
    everything: tuple[Record, ...] = (*book.policies, *book.information, *book.parameters)
    for record in everything:
        for version in record.versions:
            yield {
                "id": record.id,
                "kind": record.kind,
                "title": record.title,
                "start": version.valid.start.isoformat() if version.valid.start else None,
                "end": version.valid.end.isoformat() if version.valid.end else None,
                "law": version.status,
                "confidence": version.confidence.value,
                "checked_on": version.checked_on.isoformat(),
                "check_by": version.check_by.isoformat() if version.check_by else None,
                "document": version.basis[0].document,
                "article": version.basis[0].article,
            }


def _listed(records: Iterable[Mapping[str, Any]], say: Sentences) -> Iterator[str]:
    for one in records:
        values = {name: value or "–" for name, value in one.items()}
        yield say("policies_record", **values)


def _told(found: Mapping[str, Any], say: Sentences) -> Iterator[str]:
    yield say(
        "policies_on", date=found["date"], facts=", ".join(f"{k}={'|'.join(v)}" for k, v in found["facts"].items())
    )
    for status in ("due", "open", "not_due", "text_only", "not_held", "not_in_force"):
        policies = [one for one in found["policies"] if one["status"] == status]
        if not policies:
            continue
        yield say(f"policies_{status}", count=len(policies))
        for one in policies:
            yield "  " + say("policies_line", id=one["id"], title=one["title"], more=" ".join(_more(one, say)))
    ask = found["next_question"]
    if ask:
        yield say("policies_next", question=ask["id"], answers=", ".join(ask["answers"]))


def _more(one: Mapping[str, Any], say: Sentences) -> Iterator[str]:
    for item in one["items"]:
        if item["amount"]:
            per, what = say(f"per_{item['amount']['per']}"), item["terms"].get("name") or ""
            perhaps = say("policies_perhaps") if item["due"] == "unknown" else ""
            told = say("policies_amount", name=what, formula=item["amount"]["formula"], per=per, perhaps=perhaps)
            yield " ".join(told.split())
    if one["percent"]:
        yield say("policies_percent", percent=one["percent"])
    if one["missing"]:
        yield say("policies_missing", facts=", ".join(one["missing"]))
    if one["outranked_by"]:
        yield say("policies_outranked", ids=", ".join(one["outranked_by"]))
    if one.get("basis"):
        first = one["basis"][0]
        yield say("policies_basis", article=first["article"] or "", document=first["document"])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
