"""Targets and the plans they were read in: every target names a section of its plan, and that section its figure.

The plans themselves are not kept here; whoever has them names their folder in PLANS_DIR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from knowledge.documents.document import Document
from knowledge.errors import Problem, Severity
from knowledge.reference import Row
from knowledge.text import fold

_ALIKE = 0.8
"""Share of the words of a plan's title that the document's title must hold."""


def match_plans(documents: Sequence[Document], plans: Sequence[Row]) -> dict[str, Document]:
    """The document of each plan by `plan_id`: the same number, else the most alike title. A plan may have none."""
    found: dict[str, Document] = {}
    for plan in plans:
        same = [one for one in documents if one.number and one.number in (plan["number"] or "")]
        alike = max(documents, key=lambda document: _likeness(plan["title"], document.title), default=None)
        if same:
            found[plan["plan_id"]] = same[0]
        elif alike is not None and _likeness(plan["title"], alike.title) >= _ALIKE:
            found[plan["plan_id"]] = alike
    return found


def check_targets(targets: Sequence[Row], plans: Sequence[Row], documents: Mapping[str, Document]) -> Iterator[Problem]:
    """What does not hold: a plan without a document (warning), a section it has not, a figure the section has not.

    `documents` as `match_plans` gives them. `file` is the table, `row` the place of the target among `targets`.
    """
    names = {plan["plan_id"]: plan["number"] or plan["title"] for plan in plans}
    for plan_id in sorted({target["plan_id"] for target in targets} - documents.keys()):
        yield Problem("plans.csv", "plan_not_found", value=names[plan_id], severity=Severity.WARNING)
    for target in targets:
        document = documents.get(target["plan_id"])
        if document is None:
            continue
        section = document.section(target["section"])
        if section is None:
            expected = names[target["plan_id"]]
            yield _problem("target_section_missing", target, target["section"], expected)
            continue
        for value in (target["value_min"], target["value_max"]):
            if value is not None and not _names(section.text, value):
                yield _problem("target_value_missing", target, f"{value:g}", target["section"])


def _problem(code: str, target: Row, value: str, expected: str) -> Problem:
    return Problem("targets.csv", code, column=target["target_id"], value=value, expected=expected)


def _names(text: str, value: float) -> bool:
    """The figure stands in the text: 2 also as "02", 12.5 also as "12,5"."""
    written = re.escape(f"{value:g}").replace(r"\.", "[.,]")
    return re.search(rf"(?<![\d.,])0?{written}(?!\d|[.,]\d)", text) is not None


def _likeness(wanted: str, title: str) -> float:
    words, others = (set(re.findall(r"\w+", fold(text))) for text in (wanted, title))
    return len(words & others) / len(words) if words else 0.0
