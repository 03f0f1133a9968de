"""Passages for retrieval: one per record that may answer, made of the record's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge.models import Passage
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import leaves
from knowledge.policies.schema import Information
from knowledge.reference import Row


def all_passages(rows: Mapping[str, Sequence[Row]], book: PolicyBook, lexicon: Mapping[str, Any]) -> list[Passage]:
    """Policies, occupations, institutions, indicators, targets and sections of documents, in a stable order."""
    return [
        *_policies(book, lexicon),
        *_occupations(rows["occupations"], lexicon),
        *_institutions(rows["institutions"]),
        *_indicators(rows["indicators"]),
        *_targets(rows["targets"]),
        *_sections(rows.get("sections", ())),
    ]


def _policies(book: PolicyBook, lexicon: Mapping[str, Any]) -> Iterator[Passage]:
    terms = lexicon["terms"]
    for policy in book.policies:
        current = policy.versions[-1]
        asked = list(leaves(current.requires))
        body = (
            current.summary,
            *current.cautions,
            *current.papers,
            *filter(None, (current.file_at, current.deadline, current.decided_by)),
            *(basis.document for basis in current.basis),
            # How people call the topic and who is meant: the rule itself holds codes.
            ", ".join(terms["policy_topic"].get(policy.topic, ())),
            ", ".join(
                word for leaf in asked for value in leaf.among for word in terms.get(leaf.fact, {}).get(value, ())
            ),
        )
        yield Passage(
            f"policy:{policy.id}",
            "policy",
            policy.id,
            policy.title,
            "\n".join(dict.fromkeys(filter(None, body))),
            variants=policy.variants,
            levels=tuple(dict.fromkeys(value for leaf in asked if leaf.fact == "level" for value in leaf.among)),
            topic=policy.topic,
        )
    for text in book.information:
        if text.audience == "learner":
            yield _of_text(text)
    for parameter in book.parameters:
        documents = [basis.document for version in parameter.versions for basis in version.basis]
        values = [
            value
            for version in parameter.versions
            for value in (version.value, *version.values.values())
            if value is not None
        ]
        amounts = ", ".join(f"{value:,}".replace(",", ".") for value in values)
        told = (*documents, f"{amounts} {parameter.unit}", *(version.summary or "" for version in parameter.versions))
        yield Passage(
            f"parameter:{parameter.id}",
            "parameter",
            parameter.id,
            parameter.title,
            "\n".join(filter(None, told)),
            variants=parameter.variants,
        )


def _of_text(text: Information) -> Passage:
    """A rule text without a decision: what it says now, and every document it rests on."""
    current = text.versions[-1]
    body = (
        current.summary,
        *(f"{name}: {told}" for name, told in current.details.items()),
        *current.cautions,
        current.file_at or "",
        *(f"{basis.article or ''} {basis.document}" for version in text.versions for basis in version.basis),
    )
    return Passage(
        f"text:{text.id}",
        "policy",
        text.id,
        text.title,
        "\n".join(dict.fromkeys(filter(None, body))),
        variants=text.variants,
        topic=text.topic,
    )


def _occupations(rows: Sequence[Row], lexicon: Mapping[str, Any]) -> Iterator[Passage]:
    forms: Mapping[str, Sequence[str]] = lexicon["terms"]["level"]
    for row in rows:
        told = "; ".join(row["levels_and_duration"]).lower()
        parts = (
            row["description"],
            row["working_conditions"] or "",
            "; ".join(row["jobs"]),
            "; ".join(row["strengths"]),
            "; ".join(row["think_twice_if"]),
            "; ".join(row["school_subjects"]),
            row["entry_requirement"] or "",
        )
        yield Passage(
            f"occupation:{row['occupation_id']}",
            "occupation",
            row["occupation_id"],
            row["name"],
            "\n".join(filter(None, parts)),
            variants=row["aliases"],
            levels=tuple(level for level, words in forms.items() if any(word in told for word in words)),
        )


def _institutions(rows: Sequence[Row]) -> Iterator[Passage]:
    for row in rows:
        body = "\n".join(filter(None, (row["old_district"], row["address"], *row["former_names"])))
        yield Passage(
            f"institution:{row['institution_id']}",
            "institution",
            row["institution_id"],
            row["name"],
            body,
            province=row["province"],
            variants=row["abbreviations"],
            levels=row["levels"] or (),
        )


def _indicators(rows: Sequence[Row]) -> Iterator[Passage]:
    """A passage for each series and holder: its names in national rows, and those that only a province's rows have."""
    names: dict[str, dict[str | None, dict[str, None]]] = {}
    for row in rows:
        names.setdefault(row["code"], {}).setdefault(row.get("province"), {})[row["name"]] = None
    for code, holders in sorted(names.items()):
        national = holders.pop(None, {})
        own = {
            province: [name for name in spellings if name not in national] for province, spellings in holders.items()
        }
        for province, spellings in [(None, list(national)), *sorted(own.items(), key=lambda item: str(item[0]))]:
            if spellings:
                title, *others = spellings
                id_ = f"indicator:{code}:{province}" if province else f"indicator:{code}"
                yield Passage(id_, "indicator", code, title, "", province=province, variants=tuple(others))


def _targets(rows: Sequence[Row]) -> Iterator[Passage]:
    for row in rows:
        yield Passage(
            f"target:{row['target_id']}",
            "target",
            row["target_id"],
            row["indicator_name"],
            " ".join(filter(None, (row["source"], str(row["year"]), row["area"]))),
            province=row["province"],
        )


_LONGEST_PASSAGE = 2500
"""Characters of one passage; a longer section gives several, cut between paragraphs."""


def _sections(rows: Sequence[Row]) -> Iterator[Passage]:
    for row in rows:
        names: list[str] = [row["heading"] or row["label"], row["title"]]
        title = " – ".join(dict.fromkeys(names))
        above = "\n".join(row["trail"])
        for number, body in enumerate(_pieces(row["text"]), start=1):
            yield Passage(
                f"document:{row['section_id']}" + (f"#{number}" if number > 1 else ""),
                "document",
                row["section_id"],
                title,
                "\n".join(filter(None, (above, body))),
                province=row["province"],
                variants=row["asked"] if number == 1 else (),
            )


def _pieces(text: str) -> Iterator[str]:
    piece: list[str] = []
    for paragraph in text.splitlines():
        if piece and sum(map(len, piece)) + len(paragraph) > _LONGEST_PASSAGE:
            yield "\n".join(piece)
            piece = []
        piece.append(paragraph)
    yield "\n".join(piece)
