"""One thing asked of a trade, told alone: how long it takes, who may begin, the work afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.reply import Reply
from actions.slots import asking
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence, Occupation
from knowledge.text import fold, nfc

_WHOLE = "describe"
PARTS = ("entry", "gender", "duration", "conditions", "jobs", "subjects", "curriculum", "skill", "suited")
"""What may be asked alone, in the order in which it is told."""
_OVER = {"gender": ("entry", "suited"), "subjects": ("skill", "suited"), "skill": ("suited",)}
"""What the words of another part do not ask: "con gái học được không" is no question of schooling."""
_OPENS = {"thcs": ("THCS",), "thpt": ("THPT", "THCS")}
"""Schools of which a level's own requirement names one that somebody of this schooling has finished."""
_LEVELS = ("trung_cap", "cao_dang")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?<=\.) ")


def parts_asked(turn: Turn) -> tuple[str, ...]:
    """What the message asks of its trade; empty where it asks for the whole, or by a button."""
    asked = asking(turn.named) or (turn.slots.about if turn.follow_up else ())
    if not turn.text or _WHOLE in asked:
        return ()
    silent = {one for part in asked for one in _OVER.get(part, ())}
    return tuple(part for part in PARTS if part in asked and part not in silent)


def told_in_parts(turn: Turn, library: Library, trade: Occupation, parts: Sequence[str]) -> Reply:
    """These parts of a trade's record; `not_held` where it has none of them."""
    held = {
        "entry": trade.entry_requirement,
        "gender": trade.strengths,
        "duration": trade.levels_and_duration,
        "conditions": trade.working_conditions or trade.heavy_toxic,
        "jobs": trade.jobs,
        "subjects": trade.school_subjects,
        "skill": trade.school_subjects or trade.strengths,
        "suited": trade.strengths,
    }
    ending = turn.answered if any(held.get(part) for part in parts) else turn.not_held
    return ending(
        "trade_parts",
        cites=[trade],
        trade=trade,
        parts=parts,
        held=held,
        opened=_opened(turn, trade),
        spans=_spans(turn, trade),
        subjects=_subjects(turn, library, trade),
        heavy_sure=trade.heavy_toxic_confidence in {Confidence.HIGH, Confidence.MEDIUM},
        meta={"settled": True},
    )


def _opened(turn: Turn, trade: Occupation) -> list[str] | None:
    """The levels' requirements that the schooling named meets; None where none is named."""
    words = _OPENS.get(turn.named.schooling or "")
    if words is None or not trade.entry_requirement:
        return None
    heads = tuple(f"{fold(turn.responses.label(level, 'level'))}:" for level in _LEVELS)
    sentences = _SENTENCE.split(trade.entry_requirement)
    return [one for one in sentences if fold(one).startswith(heads) and any(word in one for word in words)]


def _spans(turn: Turn, trade: Occupation) -> Sequence[str]:
    """How long the level named takes, else each level."""
    names = tuple(fold(turn.responses.label(level, "level")) for level in turn.named.levels)
    return [one for one in trade.levels_and_duration if fold(one).startswith(names)] or trade.levels_and_duration


def _subjects(turn: Turn, library: Library, trade: Occupation) -> list[tuple[str, bool]]:
    """School subjects that the message names, and whether the record counts each among those that help."""
    known = dict.fromkeys(one for each in library.occupations_by_id.values() for one in each.school_subjects)
    words = " ".join(_WORD.findall(fold(nfc(turn.text))))
    return [(one, one in trade.school_subjects) for one in known if f" {fold(one)} " in f" {words} "]
