"""The nouns of the knowledge base: frozen records, each carrying where it comes from.

Money is in đồng (integers), rates in percent, durations in months, days are ISO dates in Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.period import Period


class Confidence(StrEnum):
    """How far a row may be trusted. `low` never answers; `sample` answers outside production only."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row was read. `source` names a document or publisher; with no name and no address it is `low`."""

    source: str
    as_of: date
    confidence: Confidence
    url: str | None = None

    @property
    def answers(self) -> bool:
        """True when a statement may rest on this row."""
        return self.confidence is not Confidence.LOW

    @property
    def is_sample(self) -> bool:
        """True for a fictional row."""
        return self.confidence is Confidence.SAMPLE


@dataclass(frozen=True, slots=True)
class Citation:
    """A record as it is shown under an answer. Always made from the record that was read.

    `period` is what it reports on; whoever shows the title puts it in words.
    """

    record_id: str
    title: str
    source: str
    as_of: date
    document: str | None = None
    article: str | None = None
    issuer: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date | None = None
    url: str | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """A school or centre. `existence` says how sure it is that it exists, apart from the other facts."""

    id: str
    name: str
    type: str
    province: str
    old_province: str
    status: str
    provenance: Provenance
    existence: Confidence
    abbreviations: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    address: str | None = None
    old_district: str | None = None
    phone: tuple[str, ...] = ()
    website: str | None = None
    levels: tuple[str, ...] = ()
    dormitory: str | None = None
    successor_id: str | None = None
    contact: Confidence | None = None
    note: str | None = None

    @property
    def is_active(self) -> bool:
        """True when a source says that it works under this name today."""
        return self.status == "dang_hoat_dong"


@dataclass(frozen=True, slots=True)
class Programme:
    """One offer: a trade at a level in an institution."""

    id: str
    institution: Institution
    trade_name: str
    provenance: Provenance
    occupation_id: str | None = None
    trade_code: str | None = None
    level: str | None = None
    duration_months_min: float | None = None
    duration_months_max: float | None = None
    quota: int | None = None
    entry_level: str | None = None
    tuition_amount: int | None = None
    tuition_unit: str | None = None
    apply_from: date | None = None
    apply_to: date | None = None
    start: str | None = None
    intake_year: str | None = None
    training_form: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Occupation:
    """A trade described in words: what one does, what helps, what to think about."""

    id: str
    name: str
    description: str
    provenance: Provenance
    aliases: tuple[str, ...] = ()
    trade_codes: tuple[str, ...] = ()
    working_conditions: str | None = None
    school_subjects: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    think_twice_if: tuple[str, ...] = ()
    levels_and_duration: tuple[str, ...] = ()
    entry_requirement: str | None = None
    jobs: tuple[str, ...] = ()
    local_relevance: str | None = None
    heavy_toxic: str | None = None
    heavy_toxic_confidence: Confidence | None = None
    riasec: str = ""
    """Holland's letters of the trade, the strongest first."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the labour market for one period, area and breakdown."""

    id: str
    code: str
    name: str
    geography: str
    geography_code: str
    period: Period
    breakdown: str
    value: float
    unit: str
    kind: str
    provenance: Provenance
    value_max: float | None = None
    publisher: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of an authority: what it strives for, never an entitlement."""

    id: str
    title: str
    issuer: str
    province: str
    status: str
    provenance: Provenance
    number: str | None = None
    issued: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A figure a plan strives for by a year."""

    id: str
    plan: Plan
    province: str
    indicator: str
    indicator_name: str
    year: int
    comparator: str
    unit: str
    section: str
    provenance: Provenance
    value_min: float | None = None
    value_max: float | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A part of a document that can be shown and cited: one of our articles, or a paper a department sent.

    `label` is how its place is told ("điểm b khoản 2 Điều 1"), `trail` the headings above it.
    """

    id: str
    document_id: str
    anchor: str
    label: str
    text: str
    title: str
    provenance: Provenance
    heading: str | None = None
    trail: tuple[str, ...] = ()
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text found by retrieval, standing for one record."""

    id: str
    record_kind: str
    record_id: str
    title: str
    body: str
    province: str | None = None
    variants: tuple[str, ...] = ()
    """Ways of asking for the record."""
    levels: tuple[str, ...] = ()
    """Levels of training the record speaks of; empty: of any."""
    topic: str | None = None
    """A support policy's topic, as `policy_topic` of the lexicon names it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the share of the question it covers (0–1) and its rank score.

    `confidence` is the probability that its record answers the question; see `Library.thresholds`.
    """

    passage: Passage
    score: float
    coverage: float
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Mention:
    """Something the gazetteer recognised in a message, by place in its syllables."""

    kind: str
    id: str
    surface: str
    first: int
    last: int
    exact: bool = True
    negated: bool = False
    label: str = ""
    of_other: bool = False
    """Said of a relative, a friend or the parent who writes, not of the learner."""
    whose: str = "learner"
    """Whose fact it is: "learner", "parents", "home" (all who live in one house), which relative, or "other"."""
    doubtful: bool = False
    """Perhaps meant: to be asked, never used unasked."""
    replaced: bool = False
    """Taken back by a later word of the same message ("lớp 9 à nhầm, lớp 12")."""
    held: bool = False
    """A level that the learner has already."""
