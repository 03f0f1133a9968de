"""Finding passages for a question: filters inside the search, one hit a text, and how sure each hit is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.encoder import Vectors
from knowledge.models import Hit, Passage
from knowledge.retrieval.calibration import COVERAGE, Calibration, Thresholds
from knowledge.retrieval.hybrid import CANDIDATES, Mode, Question, Ranker, Ranking, Selection
from knowledge.retrieval.votes import told_by

_SELECTIONS = 128
_RANKINGS = 32
"""Rankings remembered: a turn searches for one text several times, mostly against the same rivals."""
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
    """Candidates of a question, best first; `rivals`: those of every kind, with which they compete."""

    question: Question
    ranking: Ranking
    rivals: Ranking


class Finder:
    """Searches in one mode over a ranker's passages; passages that `keep` refuses are never found."""

    def __init__(
        self, ranker: Ranker, mode: Mode, calibration: Calibration, keep: Callable[[Passage], bool] | None = None
    ) -> None:
        self.mode: Mode = mode
        self._ranker = ranker
        self._calibration = calibration
        self._keep = keep
        numbers: dict[Record, int] = {}
        records = ((passage.record_kind, passage.record_id) for passage in ranker.passages)
        self._records: NDArray[np.int64] = np.array([numbers.setdefault(one, len(numbers)) for one in records])
        self._selections: OrderedDict[Filter, Selection | None] = OrderedDict()
        self._rankings = lru_cache(_RANKINGS)(self._look)

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
        places = self._distinct(found.ranking, limit)
        features = self.features(found, places)
        confidence = self._calibration.confidence(features)
        passages = [self.passage(int(position)) for position in found.ranking.positions[places]]
        told = zip(passages, found.ranking.scores[places], features[:, COVERAGE], confidence, strict=True)
        return [Hit(passage, float(score), float(covered), float(sure)) for passage, score, covered, sure in told]

    def vector(self, text: str) -> Vectors | None:
        """What a question's sense is compared by; None where only words are."""
        return self._ranker.question(text, mode=self.mode).vector

    def look(self, question: Question, wanted: Filter = EVERYTHING) -> Found:
        """The candidates of a question. They compete with records of every kind, also where only some are wanted."""
        rivals = self._rankings(question, replace(wanted, kinds=frozenset()))
        return Found(question, self._rankings(question, wanted) if wanted.kinds else rivals, rivals)

    def features(self, found: Found, places: Sequence[int]) -> NDArray[np.float64]:
        """Features of the candidates at some places of the ranking, shape [places, calibration.FEATURES]."""
        question, lexical = found.question, self._ranker.lexical
        positions = found.ranking.positions[places]
        shape = len(positions)
        return np.column_stack(
            (
                found.ranking.cosines[places],
                lexical.coverage(question.words, positions),
                self._margins(found, places),
                found.ranking.lexical[places],
                self._agreement(found.rivals, positions),
                np.full(shape, min(len(question.words), _MOST_WORDS)),
                np.full(shape, lexical.known(question.words) / max(len(question.words), 1)),
                *self._votes(question, positions),
            )
        )

    def _votes(self, question: Question, positions: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
        """Vote, lead and vote for nothing, each of shape [positions]; 0 where nothing votes."""
        none = np.zeros(len(positions))
        if self.mode == "lexical" or question.votes is None:
            return none, none, none
        told = told_by(question.votes, self._ranker.voted[positions])
        return told.own, told.lead, none + told.nothing

    def _distinct(self, ranking: Ranking, limit: int) -> list[int]:
        """Places of the first passages of which no two say the same."""
        places: list[int] = []
        said: set[tuple[str, str, str, str]] = set()
        for place, position in enumerate(ranking.positions.tolist()):
            passage = self.passage(position)
            content = (passage.record_kind, passage.record_id, passage.title, passage.body)
            if content not in said:
                said.add(content)
                places.append(place)
            if len(places) == limit:
                break
        return places

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
        """Scores that compare across questions: z of BM25 where only words rank."""
        return ranking.lexical if self.mode == "lexical" else ranking.scores

    def _margins(self, found: Found, places: Sequence[int]) -> NDArray[np.float64]:
        """How much higher each scores than the best other record."""
        rivals, strengths = self._records[found.rivals.positions], self._strengths(found.rivals)
        own = self._records[found.ranking.positions[places]]
        best = rivals[0] if len(rivals) else -1
        others = np.flatnonzero(rivals != best)
        first = strengths[0] if len(rivals) else 0.0
        second = strengths[others[0]] if len(others) else 0.0
        return self._strengths(found.ranking)[places] - np.where(own == best, second, first)

    def _agreement(self, rivals: Ranking, positions: NDArray[np.int64]) -> NDArray[np.float64]:
        if not len(rivals.positions):
            return np.zeros(len(positions))
        records, own = self._records[rivals.positions], self._records[positions]
        by_words, by_sense = records[np.argmax(rivals.lexical)], records[np.argmax(rivals.cosines)]
        return (own == by_words) / 2 + (own == by_sense) / 2
