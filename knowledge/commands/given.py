"""What the sender says beside a file: `--province` and `--period`."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from knowledge.commands import Context
from knowledge.commands.parser import Parser
from knowledge.errors import DataError, Problem
from knowledge.period import Period
from knowledge.periods import period_of
from knowledge.provinces import Provinces, read_provinces
from knowledge.text import fold, nfc
from knowledge.workbooks.importer import Given


def add_given(parser: Parser) -> None:
    """Declare the two options."""
    parser.add_argument("--province", metavar="PROVINCE", help=parser.say("argument_province"))
    parser.add_argument("--period", metavar="PERIOD", help=parser.say("argument_period"))


def given(arguments: Namespace, context: Context) -> Given:
    """Both as codes. DataError names every one that is not understood and what may be written."""
    problems: list[Problem] = []
    province, period = arguments.province, arguments.period
    if province is not None:
        provinces = read_provinces(context.data / "provinces")
        province = _province(province, provinces)
        if province is None:
            served = ", ".join(f"{code} ({name})" for code, name in provinces.names.items())
            problems.append(Problem("--province", "given_province_unserved", value=arguments.province, expected=served))
    if period is not None:
        period = _period(period, context.today)
        if period is None:
            problems.append(Problem("--period", "given_period_unreadable", value=arguments.period))
    if problems:
        raise DataError(problems)
    return Given(province, period)


def _province(written: str, provinces: Provinces) -> str | None:
    """A code or a name of now: a name of before the merger is only a part of a province."""
    plain = fold(nfc(written)).strip()
    return next((one.code for one in provinces if plain in (one.code, fold(one.name))), None)


def _period(written: str, today: date) -> str | None:
    try:
        return Period.parse(written.strip().upper()).code
    except ValueError:
        return period_of(written, today)
