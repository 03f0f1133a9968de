"""`documents`: show how documents are read, and hold the targets against the plans of PLANS_DIR."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from knowledge.commands import Commands, Context
from knowledge.documents.document import Document
from knowledge.documents.file_kind import is_document
from knowledge.documents.plans import check_targets, match_plans
from knowledge.documents.reader import read_document
from knowledge.errors import Problem, Severity
from knowledge.provinces import read_packs
from knowledge.reference import read_all


def add(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser("documents")
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help=parser.say("argument_documents"))
    parser.set_defaults(run=run)


def run(arguments: Namespace, context: Context) -> int:
    """What was read of each file, one line a section. 1 when a file cannot be read or a target is not in its plan."""
    files: list[Path] = arguments.files or plan_files(context.plans)
    if not files:
        print(context.say("plans_dir_missing"))
        return 1
    documents = [read_document(path, context.data / "lexicon") for path in files]
    for document in documents:
        _show(document, context)
    problems = [problem for document in documents for problem in document.problems]
    if not arguments.files:
        problems += _targets(documents, context)
    return int(any(problem.severity is Severity.ERROR for problem in problems))


def plan_files(folder: Path | None) -> list[Path]:
    """Documents of a folder by name; none without a folder."""
    return [path for path in sorted(folder.iterdir()) if is_document(path)] if folder and folder.is_dir() else []


def _show(document: Document, context: Context) -> None:
    told = filter(None, (document.number, document.issuer, str(document.issued or "")))
    print(context.say("document_heading", title=document.title, count=len(document.sections)))
    print(f"  {' · '.join(told)}")
    for section in document.sections:
        print(f"    {section.anchor:<30} {section.heading or section.text.splitlines()[0][:60]}")
    for problem in document.problems:
        print(f"  {context.say.problem(problem)}")


def _targets(documents: Sequence[Document], context: Context) -> list[Problem]:
    rows = read_all(context.data, read_packs(context.data / "provinces"))
    problems = list(check_targets(rows["targets"], rows["plans"], match_plans(documents, rows["plans"])))
    for problem in problems:
        print(context.say.problem(problem))
    if not problems:
        print(context.say("targets_linked", count=len(rows["targets"])))
    return problems
