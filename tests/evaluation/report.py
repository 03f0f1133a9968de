"""The figures as Markdown, and the cases that failed as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from knowledge.retrieval.evaluate import SPELLINGS
from tests.evaluation.cases import Case
from tests.evaluation.figures import STAGES, Result, Share, expected_slots, figures

_BY_GROUP = ("cases", "intent", "ending", "record", "wrong and confident")
_WHOLE = frozenset({"cases"})
_TIMES = frozenset({"p50 ms"})


def tables(results: Sequence[Result]) -> Iterator[str]:
    """Lines of Markdown: all figures by spelling, then the main ones by kind and role."""
    intents = {one.case.id: one.intent for one in results if one.spelling == SPELLINGS[0]}

    def measured(chosen: Sequence[Result]) -> list[dict[str, Share]]:
        return [figures([one for one in chosen if one.spelling == spelling], intents) for spelling in SPELLINGS]

    overall = measured(results)
    yield "| | " + " | ".join(spelling.replace("_", " ") for spelling in SPELLINGS) + " |"
    yield "|---|" + "---|" * len(SPELLINGS)
    for name in overall[0]:
        yield f"| {name} | " + " | ".join(_cell(name, one[name]) for one in overall) + " |"
    yield ""
    yield "| as written / no diacritics / noisy | " + " | ".join(_BY_GROUP) + " |"
    yield "|---|" + "---|" * len(_BY_GROUP)
    for label, belongs in _groups([one.case for one in results]):
        found = measured([one for one in results if belongs(one.case)])
        cells = [_cells(name, [one[name] for one in found]) for name in _BY_GROUP]
        yield f"| {label} | " + " | ".join(cells) + " |"
    yield from _counts(results)


def _counts(results: Sequence[Result]) -> Iterator[str]:
    """Counts over all spellings: what was said and where wrong endings began, by what would be right."""
    said = tuple(sorted({one.outcome for one in results}))
    for title, sort in (
        ("right ending", lambda case: " or ".join(sorted(case.outcome))),
        ("right intent", lambda case: case.intent[0]),
        ("kind of record", lambda case: kind_of_record(case.records)),
    ):
        rows: dict[str, list[Result]] = {}
        for one in results:
            rows.setdefault(sort(one.case), []).append(one)
        heads = ("all", "wrong", *(f"said {name}" for name in said), *(f"began: {name}" for name in STAGES))
        yield ""
        yield f"| {title}, counts | " + " | ".join(heads) + " |"
        yield "|---|" + "---|" * len(heads)
        for label, found in sorted(rows.items(), key=lambda row: -len(row[1])):
            wrong = [one for one in found if not one.right_ending]
            cells = (
                len(found),
                len(wrong),
                *(f"{_of(found, name)} ({_of(wrong, name)} wrong)" for name in said),
                *(sum(one.stage == name for one in wrong) for name in STAGES),
            )
            yield f"| {label} | " + " | ".join(map(str, cells)) + " |"


def _of(results: Sequence[Result], outcome: str) -> int:
    return sum(one.outcome == outcome for one in results)


def failures(results: Sequence[Result]) -> Iterator[str]:
    """What went wrong where, one paragraph a case and spelling; for the open part only."""
    for one in sorted(results, key=lambda result: (result.case.id, SPELLINGS.index(result.spelling))):
        meant = expected_slots(one.case)
        faults = [
            *(["ending"] if not one.right_ending else []),
            *(["wrong and confident"] if one.wrong_and_confident else []),
            *(["record"] if one.case.records and not one.right_record else []),
            *(["intent"] if not one.right_intent else []),
            *(["slots"] if one.slots != meant else []),
        ]
        if not faults:
            continue
        yield f"{one.case.id} {one.spelling}: {', '.join(faults)}"
        yield from (f"  before: {text}" for text in one.case.before)
        yield f"  typed:  {one.text}"
        yield f"  intent {one.intent} ({one.confidence:.2f}), right: {', '.join(one.case.intent)}"
        yield f"  outcome {one.outcome}, right: {', '.join(one.case.outcome)}"
        if one.case.records or one.cited:
            yield f"  cited {', '.join(one.cited) or '-'}, right: {', '.join(one.case.records) or '-'}"
        if one.slots != meant:
            yield f"  slots missing {sorted(meant - one.slots)}, beyond {sorted(one.slots - meant)}"
        yield ""


def kind_of_record(records: Sequence[str]) -> str:
    """What sort of record a case names first, by the form of its id; "none" where it names none."""
    first = records[0] if records else ""
    if not first:
        return "none"
    if ":" in first:
        return "section"
    return "school" if first[:2].isupper() else "law" if "-" in first else "trade or figure"


def _groups(cases: Sequence[Case]) -> Iterator[tuple[str, Callable[[Case], bool]]]:
    for kind in dict.fromkeys(case.kind for case in cases):
        yield kind, lambda case, kind=kind: case.kind == kind
    for role in dict.fromkeys(case.role for case in cases):
        yield role, lambda case, role=role: case.role == role
    yield "messy", lambda case: case.messy
    yield "not messy", lambda case: not case.messy


def _cells(name: str, values: Sequence[Share]) -> str:
    """One value where all are the same by nature, as the number of cases is; else one a spelling."""
    cells = [_cell(name, value) for value in values]
    return cells[0] if name in _WHOLE or values[0] is None else " / ".join(cells)


def _cell(name: str, value: Share) -> str:
    if value is None:
        return "–"
    if name in _WHOLE:
        return f"{value:.0f}"
    return f"{value:.1f}" if name in _TIMES else f"{100 * value:.1f} %"
