"""What the head of an official paper says of itself: number, issuer, day, kind and title.

ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/KH-UBND           …, ngày 05 tháng 6 năm 2026
KẾ HOẠCH
Its title, to the first empty line or the first sentence
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.documents.document import Line
from knowledge.documents.markers import find_marker
from knowledge.documents.words import StructureWords
from knowledge.text import fold

_REACH = 60
"""Lines from the top in which a masthead ends."""
_LONGEST_TITLE = 500
_SYMBOL = re.compile(r"\d{1,5}[a-z]?(?:/\d{4})?\s?[/-]\s?[^\W\d_]\S*", re.IGNORECASE)
_SLASHED_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


@dataclass(frozen=True, slots=True)
class Masthead:
    """What was found; None where the text does not state it."""

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    kind: str | None = None
    organisations: tuple[str, ...] = ()
    """Everyone named above the number, outermost first; `issuer` is the last of them."""
    sample: bool = False
    """A line says MẪU in capitals and is not the head of a form."""


def find_masthead(lines: Sequence[Line], words: StructureWords) -> Masthead:
    """Read the top of a document. Nothing is guessed from the body: a plan names many other papers and days."""
    top = [replace(line, text=line.text[:_LONGEST_TITLE]) for line in lines[:_REACH]]
    place, kind = _kind_line(top, words)
    end = place if place is not None else _first_marker(top, words)
    above = [cell for line in top[:end] for cell in _cells(line.text)]
    title = _title(top[place:], words) if place is not None else None
    number = _number(above, words)
    issued = _day_in(above, words)
    if number is None and place is not None:
        number, attached = _attached(top[place:], words)
        issued = issued or attached
    named = _organisations(above, words)
    issuer = ", ".join(reversed(named[-2:])) or None
    head, body = lines[: end + 1], lines[end + 1 :]
    sample = any(_is_sample(line.text, words) for line in head) or any(
        _is_sample(line.text, words, alone=True) for line in body
    )
    return Masthead(title, number, issuer, issued, kind, named, sample)


def _is_sample(text: str, words: StructureWords, *, alone: bool = False) -> bool:
    """The first word is MẪU in capitals and no number of a form follows.

    `alone`: no other word in capitals either, as in the head of a form inside a real document ("MẪU ĐƠN").
    """
    first = re.match(r"\W*([^\W\d_]+)\s*", text)
    if first is None or not first[1].isupper() or fold(first[1]) != fold(words.sample):
        return False
    rest = text[first.end() :]
    if rest[:1].isdigit() or words.begins(rest, words.form_numbers):
        return False
    following = re.match(r"[^\W\d_]+", rest)
    return not (alone and following and following[0].isupper())


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\s*\|\s*", text) if cell.strip()]


def _kind_line(lines: Sequence[Line], words: StructureWords) -> tuple[int | None, str | None]:
    for place, line in enumerate(lines):
        if find_marker(line.text, words) is not None:
            break
        for kind in words.kinds:
            alone = fold(line.text) == fold(kind)
            if alone or (line.text.isupper() and words.begins(line.text, (kind,))):
                return place, kind
    return None, None


def _first_marker(lines: Sequence[Line], words: StructureWords) -> int:
    marked = (place for place, line in enumerate(lines) if find_marker(line.text, words) is not None)
    return next(marked, len(lines))


def _title(lines: Sequence[Line], words: StructureWords) -> str:
    """The kind's line and the lines below it, to an empty line, a sentence, or from capitals to small letters."""
    taken = [lines[0].text]
    for line in lines[1:]:
        own = taken[1:]
        if find_marker(line.text, words) is not None or (
            own and (line.gap or own[-1].isupper() != line.text.isupper())
        ):
            break
        if line.text.isupper() != taken[0].isupper() and len(taken[0].split()) > 4:
            break
        if len(" ".join(taken)) + len(line.text) > _LONGEST_TITLE or line.text.startswith("("):
            break
        if not any(char.isalpha() for char in line.text) or (own and line.text.endswith((".", ":", ";"))):
            break
        taken.append(line.text)
    return " ".join(taken)


def _number(cells: Sequence[str], words: StructureWords) -> str | None:
    for cell in cells:
        match = re.match(rf"{fold(words.number_word)}\s*[:.]?\s*(?=\d)", fold(cell))
        if match and (number := _symbol(cell[match.end() :])):
            return number
    return None


def _symbol(text: str) -> str | None:
    """A number and symbol ("394/KH-SGDĐT") at the head of a text; a place name glued to it is cut off."""
    match = _SYMBOL.match(text)
    if match is None:
        return None
    symbol = re.sub(r"\s", "", match[0]).rstrip(",;.)")
    glued = re.search(r"[^\W\d_](?=[^\W\d_]{2,})", symbol)
    while glued is not None:
        rest = symbol[glued.end() :]
        run = re.match(r"[^\W\d_]+", rest)
        if run is not None and run[0][:2].islower():
            return symbol[: glued.start()] or None
        glued = re.compile(r"[^\W\d_](?=[^\W\d_]{2,})").search(symbol, glued.end())
    return symbol


def _day_in(cells: Sequence[str], words: StructureWords) -> date | None:
    """ "Lạng Sơn, ngày 15 tháng 6 năm 2022", also over two lines; a place and a comma stand before it."""
    day, month, year = (fold(word) for word in words.day_words)
    pattern = rf",\s*{day}\s*(\d{{1,2}})\s*{month}\s*(\d{{1,2}})\s*{year}\s*(\d{{4}})"
    match = re.search(pattern, fold(" ".join(cells)))
    return _date(match[3], match[2], match[1]) if match else None


def _attached(lines: Sequence[Line], words: StructureWords) -> tuple[str | None, date | None]:
    """ "(Kèm theo Quyết định số 12/QĐ-UBND ngày 21/11/2025 …)" under the title of a paper without a number."""
    text = " ".join(line.text for line in lines[:12])
    folded = fold(text)
    start = folded.find(f"({fold(words.attached_words)}")
    if start < 0 or len(folded) != len(text):
        return None, None
    place = folded.find(f" {fold(words.number_word)} ", start)
    number = _symbol(text[place + len(words.number_word) + 2 :]) if place >= 0 else None
    day = _SLASHED_DAY.search(text, place) if number else None
    return number, _date(day[3], day[2], day[1]) if day else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _organisations(cells: Sequence[str], words: StructureWords) -> tuple[str, ...]:
    """The organisations above the number, outermost first."""
    names: list[str] = []
    for cell in cells:
        if not cell.isupper() or words.begins(cell, words.motto):
            continue
        if words.begins(cell, words.organisations):
            names.append(cell)
        elif names and len(cell.split()) <= 8 and any(char.isalpha() for char in cell):
            names[-1] += f" {cell}"
    return tuple(names)
