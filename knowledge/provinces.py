"""The provinces served: one folder ("pack") of `data/provinces/` each, with what the province is and its rows.

    data/provinces/86_vinh_long/province.yaml   code, name, former provinces, prefixes of its institutions' ids
                                *.csv           its rows of the provincial tables, see `reference.py`

Codes are those in force since 2025-07-01. Nothing else names a province: adding one is adding a folder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.errors import DataError, Problem

DESCRIPTION = "province.yaml"
SAMPLE_PREFIX = "XX"
"""Prefix of the ids of fictional institutions; no province may use it."""

_Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


@dataclass(frozen=True, slots=True)
class FormerProvince:
    """A province before 2025-07-01 that belongs to another one now."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Province:
    """A province now. A new institution gets the first of the prefixes."""

    code: str
    name: str
    former: tuple[FormerProvince, ...]
    institution_prefixes: tuple[str, ...]

    @property
    def area_codes(self) -> tuple[str, ...]:
        """Its code now and those of the provinces that became part of it."""
        return (self.code, *(former.code for former in self.former))


@dataclass(frozen=True, slots=True)
class Provinces:
    """The provinces served, by code."""

    all: tuple[Province, ...] = ()

    def __iter__(self) -> Iterator[Province]:
        return iter(self.all)

    @property
    def names(self) -> dict[str, str]:
        """Code → name, by code."""
        return {province.code: province.name for province in self.all}

    def holding(self, area_code: str | None) -> Province | None:
        """The province that a code of now or of before 2025-07-01 belongs to; None when it is not served."""
        return next((province for province in self.all if area_code in province.area_codes), None)

    def named(self, name: str) -> Province | None:
        """The province of this name, now or before 2025-07-01, as written in its pack."""
        return next(
            (one for one in self.all if name == one.name or name in (former.name for former in one.former)), None
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """A province and the folder that holds its rows."""

    province: Province
    folder: Path


class _Former(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: _Code
    name: _Name


class _Description(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: _Code
    name: _Name
    former: tuple[_Former, ...] = ()
    institution_prefixes: Annotated[tuple[_Prefix, ...], Field(min_length=1)]

    def province(self) -> Province:
        former = tuple(FormerProvince(one.code, one.name) for one in self.former)
        return Province(self.code, self.name, former, self.institution_prefixes)


def read_packs(folder: Path) -> list[Pack]:
    """Every pack below `folder` by code; DataError lists every fault of their descriptions."""
    packs: list[Pack] = []
    problems: list[Problem] = []
    for path in sorted(path for path in folder.glob("[!.]*") if path.is_dir()):
        try:
            packs.append(Pack(_read(path / DESCRIPTION), path))
        except DataError as error:
            problems += error.problems
    if not packs and not problems:
        problems.append(Problem(str(folder), "pack_missing"))
    problems += _shared(packs)
    if problems:
        raise DataError(problems)
    return sorted(packs, key=lambda pack: pack.province.code)


def provinces_of(packs: Sequence[Pack]) -> Provinces:
    """What the packs describe, without their folders."""
    return Provinces(tuple(pack.province for pack in packs))


def read_provinces(folder: Path) -> Provinces:
    """The provinces of every pack below `folder`; DataError lists every fault of their descriptions."""
    return provinces_of(read_packs(folder))


def provinces_to_json(provinces: Provinces) -> list[dict[str, Any]]:
    """The provinces as a snapshot keeps them."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "former": [{"code": former.code, "name": former.name} for former in one.former],
            "institution_prefixes": list(one.institution_prefixes),
        }
        for one in provinces
    ]


def provinces_from_json(loaded: Sequence[Mapping[str, Any]]) -> Provinces:
    """The provinces of a snapshot."""
    return Provinces(tuple(_Description.model_validate(one).province() for one in loaded))


def leave_out_unserved(rows: Mapping[str, list[dict[str, Any]]], provinces: Provinces) -> dict[str, int]:
    """Take rows of a province without a pack out of `rows`, with what their institutions offer; counts by table.

    Such rows come from reports and samples only: a pack's own rows are checked when it is read.
    """

    def served(row: Mapping[str, Any]) -> bool:
        return row.get("province") is None or provinces.holding(row["province"]) is not None

    gone = {row["institution_id"] for row in rows.get("institutions", ()) if not served(row)}
    counts: dict[str, int] = {}
    for name, table in rows.items():
        kept = [row for row in table if served(row) and row.get("institution_id") not in gone]
        if len(kept) < len(table):
            counts[name] = len(table) - len(kept)
            table[:] = kept
    return counts


def _read(path: Path) -> Province:
    try:
        loaded: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError([Problem(str(path), "file_missing")]) from None
    except UnicodeDecodeError:
        raise DataError([Problem(str(path), "not_utf8")]) from None
    except yaml.YAMLError as error:
        raise DataError([Problem(str(path), "not_yaml", value=str(error).splitlines()[0])]) from None
    try:
        province = _Description.model_validate(loaded).province()
    except ValidationError as error:
        raise DataError(
            [
                Problem(
                    str(path),
                    "province_description",
                    column=".".join(str(part) for part in fault["loc"]) or None,
                    value=None if fault["type"] == "missing" else str(fault["input"]),
                )
                for fault in error.errors()
            ]
        ) from None
    if not re.fullmatch(rf"{province.code}_[a-z0-9_]+", path.parent.name):
        raise DataError(
            [Problem(str(path), "pack_folder", column="code", value=path.parent.name, expected=f"{province.code}_…")]
        )
    return province


def _shared(packs: Sequence[Pack]) -> list[Problem]:
    """What two packs claim: a code, a name or a prefix belongs to one province."""
    claims = [
        (pack, column, value)
        for pack in packs
        for column, values in (
            ("code", pack.province.area_codes),
            ("name", (pack.province.name, *(former.name for former in pack.province.former))),
            ("institution_prefixes", pack.province.institution_prefixes),
        )
        for value in values
    ]
    times = Counter((column, value) for _, column, value in claims)
    times["institution_prefixes", SAMPLE_PREFIX] += 1
    return [
        Problem(str(pack.folder / DESCRIPTION), "claimed_twice", column=column, value=value)
        for pack, column, value in claims
        if times[column, value] > 1
    ]
