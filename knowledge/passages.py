"""Passages for retrieval: one per record that may answer, made of the record's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from knowledge.models import Passage
from knowledge.policies.book import PolicyBook
from knowledge.reference import Row


def all_passages(rows: Mapping[str, Sequence[Row]], book: PolicyBook) -> list[Passage]:
    """Policies, occupations, institutions, indicators, targets and sections of documents, in a stable order."""
    return [
        *_policies(book),
        *_occupations(rows["occupations"]),
        *_institutions(rows["institutions"]),
        *_indicators(rows["indicators"]),
        *_targets(rows["targets"]),
        *_sections(rows.get("sections", ())),
    ]


def _policies(book: PolicyBook) -> Iterator[Passage]:
    for policy in book.policies:
        current = policy.versions[-1]
        body = "\n".join((current.summary, *current.cautions, *current.papers, current.basis[0].document))
        yield Passage(f"policy:{policy.id}", "policy", policy.id, policy.title, body, variants=policy.variants)
    for parameter in book.parameters:
        body = "\n".join(basis.document for version in parameter.versions for basis in version.basis)
        yield Passage(f"parameter:{parameter.id}", "parameter", parameter.id, parameter.title, body)


def _occupations(rows: Sequence[Row]) -> Iterator[Passage]:
    for row in rows:
        parts = (
            row["description"],
            row["working_conditions"] or "",
            "; ".join(row["jobs"]),
            "; ".join(row["strengths"]),
            row["entry_requirement"] or "",
        )
        yield Passage(
            f"occupation:{row['occupation_id']}",
            "occupation",
            row["occupation_id"],
            row["name"],
            "\n".join(parts),
            variants=row["aliases"],
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
