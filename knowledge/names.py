"""Every name the gazetteer knows, gathered from the tables and the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge.gazetteer.name import BLOCKED, OTHER_TRADE, PLACE_BARE, Name, spoken_forms
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
            *_job_centres(rows["institutions"], lexicon.get("wishes", {}).get("job_centre", ())),
            *_ethnic_groups(rows["ethnic_groups"]),
            *_places(places),
            *_terms(lexicon, {row["occupation_id"]: row["name"] for row in rows["occupations"]}),
            *_trade_names(lexicon.get("trade_names", {}), rows["occupations"]),
            *_beyond(lexicon),
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


def _job_centres(rows: Sequence[Row], forms: Sequence[str]) -> Iterator[Name]:
    """What an employment centre is called in short, with the province at the end of its name."""
    for row in rows:
        if row["type"] == "tt_dvvl":
            before = fold(row["name"]).split(" tinh ")[0]
            province = row["name"].split(maxsplit=len(before.split()) + 1)[-1]
            initials = "".join(word[0] for word in province.split())
            for form in forms:
                for end in (province, initials):
                    yield Name("institution", row["institution_id"], f"{form} {end}", row["name"])


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
    for section in ("terms", "market", "perhaps"):
        for kind, values in lexicon.get(section, {}).items():
            for value, forms in values.items():
                for form in forms:
                    yield Name(kind, value, str(form), labels.get(value, "") if kind == "trade" else "")
    for form in lexicon["not_names"]:
        yield Name(BLOCKED, BLOCKED, form)


def _trade_names(names: Mapping[str, Sequence[str]], rows: Sequence[Row]) -> Iterator[Name]:
    """More forms of trades, of those that the tables hold."""
    labels = {row["occupation_id"]: row["name"] for row in rows}
    for trade, forms in names.items():
        for form in forms if trade in labels else ():
            yield Name("trade", trade, form, labels[trade])


def _beyond(lexicon: Mapping[str, Any]) -> Iterator[Name]:
    """Trades that no record describes, by the nearest one that is held; wishes, likings and weaknesses."""
    for section, kind in (("other_trades", OTHER_TRADE), ("wishes", "wish")):
        for value, forms in lexicon.get(section, {}).items():
            for form in forms:
                yield Name(kind, value, form)
    for label, forms in lexicon.get("other_places", {}).items():
        for form in forms:
            yield Name("place", OUTSIDE, form, label)
    for section, kind in (("interests", "interest"), ("weaknesses", "weakness")):
        for value, entry in lexicon.get(section, {}).items():
            for form in entry["says"]:
                yield Name(kind, value, form)
