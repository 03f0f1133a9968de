"""The wire contract between actions and channels: what one turn says, in the shape every channel renders.

Imports nothing but pydantic, so that both processes can share it without sharing anything else.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Outcome(StrEnum):
    """How a turn ended; exactly one per reply."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NOT_HELD = "not_held"
    OUT_OF_SCOPE = "out_of_scope"
    HANDED_OFF = "handed_off"
    REFUSED_UNSAFE = "refused_unsafe"
    SMALLTALK = "smalltalk"
    ERROR = "error"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(_Part):
    """Where a statement comes from; made from the record that was read, never from text."""

    record_id: NonEmpty
    title: NonEmpty
    source: NonEmpty
    as_of: date
    document: str | None = None
    article: str | None = None
    issuer: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date | None = None
    url: str | None = None


class Card(_Part):
    """One record shown compactly: a programme, an institution, a benefit."""

    title: NonEmpty
    lines: tuple[str, ...] = ()
    url: str | None = None


class Table(_Part):
    """Rows of equal length under named columns; a missing cell is an empty string."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class ChartSeries(_Part):
    """One line of a chart: points are (period label, value or null)."""

    name: NonEmpty
    points: tuple[tuple[str, float | None], ...]


class Chart(_Part):
    """Figures to draw, with a text alternative that says the same."""

    series: tuple[ChartSeries, ...]
    unit: NonEmpty
    period: NonEmpty
    alt: NonEmpty
    outline: Annotated[str, StringConstraints(pattern=r"^[MLz0-9. ]+$", max_length=4000)] | None = None
    """A radar: the path that draws it in a square of 24; its one series has a value for each corner, from the top."""


class Payload(_Part):
    """What pressing a choice means to the dialogue; stored by channels, never published."""

    intent: NonEmpty
    slots: dict[str, Any] = Field(default_factory=dict)


class Choice(_Part):
    """A suggested next step. Actions send a `Payload`; channels publish an opaque id in its place."""

    label: NonEmpty
    payload: Payload | str
    leaves: bool = False
    """Whether it leaves what `Reply.about` names; a channel may show it there."""


class Notice(_Part):
    """A caution the reader must see beside the text, for example that a row is a fictional sample."""

    code: NonEmpty
    text: NonEmpty


class SheetEntry(_Part):
    """One benefit as it is printed: its name, what it brings, and "label: value" lines of what belongs to it."""

    title: NonEmpty
    gives: tuple[NonEmpty, ...] = ()
    lines: tuple[NonEmpty, ...] = ()


class SheetSection(_Part):
    """A heading, and under it benefits or plain lines. `is_beside`: printed smaller, as less counts on it."""

    heading: NonEmpty
    is_beside: bool = False
    entries: tuple[SheetEntry, ...] = ()
    lines: tuple[NonEmpty, ...] = ()


class SheetSource(_Part):
    """A place of law, where its text was read, and when that was last held against what is told."""

    text: NonEmpty
    checked_on: date | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None


def _with_text(source: Any) -> Any:
    """A card kept before sources had addresses holds plain text."""
    return {"text": source} if isinstance(source, str) else source


class Sheet(_Part):
    """An answer to keep: printed, or opened again months later. Holds results and sources, never who asked or why."""

    title: NonEmpty
    as_of: date
    summary: NonEmpty
    sections: tuple[SheetSection, ...]
    cautions: tuple[NonEmpty, ...] = ()
    sources: tuple[Annotated[SheetSource, BeforeValidator(_with_text)], ...] = ()


class Reply(_Part):
    """Everything one turn says. `text` is complete on its own."""

    text: NonEmpty
    outcome: Outcome
    about: tuple[NonEmpty, ...] = ()
    """What it is about that was taken over from earlier messages, by name."""
    cards: tuple[Card, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    notices: tuple[Notice, ...] = ()
    sheet: Sheet | None = None
    """Frozen by channels under an address of its own, which the reader gets in its place."""
    meta: dict[str, Any] | None = None
