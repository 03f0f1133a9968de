"""Rows of a snapshot → frozen records. The one place that knows both column names and field names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from knowledge.models import (
    Confidence,
    DocumentSection,
    Indicator,
    Institution,
    Occupation,
    Passage,
    Period,
    Plan,
    Programme,
    Provenance,
    Target,
)

Row = Mapping[str, Any]


def provenance(row: Row) -> Provenance:
    """A row's source; with neither a name nor an address its confidence is `low`."""
    return _provenance(row["source"], row["url"], row["as_of"], row["confidence"])


@lru_cache(maxsize=4096)
def _provenance(source: str | None, url: str | None, as_of: date, level: str) -> Provenance:
    """One record for the many rows of one report."""
    confidence = Confidence(level)
    if not source and not url:
        confidence = Confidence.LOW
    if not source and url:
        source = url.split("/")[2]
    return Provenance(source=source or "", as_of=as_of, confidence=confidence, url=url)


def institution(row: Row) -> Institution:
    """A row of `institutions`."""
    return Institution(
        id=row["institution_id"],
        name=row["name"],
        type=row["type"],
        province=row["province"],
        old_province=row["old_province"],
        status=row["status"],
        provenance=provenance(row),
        existence=_existence(row),
        abbreviations=_texts(row["abbreviations"]),
        former_names=_texts(row["former_names"]),
        address=row["address"],
        old_district=row["old_district"],
        phone=_texts(row["phone"]),
        website=row["website"],
        levels=_texts(row["levels"]),
        dormitory=row["dormitory"],
        successor_id=row["successor_id"],
        contact=Confidence(row["contact_confidence"]) if row["contact_confidence"] else None,
        note=row["note"],
    )


def _existence(row: Row) -> Confidence:
    """That a school exists needs a source too."""
    if not row["source"] and not row["url"]:
        return Confidence.LOW
    return Confidence(row["existence_confidence"])


PROGRAMME_COLUMNS = (
    "programme_id",
    "institution_id",
    "trade_name",
    "occupation_id",
    "trade_code",
    "level",
    "duration_months_min",
    "duration_months_max",
    "quota",
    "entry_level",
    "tuition_amount",
    "tuition_unit",
    "apply_from",
    "apply_to",
    "start",
    "intake_year",
    "training_form",
    "note",
    "source",
    "url",
    "as_of",
    "confidence",
)
"""What a Programme is made of."""


def programme(row: Row, institutions: Mapping[str, Institution]) -> Programme:
    """A row of `programmes`, joined to its institution."""
    return Programme(
        id=row["programme_id"],
        institution=institutions[row["institution_id"]],
        trade_name=row["trade_name"],
        provenance=provenance(row),
        occupation_id=row["occupation_id"],
        trade_code=row["trade_code"],
        level=row["level"],
        duration_months_min=row["duration_months_min"],
        duration_months_max=row["duration_months_max"],
        quota=row["quota"],
        entry_level=row["entry_level"],
        tuition_amount=row["tuition_amount"],
        tuition_unit=row["tuition_unit"],
        apply_from=row["apply_from"],
        apply_to=row["apply_to"],
        start=row["start"],
        intake_year=row["intake_year"],
        training_form=row["training_form"],
        note=row["note"],
    )


def occupation(row: Row) -> Occupation:
    """A row of `occupations`."""
    heavy = row["heavy_toxic_confidence"]
    return Occupation(
        id=row["occupation_id"],
        name=row["name"],
        description=row["description"],
        provenance=provenance(row),
        aliases=_texts(row["aliases"]),
        trade_codes=_texts(row["trade_codes"]),
        working_conditions=row["working_conditions"],
        school_subjects=_texts(row["school_subjects"]),
        strengths=_texts(row["strengths"]),
        think_twice_if=_texts(row["think_twice_if"]),
        levels_and_duration=_texts(row["levels_and_duration"]),
        entry_requirement=row["entry_requirement"],
        jobs=_texts(row["jobs"]),
        local_relevance=row["local_relevance"],
        heavy_toxic=row["heavy_toxic"],
        heavy_toxic_confidence=Confidence(heavy) if heavy else None,
        riasec=row["riasec"] or "",
    )


def indicator(row: Row) -> Indicator:
    """A row of `indicators`."""
    return Indicator(
        id=row["indicator_id"],
        code=row["code"],
        name=row["name"],
        geography=row["geography"],
        geography_code=row["geography_code"],
        period=Period.parse(row["period"]),
        breakdown=row["breakdown"],
        value=row["value"],
        unit=row["unit"],
        kind=row["kind"],
        provenance=provenance(row),
        value_max=row["value_max"],
        publisher=row["publisher"],
        note=row["note"],
    )


def plan(row: Row) -> Plan:
    """A row of `plans`."""
    return Plan(
        id=row["plan_id"],
        title=row["title"],
        issuer=row["issuer"],
        province=row["province"],
        status=row["status"],
        provenance=provenance(row),
        number=row["number"],
        issued=row["issued"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )


def target(row: Row, plans: Mapping[str, Plan]) -> Target:
    """A row of `targets`, joined to its plan."""
    return Target(
        id=row["target_id"],
        plan=plans[row["plan_id"]],
        province=row["province"],
        indicator=row["indicator"],
        indicator_name=row["indicator_name"],
        year=row["year"],
        comparator=row["comparator"],
        unit=row["unit"],
        section=row["section"],
        provenance=provenance(row),
        value_min=row["value_min"],
        value_max=row["value_max"],
        area=row["area"],
    )


def section(row: Row) -> DocumentSection:
    """A row of `sections`."""
    return DocumentSection(
        id=row["section_id"],
        document_id=row["document_id"],
        anchor=row["anchor"],
        label=row["label"],
        text=row["text"],
        title=row["title"],
        provenance=provenance(row),
        heading=row["heading"],
        trail=_texts(row["trail"]),
        number=row["number"],
        issuer=row["issuer"],
        issued=row["issued"],
        province=row["province"],
    )


def passage(row: Row) -> Passage:
    """A row of `passages`."""
    return Passage(
        id=row["id"],
        record_kind=row["record_kind"],
        record_id=row["record_id"],
        title=row["title"],
        body=row["body"],
        province=row["province"],
        variants=_texts(row["variants"]),
        levels=_texts(row["levels"]),
        topic=row["topic"],
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value or ())
