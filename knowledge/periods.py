"""Periods named in a message or a title: "quý 4 năm 2025", "tháng 9/2026", "năm ngoái", "2030"."""

from __future__ import annotations

import re
from datetime import date

from knowledge.grades import without_births
from knowledge.life_events import without_events
from knowledge.period import Period
from knowledge.text import fold, nfc

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:nam|/|-|)\s*(?P<year>20\d{2}|(?<=/)\d{2}(?!\d))"
_QUARTER = re.compile(rf"\b(?:quy|qui|q)\s*(?P<quarter>iv|iii|ii|i|[1-4])\s*{_YEAR}\b")
_MONTH = re.compile(rf"\b(?:thang|thg|t)\s*(?P<month>1[0-2]|0?[1-9])\s*{_YEAR}\b")
_MONTHS = re.compile(
    rf"\bthang\s*(?P<first>1[0-2]|0?[1-9])(?:\s*(?:nam|/|-)\s*20\d{{2}})?\s*(?:-|–|den|toi|va)\s*(?:het\s*)?(?:thang\s*)?"
    rf"(?P<last>1[0-2]|0?[1-9])\s*{_YEAR}\b"
)
_NUMBERED_MONTHS = re.compile(
    r"(?<![\d/])(?P<first>1[0-2]|0?[1-9])/(?P<year>20\d{2})\s*(?:-|–|den|toi)\s*(?P<last>1[0-2]|0?[1-9])/(?P=year)\b"
)
_OVER_YEARS = re.compile(
    r"\b(?:thang\s*)?(?P<first>1[0-2]|0?[1-9])\s*(?:nam|/|-)\s*(?P<from>20\d{2})\s*(?:-|–|den|toi)\s*(?:het\s*)?(?:thang\s*)?"
    r"(?P<last>1[0-2]|0?[1-9])\s*(?:nam|/|-)\s*(?P<until>20\d{2})\b"
)
_DAY = re.compile(
    r"(?<![\d/])(?P<day>0?[1-9]|[12]\d|3[01])\s*/\s*(?P<month>1[0-2]|0?[1-9])\s*/\s*(?P<year>20\d{2})(?![\d/])"
)
# The day of a document is not the time asked about.
_OF_DOCUMENT = re.compile(
    r"\b(?:nghi dinh|quyet dinh|thong tu|nghi quyet|chi thi|cong van|luat|nd|qd|tt|nq)\b[^,;?]{0,40}?\bngay\s*[\d/.-]+"
)
_DAYS = re.compile(
    r"(?<![\d/])\d{1,2}\s*/\s*(?P<first>1[0-2]|0?[1-9])\s*/\s*(?P<from>20\d{2})\s*(?:-|–|den|toi)\s*(?:het\s*)?(?:ngay\s*)?"
    r"\d{1,2}\s*/\s*(?P<last>1[0-2]|0?[1-9])\s*/\s*(?P<until>20\d{2})(?![\d/])"
)
_HALF = re.compile(rf"\b(?:(?:6|sau) thang (?P<which>dau|cuoi)(?: nam)?)\s*{_YEAR}\b")
_NINE = re.compile(rf"\b(?:9|chin) thang(?: dau)?(?: nam)?\s*{_YEAR}\b")
_SCHOOL_YEAR = re.compile(
    r"\b(?:nam hoc|nh|nien khoa|(?:hoc ky|hoc ki|hk)\s*(?:iii|ii|i|[1-3])\s*(?:cua\s*)?(?:nam)?)"
    r"\s*((?:20)?\d{2})\s*(?:-|–|den|/)\s*((?:20)?\d{2})(?!\d)"
)
_MONTH_OF_YEAR = re.compile(r"(?<![\w/.-])(?P<year>20\d{2})-(?P<month>0[1-9]|1[0-2])(?![\w/-])")
_SLASHED = re.compile(
    r"\b(?:tu|den|toi|vao|hoi|luc|khoang|dip|ky|khoa)\s*(?P<month>1[0-2]|0?[1-9])\s*/\s*(?P<year>20\d{2})(?![\d/])"
)
# "Từ 9/2025"; a bare "12/2016" is the number of a document.
_RANGE = re.compile(r"(?<![\d/])(20[1-5]\d)\s*(?:den|toi|-|–)\s*(20[1-5]\d)(?![\d/])")
_BARE_YEAR = re.compile(r"(?<![\d/.])(20[1-5]\d)(?![\d/.])")

# A part of a year told by its distance from today: "quý 4 năm ngoái", "6 tháng đầu năm", "quý trước".
_AGO = {"ngoai": 1, "truoc": 1, "nay": 0, "kia": 2, "": 0}
_THAT_YEAR = r"(?:(?:\s*cua)?\s*nam\s*(?P<ago>ngoai|truoc|nay|kia)|)\b"
_QUARTER_AGO = re.compile(rf"\b(?:quy|qui|q)\s*(?P<quarter>iv|iii|ii|i|[1-4]){_THAT_YEAR}")
_HALF_AGO = re.compile(r"\b(?:6|sau) thang (?P<which>dau|cuoi)(?: nam)?(?:\s*(?P<ago>ngoai|truoc|nay|kia))?\b")
_NINE_AGO = re.compile(r"\b(?:9|chin) thang(?: dau)(?: nam)?(?:\s*(?P<ago>ngoai|truoc|nay|kia))?\b")
_NEXT_TO_NOW = re.compile(r"\b(?P<part>quy|thang) (?P<which>truoc|vua roi|nay)\b")
_SHORT_YEAR = re.compile(r"\bnam (2[0-9])(?!\d|\s*tuoi|[./]\d)\b")

# "Luật Giáo dục nghề nghiệp 2014": the year is part of the name.
_LAW_OF_YEAR = re.compile(r"\b(?:luat|bo luat)(?: [a-z]+){0,6}?(?: nam)? (?:19|20)\d{2}\b")

_CODE = re.compile(
    r"(?<![\w/-])(20\d{2}-(?:q[1-4]|h[12]|m(?:0[1-9]|1[0-2])|(?:1[0-2]|[1-9])m)|nh20\d{2}-20\d{2})(?![\w/-])"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>20\d{2})[\s_.-]*(?:quy|qui|q)[\s_.]*0?(?P<quarter>iv|iii|ii|i|[1-4])(?![a-z0-9])"
)
# What holds a year in a title and is no period: days, months figures were taken up to, numbers of documents, cohorts.
_NO_PERIOD = re.compile(
    r"\btinh den\s*(?:het\s*)?(?:cuoi\s*)?thang\s*\d{1,2}\s*(?:nam|/|-|)\s*(?:20\d{2})?|"
    r"\bngay\s*\d{0,2}[\s.…]*thang\s*\d{0,2}[\s.…]*(?:nam\s*)?[/-]?\s*(?:20\d{2})?"
    r"|(?<!\d)\d{1,2}\s*([/.-])\s*\d{1,2}\s*\1\s*(?:20)?\d{2}(?!\d)"
    r"|(?<![\w])\d{1,4}/20\d{2}/[a-z][\w-]*"
    r"|\b(?:nien khoa|khoa)\s*(?:hoc\s*)?20\d{2}\s*(?:-|–|den)\s*20\d{2}"
)
_TITLE_YEAR = r"[\s,]*(?:nam|/|-|–|cua nam|trong nam)?\s*(?P<year>20\d{2}|(?<=[/-])\d{2})(?![\d/])"
_TITLE_QUARTER = re.compile(
    rf"\b(?:quy|qui|q)\s*\.?\s*0?(?P<quarter>iv|iii|ii|i|[1-4])\b(?:[\s,]*(?:va|,)\s*(?:luy ke\s*)?(?:0?6|9|12)\s*thang"
    rf"(?:\s*dau)?(?:\s*cuoi)?(?:\s*nam)?)?{_TITLE_YEAR}"
)
_COUNT = r"(?<![\d/\w])0?(?P<count>1[0-2]|[1-9]|ba|sau|chin)\s*(?:thang|t)\b"
_COUNTED = re.compile(rf"{_COUNT}(?:\s*(?P<which>dau|cuoi))?(?:\s*nam)?{_TITLE_YEAR}")
# The year stands elsewhere in the title: "BÁO CÁO QUÝ III … NĂM 2026".
_QUARTER_ALONE = re.compile(r"\b(?:quy|qui|q)\s*\.?\s*0?(?P<quarter>iv|iii|ii|i|[1-4])(?![\w])")
_COUNT_ALONE = re.compile(rf"{_COUNT}\s*(?P<which>dau|cuoi)\s*nam")
_MONTH_ALONE = re.compile(r"(?<!\d )\bthang\s*(?:1[0-2]|0?[1-9])(?!\d)")
_SPAN_OF_YEARS = re.compile(r"\b(?:giai doan|tu nam|thoi ky|cac nam)\b")
_TITLE_MONTHS = re.compile(
    r"\bt(?:hang|h)?\.?\s*(?P<first>1[0-2]|0?[1-9])\s*(?:[/-]\s*20\d{2}\s*)?(?:-|–|den|toi)\s*(?:het\s*)?(?:t(?:hang|h)?\.?\s*)?"
    rf"(?P<last>1[0-2]|0?[1-9]){_TITLE_YEAR}"
)
_TITLE_MONTH = re.compile(rf"\bt(?:hang|h)?\.?\s*(?P<month>1[0-2]|0?[1-9]){_TITLE_YEAR}")
_ALONE_MONTH = re.compile(r"(?:ky(?: bao cao)?\s*:?\s*)?(?P<month>1[0-2]|0?[1-9])\s*[/.-]\s*(?P<year>20\d{2})")
_TITLE_SCHOOL_YEAR = re.compile(r"\b(?:nam hoc|nh)\s*:?\s*(20\d{2})\s*(?:-|–|den|/)\s*(20\d{2}|\d{2})(?!\d)")
_TERM = re.compile(r"\b(?:hoc ky|hoc ki|hk)\s*(?:iii|ii|i|[1-3])\b")
_WHOLE = {3: "Q1", 6: "H1", 12: None}
_SPELLED = {"ba": 3, "sau": 6, "chin": 9}


def find_period(text: str, today: date) -> str | None:
    """Code of the first period named in a folded text, finest first; None when no period is named.

    "nam ngoai" and "nam truoc" are the year before `today`, "quy truoc" the quarter before, "nam sau" and "nam toi" the
    year after. "nam nay" names no period: it asks for the present. Months from … to … are a quarter, a half or the
    first months of a year, else named one by one ("2026-M02-M07"). A term ("hoc ky 2 nam hoc 2025-2026") is told by its
    school year. Months over years are "2025-M09-2026-M06"; a day stands for its month. A year of birth, the day of a
    document and the time of an event in somebody's life ("xuat ngu thang 3/2026") are no periods.
    """
    text = without_other_times(text)
    century = today.year // 100 * 100
    if match := _SCHOOL_YEAR.search(text):
        first, last = _year(match[1], century), _year(match[2], century)
        return f"NH{first}-{last}" if last == first + 1 else None
    if match := _QUARTER.search(text):
        return _quarter(match, century)
    if match := _HALF.search(text):
        return f"{_year(match['year'], century)}-H{1 if match['which'] == 'dau' else 2}"
    if match := _NINE.search(text):
        return f"{_year(match['year'], century)}-9M"
    if (match := _DAYS.search(text) or _OVER_YEARS.search(text)) and match["from"] <= match["until"]:
        first, last = int(match["first"]), int(match["last"])
        if match["from"] < match["until"]:
            return f"{match['from']}-M{first:02d}-{match['until']}-M{last:02d}"
        if first <= last:
            return _of_months(int(match["from"]), first, last) or f"{match['from']}-M{first:02d}-M{last:02d}"
    if match := _MONTHS.search(text) or _NUMBERED_MONTHS.search(text):
        year, first, last = _year(match["year"], century), int(match["first"]), int(match["last"])
        return _of_months(year, first, last) or (f"{year}-M{first:02d}-M{last:02d}" if first < last else None)
    if match := _MONTH.search(text) or _DAY.search(text) or _MONTH_OF_YEAR.search(text) or _SLASHED.search(text):
        return f"{_year(match['year'], century)}-M{int(match['month']):02d}"
    if (match := _RANGE.search(text)) and match[1] < match[2]:
        return f"{match[1]}-{match[2]}"
    if match := _BARE_YEAR.search(text):
        return match[1]
    return _from_today(text, today)


def months_named(text: str) -> list[str]:
    """Codes of the months that a folded text names with their year, a day as its month: ["2026-M03", "2026-M10"]."""
    forms = (_MONTH, _DAY, _MONTH_OF_YEAR, _SLASHED)
    found = sorted((match for form in forms for match in form.finditer(text)), key=lambda match: match.start())
    return [f"{_year(match['year'], 2000)}-M{int(match['month']):02d}" for match in found]


def days_named(text: str) -> list[date]:
    """The days that a folded text names in full: "2/9/2025"; what is no day of the calendar is left out."""
    found: list[date] = []
    for match in _DAY.finditer(text):
        try:
            found.append(date(int(match["year"]), int(match["month"]), int(match["day"])))
        except ValueError:
            continue
    return found


def without_other_times(text: str) -> str:
    """A folded text without the times that are not asked about: births, events in a life, days of documents."""
    return without_events(_OF_DOCUMENT.sub(" ; ", _LAW_OF_YEAR.sub(" ; ", without_births(text))))


def _from_today(text: str, today: date) -> str | None:
    """A period told by its distance from today. A quarter without a year is the latest one that has begun."""
    if match := _HALF_AGO.search(text):
        return f"{today.year - _AGO[match['ago'] or '']}-H{1 if match['which'] == 'dau' else 2}"
    if match := _NINE_AGO.search(text):
        return f"{today.year - _AGO[match['ago'] or '']}-9M"
    if match := _QUARTER_AGO.search(text):
        quarter = _ROMAN.get(match["quarter"]) or int(match["quarter"])
        begun = match["ago"] is not None or quarter <= (today.month + 2) // 3
        return f"{today.year - _AGO[match['ago'] or ''] - (not begun)}-Q{quarter}"
    if match := _NEXT_TO_NOW.search(text):
        here = (
            f"{today.year}-Q{(today.month + 2) // 3}" if match["part"] == "quy" else f"{today.year}-M{today.month:02d}"
        )
        return here if match["which"] == "nay" and match["part"] == "quy" else _before_now(here, match)
    if re.search(r"\bnam (ngoai|truoc)\b", text):
        return str(today.year - 1)
    if re.search(r"\bnam kia\b", text):
        return str(today.year - 2)
    if re.search(r"\bnam (sau|toi)\b", text):
        return str(today.year + 1)
    if match := _SHORT_YEAR.search(text):
        return str(_year(match[1], today.year // 100 * 100))
    return None


def _before_now(here: str, match: re.Match[str]) -> str | None:
    """The quarter or month before the present one; "tháng này" asks for the present and names no period."""
    return None if match["which"] == "nay" else previous_period(here)


def period_of(text: str, today: date) -> str | None:
    """Code of the period that a title, a sheet's name or a cell names; None when it names none or one without a code.

    Any spelling of the text. A code passes through ("2026-Q3"). The quarter wins in "Quý III và 9 tháng năm 2026".
    First months of a year have one code each: 3 are Q1, 6 are H1, 12 are the year, others `2026-11M`. Years of two
    digits ("Q3/26") are in the century of `today`. Days and numbers of documents name no period.

    None for a term ("học kỳ 2 năm học 2025-2026": its school year is a longer time), for "năm 2025-2026" (a school year
    or two years), for months that are no quarter or half, and for a month whose year stands apart.
    """
    folded = fold(nfc(text)).replace("–", "-").replace("—", "-")
    if match := _CODE.search(folded):
        return _parsed(match[1].upper())
    plain = _NO_PERIOD.sub(" ; ", folded)
    century = today.year // 100 * 100
    if match := _TITLE_SCHOOL_YEAR.search(plain):
        if _TERM.search(plain):
            return None
        first, last = int(match[1]), int(match[2])
        return _parsed(f"NH{first}-{last if last > 99 else first // 100 * 100 + last}")
    if match := _TITLE_QUARTER.search(plain) or _YEAR_FIRST.search(plain):
        return _parsed(_quarter(match, century))
    if match := _COUNTED.search(plain):
        return _counted(match, _year(match["year"], century))
    if match := _TITLE_MONTHS.search(plain):
        return _of_months(_year(match["year"], century), int(match["first"]), int(match["last"]))
    if match := _TITLE_MONTH.search(plain) or _ALONE_MONTH.fullmatch(plain.strip(" ().")):
        return _parsed(f"{_year(match['year'], century)}-M{int(match['month']):02d}")
    if (match := _RANGE.search(plain)) and (_SPAN_OF_YEARS.search(plain) or int(match[2]) > int(match[1]) + 1):
        return _parsed(f"{match[1]}-{match[2]}")
    return _parsed(plain.strip()) if match else _apart(plain)


def _apart(plain: str) -> str | None:
    """A period whose year stands apart from it, or a year alone; None when the title holds several years for one."""
    years = set(_BARE_YEAR.findall(plain))
    part = _QUARTER_ALONE.search(plain) or _COUNT_ALONE.search(plain)
    if part is None:
        found = _BARE_YEAR.search(plain)
        return found[1] if found and not _MONTH_ALONE.search(plain) else None
    if len(years) != 1:
        return None
    (year,) = years
    numeral = part.groupdict().get("quarter")
    return f"{year}-Q{_ROMAN.get(numeral) or int(numeral)}" if numeral else _counted(part, int(year))


def _counted(match: re.Match[str], year: int) -> str | None:
    """The first or the last months of a year."""
    count = _SPELLED.get(match["count"]) or int(match["count"])
    return _of_months(year, 13 - count, 12) if match["which"] == "cuoi" else _of_months(year, 1, count)


def previous_period(code: str) -> str:
    """The period of the same length before a code: 2026-Q1 → 2025-Q4, 2026-M01 → 2025-M12, 2021-2025 → 2016-2020.

    Figures since January (`2026-9M`) are compared with those of the year before (`2025-9M`). Raises ValueError when the
    code is not a period.
    """
    period = Period.parse(code)
    year = period.start.year
    if code.startswith("NH"):
        return f"NH{year - 1}-{year}"
    if match := re.fullmatch(r"\d{4}-(Q|H|M)(\d+)", code):
        last = {"Q": 4, "H": 2, "M": 12}[match[1]]
        number = int(match[2]) - 1
        year, number = (year, number) if number else (year - 1, last)
        return f"{year}-{match[1]}{number:02d}" if match[1] == "M" else f"{year}-{match[1]}{number}"
    if match := re.fullmatch(r"\d{4}-(\d+)M", code):
        return f"{year - 1}-{match[1]}M"
    length = period.end.year - year + 1
    return str(year - 1) if length == 1 else f"{year - length}-{year - 1}"


def _quarter(match: re.Match[str], century: int = 2000) -> str:
    written = match["quarter"]
    return f"{_year(match['year'], century)}-Q{_ROMAN.get(written) or int(written)}"


def _year(written: str, century: int) -> int:
    return int(written) + (century if len(written) == 2 else 0)


def _parsed(code: str) -> str | None:
    try:
        return Period.parse(code).code
    except ValueError:
        return None


def _of_months(year: int, first: int, last: int) -> str | None:
    """The code of whole months of a year; None when there is none (May to December)."""
    if first == last:
        return f"{year}-M{first:02d}"
    if first == 1:
        short = _WHOLE.get(last, f"{last}M")
        return f"{year}-{short}" if short else str(year)
    if (first - 1) % 3 == 0 and last == first + 2:
        return f"{year}-Q{last // 3}"
    return f"{year}-H2" if (first, last) == (7, 12) else None
