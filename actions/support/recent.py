"""What the last reply led with, and a message that names no kind of its own: it asks that of these records.

"Vì sao", "hỏi ở đâu", "thay từ ngày nào", "còn bây giờ", "khám sức khoẻ được bao nhiêu" after what was just told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from actions.reply import Reply
from actions.slots import Slots, asking
from actions.support.earlier import asks_of_before, earlier
from actions.support.entitlements import Entitlements
from actions.support.pieces import PART, Record, led, piece, things
from actions.support.span import Span
from actions.support.texts import text, told_version
from actions.support.topics import topics_of
from actions.support.whether import asks_why_not, rate_named
from actions.turn import Turn
from knowledge.citations import cite_version
from knowledge.library import Library
from knowledge.policies.decision import Status
from knowledge.policies.schema import Information, Policy, TextVersion
from knowledge.text import fold, nfc

_TOPIC = "ask_policy"
_OF_A_RECORD = frozenset(
    {
        *("papers", "where", "deadline", "paid_when", "decided_by", "paid_for", "why", "basis", "since", "until"),
        *("grades", "lodging", "times", "combined", "loan_rate", "loan_term", "loan_borrower", "collateral", PART),
    }
)
"""What is asked of a record that was told."""
_OF_FILING = frozenset({"papers", "where", "deadline", "decided_by", "paid_when"})
_OF_A_TEXT = ("where", "papers", "deadline", "since", "until", "basis", "why")
"""The same of a text, in the order in which it is told."""
_ALONE = ("trade", "institution", "indicator", "other_trades", "other_schools", "interests", "policy", "outside")
_POINTS = re.compile(
    r"\b(?:khoan|goi|muc|dien|suat|hoc bong|che do|chuong trinh|so tien|tien|von) (?:tien )?(?:do|ay|nay|kia)\b"
)
""" "Gói đó", "khoản ấy"."""
_HOW_MUCH = re.compile(r"\b(?:bao nhieu|bao nhiu|bnhieu|bn|may (?:tien|dong|trieu|tram|phan))\b")
_OF_THE_TEXT = frozenset({"since", "until", "basis", "why"})
"""What is asked of the text itself, where policies were told beside it."""
_ASKED_AT = frozenset({"hoi", "so", "phong"})
_FEE = re.compile(r"\b(?:hoc phi|tien hoc|mien)\b")
_REASON = re.compile(r"\b(?:sao|ly do|vi gi|do dau)\b")
_FEW = 2


def recent(turn: Turn, library: Library) -> tuple[Record, ...]:
    """The records that the last reply led with, where the message asks something of them; empty where it does not.

    A kind of support that it names has the word, unless it points back: "vay gói đó được không".
    """
    before, named = turn.before, turn.named
    points = _POINTS.search(fold(nfc(turn.text))) is not None
    if before is None or not before.led or before.topic != _TOPIC:
        return ()
    if not (turn.follow_up or points or asks_of_before(turn)):
        return ()
    records = led(before, library)
    if points and records:
        return _pointed_at(turn, records)
    if not records or any(getattr(named, one) for one in _ALONE):
        return ()
    if PART in named.field or asks_of_before(turn):
        return records
    if rate_named(turn.text) is not None:
        # An interest that is named may be that of any loan.
        return ()
    if "where" in named.field and _is_shared_out(turn, records[0]):
        return records
    if (named.policy_topic and not _only_less(turn, records)) or _told(named):
        return ()
    if set(named.field) & _OF_A_RECORD:
        return () if _holds_none(records[0], named.field) else records
    carried = (named.time or named.period or named.province) and "same" in named.back and not asking(named)
    if carried and (set(turn.slots.about) & _OF_A_RECORD or _elsewhere(turn, records, library)):
        return records
    knows = before.learner.keys() - {"level", "training_form"}
    if _HOW_MUCH.search(fold(nfc(turn.text))) and not asking(named) and not named.period:
        return records if _gives_no_sum(records[0]) or not (knows or isinstance(records[0], Policy)) else ()
    return ()


def pointed_back(turn: Turn, records: Sequence[Record]) -> Policy | None:
    """The policy that "gói đó" points at."""
    first = records[0] if len(records) == 1 and _POINTS.search(fold(nfc(turn.text))) else None
    return first if isinstance(first, Policy) else None


def documents_led(turn: Turn) -> tuple[str, ...]:
    """Numbers of the documents that the last reply was about, where nothing else is named now."""
    before, named = turn.before, turn.named
    asks = {"since", "until", "basis"} & set(named.field)
    if before is None or not asks or not turn.follow_up or named.policy_topic or _told(named):
        return ()
    return tuple(one for one in before.led if "/" in one)


def of_recent(turn: Turn, library: Library, records: Sequence[Record], everything: Entitlements) -> Reply | None:
    """The answer from what was told last, where that is a text, a document, or one thing among what a record tells.

    None where the decisions of these policies answer.
    """
    span = everything.span
    if PART in turn.named.field:
        return piece(turn, records, everything, span.on)
    if before := earlier(turn, records):
        return before
    if other := _elsewhere(turn, records, library):
        return text(turn, library, other, span)
    first = records[0] if records else None
    if not _OF_THE_TEXT.issuperset(turn.named.field) and _first_policy(records):
        # "Không: không còn cấp huyện" stood before where one files now.
        return None
    return _of_a_text(turn, library, first, span) if isinstance(first, Information) else None


def narrowed(
    turn: Turn, everything: Entitlements, records: Sequence[Record], *, otherwise: Entitlements
) -> Entitlements:
    """The decisions on what was told last; of a "no" that stood first only those, where the reason is asked for.

    `otherwise`: where the reason of a "no" is asked for and none was told.
    """
    some = everything.only({one.id for one in records})
    if "why" not in turn.slots.field:
        return some
    first = next((one for one in some.decisions if one.policy.id == _first_policy(records)), None)
    if first is not None and first.status is Status.NOT_DUE:
        return some.only({one.policy.id for one in some.refused})
    of_a_no = asks_why_not(turn.text) and _REASON.search(fold(nfc(turn.text)))
    return otherwise if of_a_no and not some.refused else some


def _first_policy(records: Sequence[Record]) -> str | None:
    return next((one.id for one in records if isinstance(one, Policy)), None)


def _told(named: Slots) -> bool:
    """Whether a message tells of the learner, or takes something back."""
    return bool(set(named.learner) or named.cleared or named.another)


def _pointed_at(turn: Turn, records: Sequence[Record]) -> tuple[Record, ...]:
    """ "Gói đó": of what was told last the one that is of the kind named, else the first."""
    kinds = topics_of(turn.named.policy_topic, None)
    of_kind = [one for one in records if not kinds or one.topic in kinds]
    # "Mức đó tính từ lúc nào" is asked of all that was told.
    return tuple(of_kind if _OF_A_RECORD.intersection(turn.named.field) else of_kind[:1])


def _gives_no_sum(record: Record) -> bool:
    """Whether a policy sets no sum of its own: a discount that others decide on."""
    return isinstance(record, Policy) and all(item.kind == "right" for one in record.versions for item in one.benefit)


def _holds_none(record: Record, fields: Sequence[str]) -> bool:
    """Whether papers, or where and by when they are filed, are asked of a text that tells nothing of these."""
    asked = [one for one in fields if one in _OF_A_RECORD]
    if not isinstance(record, Information) or not set(asked) <= _OF_FILING:
        return False
    return not any(one.file_at or one.papers or one.deadline or one.details for one in record.versions)


def _only_less(turn: Turn, records: Sequence[Record]) -> bool:
    """ "Được giảm mấy phần trăm" names no fee where what was told takes something off another price."""
    fee = turn.named.policy_topic == ("tuition",)
    return fee and not _FEE.search(fold(nfc(turn.text))) and _gives_no_sum(records[0])


def _is_shared_out(turn: Turn, record: Record) -> bool:
    """Whether a text tells who does now what a message asks about: "giấy hộ nghèo hỏi sở nào"."""
    return isinstance(record, Information) and any(_who_does(turn.text, one.details) for one in record.versions)


def _elsewhere(turn: Turn, records: Sequence[Record], library: Library) -> Information | None:
    """The text of another province that is named, after that of one: "thế Bến Tre cũ"."""
    province, first = turn.named.province, records[0] if records else None
    if not province or not isinstance(first, Information) or not first.provinces or province in first.provinces:
        return None
    others = (one for one in library.policies.information if one.topic == first.topic)
    return next((one for one in others if province in one.provinces), None)


def _of_a_text(turn: Turn, library: Library, record: Information, span: Span) -> Reply | None:
    """What is asked of a text that was told; all of it where it does not hold that."""
    version = told_version(record, span.on)
    asked = [one for one in _OF_A_TEXT if one in turn.slots.field]
    if version is None:
        return None
    told = {name: words for name in asked if (words := _facet(turn, version, name))}
    if not told:
        return text(turn, library, record, span)
    return turn.answered(
        "policy_text_asked",
        cites=[cite_version(record, version)],
        told=told,
        version=version,
        record=record,
        meta={"settled": True},
    )


def _facet(turn: Turn, version: TextVersion, name: str) -> str:
    match name:
        case "where":
            return _who_does(turn.text, version.details) or version.file_at or ""
        case "papers":
            return "; ".join(version.papers)
        case "deadline":
            return version.deadline or ""
        case "why":
            return version.summary
        case "since" if version.valid.start:
            return turn.responses.text("policy_since", {"valid": version.valid}).strip()
        case "until" if version.valid.end:
            return turn.responses.text("policy_since", {"valid": version.valid}).strip()
        case "basis":
            return turn.responses.text("policy_places", {"version": version}).strip()
        case _:
            return ""


def _who_does(asked: str, details: Mapping[str, str]) -> str:
    """Who sees to what a message asks about: "thế học nghề hỏi sở nào"."""
    words = set(things(asked)) - _ASKED_AT
    fits = {work: len(words & set(fold(nfc(work)).replace(",", " ").split())) for work in details}
    most = max(fits.values(), default=0)
    best = [work for work in details if fits[work] == most > 0]
    return "; ".join(f"{work}: {details[work]}" for work in best[:_FEW])
