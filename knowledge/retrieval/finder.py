"""Finding passages for a question: filters inside the search, one hit a text, and how sure each hit is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.models import Hit, Passage
from knowledge.retrieval.calibration import Calibration, Thresholds
from knowledge.retrieval.hybrid import CANDIDATES, Mode, Question, Ranker, Ranking, Selection

_SELECTIONS = 128
_MOST_WORDS = 12

Record = tuple[str, str]
"""Kind and id."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search is restricted to. A passage without a province, level or topic fits each."""

    kinds: frozenset[str] = frozenset()
    province: str | None = None
    level: str | None = None
    topic: str | None = None

    def accepts(self, passage: Passage) -> bool:
        """True when the passage may be found."""
        return (
            (not self.kinds or passage.record_kind in self.kinds)
            and (self.province is None or passage.province in {None, self.province})
            and (self.level is None or not passage.levels or self.level in passage.levels)
            and (self.topic is None or passage.topic in {None, self.topic})
        )


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates of a question, best first, with the coverage and the features of each."""

    ranking: Ranking
    coverage: NDArray[np.float64]
    features: NDArray[np.float64]
    """Shape [candidates, features]."""


class Finder:
    """Searches in one mode over a ranker's passages; passages that `keep` refuses are never found."""

    def __init__(
        self, ranker: Ranker, mode: Mode, calibration: Calibration, keep: Callable[[Passage], bool] | None = None
    ) -> None:
        self.mode: Mode = mode
        self._ranker = ranker
        self._calibration = calibration
        self._keep = keep
        self._records: list[Record] = [(passage.record_kind, passage.record_id) for passage in ranker.passages]
        self._selections: OrderedDict[Filter, Selection | None] = OrderedDict()

    @property
    def thresholds(self) -> Thresholds:
        """Those of `Hit.confidence`."""
        return self._calibration.thresholds

    def find(self, text: str, wanted: Filter = EVERYTHING, *, limit: int = 5) -> list[Hit]:
        """The best passages, best first; of several with the same text the first; empty when no word is known."""
        question = self._ranker.question(text, mode=self.mode)
        if not question.bm25.any():
            return []
        found = self.look(question, wanted)
        confidence = self._calibration.confidence(found.features)
        hits: list[Hit] = []
        said: set[tuple[str, str, str, str]] = set()
        for place, position in enumerate(found.ranking.positions):
            passage = self._ranker.passages[int(position)]
            content = (passage.record_kind, passage.record_id, passage.title, passage.body)
            if content in said:
                continue
            said.add(content)
            score, coverage = float(found.ranking.scores[place]), float(found.coverage[place])
            hits.append(Hit(passage, score, coverage, float(confidence[place])))
            if len(hits) == limit:
                break
        return hits

    def look(self, question: Question, wanted: Filter = EVERYTHING) -> Found:
        """The candidates of a question. They compete with records of every kind, also where only some are wanted."""
        rivals = self._look(question, replace(wanted, kinds=frozenset()))
        ranking = self._look(question, wanted) if wanted.kinds else rivals
        coverage = self._ranker.lexical.coverage(question.words, ranking.positions)
        # In the order of calibration.FEATURES.
        features = np.column_stack(
            (
                ranking.cosines,
                coverage,
                self._margins(ranking, rivals),
                ranking.lexical,
                self._agreement(ranking, rivals),
                np.full(len(coverage), min(len(question.words), _MOST_WORDS)),
                np.full(len(coverage), self._ranker.lexical.known(question.words) / max(len(question.words), 1)),
            )
        )
        return Found(ranking, coverage, features)

    def passage(self, position: int) -> Passage:
        """The passage at a position of a ranking."""
        return self._ranker.passages[position]

    def _look(self, question: Question, wanted: Filter) -> Ranking:
        return self._ranker.look(question, mode=self.mode, among=self.selection(wanted), count=CANDIDATES)

    def selection(self, wanted: Filter) -> Selection | None:
        """What a filter lets through, for `Ranker.look`; None when it is everything."""
        if wanted in self._selections:
            self._selections.move_to_end(wanted)
            return self._selections[wanted]
        keep = self._keep
        accepted = (wanted.accepts(one) and (keep is None or keep(one)) for one in self._ranker.passages)
        mask = np.fromiter(accepted, dtype=np.bool_, count=len(self._ranker.passages))
        selection = None if mask.all() else self._ranker.select(mask)
        self._selections[wanted] = selection
        if len(self._selections) > _SELECTIONS:
            self._selections.popitem(last=False)
        return selection

    def _strengths(self, ranking: Ranking) -> NDArray[np.float64]:
        """Scores on one scale: z of BM25 where only words rank."""
        return ranking.lexical if self.mode == "lexical" else ranking.scores

    def _margins(self, ranking: Ranking, rivals: Ranking) -> NDArray[np.float64]:
        strengths = self._strengths(rivals)
        best = self._records[int(rivals.positions[0])] if len(rivals.positions) else None
        first = float(strengths[0]) if len(strengths) else 0.0
        others = (
            float(strength)
            for position, strength in zip(rivals.positions, strengths, strict=True)
            if self._records[int(position)] != best
        )
        second = next(others, 0.0)
        against = [second if self._records[int(position)] == best else first for position in ranking.positions]
        return self._strengths(ranking) - np.array(against, dtype=np.float64)

    def _agreement(self, ranking: Ranking, rivals: Ranking) -> NDArray[np.float64]:
        if not len(rivals.positions):
            return np.zeros(len(ranking.positions))
        by_words = self._records[int(rivals.positions[np.argmax(rivals.lexical)])]
        by_sense = self._records[int(rivals.positions[np.argmax(rivals.cosines)])]
        records = [self._records[int(position)] for position in ranking.positions]
        return np.array([(one == by_words) / 2 + (one == by_sense) / 2 for one in records], dtype=np.float64)
