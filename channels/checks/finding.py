"""What a check found, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from channels.sentences import Sentences


@dataclass(frozen=True)
class Finding:
    """`code` names the sentence in data/messages/channel_checks.yaml; `is_good`: nothing needs to be done."""

    code: str
    is_good: bool = False
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def said(findings: Sequence[Finding], sentences: Sentences) -> list[str]:
    """The findings as lines, and one more that sums up."""
    lines = [
        sentences.text("marks.good" if finding.is_good else "marks.missing")
        + sentences.text(f"findings.{finding.code}", **finding.values)
        for finding in findings
    ]
    count = sum(not finding.is_good for finding in findings)
    return [*lines, sentences.text("summary.missing", count=count) if count else sentences.text("summary.good")]
