"""The phrases of `data/interests/phrases.yaml`, each with everything that it tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from actions.interests.wording import Phrase, Way, way_of

LIKE, DISLIKE, GOOD, BAD, CONDITION = "like", "dislike", "good", "bad", "condition"
TOWARDS, FAMILY = "towards", "family"
"""A liked thing that points to a trade, or to a family of trades."""
ANY_SUBJECT = "any_subject"
NOTHING, NO_SUBJECT = "ordinary", "no_subject"
"""What takes other phrases away, and what takes away only subjects."""

_Told = tuple[str, str, str]
"""Phrase, kind, name."""


def phrases_of(lexicon: Mapping[str, Any]) -> list[Phrase]:
    """Every phrase; what takes others away comes first, so that it wins where both have as many words."""
    senses: dict[tuple[str, bool], dict[tuple[str, str], None]] = defaultdict(dict)
    for phrase, kind, name in (*_taking_away(lexicon), *_about_oneself(lexicon), *_of_subjects(lexicon)):
        # What is no subject is looked for beside the phrases, and never stands in their place.
        senses[phrase, kind == NO_SUBJECT][kind, name] = None
    bare, marked = set(lexicon["bare"]), set(lexicon["marked"])
    telling = {
        _folded(way_of(phrase))
        for (phrase, _), told in senses.items()
        if {NOTHING, NO_SUBJECT}.isdisjoint(kind for kind, _ in told)
    }
    phrases: list[Phrase] = []
    for (phrase, no_subject), told in senses.items():
        way, nothing = way_of(phrase), (NOTHING, "") in told
        # "Mê về" typed without marks may be "mê vẽ", too.
        as_typed = phrase in marked or (nothing and _folded(way) in telling)
        phrases.append(Phrase(phrase, way, tuple(told), bare=phrase in bare and not no_subject, marked=as_typed))
    return phrases


def _taking_away(lexicon: Mapping[str, Any]) -> Iterator[_Told]:
    yield from ((phrase, NOTHING, "") for phrase in lexicon["ordinary"])
    yield from ((phrase, NO_SUBJECT, "") for phrase in lexicon["not_a_subject"])


def _about_oneself(lexicon: Mapping[str, Any]) -> Iterator[_Told]:
    for letter, told in lexicon["letters"].items():
        yield from ((phrase, LIKE, letter) for phrase in told["likes"])
        yield from ((phrase, DISLIKE, letter) for phrase in told["dislikes"])
    for kind, names in ((TOWARDS, lexicon["towards"]), (FAMILY, lexicon["families"])):
        yield from ((phrase, kind, name) for name, phrases in names.items() for phrase in phrases)
    for name, one in lexicon["conditions"].items():
        yield from ((phrase, CONDITION, name) for phrase in one["says"])


def _of_subjects(lexicon: Mapping[str, Any]) -> Iterator[_Told]:
    for kind, frames, own in ((GOOD, "good_at", "good"), (BAD, "bad_at", "bad")):
        for name, one in lexicon["subjects"].items():
            for called in one["called"]:
                yield from ((frame.format(subject=called), kind, name) for frame in lexicon[frames])
            yield from ((phrase, kind, name) for phrase in one[own])
        yield from ((phrase, kind, ANY_SUBJECT) for phrase in lexicon[ANY_SUBJECT][own])


def _folded(way: Way) -> str:
    return " ".join(folded for folded, _ in way)
