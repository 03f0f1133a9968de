"""A name to be found, and the ways people write a school's."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from knowledge.text import accented_key, fold, nfc, syllables

BLOCKED = "blocked"
"""Kind of words in which a name stands by accident; they are found and never reported."""
DANGER = "danger"
"""Kind of words that tell of a lure, of people or papers kept, of money taken; see `actions.slots.dangers`."""
PLACE_BARE = "place_bare"
"""Kind of a commune's bare name ("Đông Khê"); reported as a place, and only behind a word for one or alone."""
OTHER_TRADE = "other_trade"
"""Kind of a trade that no record describes; its id is the nearest one that is held, or `NOTHING_NEAR`."""
NOTHING_NEAR = "none"


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing something: its kind, id and a label to show."""

    kind: str
    id: str
    form: str
    label: str = ""


def spoken_forms(name: str, ordinary: Container[str] = ()) -> list[str]:
    """A school's official name and the ways people shorten it: without "Trường", "GDNN" for the long words.

    `ordinary` holds folded names of places, which are not short for a school.
    """
    forms = [name]
    folded = fold(name)
    for prefix in ("truong ", "trung tam "):
        if folded.startswith(prefix):
            forms.append(name[len(prefix) :])
    for kind in ("truong cao dang nghe ", "truong cao dang ", "truong trung cap "):
        rest = name[len(kind) :]
        # "trường Đồng Khởi"; not "trường Lạng Sơn", which may mean any school there.
        if folded.startswith(kind) and fold(rest) not in ordinary:
            forms.append(f"{name.split(maxsplit=1)[0]} {rest}")
            break
    short = name.replace("Giáo dục nghề nghiệp", "GDNN").replace("Giáo dục thường xuyên", "GDTX")
    if short != name:
        forms += [short, short.replace("Trung tâm", "TT")]
    return list(dict.fromkeys(forms))


def same_name(left: str, right: str) -> bool:
    """True when two spellings differ only in case, spacing or the placement of tone marks."""
    return [accented_key(s.text) for s in syllables(nfc(left))] == [accented_key(s.text) for s in syllables(nfc(right))]
