"""Whether the encoder is used: only if hybrid ranking beats ranking by words in every spelling of the check questions.

A weak encoder drags good BM25 down; a good one that was not trained for these texts may, too. So every build tries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from knowledge.questions import CheckQuestion, passage_key
from knowledge.retrieval.calibration import Calibration
from knowledge.retrieval.finder import Finder, Found, Record
from knowledge.retrieval.fitting import Sample, fit
from knowledge.retrieval.hybrid import Mode, Ranker
from knowledge.retrieval.measures import DEPTH, measures
from knowledge.retrieval.noise import noisy, without_diacritics

SEED = 4
SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "as_written": lambda text: text,
    "no_diacritics": without_diacritics,
    "noisy": lambda text: noisy(text, seed=SEED),
}
_TRIED_RECORDS = 3
"""Of each question the first records are samples of right and wrong hits."""
_MODES: tuple[Mode, ...] = ("lexical", "hybrid")
_DECIDED_BY = "ndcg@10"

Figures = dict[str, dict[str, dict[str, float]]]
"""Spelling → mode → measure."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How this snapshot is searched, why, and how sure its hits are in each mode."""

    mode: Mode
    figures: Figures
    calibrations: Mapping[str, Calibration]

    @property
    def encoder_refused(self) -> bool:
        """True when there was an encoder that did not help."""
        return self.mode == "lexical" and any("hybrid" in of_spelling for of_spelling in self.figures.values())


def judge(ranker: Ranker, checks: Sequence[CheckQuestion]) -> Judgement:
    """Try every check question in every spelling and mode. Without check questions: by words, uncalibrated."""
    modes: list[Mode] = [mode for mode in _MODES if mode in ranker.modes]
    finders = {mode: Finder(ranker, mode, Calibration()) for mode in modes}
    ranked: dict[tuple[str, str], list[tuple[list[str], CheckQuestion]]] = {}
    samples: dict[str, list[Sample]] = {mode: [] for mode in modes}
    for spelling, spell in SPELLINGS.items():
        for number, check in enumerate(checks):
            question = ranker.question(spell(check.text), mode=modes[-1])
            for mode, finder in finders.items():
                found = finder.look(question)
                if question.bm25.any():
                    samples[mode] += _samples(finder, found, check, number)
                if check.relevant:
                    ranked.setdefault((spelling, mode), []).append((_keys(finder, found), check))
    figures = {
        spelling: {mode: _figures(ranked[spelling, mode]) for mode in modes if (spelling, mode) in ranked}
        for spelling in SPELLINGS
    }
    calibrations = {mode: fit(samples[mode]) for mode in modes}
    return Judgement("hybrid" if _helps(figures) else "lexical", figures, calibrations)


def _helps(figures: Figures) -> bool:
    return all(
        "hybrid" in of_mode and of_mode["hybrid"][_DECIDED_BY] > of_mode["lexical"][_DECIDED_BY]
        for of_mode in figures.values()
    )


def _figures(ranked: Sequence[tuple[list[str], CheckQuestion]]) -> dict[str, float]:
    found = [measures(keys, dict.fromkeys(check.relevant, 1.0)) for keys, check in ranked]
    return {name: round(fmean(one[name] for one in found), 4) for name in found[0]}


def _keys(finder: Finder, found: Found) -> list[str]:
    keys = (passage_key(finder.passage(int(position)).id) for position in found.ranking.positions)
    return list(dict.fromkeys(keys))[:DEPTH]


def _samples(finder: Finder, found: Found, check: CheckQuestion, group: int) -> list[Sample]:
    """The best passage of each of the first records, right or wrong; the first of them is what would be answered."""
    places: dict[Record, int] = {}
    for place, position in enumerate(found.ranking.positions.tolist()):
        passage = finder.passage(position)
        places.setdefault((passage.record_kind, passage.record_id), place)
        if len(places) == _TRIED_RECORDS:
            break
    features = finder.features(found, list(places.values()))
    keys = [passage_key(finder.passage(int(found.ranking.positions[place])).id) for place in places.values()]
    return [
        Sample(features[number], key in check.relevant, number == 0, bool(check.relevant), group)
        for number, key in enumerate(keys)
    ]
