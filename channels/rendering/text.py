"""A published reply as blocks of plain text, the same on every channel that shows text.

A long reply comes in two: first what must be known now, then, when "Xem thêm" is chosen, the cards, the table and the
sources in full. What the text says and every notice are always in the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.reply import Card, Citation, Outcome, Reply, Table
from channels.feedback import REASONS
from channels.rendering.brief import BriefCards
from channels.rendering.chart_words import is_told
from channels.rendering.parts import Document, Picture
from channels.sentences import Sentences

# Private-use characters around a title; a channel without bold removes them.
BOLD_START, BOLD_END = "\ue000", "\ue001"
MORE = "more-"
"""What the id of the choice begins with that gives the rest of a reply; the id of the reply's message follows."""
RATE = "rate-"
"""What the id of a choice begins with that says what its reader thinks: then good | bad | a reason, and the message."""
_PERCENT = re.compile(r"(?<=\d) %")
_MOST_CITATIONS = 3
_MOST_ROWS = 20
_BRIEF_ROWS = 5
_BRIEF_CARDS = 3
# About one screen of a phone: what is no longer is not folded.
_SHORT = 1_200
# Who is in danger, or is handed on, sees everything at once.
_NEVER_FOLDED = frozenset({Outcome.REFUSED_UNSAFE, Outcome.HANDED_OFF})
# Small talk begins with who is talking; a reply to danger names who helps, and nothing may distract from it.
_SAYS_WHO = frozenset({Outcome.SMALLTALK, Outcome.REFUSED_UNSAFE})
# Below these a phone shows thumbs: not where something is asked, nor where somebody is in danger.
_THUMBED = frozenset({Outcome.ANSWERED, Outcome.NOT_HELD, Outcome.OUT_OF_SCOPE})


@dataclass(frozen=True)
class Shown:
    """A published reply: `reply` without its sheet, and where that sheet is read.

    `message_id`: of the message it answers; without it nothing can be asked for later. `is_rest`: the rest of another.
    `is_first`: the first in its conversation. `rates`: the message whose answer this speaks of, when it thanks for an
    opinion or, with `asks_why`, asks what was no good.
    """

    reply: Reply
    sheet_title: str | None = None
    sheet_path: str | None = None
    message_id: str = ""
    is_rest: bool = False
    is_first: bool = False
    rates: str = ""
    asks_why: bool = False


def shown(event_type: str, body: Mapping[str, Any], message_id: str = "") -> Shown:
    """The event's reply; a status is a reply of text only. Raises pydantic.ValidationError for another body."""
    if event_type == "status":
        return Shown(Reply.model_validate({"text": body["text"], "outcome": "error"}))
    published: dict[str, Any] = dict(body["reply"])
    sheet: Mapping[str, str] = published.pop("sheet", None) or {}
    is_rest, asks_why = bool(published.pop("rest", False)), bool(published.pop("asks_why", False))
    rates = str(published.pop("rates", ""))
    return Shown(
        Reply.model_validate(published),
        sheet.get("title"),
        sheet.get("path"),
        message_id,
        is_rest=is_rest,
        rates=rates,
        asks_why=asks_why,
    )


def rest_of(body: Mapping[str, Any], heading: str) -> dict[str, Any]:
    """The body of the reply that gives the rest of a published one: what was folded, and the same choices."""
    kept = {name: body[name] for name in ("outcome", "cards", "table", "citations", "choices") if name in body}
    return {"text": heading, **kept, "rest": True}


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
        return self._of(answer, brief=self.folds(answer))

    def folds(self, answer: Shown) -> bool:
        """Does some of it wait until it is asked for?"""
        if not answer.message_id or answer.is_rest or answer.reply.outcome in _NEVER_FOLDED:
            return False
        # Whether it folds must not hang on its place in the conversation: the choices are numbered by it later on.
        answer = replace(answer, is_first=False)
        whole = self._of(answer, brief=False)
        is_long = len("\n\n".join(whole)) > _SHORT or len(self._places(answer.reply.citations)) > _MOST_CITATIONS
        return is_long and self._of(answer, brief=True) != whole

    def choices(self, answer: Shown) -> tuple[tuple[str, str], ...]:
        """(label, opaque id) of each choice; the rest of the reply is the last one."""
        choices = [(_tidy(choice.label), str(choice.payload)) for choice in answer.reply.choices]
        if self.folds(answer):
            choices.append((self.sentences.text("labels.more"), MORE + answer.message_id))
        if answer.asks_why:
            choices += [self._rating(reason, answer.rates) for reason in REASONS]
        return tuple(choices)

    def thumbs(self, answer: Shown) -> tuple[tuple[str, str], ...]:
        """(label, opaque id) of what says in one touch whether it helped; none where nothing was answered."""
        asks = answer.reply.outcome not in _THUMBED or answer.reply.text.rstrip().endswith("?")
        if asks or not answer.message_id or answer.is_rest or answer.rates:
            return ()
        return self._rating("good", answer.message_id), self._rating("bad", answer.message_id)

    def _rating(self, value: str, message_id: str) -> tuple[str, str]:
        return self.sentences.text(f"ratings.{value}"), f"{RATE}{value}-{message_id}"

    def buttons(self, answer: Shown, most: int) -> tuple[tuple[str, str], ...]:
        """As many choices as a channel has buttons for; the rest of the reply is among them."""
        choices = self.choices(answer)
        if len(choices) > most and self.folds(answer):
            return (*choices[: most - 1], choices[-1])
        return choices[:most]

    def _of(self, answer: Shown, *, brief: bool) -> list[str]:
        reply = answer.reply
        about = " · ".join(_tidy(name) for name in reply.about)
        blocks = [self.sentences.text("labels.about", names=about)] if about else []
        text, question = _asked_last(_tidy(reply.text)) if brief and reply.choices else (_tidy(reply.text), "")
        blocks.append(text)
        cards = reply.cards[:_BRIEF_CARDS] if brief else reply.cards
        more = len(reply.cards) - len(cards)
        if brief:
            cards = [short for card in cards if (short := self._brief_cards.of(card, reply.text))]
        blocks += [self._card(card) for card in cards]
        if more:
            blocks.append(self.sentences.text("labels.more_cards", count=more))
        if reply.table and reply.table.rows:
            blocks.append(self._table(reply.table, _BRIEF_ROWS if brief else _MOST_ROWS))
        if reply.chart and not is_told(reply.chart, "\n".join(blocks)):
            blocks.append(_tidy(reply.chart.alt))
        blocks += [self.sentences.text("labels.notice", text=_tidy(notice.text)) for notice in reply.notices]
        if answer.sheet_path and self.public_url:
            address = self.public_url.rstrip("/") + answer.sheet_path
            blocks.append(self.sentences.text("labels.sheet", title=_tidy(answer.sheet_title or ""), url=address))
        if reply.citations:
            most = 1 if brief else len(reply.citations) if answer.is_rest else _MOST_CITATIONS
            blocks.append(self._citations(reply.citations, most, with_links=answer.is_rest))
        if answer.is_first and reply.outcome not in _SAYS_WHO:
            blocks.append(self.sentences.text("labels.automated"))
        blocks.append(question)
        return [block for block in blocks if block.strip()]

    @property
    def _brief_cards(self) -> BriefCards:
        return BriefCards(self.sentences.entries["brief_lines"])

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
        choices = self.choices(answer)
        if not choices:
            return ""
        lines = [f"{number}. {label}" for number, (label, _) in enumerate(choices, start=1)]
        return "\n".join([self.sentences.text("labels.menu"), *lines])

    def _card(self, card: Card) -> str:
        lines = [BOLD_START + _tidy(card.title) + BOLD_END, *(_tidy(line) for line in card.lines)]
        if card.url:
            lines.append(card.url)
        return "\n".join(lines)

    def _table(self, table: Table, most: int) -> str:
        lines: list[str] = []
        for row in table.rows[:most]:
            lines.append(BOLD_START + _tidy(row[0]) + BOLD_END)
            named = zip(table.columns[1:], row[1:], strict=False)
            lines += [f"- {_tidy(column)}: {_tidy(cell)}" for column, cell in named if cell]
        if len(table.rows) > most:
            lines.append(self.sentences.text("labels.more_rows", count=len(table.rows) - most))
        return "\n".join(lines)

    def _citations(self, citations: tuple[Citation, ...], most: int, *, with_links: bool) -> str:
        places = self._places(citations)
        lines = [f"{line}\n{url}" if with_links and url else line for line, url in list(places.items())[:most]]
        if len(places) > most:
            lines.append(self.sentences.text("labels.more_sources", count=len(places) - most))
        return "\n".join([self.sentences.text("labels.sources"), *lines])

    def _places(self, citations: tuple[Citation, ...]) -> dict[str, str]:
        """Each source in words → its address, blank when none is known."""
        places: dict[str, str] = {}
        for citation in citations:
            line = self._citation(citation)
            places[line] = places.get(line) or citation.url or ""
        return places

    def _citation(self, citation: Citation) -> str:
        named = citation.document or citation.title
        places = ", ".join(
            _tidy(each) for each in (citation.article, named, citation.issuer or citation.source) if each
        )
        if citation.checked_on:
            return self.sentences.text("labels.source", places=places, day=citation.checked_on.strftime("%d/%m/%Y"))
        return self.sentences.text("labels.source_as_of", places=places, day=citation.as_of.strftime("%d/%m/%Y"))


def _asked_last(text: str) -> tuple[str, str]:
    """(the text, the question at its end), which is better read just above its choices; blank when there is none."""
    before, _, last = text.rpartition("\n\n")
    return (before, last) if before and last.endswith("?") else (text, "")


def _tidy(text: str) -> str:
    """One form for each letter, as vendors count them; no marks of ours in what was written; "100 %" on one line."""
    return _PERCENT.sub("\u00a0%", plain(unicodedata.normalize("NFC", text)).strip())
