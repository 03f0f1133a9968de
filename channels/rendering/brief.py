"""A card shortened to what must be known now; the rest of it waits until it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.reply import Card

# As on the page: a card of so many lines stays whole; of a longer one the first leads, and the second if that is short.
_SHORT_CARD = 3
_SHORT_LINE = 40


@dataclass(frozen=True)
class BriefCards:
    """`labels`: of the lines that stay beside those that lead a card → whether of a list only the first item does."""

    labels: Mapping[str, bool]

    def of(self, card: Card, text: str) -> Card | None:
        """The card without what the reply's text says already, and without what can wait; None when nothing is left."""
        if len(card.lines) <= _SHORT_CARD:
            return card
        is_plain = not any(self._stays(line) for line in card.lines)
        leads = 2 if is_plain and len(card.lines[0]) < _SHORT_LINE else 1
        found = [self._brief(line, is_lead=place < leads) for place, line in enumerate(card.lines)]
        lines = tuple(line for line in found if line and not _is_said(line, text))
        return Card(title=card.title, lines=lines) if lines or card.title not in text else None

    def _brief(self, line: str, *, is_lead: bool) -> str:
        """What stays of a line, blank when nothing does."""
        if not self._stays(line):
            return line if is_lead else ""
        label, _, value = line.partition(": ")
        return f"{label}: {value.partition('; ')[0]}" if self.labels[_name(label)] else line

    def _stays(self, line: str) -> bool:
        return _name(line.partition(": ")[0]) in self.labels


def _name(label: str) -> str:
    """A label without what stands behind it in brackets."""
    return label.partition(" (")[0]


def _is_said(line: str, text: str) -> bool:
    value = line.partition(": ")[2]
    return bool(value) and value.casefold() in text.casefold()
