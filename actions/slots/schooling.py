"""General schooling told by a paper or its lack: grade 12 finished without the diploma, a diploma of grade 9."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOT = r"(?:khong|chua|ko|k|chang|hong|hok)"
_LOWER = r"(?:cap (?:2|hai|ii)|thcs|trung hoc co so|lop (?:9|chin))"
_UPPER = r"(?:cap (?:3|ba|iii)|thpt|trung hoc pho thong|(?:lop )?12|lop muoi hai)"
_OTHER_PAPER = rf"(?! (?:{_LOWER}|trung cap|cao dang|dai hoc|nghe|truong|so cap|trung hoc nghe))"
_MISSED = rf"(?:{_NOT}(?: (?:thi|duoc|the))? (?:do|dau|qua)|(?:truot|rot)(?: mat)?)"
_FINISHED = rf"\b(?:het|xong|qua)(?: chuong trinh)? {_UPPER}[^.?!]{{0,24}}?"
_NO_DIPLOMA = (
    re.compile(rf"\b{_MISSED}(?: (?:ky|ki|thi|bang))* tot nghiep{_OTHER_PAPER}"),
    re.compile(rf"\bthi tot nghiep(?: {_UPPER})?(?: (?:ma|nhung|bi|thi|lai|no|em|con|chau))* {_MISSED}\b"),
    re.compile(rf"{_FINISHED} {_MISSED}\b(?! (?:\w+ )?(?:dai hoc|cao dang|truong|vao)\b)"),
    re.compile(rf"{_FINISHED} {_NOT} (?:co|lay|nhan)(?: duoc)? bang(?: tot nghiep)?\b{_OTHER_PAPER}(?! lai\b)"),
    re.compile(rf"{_FINISHED} (?:khong|ko|k|bo)(?: (?:di|du))? thi tot nghiep\b"),
    re.compile(r"\b(?:chung nhan|giay) hoan thanh chuong trinh\b(?! (?:thcs|lop 9|cap 2))"),
)
"""Said of grade 12 finished without its diploma; of grade 9 there is no examination to fail."""
_HAS_DIPLOMA = (
    rf"\b(?:(?P<before>{_NOT}|neu|can|phai|muon|se|de|duoc|co|ra|xong|nghiep) )?"
    r"(?:(?:la|da|thi|chi|cung|moi|con|van) )*"
    r"co (?:mot |tam |cai )?bang (?:tot nghiep )?"
)
_ASKED = r"\b(?! (?:khong|ko|k|chua|hong|hok|luon|cung luc|song song|thi|moi|ha|phai khong|dung khong)\b)"
_LOWER_DIPLOMA = re.compile(_HAS_DIPLOMA + _LOWER + _ASKED)
_UPPER_DIPLOMA = re.compile(_HAS_DIPLOMA + _UPPER + _ASKED)
_OF_GRADE_NINE, _OF_GRADE_TWELVE = re.compile(rf"\b{_LOWER}\b"), re.compile(rf"\b{_UPPER}\b")
_OF_SOMEBODY_ELSE = re.compile(
    r"\b(?:ban|anh|chi|bo|me)(?: trai| gai)?(?: cua)? (?:em|chau|con|toi|minh|no)\b[^,.;?!]*$"
)
_FEARED = re.compile(r"\b(?:so|lo|neu|nho)\b[^,.;?!]*$")


def schooling_by_paper(plain: str) -> str | None:
    """The fact `schooling` of a folded message, where a paper or its lack tells it; None where none does.

    Told of somebody else, feared or only supposed it says nothing of the learner.
    """
    speaks_of_upper = _OF_GRADE_TWELVE.search(plain) is not None
    if speaks_of_upper or not _OF_GRADE_NINE.search(plain):
        for form in _NO_DIPLOMA:
            if any(_is_told(plain[: found.start()]) for found in form.finditer(plain)):
                return "thpt_programme"
    if _is_held(_UPPER_DIPLOMA, plain) and not _OF_GRADE_NINE.search(plain):
        return "thpt"
    return "thcs" if _is_held(_LOWER_DIPLOMA, plain) and not speaks_of_upper else None


def _is_held(diploma: re.Pattern[str], plain: str) -> bool:
    held = diploma.search(plain)
    return held is not None and held["before"] is None and _is_told(plain[: held.start()])


def read_papers(
    plain: str, found: dict[str, dict[str, None]], denied: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Puts what a paper tells in the place of every other `schooling` found; the denials that are left."""
    told = schooling_by_paper(plain)
    if told is None:
        return list(denied)
    found["schooling"] = {told: None}
    return [pair for pair in denied if pair[0] != "schooling"]


def _is_told(before: str) -> bool:
    return not (_OF_SOMEBODY_ELSE.search(before) or _FEARED.search(before))
