"""The tables that only a department fills: figures of a period. Columns are named after the gold tables."""

from __future__ import annotations

from knowledge.tables import IMPORTED, LEVELS, PERIOD, PROVENANCE, Column, Kind, Table


def _people(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.INTEGER, minimum=0) for name in names)


def _money(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.INTEGER, minimum=0) for name in names)


_OFFER = (
    Column("institution_id", refers_to="institutions"),
    Column("institution_name", required=True),
    Column("province"),
    Column("trade_code"),
    Column("trade_name", required=True),
    Column("level", required=True, allowed=LEVELS),
)

ENROLMENT = Table(
    "enrolment_by_period",
    "enrolment_id",
    (
        Column("enrolment_id", required=True),
        Column("period", required=True, pattern=PERIOD),
        *_OFFER,
        *_people("quota_year", "applied", "admitted", "enrolled", "enrolled_female", "enrolled_ethnic"),
        *_people("enrolled_thcs", "enrolled_thpt", "enrolled_poor", "enrolled_disabled", "enrolled_veteran"),
        *_people("enrolled_cum"),
        Column("enrol_rate", Kind.NUMBER, minimum=0),
        *_people("studying_end", "dropout"),
        *PROVENANCE,
        *IMPORTED,
    ),
    identity=("institution_id", "trade_code", "trade_name", "level", "period", "provider"),
)

OUTCOMES = Table(
    "graduate_outcomes_by_period",
    "outcome_id",
    (
        Column("outcome_id", required=True),
        Column("graduation_year", Kind.INTEGER, required=True, minimum=2000, maximum=2100),
        *_OFFER,
        *_people("cohort_enrolled", "graduates", "graduates_on_time", "surveyed", "responded"),
        *_people("employed", "employed_matched", "self_employed", "further_study", "unemployed"),
        Column("rate_reported", Kind.NUMBER, minimum=0, maximum=100),
        Column("rate_denominator", allowed=("graduates", "surveyed", "responded", "unknown")),
        Column("rate_over_responded_recomputed", Kind.NUMBER, minimum=0, maximum=100),
        *_money("avg_income_min", "avg_income_max"),
        Column("months_after", Kind.INTEGER),
        Column("usable_in_answer", Kind.FLAG),
        *PROVENANCE,
        *IMPORTED,
    ),
    identity=("institution_id", "trade_code", "trade_name", "level", "graduation_year", "months_after", "provider"),
)

VACANCIES = Table(
    "vacancies_by_period",
    "vacancy_id",
    (
        Column("vacancy_id", required=True),
        Column("period", required=True, pattern=PERIOD),
        Column("province"),
        Column("employer", required=True),
        Column("tax_code"),
        Column("employer_type"),
        Column("vsic_section"),
        Column("size_band"),
        Column("position", required=True),
        Column("vsco_code"),
        *_people("quantity", "quantity_female"),
        Column("education"),
        Column("qualification", Kind.TEXTS),
        Column("major"),
        Column("experience"),
        *_money("salary_min", "salary_max"),
        Column("salary_unit", allowed=("thang", "ngay", "gio")),
        Column("salary_band"),
        Column("workplace"),
        Column("country"),
        Column("contract_type"),
        Column("benefits", Kind.TEXTS),
        Column("priority_group", Kind.TEXTS),
        Column("deadline", Kind.DATE),
        *PROVENANCE,
        *IMPORTED,
    ),
    identity=("provider", "employer", "position", "workplace", "period"),
)

MARKET = Table(
    "labour_market_indicators_by_period",
    "market_id",
    (
        Column("market_id", required=True),
        Column("indicator_code"),
        Column("indicator_name", required=True),
        Column("breakdown"),
        Column("unit", required=True),
        Column("geography"),
        Column("province"),
        Column("period_prev", pattern=PERIOD),
        Column("value_prev", Kind.NUMBER),
        Column("period", required=True, pattern=PERIOD),
        Column("value", Kind.NUMBER),
        Column("change_abs", Kind.NUMBER),
        Column("change_pct", Kind.NUMBER),
        Column("kind", allowed=("actual", "target", "norm", "estimate")),
        Column("note"),
        *PROVENANCE,
        *IMPORTED,
    ),
    identity=("indicator_code", "indicator_name", "geography", "breakdown", "period", "provider"),
)

WORKBOOK_TABLES: tuple[Table, ...] = (ENROLMENT, OUTCOMES, VACANCIES, MARKET)
