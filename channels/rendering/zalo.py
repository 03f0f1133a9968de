"""A reply for Zalo: plain text with a numbered menu; an Official Account also gets up to five buttons,
pictures and files."""

from __future__ import annotations

from dataclasses import dataclass

from channels.messages import shortened
from channels.rendering.parts import Button, Part, Picture, split
from channels.rendering.text import Shown, TextBlocks, plain

MOST_CHARACTERS = 2000
MOST_BUTTONS = 5
_MOST_TITLE = 100
_MOST_CAPTION = 200
CHOICE_PREFIX = "#c:"


@dataclass(frozen=True)
class ZaloParts:
    """Renders for Zalo. The menu is always written out: buttons are not known to appear on every phone."""

    blocks: TextBlocks
    with_buttons: bool
    with_files: bool

    def render(self, answer: Shown) -> list[Part]:
        """The parts in order, at most 2,000 characters each; what is attached comes last."""
        menu = self.blocks.menu(answer)
        paragraphs = self.blocks.of(answer) + ([menu] if menu else [])
        pieces = split(plain("\n\n".join(paragraphs)), MOST_CHARACTERS)
        buttons = self._buttons(answer) if self.with_buttons else ()
        # A file has no caption on Zalo.
        attached = [
            Part(shortened(caption, _MOST_CAPTION) if isinstance(what, Picture) else "", attached=what)
            for caption, what in (self.blocks.attached(answer) if self.with_files else ())
        ]
        return [*(Part(piece) for piece in pieces[:-1]), Part(pieces[-1], buttons), *attached]

    def _buttons(self, answer: Shown) -> tuple[Button, ...]:
        return tuple(
            Button(shortened(label, _MOST_TITLE), CHOICE_PREFIX + payload)
            for label, payload in self.blocks.buttons(answer, MOST_BUTTONS)
        )
