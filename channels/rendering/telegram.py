"""A reply for Telegram: HTML, and one button a choice below the last part."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from channels.messages import shortened
from channels.rendering.parts import Button, Part, split, utf16_length
from channels.rendering.text import BOLD_END, BOLD_START, Shown, TextBlocks, plain

MOST_UNITS = 4096
_MOST_LABEL = 60
_MOST_CAPTION = 200
_MOST_BUTTONS = 20
_BOLD = re.compile(f"{BOLD_START}([^\n{BOLD_START}{BOLD_END}]+){BOLD_END}")


@dataclass(frozen=True)
class TelegramParts:
    """Renders for Telegram."""

    blocks: TextBlocks

    def render(self, answer: Shown) -> list[Part]:
        """The parts in order, none longer than Telegram takes; what is attached comes last."""
        # Split before escaping: Telegram counts what is read, not the mark-up.
        pieces = split("\n\n".join(self.blocks.of(answer)), MOST_UNITS, utf16_length)
        buttons = tuple(
            Button(shortened(label, _MOST_LABEL), payload)
            for label, payload in self.blocks.buttons(answer, _MOST_BUTTONS)
        )
        for place, (label, payload) in enumerate(self.blocks.thumbs(answer)):
            buttons += (Button(label, payload, is_beside=place > 0),)
        parts = [Part(as_html(piece), plain=plain(piece)) for piece in pieces]
        attached = [
            Part(shortened(caption, _MOST_CAPTION), attached=what) for caption, what in self.blocks.attached(answer)
        ]
        return [*parts[:-1], Part(parts[-1].text, buttons, parts[-1].plain), *attached]


def as_html(text: str) -> str:
    """Escaped, with the titles in bold; a mark that lost its partner at a cut is dropped."""
    return plain(_BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False)))
