"""Rows of `enrolment_by_period`: how many applied, were admitted and came."""

from __future__ import annotations

from decimal import Decimal

from knowledge.errors import Severity
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known
from knowledge.workbooks.rows.offers import read_offer
from knowledge.workbooks.rows.periods import read_period

COUNTS = (
    "quota_year",
    "applied",
    "admitted",
    "enrolled",
    "enrolled_female",
    "enrolled_ethnic",
    "enrolled_thcs",
    "enrolled_thpt",
    "enrolled_poor",
    "enrolled_disabled",
    "enrolled_veteran",
    "enrolled_cum",
    "studying_end",
    "dropout",
)
_FAR_OVER = 200
"""Per cent of the quota from which somebody should look."""
_TOLERANCE = Decimal("0.5")
"""Points by which a written rate may differ from the computed one."""


def read_enrolment(reader: Reader, known: Known) -> None:
    """Fill the draft; a row whose parts exceed their whole is set aside."""
    draft, values = reader.draft, reader.draft.values
    read_offer(reader, known)
    values["period"] = read_period(reader, known)
    values |= {name: reader.people(name) for name in COUNTS}
    _contradictions(reader)
    values["enrol_rate"] = _rate(reader)
    if values["enrol_rate"] is not None and values["enrol_rate"] > 100:
        draft.flag("over_quota")
        far = values["enrol_rate"] > _FAR_OVER
        severity = Severity.WARNING if far else Severity.INFO
        draft.report("over_quota", "enrol_rate", value=f"{values['enrol_rate']:f}".replace(".", ","), severity=severity)


def _contradictions(reader: Reader) -> None:
    chain = [("enrolled", "admitted"), ("admitted", "applied"), ("enrolled", "enrolled_cum")]
    chain += [(name, "enrolled") for name in COUNTS if name.startswith("enrolled_") and name != "enrolled_cum"]
    too_large(reader, chain)
    values = reader.draft.values
    schooling = (values["enrolled_thcs"], values["enrolled_thpt"], values["enrolled"])
    if None not in schooling and schooling[0] + schooling[1] > schooling[2]:
        reader.draft.reject(
            "parts_exceed_whole", "enrolled_thpt", value=f"{schooling[0]} + {schooling[1]}", expected=str(schooling[2])
        )


def too_large(reader: Reader, pairs: list[tuple[str, str]]) -> None:
    """Set the row aside when a part is larger than what it is a part of. `pairs`: (part, whole) fields."""
    draft = reader.draft
    for part, whole in pairs:
        small, large = draft.values[part], draft.values[whole]
        if small is not None and large is not None and small > large:
            draft.reject(
                "part_exceeds_whole", part, value=str(small), expected=f"{reader.header(whole) or whole} = {large}"
            )


def _rate(reader: Reader) -> Decimal | None:
    """The written rate; the computed one where both counts are there and the written one is another or a fraction."""
    draft, values = reader.draft, reader.draft.values
    written = reader.percent("enrol_rate")
    reached, quota = values["enrolled_cum"], values["quota_year"]
    if reached is None:
        reached = values["enrolled"]
    if reached is None or not quota:
        return written
    computed = round(Decimal(reached) * 100 / quota, 2)
    if written is None:
        return None
    if abs(written - computed) <= _TOLERANCE:
        return written
    if abs(written * 100 - computed) <= _TOLERANCE:
        draft.flag("rate_as_fraction_recomputed")
        draft.report("rate_as_fraction", "enrol_rate", expected=str(computed), severity=Severity.INFO)
        return computed
    draft.flag("rate_recomputed")
    draft.report("rate_differs", "enrol_rate", expected=str(computed))
    return computed
