"""Who may enter an offer with the schooling that was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.models import Programme

_FROM_15 = frozenset({None, "du_15_tuoi", "khac"})
_ENTERED: Mapping[str, frozenset[str | None]] = {
    "below_thcs": _FROM_15,
    "thcs": _FROM_15 | {"tot_nghiep_thcs"},
    "thpt_programme": _FROM_15 | {"tot_nghiep_thcs"},
}
"""What entry is open by schooling; every entry is to who is not listed. A school that says nothing may take anybody."""


def entered_with(schooling: str | None, offers: Iterable[Programme]) -> list[Programme]:
    """The offers that somebody of this schooling may enter, as far as their entry is told."""
    entry = _ENTERED.get(schooling or "")
    return [one for one in offers if entry is None or one.entry_level in entry]


def limits(schooling: str | None) -> bool:
    """Whether this schooling opens not every entry."""
    return schooling in _ENTERED
