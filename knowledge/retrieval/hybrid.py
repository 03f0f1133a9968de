"""Ranking passages for a question: by its words, by its sense, or by both.

    text ──lemmas──────────────────────────────► BM25 ───┐
         ──restorer.readable──► encoder ──► cosine ──────┴─► z-sum ──► candidates, best first

Where a snapshot knows how people ask for each record, a question's votes (`votes.py`) are added to both.
The encoder never sees a question that was not restored: without diacritics its vectors mean something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.encoder import Encoder, Vectors
from knowledge.models import Passage
from knowledge.retrieval.dense import Dense, build_dense, texts_of
from knowledge.retrieval.fusion import NO_MOMENTS, Moments, Scores, best_first, fused, z_scores
from knowledge.retrieval.lexical import Lexical, build_lexical
from knowledge.retrieval.vectors import VectorCache, encode
from knowledge.retrieval.votes import Votes, told_by
from knowledge.text import Teencode

Mode = Literal["lexical", "dense", "hybrid"]

CANDIDATES = 50
"""Of each ranker; the other's score is computed for them exactly."""
SHARE_OF_VOTES = 3.0
"""What a vote, about 1 for the record that is asked for, counts beside the z-sum; 2 to 4 rank alike, 8 worse."""


class Reader(Protocol):
    """What makes a question readable for an encoder: see `knowledge.restorer.Restorer`."""

    def readable(self, text: str) -> str:
        """The text written out and with its diacritics."""
        ...


@dataclass(frozen=True, slots=True)
class Selection:
    """Passages that may be found: a mask of shape [passages], and the same for FAISS when there is a dense index."""

    mask: NDArray[np.bool_]
    selector: Any = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates of one question, best first; arrays of shape [candidates]. Cosines are 0 where no encoder is used."""

    positions: NDArray[np.int64]
    scores: Scores
    lexical: Scores
    """z of BM25 over all passages."""
    cosines: Scores
    dense: Scores
    """z of the cosine over all vectors."""


_REMEMBERED = 8
"""Questions that are kept ready: a turn searches for one text up to three times, and encoding it takes long."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What the rankers see of a text: folded words and BM25 of every passage; the vector when there is an encoder.

    Equal only to itself, so that what was found for it can be remembered.
    """

    words: tuple[str, ...]
    bm25: NDArray[np.float32]
    bm25_moments: Moments
    vector: Vectors | None = None
    cosine_moments: Moments = NO_MOMENTS
    votes: Scores | None = None
    """For each record that people ask for and, last, for nothing; see `Votes.of`."""


class Ranker:
    """Indexes of one list of passages, opened. Without an encoder only `lexical` ranks."""

    def __init__(
        self,
        passages: Sequence[Passage],
        lexical: Lexical,
        dense: Dense | None = None,
        encoder: Encoder | None = None,
        restorer: Reader | None = None,
        *,
        votes: Votes | None = None,
    ) -> None:
        self.passages = passages
        self.lexical = lexical
        self._dense = dense
        self._encoder = encoder
        self._restorer = restorer
        self._votes = votes
        records = [(one.record_kind, one.record_id) for one in passages]
        self.voted = votes.places(records) if votes else np.full(len(records), -1)
        """Where each passage's record stands among the votes."""
        self._made_ready = lru_cache(_REMEMBERED)(self._make_ready)

    @classmethod
    def build(
        cls,
        passages: Sequence[Passage],
        *,
        encoder: Encoder | None,
        restorer: Reader | None,
        teencode: Teencode,
        folder: Path,
        cache: Path | None = None,
    ) -> Ranker:
        """Index passages below `folder` and open the indexes; with an encoder also the dense one.

        `cache` is a folder for vectors that later builds may use again. ValueError when there is an encoder and no
        restorer, or no passage.
        """
        if not passages:
            raise ValueError("nothing to index")
        build_lexical(passages, teencode, folder / "lexical")
        if encoder is not None:
            texts = [texts_of(passage) for passage in passages]
            each = [text for of_passage in texts for text in of_passage]
            vectors = VectorCache(cache).vectors(each, encoder) if cache else encode(each, encoder)
            build_dense(vectors, [len(of_passage) for of_passage in texts], folder / "dense")
        return cls.open(folder, passages, encoder=encoder, restorer=restorer, teencode=teencode)

    @classmethod
    def open(
        cls,
        folder: Path,
        passages: Sequence[Passage],
        *,
        encoder: Encoder | None,
        restorer: Reader | None,
        teencode: Teencode,
        votes: Votes | None = None,
    ) -> Ranker:
        """Open what `build` wrote for the same passages. Without an encoder the dense index is not read.

        OSError, ValueError or RuntimeError when the dense index is damaged or of another encoder.
        """
        lexical = Lexical(folder / "lexical", len(passages), teencode)
        if encoder is None:
            return cls(passages, lexical)
        if restorer is None:
            raise ValueError("an encoder needs a restorer")
        dense = Dense(folder / "dense")
        if dense.dimension != encoder.dimension:
            raise ValueError(f"{folder}: vectors of {dense.dimension} numbers, the encoder's have {encoder.dimension}")
        return cls(passages, lexical, dense, encoder, restorer, votes=votes)

    def with_votes(self, votes: Votes | None) -> Ranker:
        """The same indexes, where a question's votes count, too; as it is where nothing is encoded."""
        if self._dense is None:
            return self
        return Ranker(self.passages, self.lexical, self._dense, self._encoder, self._restorer, votes=votes)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """How this ranker can rank."""
        return ("lexical", "dense", "hybrid") if self._dense else ("lexical",)

    def rank(self, text: str, *, mode: Mode = "hybrid", limit: int = 10) -> list[tuple[str, float]]:
        """Ids and scores of the best passages, best first. ValueError for a mode that needs the missing encoder."""
        ranking = self.look(self.question(text, mode=mode), mode=mode, count=max(limit, CANDIDATES))
        best = zip(ranking.positions[:limit], ranking.scores[:limit], strict=True)
        return [(self.passages[int(position)].id, float(score)) for position, score in best]

    def question(self, text: str, *, mode: Mode = "hybrid") -> Question:
        """A text made ready, once for all searches of a turn; `mode` says whether it is encoded."""
        return self._made_ready(text, mode)

    def _make_ready(self, text: str, mode: Mode) -> Question:
        if mode not in self.modes:
            raise ValueError(f"no encoder: {mode} cannot rank")
        words = tuple(self.lexical.words(text))
        bm25 = self.lexical.scores(words)
        moments = Moments(float(bm25.mean()), float(bm25.std()))
        if mode == "lexical" or self._dense is None or self._encoder is None or self._restorer is None:
            return Question(words, bm25, moments)
        vector = self._encoder.queries([self._restorer.readable(text)])[0]
        votes = self._votes.of(words, vector) if self._votes else None
        return Question(words, bm25, moments, vector, self._dense.moments(vector), votes)

    def select(self, mask: NDArray[np.bool_]) -> Selection:
        """A mask of passages made ready for `look`; may be kept and used again."""
        return Selection(mask, self._dense.selector(mask) if self._dense else None)

    def look(
        self, question: Question, *, mode: Mode = "hybrid", among: Selection | None = None, count: int = CANDIDATES
    ) -> Ranking:
        """The candidates of a question among the selected passages, with what each ranker thinks of them."""
        allowed = question.bm25 if among is None else np.where(among.mask, question.bm25, 0)
        by_words = best_first(allowed, count)
        by_words = by_words[allowed[by_words] > 0]
        lexical = z_scores(question.bm25[by_words], question.bm25_moments)
        if mode == "lexical" or self._dense is None or question.vector is None:
            none = np.zeros(len(by_words))
            return Ranking(by_words, question.bm25[by_words].astype(np.float64), lexical, none, none)
        by_sense = self._dense.nearest(question.vector, count, among.selector if among else None)
        positions = by_sense if mode == "dense" else np.union1d(by_words, by_sense)
        cosines = self._dense.cosines(question.vector, positions)
        lexical = z_scores(question.bm25[positions], question.bm25_moments)
        dense = z_scores(cosines, question.cosine_moments)
        scores = cosines if mode == "dense" else fused(lexical, dense)
        if mode == "hybrid" and question.votes is not None:
            scores = scores + SHARE_OF_VOTES * told_by(question.votes, self.voted[positions]).own
        order = best_first(scores, len(scores))
        return Ranking(positions[order], scores[order], lexical[order], cosines[order], dense[order])
