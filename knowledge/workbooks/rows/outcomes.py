"""Rows of `graduate_outcomes_by_period`: what became of those who finished, by survey."""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.errors import Severity
from knowledge.text import fold
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.enrolment import too_large
from knowledge.workbooks.rows.known import Known
from knowledge.workbooks.rows.offers import read_offer

COUNTS = (
    "cohort_enrolled",
    "graduates",
    "graduates_on_time",
    "surveyed",
    "responded",
    "employed",
    "employed_matched",
    "self_employed",
    "further_study",
    "unemployed",
)
LEAST_RESPONSES = 10
"""Below this a rate is not told: it would speak of single persons."""
LEAST_RESPONSE_PERCENT = 70
"""Share of graduates that should answer (Circular 38/2026/TT-BGDĐT, appendix II)."""
_TOLERANCE = Decimal("0.5")
_MONTHS_AFTER = re.compile(r"\b(\d{1,2}) thang (?:ke tu khi|sau|ke tu)")
_YEAR = re.compile(r"\b(20[0-4]\d)\b")


def read_outcome(reader: Reader, known: Known) -> None:
    """Fill the draft; a row whose parts exceed their whole is set aside."""
    draft, values = reader.draft, reader.draft.values
    read_offer(reader, known)
    values["graduation_year"] = _year(reader, known)
    values |= {name: reader.people(name) for name in COUNTS}
    pairs = [("graduates", "cohort_enrolled"), ("graduates_on_time", "graduates"), ("surveyed", "graduates")]
    pairs += [("responded", "surveyed"), ("employed", "responded"), ("employed", "graduates")]
    pairs += [("employed_matched", "employed"), ("self_employed", "employed"), ("further_study", "responded")]
    too_large(reader, [*pairs, ("unemployed", "responded")])
    _parts(reader)
    values["months_after"] = reader.people("months_after") or _months_after(draft.region.title)
    _income(reader)
    _rates(reader)


def _year(reader: Reader, known: Known) -> int | None:
    if written := reader.text("graduation_year"):
        if found := _YEAR.search(written):
            return int(found[1])
        reader.draft.reject("year_unreadable", "graduation_year", value=written)
        return None
    title = fold(reader.draft.region.title)
    for pattern in (r"tot nghiep (?:trong )?(?:nam )?(20\d\d)", r"(?:khoa|nam) (20\d\d)"):
        if found := re.search(pattern, title):
            return int(found[1])
    if known.period and re.fullmatch(r"\d{4}", known.period):
        return int(known.period)
    reader.draft.reject("graduation_year_missing", "graduation_year")
    return None


def _months_after(title: str) -> int | None:
    found = _MONTHS_AFTER.search(fold(title))
    return int(found[1]) if found else None


def _parts(reader: Reader) -> None:
    """Those in work, those who study on and those without work may not be more than those who answered."""
    values = reader.draft.values
    counts = [values[name] for name in ("employed", "unemployed")]
    if values["responded"] is not None and None not in counts and sum(counts) > values["responded"] + 2:
        reader.draft.reject(
            "parts_exceed_whole", "unemployed", value=" + ".join(map(str, counts)), expected=str(values["responded"])
        )


def _income(reader: Reader) -> None:
    values = reader.draft.values
    values["avg_income_min"] = values["avg_income_max"] = None
    found = reader.money("avg_income")
    if found is None:
        return
    if not 1_000_000 <= found.low <= found.high <= 100_000_000:
        reader.draft.flag("income_out_of_range")
        reader.draft.report("income_out_of_range", "avg_income")
        return
    values["avg_income_min"], values["avg_income_max"] = found.low, found.high


def _rates(reader: Reader) -> None:
    """The written rate and what it is a rate of, told by which count gives it; the rate over those who answered."""
    draft, values = reader.draft, reader.draft.values
    written = reader.percent("rate_reported")
    employed, responded = values["employed"], values["responded"]
    values["rate_over_responded_recomputed"] = None
    if employed is not None and responded:
        values["rate_over_responded_recomputed"] = round(Decimal(employed) * 100 / responded, 2)
    stated = reader.code("rate_denominator", "rate_denominator")
    values["rate_denominator"] = stated or "unknown"
    if written is not None and employed is not None:
        rates = {
            name: round(Decimal(employed) * 100 / values[name], 2)
            for name in ("responded", "graduates", "surveyed")
            if values[name]
        }
        for scale, flag in ((1, None), (100, "rate_as_fraction")):
            fits = [name for name, rate in rates.items() if abs(written * scale - rate) <= _TOLERANCE]
            if fits:
                values["rate_denominator"] = stated if stated in fits else fits[0]
                written *= scale
                if flag:
                    draft.flag(flag)
                    draft.report(flag, "rate_reported", expected=str(written), severity=Severity.INFO)
                break
        else:
            if rates:
                draft.flag("rate_differs")
                draft.report("rate_fits_nothing", "rate_reported", expected=_shown(rates))
                values["rate_denominator"] = "unknown"
    if written is not None and written > 100:
        draft.flag("rate_over_100")
        draft.report("rate_over_100", "rate_reported")
        written = None
    values["rate_reported"] = written
    _usable(reader)


def _shown(rates: dict[str, Decimal]) -> str:
    return ", ".join(f"{rate} ({name})" for name, rate in rates.items())


def _usable(reader: Reader) -> None:
    draft, values = reader.draft, reader.draft.values
    responded, graduates = values["responded"], values["graduates"]
    if responded is None:
        draft.flag("no_survey_base")
    elif responded < LEAST_RESPONSES:
        draft.flag("responded_lt_10")
        draft.report("responded_few", "responded", expected=str(LEAST_RESPONSES), severity=Severity.INFO)
    if responded is not None and graduates and responded * 100 < LEAST_RESPONSE_PERCENT * graduates:
        draft.flag(f"response_rate_{round(responded * 100 / graduates)}pct_below_{LEAST_RESPONSE_PERCENT}")
    if values["rate_denominator"] == "graduates":
        draft.flag("denominator_graduates")
    enough = responded is not None and responded >= LEAST_RESPONSES and values["employed"] is not None
    values["usable_in_answer"] = enough
