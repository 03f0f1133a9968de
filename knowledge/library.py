"""Library: one snapshot, opened once, immutable. What the actions call; every answer comes from a record in here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from knowledge import records
from knowledge.asked import Question, Questions
from knowledge.correcting import Corrector
from knowledge.dangers import Suspicion, Suspicions
from knowledge.encoders import Choice
from knowledge.errors import NotFound, Problem
from knowledge.fitting import Fit, Fitting
from knowledge.gazetteer import Answers, Cues, Gazetteer, Name
from knowledge.manifest import check_format
from knowledge.models import (
    DocumentSection,
    Hit,
    Indicator,
    Institution,
    Mention,
    Occupation,
    Passage,
    Period,
    Programme,
    Target,
)
from knowledge.offers import Offers
from knowledge.policies.book import PolicyBook, read_book
from knowledge.policies.decision import Decision
from knowledge.policies.facts import Facts, Learner
from knowledge.provinces import provinces_from_json
from knowledge.reported import Reported
from knowledge.retrieval.calibration import Thresholds
from knowledge.retrieval.doubt import Doubt
from knowledge.retrieval.finder import Filter
from knowledge.retrieval.opening import NO_CHOICE, open_search
from knowledge.text import Teencode


class Library:
    """Read-only view of a snapshot folder.

    With `samples=False` (production) fictional rows are not loaded at all. `problems` says why the search is worse than
    it was built, in the words of a warning; empty when it is not.
    """

    def __init__(self, folder: Path, *, samples: bool, encoder: Callable[[], Choice]) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        check_format(folder, manifest)
        self.digest: str = manifest["digest"]
        self._folder = folder
        self._samples = samples
        served = provinces_from_json(self._json("provinces.json"))
        self.provinces: Mapping[str, str] = served.names
        self.former_provinces = tuple(former.name for one in served for former in one.former)
        self.area_codes: Mapping[str, tuple[str, ...]] = {one.code: one.area_codes for one in served}
        """By province: its code and those that figures of its former provinces stand under."""
        self.former_codes: Mapping[str, str] = {former.name: former.code for one in served for former in one.former}
        self.institutions_by_id = {record.id: record for record in map(records.institution, self._rows("institutions"))}
        self._offers = Offers(folder / "programmes.parquet", self.institutions_by_id, samples=samples)
        self.occupations_by_id = {record.id: record for record in map(records.occupation, self._rows("occupations"))}
        self._indicators = list(map(records.indicator, self._rows("indicators")))
        plans = {record.id: record for record in map(records.plan, self._rows("plans"))}
        self._targets = [records.target(row, plans) for row in self._rows("targets")]
        self.reported = Reported(self._rows)
        self._sections = self._frame("sections")
        section_ids: list[str] = self._sections["section_id"].to_list()
        self._section_places = {name: place for place, name in enumerate(section_ids)}
        self.policies: PolicyBook = read_book(folder / "policies.json")
        teencode = Teencode.load(folder / "teencode.tsv")
        passages = [records.passage(row) for row in self._rows("passages")]
        opened = open_search(folder, manifest, passages, teencode, encoder=encoder, keep=self._is_loaded)
        self._finder = opened.finder
        self.restorer = opened.restorer
        self._corrector = Corrector(self.restorer)
        self._suspicions = Suspicions.open(folder, teencode)
        self._questions = Questions.open(folder, teencode)
        self._doubt = Doubt.open(folder, teencode)
        lexicon: Mapping[str, Any] = self._json("lexicon.json")
        cues = Cues.from_lexicon(lexicon)
        self._fitting = Fitting(lexicon)
        names, restorer = self._known_names(), self.restorer
        self._gazetteer = Gazetteer(names, teencode, cues, restorer.abbreviations, restorer.restore)
        self.answers = Answers.from_lexicon(lexicon, self._gazetteer.words)
        self.encoder = opened.encoder
        self.problems: tuple[Problem, ...] = opened.problems

    @classmethod
    def open(cls, folder: Path, *, samples: bool = True, encoder: Callable[[], Choice] = lambda: NO_CHOICE) -> Library:
        """Open a snapshot folder. FileNotFoundError when it is not one, DataError when it is in another format.

        `encoder` is called once, when the snapshot is to be searched with one; see `problems`.
        """
        return cls(folder, samples=samples, encoder=encoder)

    # What a message names

    def find(self, text: str) -> list[Mention]:
        """Names in a message, see `Gazetteer.find`."""
        return self._gazetteer.find(text)

    def correct(self, text: str) -> str:
        """A message with its slips taken back, see `Corrector.correct`."""
        return self._corrector.correct(text)

    def suspicion(self, text: str) -> Suspicion | None:
        """How much a message is like those of people in danger; None where the snapshot was built without that."""
        return self._suspicions.of(text) if self._suspicions else None

    def asked(self, text: str) -> Question | None:
        """Which question about support a message is most like; None where the snapshot was built without that."""
        return self._questions.of(text) if self._questions else None

    def is_doubtful(self, text: str, *, answered: bool) -> bool:
        """Whether a question is like those that nothing held answers, by sense; more so for what is `answered`."""
        return self._doubt is not None and self._doubt.is_of(text, self._finder.vector(text), answered=answered)

    def words(self, text: str) -> list[str]:
        """Folded words of a message."""
        return self._gazetteer.words(text)

    def asked_trade(self, text: str) -> str | None:
        """What somebody wants to learn where no name covers it, see `Gazetteer.asked_trade`."""
        return self._gazetteer.asked_trade(text)

    # Records

    def institution(self, institution_id: str) -> Institution:
        """NotFound when no institution has the id."""
        try:
            return self.institutions_by_id[institution_id]
        except KeyError:
            raise NotFound(f"no institution {institution_id}") from None

    def institutions(self, *, province: str | None = None, types: Iterable[str] = ()) -> list[Institution]:
        """Institutions that are known to work, active first, official order."""
        wanted = frozenset(types)
        found = [
            record
            for record in self.institutions_by_id.values()
            if record.is_active
            and record.provenance.answers
            and (province is None or record.province == province)
            and (not wanted or record.type in wanted)
        ]
        return sorted(found, key=lambda record: (record.provenance.is_sample, record.province, record.id))

    def programmes(
        self,
        *,
        occupation: str | None = None,
        province: str | None = None,
        level: str | None = None,
        institution: str | None = None,
        entry_level: str | None = None,
    ) -> list[Programme]:
        """Offers that may answer, sourced ones before fictional samples."""
        return self._offers.find(
            occupation=occupation, province=province, level=level, institution=institution, entry_level=entry_level
        )

    def occupation(self, occupation_id: str) -> Occupation:
        """NotFound when no occupation has the id."""
        try:
            return self.occupations_by_id[occupation_id]
        except KeyError:
            raise NotFound(f"no occupation {occupation_id}") from None

    @property
    def occupations(self) -> list[Occupation]:
        """Every trade that is described, in file order."""
        return list(self.occupations_by_id.values())

    def suiting(self, interests: Sequence[str], weaknesses: Sequence[str] = ()) -> list[Fit]:
        """Trades that may answer and fit what somebody likes, see `Fitting.suiting`."""
        return self._fitting.suiting(self._described, interests, weaknesses)

    def unsuited(self, weaknesses: Sequence[str]) -> list[Fit]:
        """Trades that somebody with these weaknesses should think about twice, see `Fitting.unsuited`."""
        return self._fitting.unsuited(self._described, weaknesses)

    @property
    def _described(self) -> list[Occupation]:
        return [trade for trade in self.occupations if trade.provenance.answers]

    def indicators(self, code: str, *, geography: str, breakdown: str | None = None) -> list[Indicator]:
        """Figures of one series (observed, or set by law), oldest first; at equal ends the longer period first."""
        found = [
            record
            for record in self._indicators
            if record.code == code
            and record.geography_code == geography
            and record.kind in {"actual", "norm"}
            and record.provenance.answers
            and (breakdown is None or record.breakdown == breakdown)
        ]
        return sorted(found, key=lambda record: (record.period.end, -record.period.days, record.id))

    def has_indicator(self, code: str) -> bool:
        """Whether any figure of the series is held, be it for another area."""
        return any(record.code == code for record in self._indicators)

    def indicator_name(self, code: str) -> str:
        """The name of a series as its latest figure writes it. NotFound for an unknown code."""
        named = [record for record in self._indicators if record.code == code]
        if not named:
            raise NotFound(f"no indicator {code}")
        return max(named, key=lambda record: record.period).name

    def targets(
        self, *, province: str | None = None, year: int | None = None, indicators: Sequence[str] = ()
    ) -> list[Target]:
        """Targets of the provinces' plans, by province and year."""
        found = [
            record
            for record in self._targets
            if record.provenance.answers
            and (province is None or record.province == province)
            and (year is None or record.year == year)
            and (not indicators or record.indicator in indicators)
        ]
        return sorted(found, key=lambda record: (record.province, record.year, record.area or "", record.id))

    def section(self, section_id: str) -> DocumentSection:
        """A part of a document, by the record id of its passage. NotFound when none has the id."""
        try:
            return records.section(self._sections.row(self._section_places[section_id], named=True))
        except KeyError:
            raise NotFound(f"no section {section_id}") from None

    def decide(self, facts: Facts | Learner, on: date, topics: Sequence[str] = ()) -> list[Decision]:
        """Support policies decided for a learner on a day, see `PolicyBook.decide`."""
        return self.policies.decide(facts, on, topics)

    # Retrieval

    @property
    def thresholds(self) -> Thresholds:
        """What `Hit.confidence` is held against: `answer_above` to answer, `ask_above` to suggest."""
        return self._finder.thresholds

    @property
    def search_mode(self) -> str:
        """`hybrid`, or `lexical` where no encoder is used."""
        return self._finder.mode

    def search(
        self,
        text: str,
        *,
        limit: int = 5,
        kinds: Iterable[str] = (),
        province: str | None = None,
        level: str | None = None,
        topic: str | None = None,
    ) -> list[Hit]:
        """Passages for a question, best first; filters apply inside the search.

        A passage that names no province, level or topic fits each of them.
        """
        return self._finder.find(text, Filter(frozenset(kinds), province, level, topic), limit=limit)

    def _is_loaded(self, passage: Passage) -> bool:
        return passage.record_kind != "institution" or passage.record_id in self.institutions_by_id

    # Reading the snapshot

    def _frame(self, name: str) -> pl.DataFrame:
        frame = pl.read_parquet(self._folder / f"{name}.parquet")
        if not self._samples and "confidence" in frame.columns:
            frame = frame.filter(pl.col("confidence") != "sample")
        return frame

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return self._frame(name).to_dicts()

    def _json(self, name: str) -> Any:
        return json.loads((self._folder / name).read_text(encoding="utf-8"))

    def _known_names(self) -> list[Name]:
        known: dict[str, Callable[[str], bool]] = {"institution": lambda name: name in self.institutions_by_id}
        names = [Name(**row) for row in self._rows("names")]
        return [name for name in names if known.get(name.kind, lambda _: True)(name.id)]


def latest(series: Sequence[Indicator]) -> Indicator | None:
    """The figure whose period ends last; of those the shortest period. None for an empty series."""
    return max(series, key=lambda record: (record.period.end, -record.period.days, record.id), default=None)


def covering(series: Sequence[Indicator], period: Period) -> Indicator | None:
    """The figure of exactly that period, or None: never the nearest one."""
    return next((record for record in series if record.period == period), None)
