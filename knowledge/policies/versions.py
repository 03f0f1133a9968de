"""The policy book as rows, one a version: what the diff and the export show of rules and parameters."""

from __future__ import annotations

from knowledge.policies.book import PolicyBook
from knowledge.policies.schema import ParameterVersion, RuleVersion, TextVersion
from knowledge.reference import Row
from knowledge.tables import PROVENANCE, Column, Kind, Table

POLICY_VERSIONS = Table(
    "policies",
    "version_id",
    (
        Column("version_id", required=True),
        Column("policy_id", required=True),
        Column("title", required=True),
        Column("topic", required=True),
        Column("valid_from", Kind.DATE),
        Column("valid_to", Kind.DATE),
        Column("summary"),
        Column("benefit"),
        Column("value", Kind.INTEGER),
        Column("unit"),
        Column("article"),
        Column("checked_on", Kind.DATE, required=True),
        Column("check_by", Kind.DATE),
        *PROVENANCE,
    ),
)
"""Not a file of `data/reference/`: read from `data/policies/*.yaml`."""


def policy_rows(book: PolicyBook) -> list[Row]:
    """One row a version of every policy, text and parameter, in the book's order."""
    rows = [
        _row(policy.id, policy.title, policy.topic, version)
        | {"summary": version.summary, "benefit": _benefit(version)}
        for policy in book.policies
        for version in policy.versions
    ]
    rows += [
        _row(text.id, text.title, text.topic, version) | {"summary": version.summary}
        for text in book.information
        for version in text.versions
    ]
    return rows + [
        _row(parameter.id, parameter.title, parameter.topic, version)
        | {"value": version.value, "unit": parameter.unit, "summary": version.summary}
        for parameter in book.parameters
        for version in parameter.versions
    ]


def _row(name: str, title: str, topic: str, version: RuleVersion | TextVersion | ParameterVersion) -> Row:
    basis, valid = version.basis[0], version.valid
    blank: Row = dict.fromkeys(POLICY_VERSIONS.names)
    return blank | {
        "version_id": f"{name}@{valid.start or ''}",
        "policy_id": name,
        "title": title,
        "topic": topic,
        "valid_from": valid.start,
        "valid_to": valid.end,
        "article": basis.article,
        "checked_on": version.checked_on,
        "check_by": version.check_by,
        "source": basis.document,
        "url": basis.url,
        "as_of": version.checked_on,
        "confidence": version.confidence.value,
    }


def _benefit(version: RuleVersion) -> str | None:
    """Each item by its kind and figures; what differs between two versions shows."""
    told = [
        item.model_dump(exclude_none=True, exclude={"name", "when", "note", "verified"}) for item in version.benefit
    ]
    return "; ".join(" ".join(map(str, fields.values())) for fields in told) or None
