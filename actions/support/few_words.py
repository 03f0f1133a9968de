"""What few words mean in the middle of a talk about support: "nộp đâu", "bao giờ có", "bỏ qua", "à nhầm 15 tháng"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from actions.phrases import Phrases
from actions.slots import CONTACT, Slots, asking
from actions.slots.households import APPLIED
from actions.support.earlier import speaks_of_before
from actions.support.kin import turned_to_kin
from actions.support.pieces import with_part
from actions.support.registered import documents_named
from actions.support.short_names import named_shortly
from actions.support.whether import asks_for_cash, asks_for_more, asks_if_less, asks_if_nothing_is_paid, asks_once_more
from knowledge.library import Library
from knowledge.text import fold, nfc

FACETS = ("papers", "where", "deadline", "paid_when", "decided_by", "paid_for")
"""What is asked of the support talked about, and told without the list of it."""
PLACE = "at_"
"""Begins the signs of a place that is named to file at."""
LOST_JOB = "parent_lost_job"
"""The sign that a parent is out of work."""
_TOPIC = "ask_policy"
UNKNOWN = ("spending", "losing", "payback", "repeats", "default", "insurance", "paper_from")
"""What is asked of support and what no record tells."""
OF_CONDITIONS = {
    "grades": frozenset({"study_result", "conduct", "upper_secondary_results", "hardship_good_study"}),
    "lodging": frozenset({"lodging"}),
    "times": frozenset({"received_before"}),
}
"""What is asked of the rules themselves: whether they have a condition of such facts."""
_OF_A_LOAN = frozenset({"rate", "term", "default"})
_WAITS, _PAYS_FOR = "waits", "pays_for"
_OF_LENDING = frozenset({"loan_rate", "loan_term", "loan_borrower", "collateral", "default"})
_LEARNT = ("why", "since", "until", "combined", "resume", "restart", *sorted(_OF_LENDING - {"default"}))
"""Fields that only the model of what is asked brings here; their phrases stand among those of all things."""
ANSWERED = (*FACETS, _WAITS, "conditions", "basis", *OF_CONDITIONS, *UNKNOWN, "rate", "term", *_LEARNT)
"""What is asked of support, by the kinds of the lexicon, and told without the list of it."""
_STANDS = frozenset({"merger"})
"""What "còn không" asks of a school, and not of a sum."""
_WHETHER = frozenset({"due", "due_then"})
_BESIDE = _WHETHER | {"asks", "diploma"}
"""Kinds that do not say what is asked but whether anything is, beside the places and the facts that are named."""
_MEANT_BY = {_WAITS: "deadline", "conditions": "why", "rate": "loan_rate", "term": "loan_term"}
"""Kinds of the lexicon, and the field that tells them."""
_BY_FORM = (asks_for_cash, asks_for_more, asks_if_nothing_is_paid, asks_once_more)
"""What is asked by the form of a message, and answered before the list."""
_REFUSES, _UNKNOWN, _ABOUT = "refuses", "unknown", "about_"
_OVER = frozenset(
    {
        *("place", "duration", "payback", "skill", "certificate", "entry", "validity"),
        *("intake", "merger", "source", "exam", "jobs", *CONTACT, "distance", "dormitory"),
    }
)
"""What the same words ask where the talk is about a trade or a school."""
_ASKING = ("doubtful", "denied", "cleared", "field", "aspects", "back", "policy_topic", "wishes")
_LONGEST = 14
"""Words; of longer messages, up to `_LONG`, only what no record tells is read, and whence something is."""
_LONG = 20
_OUT_OF_WORK = "UNEMP"
_SOLDIER = "military"
_BARE_MONTHS = re.compile(r"\b(?P<months>\d{1,2}) thang\b(?! \d)")
_OF_A_MONTH = re.compile(r"\b(?:bao nhieu|bao nhiu|bn|nhieu)\W+(?:con |the |va |thi )?(?:thang |t)\d")
_MONTHLY = re.compile(
    r"\b(?:co|duoc|dc|nhan|them)(?: (?:duoc|dc|nhan|them|khoan))* (?:tien|tro cap|hoc bong)(?: (?!bao\b|may\b)\w+){0,2}"
    r" (?:hang|moi|theo) thang\b|\b(?:hang|moi) thang(?: \w+){0,3} (?:co|duoc|dc|nhan|cho)(?: \w+){0,3}"
    r" (?:khong|ko|hong|hok)\b"
)
_RECEIVES = re.compile(
    r"\b(?:dang|da) (?:duoc )?(?:nhan|huong|linh|lanh|co)\b[^?.!]*\b(?:khong|ko|k|hong|hok|chu|ha)\b"
)
RECEIVED = "received_beside"
"""The sign that another kind of support is had already."""
_PAPER_NOW = re.compile(r"\b(?:giay|so)(?: \w+){0,4} (?:nam nay|bay gio|hien nay|nay)\b")
_BOOK = re.compile(
    r"\b(?:de co|xin|lam|duoc cap|muon co|co duoc)(?: \w+)? (?:so|(?:so|giay)(?: \w+){0,2} ngheo)\b(?! luong)"
)
""" "Làm sao để có sổ": how a household gets the paper of the poor."""
_NUMBER = re.compile(r"\bs\u1ed1\b")
_OF_NUMBERS = re.compile(r"\bso (?:hieu|lieu|dien thoai|dt|tien|luong|may|bao nhieu|nao|vb|van ban|nghi dinh)\b")
""" "Xin số hiệu": a number, and no book."""
_CHANGED = re.compile(r"\b(?:doi|quy) (?:ra|thanh|sang|lay)(?: \w+)? tien\b")
""" "Thẻ đó đổi ra tiền được không": nothing that is asked back."""
_TIMES_A_YEAR = re.compile(r"\b(?:mot|1|moi|hang|tung) nam\b.*\bmay (?:lan|dot|ky|ki)\b")
""" "Một năm chi mấy lần": how it is paid, and not how often one may have it."""
_SHARE = re.compile(r"\b\d{2,3} ?(?:%|phan tram)")
_RECENTLY = 12
_SUPPOSES = re.compile(r"\b(?:neu|gia su|gia nhu|gia ma)\b")


def read(  # noqa: PLR0917 - one message and what it is read with
    phrases: Phrases, text: str, named: Slots, kept: Slots, library: Library, on: date, *, answers: bool = False
) -> Slots:
    """The slots of a message with what it asks of the support talked about, or wants to do with papers; see `_read`."""
    if kept.topic == _TOPIC and any(one.kind == "sends" for one in phrases.find(text)):
        return replace(named, field=("sends",), household=None, disability=None, indicator=None)
    if kept.topic == _TOPIC and _asks_for_book(text) and not named.policy_topic:
        return replace(named, policy_topic=("poverty_line",), field=(), household=None)
    return _read(phrases, text, named, kept, library, on, answers=answers)


def _asks_for_book(text: str) -> bool:
    """ "Làm sao để có sổ"; not "xin số hiệu"."""
    plain = fold(nfc(text))
    return bool(_BOOK.search(plain)) and not (_NUMBER.search(nfc(text).lower()) or _OF_NUMBERS.search(plain))


def _read(  # noqa: PLR0917 - one message and what it is read with
    phrases: Phrases, text: str, named: Slots, kept: Slots, library: Library, on: date, *, answers: bool = False
) -> Slots:
    """The slots of a message with what it asks of the support talked about, or refuses to tell; `named` where neither.

    A message that names a trade, a school or a figure is left as it is. `answers`: it can be read as the answer to what
    was asked last, so that only phrases make a question of it: "năm 2".
    """
    elsewhere = named.trade or named.institution or named.other_trades or named.indicator not in {None, _OUT_OF_WORK}
    if kept.topic != _TOPIC or elsewhere or "distress" in named.signs or len(text.split()) > _LONG:
        return named
    kinds = dict.fromkeys(one.kind for one in phrases.find(text))
    named = named_shortly(kinds, text, _of_another_year(text, _no_longer(text, named), on), kept)
    kinds = _fitting(kinds, kept)
    kinds = {one: None for one in kinds if one not in _taken_otherwise(text, named)}
    if len(text.split()) > _LONGEST:
        kinds = {one: None for one in kinds if one in UNKNOWN or one == "basis"}
    if _OF_A_MONTH.search(fold(nfc(text))):
        # "… được bao nhiêu, tháng 7/2026 …": how much in that month.
        kinds = {one: None for one in kinds if one not in {"paid_for", "paid_when"}}
    if _MONTHLY.search(fold(nfc(text))):
        # "Có được tiền hàng tháng không": whether there is any, and not how it is paid.
        kinds = {one: None for one in kinds if one != "paid_when"}
    if (
        not answers
        and len(text.split()) <= _LONGEST
        and all(one in _BESIDE or one.startswith((PLACE, _ABOUT)) for one in kinds)
    ):
        learnt = _resembled(text, named, kept, library)
        if kinds.keys().isdisjoint(_WHETHER) or learnt.keys() <= _OF_LENDING | {"combined"}:
            kinds = {**kinds, **learnt}
    named = _received_beside(text, named, kept)
    if "enough" not in kinds and (declined := _declined(kinds, named, kept, library)):
        silent: dict[str, tuple[str, ...]] = dict.fromkeys(_ASKING, ())
        return replace(named.without(declined), declined=declined, **silent)
    if months := _of_soldier(text, named, kept):
        return months
    if LOST_JOB in kinds and not (named.field or named.policy_topic or set(named.learner) - {"work_status"}):
        facts = tuple(pair for pair in named.facts if pair[0] != "work_status")
        return replace(named, facts=facts, addressee=None, indicator=None, signs=(*named.signs, LOST_JOB))
    if named.indicator:
        return named
    if kin := turned_to_kin(text, named):
        return kin
    asks = _asking(kinds, named, library)
    of_its_own = asks is named or not kinds.keys().isdisjoint({"travel", _PAYS_FOR})
    return with_part(named, text, kept, library, on, otherwise=asks) if of_its_own and not answers else asks


def _of_another_year(text: str, named: Slots, on: date) -> Slots:
    """ "Giấy hộ nghèo năm nay dùng cho năm 2028 được không": the year of the paper is this one."""
    other = named.household and named.period and named.period != str(on.year) and _PAPER_NOW.search(fold(nfc(text)))
    return named.telling(f"household_year={on.year}") if other else named


def _no_longer(text: str, named: Slots) -> Slots:
    """ "Nếu không còn hộ nghèo thì sao": supposed to be neither poor nor near-poor, not unknown.

    "Nếu … thì còn không" asks of the support, and not of a merger.
    """
    if "merger" in named.aspects and named.learner and _SUPPOSES.search(fold(nfc(text))):
        named = replace(named, aspects=tuple(one for one in named.aspects if one != "merger"))
    if "household" not in named.cleared or named.household or not _SUPPOSES.search(fold(nfc(text))):
        return named
    cleared = tuple(one for one in named.cleared if one != "household")
    return replace(named, household="neither", cleared=cleared, target_topic=None)


def _resembled(text: str, named: Slots, kept: Slots, library: Library) -> dict[str, None]:
    """What a message asks by what it resembles, where no phrase says it and it tells nothing else."""
    tells = named.learner or named.cleared or named.denied or named.doubtful or named.period or named.target_topic
    if tells or {*asking(named)} - _STANDS or named.indicator or any(asks(text) for asks in _BY_FORM):
        return {}
    if documents_named(library.policies, text) or _SHARE.search(fold(nfc(text))):
        # Whether a share is had is told of each kind. Whether a text still counts is told from that text.
        return {}
    question = library.asked(text)
    if question is None or not question.is_of_its_own:
        return {}
    of_loan = "loan" in {*kept.policy_topic, *named.policy_topic}
    return {} if question.field in _OF_LENDING and not of_loan else {question.field: None}


def _received_beside(text: str, named: Slots, kept: Slots) -> Slots:
    """ "Đang nhận nội trú có được xét không": asked of what the talk is on, and not of what is had already."""
    if len(named.policy_topic) != 1 or not kept.policy_topic or named.policy_topic[0] in kept.policy_topic:
        return named
    if not _RECEIVES.search(fold(nfc(text))):
        return named
    return replace(named, policy_topic=kept.policy_topic, signs=(*named.signs, RECEIVED))


def _fitting(kinds: Mapping[str, None], kept: Slots) -> Mapping[str, None]:
    """The kinds as they are meant of a loan, or of what is given: what is lent is paid back, and by when is asked."""
    if "loan" not in kept.policy_topic:
        return {one: None for one in kinds if one not in _OF_A_LOAN}
    kinds = {("term" if one == "payback" else one): None for one in kinds}
    return {one: None for one in kinds if one != "paid_when" or "term" not in kinds}


def _taken_otherwise(text: str, named: Slots) -> frozenset[str]:
    """Kinds that a message does not mean: a month of a year is no length, a paper supposed is no paper asked for."""
    supposes = _SUPPOSES.search(fold(nfc(text))) and (named.learner or named.cleared or named.denied)
    return frozenset(
        [
            *(("paid_for",) if named.period else ()),
            *(("times",) if _TIMES_A_YEAR.search(fold(nfc(text))) else ()),
            *(("papers",) if supposes else ()),
            *(("where", "papers") if "household_year" in named.learner else ()),
            *(ANSWERED if "poverty_line" in named.policy_topic else ()),
            # "Ngày xưa có đòi hộ nghèo không": what a rule wanted, and no money back.
            *(UNKNOWN if speaks_of_before(text) else ()),
            *(("payback",) if _CHANGED.search(fold(nfc(text))) else ()),
            # "Giờ chỉ còn cận nghèo thì có bị cắt bớt không": of the change that is told.
            *(("losing",) if "household" in {*named.learner, *named.cleared} and asks_if_less(text) else ()),
            *(("decided_by",) if APPLIED in dict(named.facts) else ()),
        ]
    )


def _asking(kinds: Collection[str], named: Slots, library: Library) -> Slots:
    if _WAITS in kinds:
        # "Để lâu có mất không": by when, not what takes it away.
        kinds = [one for one in kinds if one != "losing"]
    fields = tuple(dict.fromkeys(_MEANT_BY.get(kind, kind) for kind in ANSWERED if kind in kinds))
    if "again" in kinds and not fields and not asking(named):
        return replace(named, back=(*named.back, "same"))
    if "enough" in kinds:
        book = library.policies
        silent = (*book.facts, *book.vocabulary.questions)
        return replace(named, field=("everything",), declined=silent, policy_topic=(), aspects=())
    if "keep" in kinds:
        return replace(named, field=("keep",))
    if "travel" in kinds:
        named = replace(named, aspects=tuple(one for one in named.aspects if one != "distance"))
        if not fields and not asking(named):
            return replace(named, field=("everything",))
    if not fields or {"learn_where", "schools", "wage"} & {*named.field}:
        return named
    others = (one for one in named.field if one not in {*FACETS, *CONTACT})
    aspects = tuple(one for one in named.aspects if one not in _OVER)
    if "lodging" in fields:
        named = replace(named, wishes=())
    if "paper_from" in fields:
        # Whose paper it is makes nobody one who has it.
        named = replace(named, disability=None, facts=(), schooling=None, level=None)
    places = tuple(kind for kind in kinds if kind.startswith(PLACE)) if "where" in fields else ()
    return replace(
        named, field=tuple(dict.fromkeys((*others, *fields))), aspects=aspects, signs=(*named.signs, *places)
    )


def _declined(kinds: Mapping[str, None], named: Slots, kept: Slots, library: Library) -> tuple[str, ...]:
    """The facts known to be left unsaid, with the one that the message will not tell; empty where it refuses none."""
    asks = named.field or named.aspects or not kinds.keys().isdisjoint(ANSWERED)
    if not (_REFUSES in kinds or (_UNKNOWN in kinds and not asks)):
        return ()
    book = library.policies
    about = next((kind.removeprefix(_ABOUT) for kind in kinds if kind.startswith(_ABOUT)), None)
    asked = kept.asked if kept.asked in book.facts or kept.asked in book.vocabulary.questions else None
    # "Không muốn nói dân tộc" says what; "cái đó em không rõ" is what was asked last.
    one = about if about and about != asked and not _is_of(about, asked, library) else asked
    if one is None or set(named.learner) - {one, "ethnicity", "household"}:
        return ()
    return tuple(dict.fromkeys((*kept.declined, one)))


def _is_of(about: str, asked: str | None, library: Library) -> bool:
    """Whether the fact is one of those that the question settles."""
    question = library.policies.vocabulary.questions.get(asked or "")
    return question is not None and about in question.facts


def _of_soldier(text: str, named: Slots, kept: Slots) -> Slots | None:
    """ "À nhầm 15 tháng rồi": the months since the discharge, where that was told or asked for last."""
    told = dict(kept.facts).get(_SOLDIER, "none")
    months = _BARE_MONTHS.search(fold(nfc(text)))
    corrects = told != "none" and "mistake" in named.back
    if months is None or not (corrects or kept.asked == _SOLDIER) or named.learner.keys() - {"level"} or named.field:
        return None
    recent = int(months["months"]) <= _RECENTLY
    value = "discharged_within_12_months" if recent else "discharged_earlier"
    return replace(named, period=None, level=None, aspects=()).telling(f"{_SOLDIER}={value}")
