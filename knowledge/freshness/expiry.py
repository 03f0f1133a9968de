"""What runs out: rules to be checked again, versions that end without a successor, plans whose term is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from knowledge.policies.book import PolicyBook
from knowledge.policies.schema import Information, Parameter, ParameterVersion, Policy, RuleVersion, TextVersion

SOON_DAYS = 60


@dataclass(frozen=True, slots=True)
class Expiry:
    """One record that needs somebody: `code` names the sentence, `day` is the day it runs out or ran out."""

    code: str
    record_id: str
    title: str
    day: date | None = None


def expiring_rules(book: PolicyBook, today: date) -> list[Expiry]:
    """Rules and parameters past their check, ending within `SOON_DAYS`, or ended, with no successor."""
    return [
        finding
        for record in (*book.policies, *book.information, *book.parameters)
        for finding in _of_record(record, today)
    ]


def expiring_plans(plans: Iterable[Mapping[str, Any]], today: date) -> list[Expiry]:
    """Plans (rows of `plans`) whose term is over, or ends within `SOON_DAYS`."""
    found: list[Expiry] = []
    for plan in plans:
        end: date | None = plan["valid_to"]
        if end is None or end > today + timedelta(days=SOON_DAYS):
            continue
        found.append(Expiry("plan_ended" if end < today else "plan_ends_soon", plan["plan_id"], plan["title"], end))
    return found


def _of_record(record: Policy | Information | Parameter, today: date) -> list[Expiry]:
    versions = record.versions
    in_force = next((version for version in versions if version.valid.covers(today)), None)
    if in_force is None:
        ended = [version.valid.end for version in versions if version.valid.end and version.valid.end < today]
        return [Expiry("rule_ended", record.id, record.title, max(ended))] if ended else []
    found: list[Expiry] = []
    end = in_force.valid.end
    if end is not None and end <= today + timedelta(days=SOON_DAYS) and not _follows(versions, end):
        found.append(Expiry("rule_ends_soon", record.id, record.title, end))
    if in_force.check_by is None:
        found.append(Expiry("check_by_missing", record.id, record.title))
    elif in_force.check_by < today:
        found.append(Expiry("check_by_passed", record.id, record.title, in_force.check_by))
    return found


def _follows(versions: Sequence[RuleVersion] | Sequence[TextVersion] | Sequence[ParameterVersion], end: date) -> bool:
    return any(version.valid.covers(end + timedelta(days=1)) for version in versions)
