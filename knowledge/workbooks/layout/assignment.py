"""The best way to give columns to fields, one to one: the highest sum of scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_LARGEST_EXACT = 9


def best(offers: Mapping[int, Mapping[str, float]], ranks: Mapping[str, float]) -> dict[str, int]:
    """Field → column with the highest total; `ranks` settle ties, then the column on the left wins.

    Columns that share no field are settled apart; up to 9 that do are settled exactly, more by the best score first.
    """
    chosen: dict[str, int] = {}
    for group in _groups(offers):
        if len(group) <= _LARGEST_EXACT:
            chosen |= _exact(sorted(group), offers, ranks)
        else:
            chosen |= _greedy(group, offers, ranks)
    return chosen


def _groups(offers: Mapping[int, Mapping[str, float]]) -> list[set[int]]:
    groups: list[tuple[set[int], set[str]]] = []
    for column, fields in offers.items():
        if not fields:
            continue
        joined, names = {column}, set(fields)
        apart: list[tuple[set[int], set[str]]] = []
        for columns, held in groups:
            if held & names:
                joined |= columns
                names |= held
            else:
                apart.append((columns, held))
        groups = [*apart, (joined, names)]
    return [columns for columns, _ in groups]


def _exact(
    columns: Sequence[int], offers: Mapping[int, Mapping[str, float]], ranks: Mapping[str, float]
) -> dict[str, int]:
    def settle(place: int, taken: frozenset[str]) -> tuple[float, dict[str, int]]:
        if place == len(columns):
            return 0.0, {}
        column = columns[place]
        best = settle(place + 1, taken)
        for name, score in offers[column].items():
            if name not in taken:
                rest, chosen = settle(place + 1, taken | {name})
                total = rest + score + ranks[name]
                # The column on the left wins a tie: it is settled last.
                if total >= best[0]:
                    best = total, {**chosen, name: column}
        return best

    return settle(0, frozenset())[1]


def _greedy(
    columns: Iterable[int], offers: Mapping[int, Mapping[str, float]], ranks: Mapping[str, float]
) -> dict[str, int]:
    chosen: dict[str, int] = {}
    taken: set[int] = set()
    ranked = sorted(
        ((score + ranks[name], -column, name) for column in columns for name, score in offers[column].items()),
        reverse=True,
    )
    for _, left, name in ranked:
        if name not in chosen and -left not in taken:
            chosen[name] = -left
            taken.add(-left)
    return chosen
