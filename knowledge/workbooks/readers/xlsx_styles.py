"""What a cell's style number means in .xlsx: the font's name, the number format, whether a number is a date."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from knowledge.workbooks.readers.package import Package
from knowledge.workbooks.readers.source import Source
from knowledge.workbooks.readers.xml_events import parse

_MOST_STYLES = 100_000


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of cell is written."""

    font: str | None = None
    number_format: str = "General"
    dated: bool = False
    """A number in it is a day or a time of day."""
    lasting: bool = False
    """A number in it is a length of time ("[h]:mm")."""

    @classmethod
    def of(cls, font: str | None, number_format: str) -> Style:
        """The style of a font and a number format in the notation of Excel."""
        lasting = is_timedelta_format(number_format)
        return cls(font, number_format, not lasting and is_date_format(number_format), lasting)


class _Styles:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._inside = ""
        self._fonts: list[str | None] = []
        self._formats: dict[str, str] = {}
        self.styles: list[Style] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        match name:
            case "fonts" | "cellXfs" | "cellStyleXfs" | "dxfs":
                self._inside = name
            case "font" if self._inside == "fonts":
                self._fonts.append(None)
            case "name" if self._inside == "fonts" and self._fonts:
                self._fonts[-1] = attributes.get("val")
            case "numFmt" if self._inside == "":
                self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "General")
            case "xf" if self._inside == "cellXfs":
                if len(self.styles) >= _MOST_STYLES:
                    raise self._source.refuse("file_broken", "styles")
                self.styles.append(self._style(attributes))
            case _:
                pass

    def end(self, name: str, /) -> None:
        if name == self._inside:
            self._inside = ""

    def characters(self, data: str, /) -> None:
        pass

    def _style(self, attributes: dict[str, str]) -> Style:
        font, number = attributes.get("fontId", "0"), attributes.get("numFmtId", "0")
        name = self._fonts[int(font)] if font.isdecimal() and int(font) < len(self._fonts) else None
        builtin = BUILTIN_FORMATS.get(int(number), "General") if number.isdecimal() else "General"
        return Style.of(name, self._formats.get(number, builtin))


def read_styles(source: Source, package: Package, part: str) -> list[Style]:
    """Styles by the number that cells carry; a file without styles has none."""
    handler = _Styles(source)
    if part in package:
        parse(source, package.chunks(part), handler)
    return handler.styles
