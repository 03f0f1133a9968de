"""A reply for Zalo: plain text with a numbered menu; an Official Account also gets up to five buttons."""

from __future__ import annotations

from dataclasses import dataclass

from channels.messages import shortened
from channels.rendering.parts import Button, Part, split
from channels.rendering.text import Shown, TextBlocks, plain

MOST_CHARACTERS = 2000
MOST_BUTTONS = 5
_MOST_TITLE = 100
CHOICE_PREFIX = "#c:"


@dataclass(frozen=True)
class ZaloParts:
    """Renders for Zalo. The menu is always written out: buttons are not known to appear on every phone."""

    blocks: TextBlocks
    with_buttons: bool

    def render(self, answer: Shown) -> list[Part]:
        """The parts in order, at most 2,000 characters each; the menu is never cut off from its heading."""
        menu = self.blocks.menu(answer)
        paragraphs = self.blocks.of(answer) + ([menu] if menu else [])
        pieces = split(plain("\n\n".join(paragraphs)), MOST_CHARACTERS)
        buttons = self._buttons(answer) if self.with_buttons else ()
        return [*(Part(piece) for piece in pieces[:-1]), Part(pieces[-1], buttons)]

    def _buttons(self, answer: Shown) -> tuple[Button, ...]:
        return tuple(
            Button(shortened(label, _MOST_TITLE), CHOICE_PREFIX + payload)
            for label, payload in answer.choices[:MOST_BUTTONS]
        )
