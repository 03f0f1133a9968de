"""A citation for each kind of record, made from the record itself."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import Any

from knowledge.models import (
    Citation,
    DocumentSection,
    Indicator,
    Institution,
    Occupation,
    Plan,
    Programme,
    Provenance,
    Target,
)
from knowledge.policies.amounts import Amount
from knowledge.policies.decision import Decision
from knowledge.policies.schema import Information, ParameterVersion, Policy, RuleVersion, TextVersion
from knowledge.reported import Enrolment, Outcome, Vacancy


@singledispatch
def cite(record: Any) -> Citation:
    """The citation of a record; TypeError for a thing that cannot be cited."""
    raise TypeError(f"{type(record).__name__} cannot be cited")


@cite.register
def _(record: Institution) -> Citation:
    return _plain(record.id, record.name, record.provenance)


@cite.register
def _(record: Programme) -> Citation:
    return _plain(record.id, f"{record.trade_name} – {record.institution.name}", record.provenance)


@cite.register
def _(record: Occupation) -> Citation:
    return _plain(record.id, record.name, record.provenance)


@cite.register
def _(record: Indicator) -> Citation:
    cited = _plain(record.id, record.name, record.provenance)
    return replace(cited, issuer=record.publisher, period=record.period)


@cite.register
def _(record: Enrolment) -> Citation:
    title = f"{record.trade_name} – {record.institution_name}"
    return replace(_plain(record.id, title, record.provenance), period=record.period)


@cite.register
def _(record: Vacancy) -> Citation:
    cited = _plain(record.id, f"{record.position} – {record.employer}", record.provenance)
    return replace(cited, period=record.period)


@cite.register
def _(record: Outcome) -> Citation:
    title = f"{record.trade_name} – {record.institution_name} ({record.year})"
    return _plain(record.id, title, record.provenance)


@cite.register
def _(record: Plan) -> Citation:
    return Citation(
        record_id=record.id,
        title=record.title,
        source=record.provenance.source or record.issuer,
        as_of=record.provenance.as_of,
        document=record.number or record.title,
        issuer=record.issuer,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        url=record.provenance.url,
    )


@cite.register
def _(record: Target) -> Citation:
    whole = cite(record.plan)
    return Citation(
        record_id=record.id,
        title=record.indicator_name,
        source=whole.title,
        as_of=whole.as_of,
        document=whole.document,
        article=record.section,
        issuer=whole.issuer,
        valid_from=whole.valid_from,
        valid_to=whole.valid_to,
        url=whole.url,
    )


@cite.register
def _(record: DocumentSection) -> Citation:
    return Citation(
        record_id=record.id,
        title=record.title,
        source=record.provenance.source,
        as_of=record.provenance.as_of,
        document=record.number or record.title,
        article=record.label,
        issuer=record.issuer,
        url=record.provenance.url,
    )


@cite.register
def _(record: Decision) -> Citation:
    if record.version is None:
        raise TypeError(f"no version of {record.policy.id} was in force: nothing to cite")
    return cite_version(record.policy, record.version)


@cite.register
def _(record: Amount) -> Citation:
    if record.parameter is None:
        raise TypeError("a fixed amount is cited by the version that gives it")
    return cite_parameter(record.parameter_id, record.parameter_title, record.parameter)


def cite_version(policy: Policy | Information, version: RuleVersion | TextVersion) -> Citation:
    """The version of a rule or of a text, with the document and the article that it rests on."""
    return _legal(policy.id, policy.title, version)


def cite_parameter(parameter_id: str, title: str, version: ParameterVersion) -> Citation:
    """The value of a parameter in force on the day that was asked."""
    return _legal(parameter_id, title, version)


def _legal(record_id: str, title: str, version: RuleVersion | TextVersion | ParameterVersion) -> Citation:
    basis = version.basis[0]
    return Citation(
        record_id=record_id,
        title=title,
        source=basis.document,
        as_of=version.checked_on,
        document=basis.document,
        article=basis.article,
        issuer=basis.issuer,
        valid_from=version.valid.start,
        valid_to=version.valid.end,
        checked_on=version.checked_on,
        url=basis.url,
    )


def _plain(record_id: str, title: str, origin: Provenance) -> Citation:
    return Citation(record_id=record_id, title=title, source=origin.source, as_of=origin.as_of, url=origin.url)
