"""Provinces, districts and communes by name, before and after the reorganisation of 2025-07-01.

The conversion tables are those of the `vietnamadminunits` package (its SQLite file is read directly: its free-text
parser guesses on bare names such as "Châu Thành"). Matching is the gazetteer's.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib.resources import as_file, files

from knowledge.tables import PROVINCES

OLD_PROVINCES = {"04": "04", "20": "20", "86": "86", "84": "86", "83": "86"}
"""Codes before 2025-07-01 → code now, for the provinces served. 84 is the former Trà Vinh, 83 the former Bến Tre."""


@dataclass(frozen=True, slots=True)
class Place:
    """A way of naming a place. `province` is the code now, or None for a place outside the provinces served."""

    form: str
    kind: str
    label: str
    province: str | None
    province_name: str
    current: bool


def all_places() -> list[Place]:
    """Every province of the country, and the districts and communes of the provinces served, in a stable order."""
    with as_file(files("vietnamadminunits") / "data" / "dataset.db") as path:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            current = connection.execute(
                "SELECT DISTINCT provinceCode, provinceShort, wardType, wardShort FROM admin_units"
            ).fetchall()
            legacy = connection.execute(
                "SELECT DISTINCT provinceCode, provinceShort, districtType, districtShort, wardType, wardShort"
                " FROM admin_units_legacy"
            ).fetchall()
        finally:
            connection.close()
    places: set[Place] = set()
    current_provinces = {name for _, name, _, _ in current}
    for code, name, *_ in current:
        served = code if code in PROVINCES else None
        places.add(Place(name, "province", name, served, name, current=True))
    for code, name, district_type, district, ward_type, ward in legacy:
        now = OLD_PROVINCES.get(code)
        if name not in current_provinces:
            places.add(Place(name, "province", name, now, PROVINCES[now] if now else name, current=False))
        if now is None:
            continue
        if district and not district.isdigit():
            label = f"{district_type} {district}, {name}"
            places.add(Place(f"{district_type} {district}", "district", label, now, PROVINCES[now], current=False))
            if len(district.split()) > 1 and district != name:
                places.add(Place(district, "district", label, now, PROVINCES[now], current=False))
        if ward:
            label = f"{ward_type} {ward}, {district_type} {district}, {name}"
            places.add(Place(f"{ward_type} {ward}", "commune", label, now, PROVINCES[now], current=False))
    for code, name, ward_type, ward in current:
        if code in PROVINCES and ward:
            label = f"{ward_type} {ward}, {name}"
            places.add(Place(f"{ward_type} {ward}", "commune", label, code, name, current=True))
    return sorted(places, key=lambda place: (place.kind, place.form, place.label))
