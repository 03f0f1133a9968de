"""What the lines around a table say of it: number, days, period, issuer, province, unit, whether it is a sample."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from knowledge.periods import period_of
from knowledge.provinces import Provinces
from knowledge.text import fold, nfc
from knowledge.workbooks.layout.spelling import plain
from knowledge.workbooks.layout.words import LayoutWords
from knowledge.workbooks.region import Document

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})|(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_SIGNED = re.compile(r"(?:^|,\s*)ngay\s+(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
_DATED = re.compile(r"\bngay\s+")
_FORM_NUMBER = re.compile(r"(?:so )?\d|bieu\b")
_WORDS_OF_A_TITLE = 6
_OF_LETTERHEAD = ("number", "signed", "issuer", "provider", "province", "area", "status")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of one cell outside the tables."""

    row: int
    column: int
    text: str


class DocumentReader:
    """Reads the lines of a sheet. A province of before 2025-07-01 counts as the one it belongs to now."""

    def __init__(self, words: LayoutWords, *, today: date, provinces: Provinces) -> None:
        self._words = words
        self._marks = words.letterhead
        self._today = today
        self._all = provinces
        self._provinces = {plain(area.name): area.code for one in provinces for area in (one, *one.former)}
        labels = "|".join(map(re.escape, self._marks.number_label))
        self._number = re.compile(rf"\b(?:{labels})\s*[:.]?\s*(\d+[a-z]?)\s*/\s*((?:\d{{4}}\s*/\s*)?[^\s,;()]+)")
        self._unit = re.compile(
            r"(?:^|[\s(\[])(" + "|".join(map(re.escape, self._marks.unit_label)) + r")\s*:\s*(.*?)\s*[)\]]?\s*$"
        )

    def read(self, above: Sequence[TextLine], below: Sequence[TextLine], sheet_name: str = "") -> Document:
        """Of the lines above and below one table."""
        title = self._title_lines(above)
        number, signed = self._number_and_day(above)
        issuer, provider = self._issuer(above)
        area = self._province(above)
        return Document(
            number=number,
            signed=signed or self._number_and_day(below)[1],
            as_of=self._as_of(above),
            period=self._period(title, sheet_name),
            issuer=issuer,
            provider=provider,
            province=province.code if (province := self._all.holding(area)) else None,
            area=area,
            unit=next(filter(None, (self._unit_of(line.text) for line in reversed(above))), None),
            sample=any(self.is_sample(line.text) for line in (*above, *below)),
            status=self._status(title),
        )

    def title(self, above: Sequence[TextLine]) -> str:
        """The lines that are neither letterhead nor unit."""
        return "\n".join(line.text for line in self._title_lines(above))

    def is_sample(self, text: str) -> bool:
        """The first word is MẪU in capitals and no number of a form follows ("MẪU SỐ 02")."""
        first = re.match(r"\W*(\w+)\W*", text)
        if first is None or not first[1].isupper() or fold(first[1]) != self._marks.sample:
            return False
        return _FORM_NUMBER.match(plain(text[first.end() :])) is None

    def is_date_line(self, text: str) -> bool:
        """The line of place and day above the signatures."""
        return _SIGNED.search(fold(text)) is not None

    def has_letterhead(self, document: Document) -> bool:
        """Whether the sheet says itself who wrote it."""
        return any((document.number, document.signed, document.issuer))

    def _title_lines(self, above: Sequence[TextLine]) -> list[TextLine]:
        return [line for line in above if not self._is_letterhead(line.text)]

    def _is_letterhead(self, text: str) -> bool:
        key = plain(text)
        marks = self._marks
        begins = (*marks.nation, *marks.committee, *marks.issuer_label, *marks.receiver_label)
        if any(_begins(key, phrase) for phrase in begins) or self._unit_of(text) is not None:
            return True
        if any(_begins(key, phrase) for phrase in marks.form) and not self.is_sample(text):
            # "BIỂU 5. VIỆC LÀM CỦA HỌC SINH …" is a title behind the form's number.
            named = any(title in key for table in self._words.tables.values() for title in table.titles)
            return not (named or (text.isupper() and len(key.split()) >= _WORDS_OF_A_TITLE))
        label = key.partition(" ")[0] if ":" in text else key
        if label in marks.number_label or self._number.match(fold(text)) or self.is_date_line(text):
            return True
        return (
            text.isupper()
            and self._provider(key) is not None
            and period_of(fold(text), self._today) is None
            and (any(_begins(key, phrase) for forms in self._words.providers.values() for phrase in forms))
        )

    def _number_and_day(self, lines: Sequence[TextLine]) -> tuple[str | None, date | None]:
        number: str | None = None
        signed: date | None = None
        for line in lines:
            folded = fold(line.text)
            if number is None and (found := self._number.search(folded)) and len(folded) == len(line.text):
                written = line.text[found.start(1) : found.end(1)] + "/" + line.text[found.start(2) : found.end(2)]
                number = (
                    line.text[found.start() :].split(maxsplit=1)[0].rstrip(":.").capitalize()
                    + " "
                    + "".join(written.split())
                )
                if signed is None and (behind := _DATED.search(folded, found.end())):
                    signed = _day(_DAY.match(folded, behind.end()))
            if signed is None and (found := _SIGNED.search(folded)):
                signed = _valid(int(found[3]), int(found[2]), int(found[1]))
        return number, signed

    def _as_of(self, lines: Sequence[TextLine]) -> date | None:
        for line in lines:
            folded = " ".join(fold(line.text).split())
            for phrase in self._marks.as_of:
                if (place := folded.find(phrase)) >= 0:
                    behind = folded[place + len(phrase) :].strip(" :(")
                    if found := _day(_DAY.match(behind.removeprefix("ngay").strip())):
                        return found
        return None

    def _period(self, title: Sequence[TextLine], sheet_name: str) -> str | None:
        texts = [line.text for line in title] + ([" ".join(line.text for line in title)] if len(title) > 1 else [])
        for text in (*texts, sheet_name.replace("_", " ")):
            folded = " ".join(fold(nfc(text)).split())
            if any(phrase in folded for phrase in self._marks.as_of) and _DAY.search(folded):
                continue
            reported = min(
                (place for word in self._marks.plan if (place := folded.find(word)) > 0), default=len(folded)
            )
            if found := period_of(folded[:reported], self._today) or period_of(folded, self._today):
                return found
        return None

    def _issuer(self, lines: Sequence[TextLine]) -> tuple[str | None, str | None]:
        """The last line of the letterhead that names a provider; a labelled line counts first."""
        for line in lines:
            label, colon, rest = line.text.partition(":")
            if colon and plain(rest) and plain(label) in self._marks.issuer_label:
                return rest.strip(), self._provider(plain(rest))
        named = [line for line in lines if self._is_letterhead(line.text) and self._names_provider(line.text)]
        return (named[-1].text, self._provider(plain(named[-1].text))) if named else (None, None)

    def _names_provider(self, text: str) -> bool:
        key = plain(text)
        if any(_begins(key, label) for label in self._marks.receiver_label) or self._number.search(fold(text)):
            return False
        return self._provider(key) is not None

    def _provider(self, key: str) -> str | None:
        """The provider named last in the line: the office below the department."""
        spaced = f" {key} "
        places = [
            (spaced.rfind(f" {form} "), code)
            for code, forms in self._words.providers.items()
            for form in forms
            if f" {form} " in spaced
        ]
        return max(places)[1] if places else None

    def _province(self, lines: Sequence[TextLine]) -> str | None:
        """A province named with its word ("tỉnh X") in the letterhead, then anywhere, then in a letterhead line."""
        head = [plain(line.text) for line in lines if self._is_letterhead(line.text)]
        rest = [plain(line.text) for line in lines if not self._is_letterhead(line.text)]
        for key in (*head, *rest):
            for label in self._marks.province_label:
                if found := self._named(key, f"{label} "):
                    return found
        return next(filter(None, (self._named(key, "") for key in (*head, *rest))), None)

    def _named(self, key: str, label: str) -> str | None:
        return next((code for name, code in self._provinces.items() if f" {label}{name} " in f" {key} "), None)

    def _unit_of(self, text: str) -> str | None:
        folded = fold(text)
        found = self._unit.search(folded)
        if found is None or len(folded) != len(text) or not found[2]:
            return None
        unit = text[found.start(2) : found.end(2)]
        sure = len(found[1].split()) != 2 or self._words.spelling.is_unit(unit)
        return unit if sure else None

    def _status(self, title: Sequence[TextLine]) -> str | None:
        for line in title:
            key = plain(line.text)
            for code, forms in self._words.status.items():
                if any(f" {form} " in f" {key} " for form in forms):
                    return code
        return None


def completed(document: Document, *others: Document) -> Document:
    """The document with what it leaves open taken from the others, in their order; never the unit."""
    for other in others:
        missing = {
            entry.name: getattr(other, entry.name)
            for entry in fields(Document)
            if entry.name != "unit" and not getattr(document, entry.name)
        }
        document = replace(document, **missing)
    return document


def agreed(documents: Sequence[Document]) -> Document:
    """What all letterheads of a workbook agree on; a sheet without one takes it."""
    values = {name: {getattr(one, name) for one in documents} - {None} for name in (*_OF_LETTERHEAD, "period")}
    shared = {name: next(iter(held)) for name, held in values.items() if len(held) == 1}
    return replace(Document(), sample=any(one.sample for one in documents), **shared)


def lines_of(row: int, column: int, text: str) -> Iterator[TextLine]:
    """The lines of one cell."""
    for part in nfc(text).split("\n"):
        if line := " ".join(part.split()):
            yield TextLine(row, column, line)


def _begins(key: str, phrase: str) -> bool:
    return key == phrase or key.startswith(f"{phrase} ")


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
    return _valid(int(year), int(month), int(day))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
