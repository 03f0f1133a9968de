"""What a cell's style name means in .ods: the font's name and the number format in the notation of Excel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_NUMBER_STYLES: Final = {
    "number:number-style": "0",
    "number:currency-style": "0",
    "number:percentage-style": "0%",
    "number:date-style": "dd/mm/yyyy",
    "number:time-style": "hh:mm:ss",
}
_WHOLE = "number:number-style"
_MOST_PARENTS = 10
_MOST_DIGITS = 20


@dataclass(slots=True)
class _Style:
    parent: str = ""
    number_format: str = ""
    font: str | None = None


class OdsStyles:
    """Collects the styles of styles.xml and content.xml; also the handler of the former."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], _Style] = {}
        self._known: dict[str, tuple[str | None, str]] = {}
        self._hiding: set[str] = set()
        self._faces: dict[str, str] = {}
        self._formats: dict[str, str] = {}
        self._style = _Style()
        self._name = self._number = self._format_name = ""
        self._digits = 1
        self._written = ""
        self._taking = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element opens."""
        if name == "style:style":
            self._name = attributes.get("style:name", "")
            self._style = _Style(
                attributes.get("style:parent-style-name", ""), attributes.get("style:data-style-name", "")
            )
            self._styles[attributes.get("style:family", ""), self._name] = self._style
        elif name == "style:text-properties":
            face = attributes.get("style:font-name")
            font = self._faces.get(face, face) if face else attributes.get("fo:font-family")
            self._style.font = font.strip("'\"") if font else None
        elif name == "style:font-face":
            self._faces[attributes.get("style:name", "")] = attributes.get("svg:font-family", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hiding.add(self._name)
        elif name in _NUMBER_STYLES:
            self._number, self._format_name = name, attributes.get("style:name", "")
            self._digits, self._written = 1, ""
        elif name == "number:number":
            digits = attributes.get("number:min-integer-digits", "1")
            self._digits = min(int(digits), _MOST_DIGITS) if digits.isdecimal() and len(digits) < 4 else 1
        elif name == "number:text":
            self._taking = self._number == _WHOLE

    def end(self, name: str, /) -> None:
        """An element closes."""
        if name == "number:text":
            self._taking = False
        elif name == self._number:
            base = "0" * self._digits if name == _WHOLE and self._digits > 1 else _NUMBER_STYLES[name]
            written = self._written.replace('"', "")
            self._formats[self._format_name] = f'{base}"{written}"' if written.strip() else base
            self._number = ""

    def characters(self, data: str, /) -> None:
        """Text that a number format adds to the number."""
        if self._taking and len(self._written) < 100:
            self._written += data

    def cell(self, name: str) -> tuple[str | None, str]:
        """Font and number format of a cell's style."""
        known = self._known.get(name)
        if known is not None:
            return known
        font, number_format = None, ""
        for style in self._ancestry("table-cell", name or "Default"):
            font = font or style.font
            number_format = number_format or style.number_format
        found = self._known[name] = (font, self._formats.get(number_format, "General"))
        return found

    def font(self, name: str) -> str | None:
        """Font of a stretch of text, None where the cell's own holds."""
        return next((style.font for style in self._ancestry("text", name) if style.font), None)

    def hides(self, table_style: str) -> bool:
        """True for the style of a hidden sheet."""
        return table_style in self._hiding

    def _ancestry(self, family: str, name: str) -> list[_Style]:
        styles: list[_Style] = []
        while name and len(styles) < _MOST_PARENTS:
            style = self._styles.get((family, name))
            if style is None:
                break
            styles.append(style)
            name = style.parent or ("Default" if name != "Default" else "")
        return styles
