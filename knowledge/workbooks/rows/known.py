"""What the rows are matched against, and what a sheet says of all its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.provinces import Provinces
from knowledge.workbooks.lexicon import ImportLexicon
from knowledge.workbooks.matching import Institutions, Trades


@dataclass(frozen=True, slots=True)
class Known:
    """Names held, and the sheet's own period and province (None where nothing says)."""

    lexicon: ImportLexicon
    institutions: Institutions
    trades: Trades
    period: str | None
    province: str | None
    areas: Mapping[str, str]
    """Name of a province served, now or before 2025-07-01, in plain words → its code."""
    provinces: Provinces
    today: date

    @property
    def year(self) -> int | None:
        """First year of the period: the year of days written without one."""
        if self.period is None:
            return None
        digits = self.period.removeprefix("NH")[:4]
        return int(digits)
