"""The key of a training row: which school, which trade, which level."""

from __future__ import annotations

import re

from knowledge.errors import Severity
from knowledge.workbooks.matching import CERTAIN, OTHER_PREFIX, WITHOUT_MARKS, Match
from knowledge.workbooks.reading import Reader
from knowledge.workbooks.rows.known import Known

_CODE = re.compile(r"[56]\d{6}")
_NUMBERING = re.compile(r"^\s*(?:[IVXLC]+|\d+|[^\W\d_])\s*[.)/-]\s*", re.IGNORECASE)
_LIST = re.compile(r"\s*[;\n]\s*")


def read_offer(reader: Reader, known: Known) -> None:
    """Fill institution, trade and level of the draft; set the row aside when nothing tells the school or the trade."""
    draft = reader.draft
    _institution(reader, known)
    names = _names(reader, known)
    codes = _codes(reader)
    if not names and not codes:
        draft.reject("trade_missing", "trade_name")
    if not names:
        names = [name for code in codes if (name := known.trades.name(code))]
        draft.flag("name_from_code")
    draft.values["trade_code"] = "; ".join(codes).replace("; ", ";") or None
    draft.values["trade_name"] = "; ".join(names) or None
    draft.values["level"] = _level(reader, known, codes)
    _check_codes(reader, known, codes, names)


def _institution(reader: Reader, known: Known) -> None:
    draft = reader.draft
    written = reader.text("institution_name")
    match = known.institutions.match(written) if written else None
    if written is None:
        for group in reversed(draft.row.groups):
            match = known.institutions.match(_NUMBERING.sub("", group))
            if match:
                draft.flag("institution_from_group")
                break
        else:
            draft.reject("institution_missing", "institution_name")
            draft.values["institution_name"] = draft.values["institution_id"] = draft.values["province"] = None
            return
    draft.values["province"] = known.province
    if match is None:
        draft.values["institution_name"] = known.lexicon.names.read(str(written)).written
        draft.values["institution_id"] = None
        draft.flag("institution_unknown")
        draft.report("institution_unknown", "institution_name", value=written)
        return
    draft.values["institution_name"] = match.name
    draft.values["institution_id"] = match.id
    if match.province and known.province and match.province != known.province:
        draft.flag("other_province")
        draft.report("institution_other_province", "institution_name", value=match.name)
    draft.values["province"] = match.province or known.province
    _certainty(reader, match, written or "")


def _certainty(reader: Reader, match: Match, written: str) -> None:
    draft = reader.draft
    if match.certainty == CERTAIN:
        return
    if match.certainty == WITHOUT_MARKS:
        draft.flag("accentless_name_matched")
        return
    code = "institution_other_kind" if match.certainty == OTHER_PREFIX else "institution_like"
    draft.flag(f"{code}:{match.certainty}")
    draft.report(code, "institution_name", value=written, expected=match.name)


def _names(reader: Reader, known: Known) -> list[str]:
    written = reader.text("trade_name")
    if written is None:
        return []
    expand = known.lexicon.abbreviations["trade"].expand
    return [_calm(expand(part)) for part in _LIST.split(written) if part.strip()]


def _calm(name: str) -> str:
    return name if not name.isupper() or len(name) < 4 else name.capitalize()


def _codes(reader: Reader) -> list[str]:
    written = reader.text("trade_code")
    if written is None:
        return []
    parts = [part.strip() for part in re.split(r"[;,\n]", written) if part.strip()]
    wrong = [part for part in parts if not _CODE.fullmatch(part)]
    if wrong:
        reader.draft.flag("invalid_code:" + ",".join(wrong))
        reader.draft.report("invalid_code", "trade_code", value=written)
        return []
    return parts


def _level(reader: Reader, known: Known, codes: list[str]) -> str | None:
    draft = reader.draft
    level = reader.code("level", "level")
    if level is not None or reader.raw("level"):
        return level
    vocabulary = known.lexicon.vocabularies["level"]
    for group in reversed(draft.row.groups):
        if found := vocabulary.code(_NUMBERING.sub("", group)):
            if known.institutions.match(_NUMBERING.sub("", group)):
                continue
            draft.flag("level_from_group")
            return found
    levels = {level for code in codes if (level := known.trades.level(code))}
    if len(levels) == 1:
        draft.flag("level_from_code")
        return levels.pop()
    draft.report("level_missing", "level")
    return None


def _check_codes(reader: Reader, known: Known, codes: list[str], names: list[str]) -> None:
    draft = reader.draft
    for name in names:
        if near := known.trades.like(name):
            draft.flag("trade_like")
            draft.report("trade_like", "trade_name", value=name, expected=near, severity=Severity.INFO)
    level = draft.values["level"]
    for code in codes:
        if level in ("trung_cap", "cao_dang") and known.trades.level(code) != level:
            draft.flag(f"level_code_mismatch:{code}")
            meant = known.trades.level(code)
            label = known.lexicon.vocabularies["level"].written(meant) if meant else None
            draft.report("level_code_mismatch", "trade_code", value=code, expected=label)
    if len(codes) != 1 or len(names) != 1:
        return
    (code,), (name,) = codes, names
    if known.trades.name(code) is None:
        draft.flag(f"unlisted_code:{code}")
        draft.report("unlisted_code", "trade_code", value=code, severity=Severity.INFO)
    elif not known.trades.same_name(code, name):
        meant = known.trades.code_of(name, code)
        draft.flag(f"code_name_mismatch:{code}" + (f"≠{meant}" if meant else ""))
        draft.report("code_name_mismatch", "trade_code", value=f"{code} – {name}", expected=known.trades.name(code))
