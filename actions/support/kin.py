"""A talk about support that turns to somebody of the family: "vợ tôi thì sao"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.slots import Slots
from knowledge.text import fold, nfc

_KIN = {
    "vo": "wife",
    "chong": "husband",
    "me": "mother",
    "ma": "mother",
    "bo": "father",
    "cha": "father",
    "anh trai": "elder_brother",
    "chi gai": "elder_sister",
    "em trai": "younger_brother",
    "em gai": "younger_sister",
}
_KIN_THEN = re.compile(
    rf"(?:(?:con|the|vay|a) )*(?P<who>{'|'.join(_KIN)})(?: cua)? (?:em|toi|con|minh|chau|tui)"
    r"(?: thi)? (?:sao|the nao|co duoc khong|duoc khong|duoc gi|co duoc gi khong)(?: a| vay| ad)?[?. ]*"
)


def turned_to_kin(text: str, named: Slots) -> Slots | None:
    """ "Vợ tôi thì sao": of that person, from now on."""
    turned = _KIN_THEN.fullmatch(fold(nfc(text)))
    if turned is None or named.another:
        return None
    base = (named.addressee or "anyone").partition("+")[0]
    return replace(named, addressee=f"{base}+{_KIN[turned['who']]}", indicator=None)
