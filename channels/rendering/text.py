"""A published reply as blocks of plain text, the same on every channel that shows text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.reply import Card, Citation, Reply, Table
from channels.rendering.parts import Document, Picture
from channels.sentences import Sentences

# Private-use characters around a title; a channel without bold removes them.
BOLD_START, BOLD_END = "\ue000", "\ue001"
_MOST_CITATIONS = 3
_MOST_ROWS = 20


@dataclass(frozen=True)
class Shown:
    """A published reply: `reply` without its sheet, and where that sheet is read."""

    reply: Reply
    sheet_title: str | None = None
    sheet_path: str | None = None

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """(label, opaque id) of each choice."""
        return tuple((choice.label, str(choice.payload)) for choice in self.reply.choices)


def shown(event_type: str, body: Mapping[str, Any]) -> Shown:
    """The event's reply; a status is a reply of text only. Raises pydantic.ValidationError for another body."""
    if event_type == "status":
        return Shown(Reply.model_validate({"text": body["text"], "outcome": "error"}))
    published: dict[str, Any] = dict(body["reply"])
    sheet: Mapping[str, str] = published.pop("sheet", None) or {}
    return Shown(Reply.model_validate(published), sheet.get("title"), sheet.get("path"))


def plain(text: str) -> str:
    """The text without the marks of bold titles."""
    return text.replace(BOLD_START, "").replace(BOLD_END, "")


@dataclass(frozen=True)
class TextBlocks:
    """Makes the blocks; `public_url` leads to kept cards, which are left out without it."""

    sentences: Sentences
    public_url: str

    def of(self, answer: Shown) -> list[str]:
        """Paragraphs in reading order: what was taken over, text, cards, table, chart, notices, where it is from."""
        reply = answer.reply
        about = " · ".join(_tidy(name) for name in reply.about)
        blocks = [self.sentences.text("labels.about", names=about)] if about else []
        blocks.append(_tidy(reply.text))
        blocks += [self._card(card) for card in reply.cards]
        if reply.table and reply.table.rows:
            blocks.append(self._table(reply.table))
        if reply.chart:
            blocks.append(_tidy(reply.chart.alt))
        blocks += [self.sentences.text("labels.notice", text=_tidy(notice.text)) for notice in reply.notices]
        if answer.sheet_path and self.public_url:
            address = self.public_url.rstrip("/") + answer.sheet_path
            blocks.append(self.sentences.text("labels.sheet", title=_tidy(answer.sheet_title or ""), url=address))
        if reply.citations:
            blocks.append(self._citations(reply.citations))
        return [block for block in blocks if block.strip()]

    def attached(self, answer: Shown) -> list[tuple[str, Picture | Document]]:
        """What goes with the text on a channel that takes files, each with a caption: the chart, the card to keep.

        A card without a public address is left out, since its code would lead nowhere.
        """
        found: list[tuple[str, Picture | Document]] = []
        if chart := answer.reply.chart:
            names = ", ".join(_tidy(series.name) for series in chart.series)
            caption = self.sentences.text("labels.chart", names=names, unit=chart.unit, period=chart.period)
            found.append((caption, Picture(chart)))
        if answer.sheet_path and self.public_url:
            found.append((_tidy(answer.sheet_title or ""), Document(answer.sheet_path)))
        return found

    def menu(self, answer: Shown) -> str:
        """The choices as a numbered list, empty when there are none."""
        if not answer.choices:
            return ""
        lines = [f"{number}. {_tidy(label)}" for number, (label, _) in enumerate(answer.choices, start=1)]
        return "\n".join([self.sentences.text("labels.menu"), *lines])

    def _card(self, card: Card) -> str:
        lines = [BOLD_START + _tidy(card.title) + BOLD_END, *(_tidy(line) for line in card.lines)]
        if card.url:
            lines.append(card.url)
        return "\n".join(lines)

    def _table(self, table: Table) -> str:
        lines: list[str] = []
        for row in table.rows[:_MOST_ROWS]:
            lines.append(BOLD_START + _tidy(row[0]) + BOLD_END)
            named = zip(table.columns[1:], row[1:], strict=False)
            lines += [f"- {_tidy(column)}: {_tidy(cell)}" for column, cell in named if cell]
        if len(table.rows) > _MOST_ROWS:
            lines.append(self.sentences.text("labels.more_rows", count=len(table.rows) - _MOST_ROWS))
        return "\n".join(lines)

    def _citations(self, citations: tuple[Citation, ...]) -> str:
        lines: list[str] = []
        for citation in citations:
            line = self._citation(citation)
            if line not in lines:
                lines.append(line)
        if len(lines) > _MOST_CITATIONS:
            more = self.sentences.text("labels.more_sources", count=len(lines) - _MOST_CITATIONS)
            lines = [*lines[:_MOST_CITATIONS], more]
        return "\n".join([self.sentences.text("labels.sources"), *lines])

    def _citation(self, citation: Citation) -> str:
        named = citation.document or citation.title
        places = ", ".join(
            _tidy(each) for each in (citation.article, named, citation.issuer or citation.source) if each
        )
        if citation.checked_on:
            return self.sentences.text("labels.source", places=places, day=citation.checked_on.strftime("%d/%m/%Y"))
        return self.sentences.text("labels.source_as_of", places=places, day=citation.as_of.strftime("%d/%m/%Y"))


def _tidy(text: str) -> str:
    """One form for each letter, as vendors count them; no marks of ours in what was written."""
    return plain(unicodedata.normalize("NFC", text)).strip()
