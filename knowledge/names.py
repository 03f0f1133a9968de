"""Every name the gazetteer knows, gathered from the tables and the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge.gazetteer.name import BLOCKED, PLACE_BARE, Name, spoken_forms
from knowledge.reference import Row
from knowledge.text import fold

_COMMUNE_TYPES = ("xa ", "phuong ", "thi tran ")
OUTSIDE = "outside"
"""Id of a place beyond the provinces served."""


def all_names(
    rows: Mapping[str, Sequence[Row]], places: Sequence[Mapping[str, Any]], lexicon: Mapping[str, Any]
) -> list[Name]:
    """Names of trades, schools, groups, places and closed sets, each once, in a stable order."""
    found = dict.fromkeys(
        [
            *_occupations(rows["occupations"]),
            *_institutions(rows["institutions"], frozenset(fold(str(place["form"])) for place in places)),
            *_ethnic_groups(rows["ethnic_groups"]),
            *_places(places),
            *_terms(lexicon, {row["occupation_id"]: row["name"] for row in rows["occupations"]}),
        ]
    )
    return sorted(found, key=lambda name: (name.kind, name.id, name.form))


def _occupations(rows: Sequence[Row]) -> Iterator[Name]:
    for row in rows:
        for form in (row["name"], *row["aliases"]):
            yield Name("trade", row["occupation_id"], form, row["name"])


def _institutions(rows: Sequence[Row], places: frozenset[str]) -> Iterator[Name]:
    for row in rows:
        for form in (*spoken_forms(row["name"], places), *row["abbreviations"]):
            yield Name("institution", row["institution_id"], form, row["name"])
        for form in row["former_names"]:
            yield Name("institution", row["institution_id"], form, row["name"])


def _ethnic_groups(rows: Sequence[Row]) -> Iterator[Name]:
    for row in rows:
        for form in (row["name"], *row["other_names"]):
            yield Name("ethnic_group", "minority" if row["minority"] else "kinh", form, row["name"])


def _places(rows: Sequence[Mapping[str, Any]]) -> Iterator[Name]:
    larger = {fold(row["form"]) for row in rows if row["kind"] != "commune"}
    for row in rows:
        yield Name("place", row["province"] or OUTSIDE, row["form"], row["label"])
        bare = _without_type(row["form"]) if row["kind"] == "commune" else ""
        # "Hòa Bình" alone is the province, and "Sơn" a word.
        if " " in bare and fold(bare) not in larger:
            yield Name(PLACE_BARE, row["province"] or OUTSIDE, bare, row["label"])


def _without_type(form: str) -> str:
    folded = fold(form)
    return next((form[len(kind) :] for kind in _COMMUNE_TYPES if folded.startswith(kind)), form)


def _terms(lexicon: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Name]:
    for section in ("terms", "perhaps"):
        for kind, values in lexicon.get(section, {}).items():
            for value, forms in values.items():
                for form in forms:
                    yield Name(kind, value, str(form), labels.get(value, "") if kind == "trade" else "")
    for form in lexicon["not_names"]:
        yield Name(BLOCKED, BLOCKED, form)
