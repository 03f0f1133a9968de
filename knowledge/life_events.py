"""Times of events in somebody's life: "xuất ngũ tháng 9 năm ngoái", "em tốt nghiệp 2024", "làm đơn tháng trước".

Such a time belongs to the event; it is never the time that a question is about.
"""

from __future__ import annotations

import re
from datetime import date

_MONTH = r"(?:1[0-2]|0?[1-9])"
_TIME = (
    rf"(?:(?:ngay )?\d{{1,2}} ?/ ?(?P<m_day>{_MONTH}) ?/ ?(?P<y_day>20\d{{2}})"
    rf"|(?:ngay \d{{1,2}} )?"
    rf"(?:(?:(?:thang|t) ?)?(?P<m_year>{_MONTH}) ?(?:/|-|nam) ?|(?:thang|t) ?(?P<m_bare>{_MONTH}) )?"
    rf"(?:nam )?(?P<year>20\d{{2}})"
    rf"|(?:(?:thang|t) ?(?P<m_ago>{_MONTH}) )?nam (?P<ago>ngoai|truoc|kia|nay)"
    rf"|thang (?P<near>truoc|vua roi|nay)|thang ?(?P<m_only>{_MONTH}))(?![\d/])"
)
_ANY_TIME = re.sub(r"\(\?P<\w+>", "(?:", _TIME)
_LINK = r"(?: (?:duoc|roi|xong|ve|tu|hoi|vao|trong|luc|khi|ngay|dau|giua|cuoi))* "
_DISCHARGE = (
    r"(?:(?:xuat|giai) ngu|ra quan|phuc vien|(?:bo doi|nghia vu(?: quan su| cong an)?|linh|cong an)(?: \w+)? ve"
    r"|(?:xong|het|hoan thanh) nghia vu(?: quan su| cong an)?)"
)
_LEFT = (
    r"(?<!nhieu ho )(?<!so ho )(?<!ty le )(?<!ti le )"
    r"\b(?:thoat|het|ra khoi|khong con)(?: (?:dien|ho|danh sach|so))*(?: can)? ngheo"
)
_PERSON = r"(?:em|con|chau|toi|minh|be|no|ban|anh|chi|to|nha)"
_SCHOOL = (
    r"(?: (?:lop \d{1,2}|cap (?:2|3|hai|ba)|thcs|thpt|trung hoc(?: co so| pho thong)?|trung cap|cao dang|bo tuc|gdtx))?"
)
_FINISHED = rf"\b{_PERSON}(?: \w+){{0,2}} (?:tot nghiep{_SCHOOL}|ra truong|(?:mat|nghi|thoi) viec)"
_OTHERS = (
    r"nhap ngu|(?:hoc )?(?:xong|het) (?:lop (?:9|10|11|12)|cap (?:2|3|hai|ba)|thcs|thpt)|tot nghiep lop (?:9|10|11|12)"
    r"|the (?:dao tao |hoc )?nghe(?: \w+){0,4}? cap|(?:nghi|bo) hoc(?: giua chung)?|bi tai nan(?: \w+){0,2}?"
    r"|giay (?:chung nhan |xac nhan )?(?:(?:ho )?(?:can )?ngheo|khuyet tat)(?!(?: \w+){0,3} nam [a-z])(?: \w+){0,3}?"
    r"|(?:bo|me|ba|ma|cha|chong|vo)(?: \w+){0,2} (?:mat|qua doi)"
)
_SINCE = r"(?:mo coi(?: \w+){0,4}?|khuyet tat(?: \w+){0,2}?)(?= (?:tu|hoi|vao|luc) )"
"""Since when somebody is what they are; without the word for it a year is asked about: "mồ côi năm 2025 được gì"."""
_FILED = (
    r"(?:lam|nop|gui|viet|dua)(?: (?:cai|to|xong|duoc|roi|bo))* (?:don|ho so|giay(?: to)?|thu tuc)"
    r"(?: (?!duoc\b|dc\b|bao\b)\w+){0,3}?"
)
_GONE_BY = r"(?:thang (?:truoc|vua roi|roi)|tuan (?:truoc|roi)|nam (?:ngoai|truoc|kia))"
"""What one did with one's papers at a time told from today is over; of a month by its name one may ask."""
_UNUSED = r"(?:chua|khong|ko|quen)(?: (?:kip|dam|he|biet))? (?:dung|xai|su dung)\b"
_WHO = r"(?: (?:thi|vua|moi|da|duoc|bi|gia|dinh|trai|gai|tui|em|con|chau|toi|minh|nha|anh|chi))"
_SO_LONG = r"(?! (?:duoc |da |gan |hon )?\d+ (?:thang|nam))"
_EVENTS = tuple(
    re.compile(rf"(?:(?<=\W)|\b){pattern}")
    for pattern in (
        rf"(?:{_DISCHARGE}|{_LEFT}|{_FINISHED}|{_OTHERS}|{_SINCE}){_LINK}{_ANY_TIME}",
        rf"{_ANY_TIME}{_WHO}{{1,4}} (?:{_DISCHARGE}{_SO_LONG}|{_LEFT})\b",
        rf"{_ANY_TIME} {_LEFT}\b",
        rf"{_FILED}{_LINK}{_GONE_BY}\b",
        rf"{_GONE_BY}{_WHO}{{0,4}} (?:co )?(?:{_FILED}|{_UNUSED})",
        rf"{_UNUSED}(?: \w+){{0,3}}? {_GONE_BY}\b",
    )
)
_SERVED = (
    re.compile(rf"\b{_DISCHARGE}{_LINK}{_TIME}"),
    re.compile(rf"\b{_TIME}{_WHO}{{1,4}} {_DISCHARGE}{_SO_LONG}\b"),
)
_AGO = {"nay": 0, "ngoai": 1, "truoc": 1, "kia": 2}
_MONTHS = ("m_day", "m_year", "m_bare", "m_ago", "m_only")


def without_events(text: str) -> str:
    """A folded text without the times of events in somebody's life, the events with them."""
    for event in _EVENTS:
        text = event.sub(" ; ", text)
    return text


def months_since_service(text: str, today: date) -> tuple[int, int] | None:
    """The fewest and the most months since somebody's service ended, where a folded text tells when; else None.

    A time to come tells nothing. A month without its year is the last one of that name.
    """
    found = next(filter(None, (form.search(text) for form in _SERVED)), None)
    if found is None:
        return None
    if near := found["near"]:
        return (0, 0) if near == "nay" else (1, 1)
    month = next((int(found[name]) for name in _MONTHS if found[name]), None)
    if found["m_only"]:
        months = (today.month - int(found["m_only"])) % 12
        return months, months
    typed = found["y_day"] or found["year"]
    year = int(typed) if typed else today.year - _AGO[found["ago"]]
    months = 12 * (today.year - year) + today.month
    first, last = (months - month, months - month) if month else (months - 12, months - 1)
    return (max(first, 0), last) if last >= 0 else None
