"""Provinces, districts and communes by name, before and after the reorganisation of 2025-07-01.

The conversion tables are those of the `vietnamadminunits` package (its SQLite file is read directly: its free-text
parser guesses on bare names such as "Châu Thành"). Matching is the gazetteer's.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from knowledge.provinces import Provinces


@dataclass(frozen=True, slots=True)
class Place:
    """A way of naming a place. `province` is the code now, or None for a place outside the provinces served."""

    form: str
    kind: str
    label: str
    province: str | None
    province_name: str
    current: bool


def all_places(provinces: Provinces) -> list[Place]:
    """Every province of the country, and the districts and communes of `provinces`, those served, in a stable order."""
    with closing(_package_data()) as connection:
        current = connection.execute(
            "SELECT DISTINCT provinceCode, provinceShort, wardType, wardShort FROM admin_units"
        ).fetchall()
        legacy = connection.execute(
            "SELECT DISTINCT provinceCode, provinceShort, districtType, districtShort, wardType, wardShort"
            " FROM admin_units_legacy"
        ).fetchall()
    places = _of_packs(provinces)
    now = {code: one for one in provinces for code in one.area_codes}
    served = provinces.names
    current_provinces = {name for _, name, _, _ in current}
    for code, name, *_ in current:
        places.add(Place(name, "province", name, code if code in served else None, name, current=True))
    for code, name, district_type, district, ward_type, ward in legacy:
        province = now.get(code)
        if name not in current_provinces:
            code_now, name_now = (province.code, province.name) if province else (None, name)
            places.add(Place(name, "province", name, code_now, name_now, current=False))
        if province is None:
            continue
        if district and not district.isdigit():
            label = f"{district_type} {district}, {name}"
            forms = [f"{district_type} {district}"]
            forms += [district] if len(district.split()) > 1 and district != name else []
            places |= {Place(form, "district", label, province.code, province.name, current=False) for form in forms}
        if ward:
            label = f"{ward_type} {ward}, {district_type} {district}, {name}"
            form = f"{ward_type} {ward}"
            places.add(Place(form, "commune", label, province.code, province.name, current=False))
    for code, name, ward_type, ward in current:
        if code in served and ward:
            label = f"{ward_type} {ward}, {name}"
            places.add(Place(f"{ward_type} {ward}", "commune", label, code, name, current=True))
    return sorted(places, key=lambda place: (place.kind, place.form, place.label, place.province or ""))


def province_codes(provinces: Provinces) -> dict[str, str]:
    """Name → code of every province of the country now: as the packs name those served, the others by the package."""
    with closing(_package_data()) as connection:
        known = connection.execute("SELECT DISTINCT provinceShort, provinceCode FROM admin_units").fetchall()
    return dict(sorted(known)) | {one.name: one.code for one in provinces}


def _of_packs(provinces: Provinces) -> set[Place]:
    """The provinces as their packs name them, so that one is known by name also where the package has none."""
    places = {Place(one.name, "province", one.name, one.code, one.name, current=True) for one in provinces}
    return places | {
        Place(former.name, "province", former.name, one.code, one.name, current=False)
        for one in provinces
        for former in one.former
    }


def _package_data() -> sqlite3.Connection:
    """The package's tables. Only found, never imported: importing it takes a second."""
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("vietnamadminunits")
    path = Path(spec.origin).parent / "data" / "dataset.db"
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)
