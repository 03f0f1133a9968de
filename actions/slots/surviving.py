"""Whether the parent who is left can work: "chỉ mất bố thôi, mẹ còn nhưng ốm không làm được"."""

from __future__ import annotations

import re
from collections.abc import Mapping

FACT = "surviving_parent"
_PARENT = r"\b(?<!bo )(?<!cha )(?<!ba )(?:bo|me|cha|ba|ma|chong|vo)(?! me\b| ma\b)"
_BETWEEN = r"(?:(?!\b(?:bo|me|cha|ma|chong|vo|em|con|chau)(?: (?:em|toi|chau|con))? (?:hoc|mat|muon)\b)[^.;!?]){0,40}?"
_NO = r"(?:khong|ko|k|kh|chang|het|mat)"
_UNABLE = re.compile(
    rf"{_PARENT}{_BETWEEN}\b(?:{_NO} (?:con |the |co |di )*"
    r"(?:lam (?:duoc|noi|an|viec|gi)|lao dong|(?:kha nang|suc) lao dong|di lam duoc)"
    r"|nam (?:mot|1) cho|(?:bi )?liet\b(?! si))"
)
_ABLE = re.compile(
    rf"{_PARENT}{_BETWEEN}\b"
    r"(?:di lam|lam (?:cong nhan|ruong|nong|thue|ray|nuong|viec|an|thuong)|buon ban|(?:con |van )khoe|lao dong duoc)\b"
)
_LOST_ONE = ("one_parent", "both_parents|one_parent")


def surviving_told(plain: str) -> dict[str, str]:
    """The fact `surviving_parent` of a folded message; empty where nothing is told of a parent's work."""
    if _UNABLE.search(plain):
        return {FACT: "unable"}
    return {FACT: "able"} if _ABLE.search(plain) else {}


def beside_a_loss(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts without that one, where the learner is not known to have lost one parent."""
    return {name: value for name, value in facts.items() if name != FACT or facts.get("orphan") in _LOST_ONE}
