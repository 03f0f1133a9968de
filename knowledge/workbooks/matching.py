"""Names of institutions and trades as departments write them → the records they mean, with how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from knowledge.reference import Row
from knowledge.text import accented_key, fold, is_folded_syllable, nfc, syllables

CERTAIN = 1.0
WITHOUT_MARKS = 0.95
OTHER_PREFIX = 0.85
FUZZY_LEAST = 88
"""Score of `fuzz.ratio` from which two folded names may be the same; the next best must be 6 lower."""
FUZZY_MARGIN = 6
_SLIPS = 2
"""Letters by which a trade's name may be misspelt (schemas, section 3: only ever a suggestion)."""
_LONG_ENOUGH = 7
_BRACKETS = re.compile(r"\(.*?\)")
_NUMBERING = re.compile(r"^\s*\d{1,3}[.)]\s+")


@dataclass(frozen=True, slots=True)
class InstitutionName:
    """A name read apart: its kind of institution, and the rest that tells it from others of the kind."""

    written: str
    """Short forms written out, capitals calmed: "TT GDNN-GDTX MẪU BẮC" → "Trung tâm GDNN - GDTX Mẫu Bắc"."""
    kind: str | None
    type: str | None
    rest: str
    """Folded words after the kind."""
    rest_key: str
    """As `rest`, with diacritics; tone marks in one place."""


@dataclass(frozen=True, slots=True)
class Match:
    """The institution a name means. `id` is None for one that is new in this file."""

    name: str
    id: str | None
    certainty: float
    province: str | None = None
    former: bool = False
    """The form that matched is a name it had."""


class InstitutionNames:
    """Reads institution names apart; the prefixes are data (`data/lexicon/codes.yaml`)."""

    def __init__(self, prefixes: Mapping[str, Mapping[str, Any]]) -> None:
        self._prefixes = sorted(
            ((tuple(fold(form).split()), kind) for kind, entry in prefixes.items() for form in entry["forms"]),
            key=lambda prefix: (-len(prefix[0]), prefix[0]),
        )
        self._entries = prefixes
        self.read = lru_cache(maxsize=65536)(self._read)

    def _read(self, text: str) -> InstitutionName:
        written = _NUMBERING.sub("", nfc(text)) or nfc(text)
        words = syllables(written)
        folded = tuple(word.folded for word in words)
        for form, kind in self._prefixes:
            if folded[: len(form)] == form and len(folded) > len(form):
                entry = self._entries[kind]
                rest = written[words[len(form)].start :].strip()
                spelled = " ".join(form) in (fold(entry["full"]).replace(" - ", " "),)
                prefix = entry["full"] if spelled else entry["written"]
                return self._name(f"{prefix} {_calm(rest)}", kind, entry["type"], rest)
        return self._name(_calm(written), None, None, written)

    @staticmethod
    def _name(written: str, kind: str | None, type_: str | None, rest: str) -> InstitutionName:
        words = syllables(nfc(rest))
        return InstitutionName(
            written=written,
            kind=kind,
            type=type_,
            rest=" ".join(word.folded for word in words),
            rest_key=" ".join(accented_key(word.text) for word in words),
        )


class Institutions:
    """Institutions that are known: those of this file first, then those held."""

    def __init__(self, names: InstitutionNames, held: Iterable[Row]) -> None:
        self._names = names
        self._known: list[tuple[InstitutionName, Match]] = []
        self._by_rest: dict[str, list[tuple[InstitutionName, Match]]] = {}
        self._found: dict[str, Match | None] = {}
        for row in held:
            own = Match(row["name"], row["institution_id"], CERTAIN, row.get("province"))
            for form in (row["name"], *(row["abbreviations"] or ())):
                self._add(form, own)
            for form in row["former_names"] or ():
                self._add(form, replace(own, former=True))

    def add(self, name: str, id_: str | None, province: str | None = None) -> None:
        """An institution of this file, as the file writes it. `id_` is None for one that is held nowhere yet."""
        if id_ is not None:
            renamed = Match(name, id_, CERTAIN, province)
            self._known = [(form, renamed if match.id == id_ else match) for form, match in self._known]
            for rest, known in self._by_rest.items():
                self._by_rest[rest] = [(form, renamed if match.id == id_ else match) for form, match in known]
        self._add(name, Match(name, id_, CERTAIN, province))
        self._found.clear()

    def match(self, text: str) -> Match | None:
        """The one institution a name means; None when none or several do."""
        if text not in self._found:
            self._found[text] = self._match(self._names.read(text))
        return self._found[text]

    def _add(self, form: str, match: Match) -> None:
        known = (self._names.read(form), match)
        self._known.append(known)
        self._by_rest.setdefault(known[0].rest, []).append(known)

    def _match(self, name: InstitutionName) -> Match | None:
        same_rest = self._by_rest.get(name.rest, [])
        same_kind = [known for known in same_rest if known[0].kind == name.kind]
        exact = [known for known in same_kind if known[0].rest_key == name.rest_key]
        for candidates, certainty in ((exact, CERTAIN), (same_kind, WITHOUT_MARKS), (same_rest, OTHER_PREFIX)):
            if certainty == OTHER_PREFIX and not _related(name, candidates):
                continue
            if found := _only(candidates):
                return replace(found, certainty=certainty)
        return self._fuzzy(name)

    def _fuzzy(self, name: InstitutionName) -> Match | None:
        """A slip of the pen; numbers must agree: "Mẫu 01" never is "Mẫu 02"."""
        like = [
            known
            for known in self._known
            if known[0].kind == name.kind and _digits(known[0].rest) == _digits(name.rest)
        ]
        scored = process.extract(name.rest, [known[0].rest for known in like], scorer=fuzz.ratio, limit=8)
        best: dict[Match, float] = {}
        for _, score, place in scored:
            match = replace(like[place][1], former=False)
            best[match] = max(score, best.get(match, 0.0))
        ranked = sorted(best.items(), key=lambda one: -one[1])
        if not ranked or ranked[0][1] < FUZZY_LEAST:
            return None
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < FUZZY_MARGIN:
            return None
        found, score = ranked[0]
        return replace(found, certainty=round(score / 100 - 0.05, 2))


class Trades:
    """The national list of trades: codes, names, and the occupation each belongs to."""

    def __init__(self, trades: Sequence[Row], occupations: Sequence[Row]) -> None:
        self._by_code = {row["trade_code"]: row for row in trades}
        self._codes_by_name: dict[str, list[str]] = {}
        for row in trades:
            for form in (row["name"], *(row["aliases"] or ())):
                self._codes_by_name.setdefault(_key(form), []).append(row["trade_code"])
        self._spelled = {_key(row["name"]): row["name"] for row in trades}
        self._occupations: dict[str, str] = {}
        for row in occupations:
            for form in (row["name"], *(row["aliases"] or ())):
                self._occupations.setdefault(_key(form), row["occupation_id"])

    def level(self, code: str) -> str | None:
        """Level that the first digit of a code says."""
        return {"5": "trung_cap", "6": "cao_dang"}.get(code[:1])

    def name(self, code: str) -> str | None:
        """The standard name of a code; None for a code that is not in the list."""
        row = self._by_code.get(code)
        return row["name"] if row else None

    def same_name(self, code: str, name: str) -> bool:
        """True when the written name is that of the code, diacritics and case aside."""
        row = self._by_code.get(code)
        if row is None:
            return False
        # What stands in brackets may be another trade's name, or a remark.
        written = {_key(name)} if _key(name) in self._codes_by_name else {_key(name), _key(_BRACKETS.sub(" ", name))}
        return any(_key(form) in written for form in (row["name"], *(row["aliases"] or ())))

    def code_of(self, name: str, like: str) -> str | None:
        """The code whose standard name was written, of the same level as the code `like`."""
        return next((code for code in self._codes_by_name.get(_key(name), []) if code[:1] == like[:1]), None)

    def like(self, name: str) -> str | None:
        """A standard name at most two letters away from one that is in no list: a slip, to be asked about."""
        key = _key(name)
        if len(key) < _LONG_ENOUGH or key in self._codes_by_name or key in self._occupations:
            return None
        found = process.extract(key, self._spelled.keys(), scorer=Levenshtein.distance, score_cutoff=_SLIPS, limit=2)
        return self._spelled[found[0][0]] if len(found) == 1 else None

    def occupation(self, code: str | None, name: str) -> str | None:
        """Occupation of an offer, by code, then by name."""
        row = self._by_code.get(code or "")
        by_code: str | None = row["occupation_id"] if row else None
        return by_code or self._occupations.get(_key(name)) or self._occupations.get(_key(_BRACKETS.sub(" ", name)))


@lru_cache(maxsize=65536)
def _key(name: str) -> str:
    return " ".join(word.folded for word in syllables(nfc(name))) or fold(name)


def _only(candidates: Sequence[tuple[InstitutionName, Match]]) -> Match | None:
    """The one institution of the candidates; what bears the name now goes before what once bore it."""
    for matches in ([match for _, match in candidates if not match.former], [match for _, match in candidates]):
        found = {(match.name, match.id): match for match in matches}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _related(name: InstitutionName, candidates: Sequence[tuple[InstitutionName, Match]]) -> bool:
    """Kinds that people mix: a school with or without "nghề", a centre under either name, or no kind written."""
    kinds = {known.type for known, _ in candidates}
    family = {"tt_gdnn": "centre", "tt_gdnn_gdtx": "centre", "tt_gdtx": "centre"}
    return name.type is None or {family.get(str(kind), kind) for kind in kinds} == {family.get(name.type, name.type)}


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _calm(text: str) -> str:
    """Capitals throughout become a name's capitals: "MẪU BẮC" → "Mẫu Bắc"; short forms stay."""
    letters = [char for char in text if char.isalpha()]
    if not letters or not all(char.isupper() for char in letters):
        return text[:1].upper() + text[1:]
    pieces: list[str] = []
    end = 0
    for word in syllables(text):
        pieces.append(text[end : word.start])
        spoken = is_folded_syllable(word.folded)
        pieces.append(word.text.capitalize() if spoken else text[word.start : word.end])
        end = word.end
    return "".join([*pieces, text[end:]])
