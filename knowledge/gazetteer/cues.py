"""Words around a name that let it be read, or forbid it; from `data/lexicon/terms.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.gazetteer.asked_facts import AskedFacts
from knowledge.gazetteer.asked_trades import AskedTrades
from knowledge.gazetteer.denials import Denials
from knowledge.gazetteer.losses import Losses
from knowledge.gazetteer.other_schools import OtherSchools
from knowledge.gazetteer.persons import Persons
from knowledge.text import accented_key, nfc, syllables

_NONE: frozenset[str] = frozenset()
_FULL = ("dan", "toc")


@dataclass(frozen=True, slots=True)
class Cues:
    """The words, folded. `perhaps` holds (kind, id, accented keys of a form): what is reported as doubtful."""

    trade: frozenset[str]
    own: Mapping[str, frozenset[str]]
    ethnic: frozenset[str]
    ethnic_short: frozenset[str]
    person: frozenset[str]
    not_before: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    place: frozenset[str] = _NONE
    perhaps: frozenset[tuple[str, str, str]] = frozenset()
    ethnic_common: frozenset[str] = _NONE
    ethnic_common_cues: frozenset[str] = _NONE
    ethnic_behind_full: frozenset[str] = _NONE
    ethnic_alone: frozenset[str] = _NONE
    held: frozenset[str] = _NONE
    held_between: frozenset[str] = _NONE
    denials: Denials = field(default_factory=Denials)
    other_schools: OtherSchools = field(default_factory=OtherSchools)
    asked_trades: AskedTrades = field(default_factory=AskedTrades)
    asked_facts: AskedFacts = field(default_factory=AskedFacts)
    persons: Persons = field(default_factory=Persons)
    losses: Losses = field(default_factory=Losses)

    @classmethod
    def from_lexicon(cls, lexicon: Mapping[str, Any]) -> Cues:
        """The word lists of the lexicon. A snapshot built before a list existed has none of its words."""
        return cls(
            trade=frozenset(lexicon["cues"]),
            own={name: frozenset(cues) for name, cues in lexicon["own_cues"].items()},
            ethnic=frozenset(lexicon["ethnic_cues"]),
            ethnic_short=frozenset(lexicon["ethnic_short"]),
            person=frozenset(lexicon["person_cues"]),
            not_before={name: frozenset(words) for name, words in lexicon.get("not_before", {}).items()},
            place=frozenset(lexicon.get("place_cues", ())),
            perhaps=frozenset(
                (kind, value, spelling(form))
                for kind, values in lexicon.get("perhaps", {}).items()
                for value, forms in values.items()
                for form in forms
            ),
            ethnic_common=frozenset(lexicon.get("ethnic_common", ())),
            ethnic_common_cues=frozenset(lexicon.get("ethnic_common_cues", ())),
            ethnic_behind_full=frozenset(lexicon.get("ethnic_behind_full", ())),
            ethnic_alone=frozenset(lexicon.get("ethnic_alone", ())),
            held=frozenset(lexicon.get("held", ())),
            held_between=frozenset(lexicon.get("held_between", ())),
            denials=Denials.from_lexicon(lexicon),
            other_schools=OtherSchools.from_lexicon(lexicon),
            asked_trades=AskedTrades.from_lexicon(lexicon),
            asked_facts=AskedFacts.from_lexicon(lexicon),
            persons=Persons.from_lexicon(lexicon),
            losses=Losses.from_lexicon(lexicon),
        )

    def admit_trade(self, folded: str, before: str) -> bool:
        """Whether a single-syllable trade may stand behind this word."""
        return before in self.own.get(folded, self.trade)

    def admit_ethnic(self, folded: str, before: str, earlier: str = "") -> bool:
        """Whether a stripped name of an ethnic group may stand behind this word, and `earlier` before that."""
        if folded in self.ethnic_common:
            in_full = (earlier, before) == _FULL and folded in self.ethnic_behind_full
            return in_full or before in self.ethnic_common_cues
        return (
            folded in self.ethnic_alone
            or before in self.ethnic
            or (folded in self.ethnic_short and before in self.person)
        )


def spelling(form: str) -> str:
    """One key for all spellings of a form that differ in case, spacing or the place of a tone mark."""
    return " ".join(accented_key(syllable.text) for syllable in syllables(nfc(form)))
