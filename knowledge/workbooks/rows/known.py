"""What the rows are matched against, and what a sheet says of all its rows."""

from __future__ import annotations

from dataclasses import dataclass

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

    @property
    def year(self) -> int | None:
        """First year of the period: the year of days written without one."""
        if self.period is None:
            return None
        digits = self.period.removeprefix("NH")[:4]
        return int(digits)
