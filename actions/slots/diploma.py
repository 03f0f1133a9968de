"""A vocational diploma that the learner has already: "đã có bằng trung cấp rồi"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LEVELS: Mapping[str, str] = {"trung cap": "trung_cap", "cao dang": "cao_dang", "trung hoc nghe": "trung_hoc_nghe"}
_HELD = re.compile(
    r"\b(?P<before>chua|khong|ko|k|neu|se|de|muon|can|phai)?\s*(?:da |vua |moi )*"
    r"(?:co(?: mot| 1| tam| cai)* bang|(?P<done>tot nghiep|hoc xong|xong|ra truong)(?: bang| he)?)(?: nghe)?"
    r" (?P<level>trung cap|cao dang|trung hoc nghe)\b(?P<after>[^.?!,;]*)"
)
_OVER = re.compile(r"\b(?:roi|nam ngoai|nam truoc|hoi nam)\b")
_AND_NOW = re.compile(r"^(?:[^.?!;]*,)? ?(?:(?:bay )?gio|nay|hien)\b.*\bhoc\b")
""" "Đã tốt nghiệp cao đẳng giờ học trung cấp": what was learnt before is over."""
_ASKS = re.compile(r"\b(?:khong|ko|hong|hok|co duoc|thi sao|lam gi|bao nhieu)\b")


def diploma_held(plain: str) -> tuple[tuple[str, str], ...]:
    """The fact `diploma` of a folded message; empty where none is told, or one is only wished or asked about.

    "Tốt nghiệp trung cấp" counts as told where it is over ("rồi"): who asks what comes after it has none yet.
    """
    for found in _HELD.finditer(plain):
        rest = plain[found.end("level") :].lstrip()
        goes_on = "da " in found[0] and _AND_NOW.search(rest) is not None
        is_over = found["done"] is None or _OVER.search(found["after"]) is not None or goes_on
        if found["before"] is None and is_over and not (found["done"] is None and _is_question(found["after"])):
            return (("diploma", _LEVELS[found["level"]]),)
    return ()


def _is_question(after: str) -> bool:
    """ "Có bằng trung cấp không": nothing stands between the diploma and what asks for it."""
    words = after.split()
    return bool(words) and _ASKS.match(" ".join(words[:2])) is not None
