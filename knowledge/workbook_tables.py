"""The tables that only a filled reporting template fills: figures of a period."""

from __future__ import annotations

from knowledge.tables import LEVELS, PROVENANCE, Column, Kind, Table

ENROLMENT = Table(
    "enrolment_by_period",
    "enrolment_id",
    (
        Column("enrolment_id", required=True),
        Column("institution_id", required=True, refers_to="institutions"),
        Column("period", required=True),
        Column("trade_code"),
        Column("trade_name", required=True),
        Column("level", required=True, allowed=LEVELS),
        Column("quota_year", Kind.INTEGER),
        Column("applied", Kind.INTEGER),
        Column("admitted", Kind.INTEGER),
        Column("enrolled", Kind.INTEGER),
        Column("enrolled_cum", Kind.INTEGER),
        *PROVENANCE,
    ),
)

OUTCOMES = Table(
    "graduate_outcomes_by_period",
    "outcome_id",
    (
        Column("outcome_id", required=True),
        Column("institution_id", required=True, refers_to="institutions"),
        Column("graduation_year", Kind.INTEGER, required=True),
        Column("trade_name", required=True),
        Column("level", required=True, allowed=LEVELS),
        Column("graduates", Kind.INTEGER),
        Column("surveyed", Kind.INTEGER),
        Column("responded", Kind.INTEGER),
        Column("employed", Kind.INTEGER),
        *PROVENANCE,
    ),
)

VACANCIES = Table(
    "vacancies_by_period",
    "vacancy_id",
    (
        Column("vacancy_id", required=True),
        Column("period", required=True),
        Column("employer", required=True),
        Column("position", required=True),
        Column("quantity", Kind.INTEGER),
        Column("salary_min", Kind.INTEGER),
        Column("salary_max", Kind.INTEGER),
        Column("workplace"),
        Column("deadline", Kind.DATE),
        *PROVENANCE,
    ),
)

MARKET = Table(
    "labour_market_indicators_by_period",
    "market_id",
    (
        Column("market_id", required=True),
        Column("period", required=True),
        Column("indicator_name", required=True),
        Column("breakdown"),
        Column("unit", required=True),
        Column("value", Kind.NUMBER),
        Column("geography"),
        *PROVENANCE,
    ),
)

WORKBOOK_TABLES: tuple[Table, ...] = (ENROLMENT, OUTCOMES, VACANCIES, MARKET)
