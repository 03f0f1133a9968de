"""What is asked of support and settled without a decision: what no record tells, and who is on a list."""

from __future__ import annotations

import re

from actions.phrases import Phrases
from actions.reply import Reply
from actions.slots import CONTACT
from actions.slots.record import LEARNER
from actions.support.clauses import of_clause
from actions.support.meant import KINDS, NEAREST
from actions.support.supposing import asks_of_a_group
from actions.support.texts import told_version
from actions.support.topics import topics_of
from actions.support.whether import asks_how_much, asks_whether, claims
from actions.turn import Turn
from knowledge.citations import cite_parameter, cite_version
from knowledge.library import Library
from knowledge.policies.book import PolicyBook
from knowledge.policies.schema import Policy
from knowledge.text import fold, nfc

_UNHELD = "unheld_"
_OF_ABROAD = frozenset({"unheld_fare"})
"""Asked of work abroad only: of others there is a record."""
_OF_LEARNING = frozenset({"unheld_health_check"})
"""Asked of learning only: of work abroad there is a record."""
_TAKEN_AWAY = frozenset({"losing", "payback", "repeats"})
_ZONES = "ts-xa-khu-vuc-2026-2030"
_PAID_ALREADY = re.compile(r"\b(?:da|lo|tot) (?:lo )?(?:dong|nop)\b.*\b(?:doi|lay|hoan|tra|xin) (?:lai|tra)\b")
""" "Đã đóng rồi, có đòi lại được không"."""
_ZONE = re.compile(
    r"\b(?:xa|thon|phuong|cho|noi|que|ban|ap|xom)\b(?: \w+){0,4}? (?:co phai|phai|co thuoc|thuoc|co nam|nam|la|o)\b"
    r"(?: (?:la|o|trong|xa|thon|vao|dien))* (?:khu vuc|vung|kv)\b"
    r"(?: (?:1|2|3|i{1,3}|mot|hai|ba|dac biet|kho khan|bien gioi|cao|sau|xa))*"
    r" (?:may|nao|gi|khong|ko|k|ha|a|dung khong|phai khong|hay khong)[?. ]*$"
)
""" "Xã em có phải khu vực III không"."""
_NOT_OURS = {"forged": "policy_forged", "approves": "policy_not_ours", "sends": "policy_sends", "lends": "policy_lends"}
"""What nobody here does, and the words for it."""
_LIST, _GROUP = "very_small_group", "ethnic_group"
_ON_THE_LIST = re.compile(
    r"^(?:(?:nguoi|dan toc|the|vay|con|vay con|em la|em|toi la|con toi la|cho hoi) )*(?P<group>[a-z ]*?) ?"
    r"\b(?:co phai|phai|co thuoc|thuoc|co nam|nam|co trong|co|la)\b(?: (?!duoc\b|huong\b|ho\b)\w+){0,6} rat it nguoi\b"
)
"""The name of a group, and that it is asked whether it is a very small one."""


def outside(turn: Turn, library: Library, phrases: Phrases) -> Reply | None:
    """The answer to what is not decided; None where the message asks nothing of the kind."""
    if not turn.text:
        return None
    book = library.policies
    kinds = {one.kind for one in phrases.find(turn.text)}
    for kind, key in _NOT_OURS.items():
        if kind in kinds:
            return turn.not_held(key, meta=_settled(turn))
    if _PAID_ALREADY.search(fold(nfc(turn.text))):
        return turn.not_held("policy_aspect_not_held", asked=["refund"], kind="asked", meta=_settled(turn))
    of_support = turn.named.policy_topic and not turn.named.institution
    # "Tiền ở mỗi tháng dc cho bao nhiêu": "dc" is "được", and no "địa chỉ".
    if CONTACT.intersection(turn.named.field) and of_support and not asks_how_much(turn.text):
        asked = [one for one in turn.named.field if one in CONTACT]
        return turn.not_held("policy_contact_not_held", asked=asked, meta=_settled(turn))
    if zone := _zone(turn, book):
        return zone
    abroad = "overseas" in turn.slots.policy_topic or "work_abroad" in turn.slots.learner
    elsewhere = _OF_LEARNING if abroad else _OF_ABROAD
    unheld = sorted(one for one in kinds if one.startswith(_UNHELD) and one not in elsewhere)
    if unheld and "siblings" not in turn.named.signs:
        asked = [one.removeprefix(_UNHELD) for one in unheld]
        return turn.not_held("policy_aspect_not_held", asked=asked, kind="asked", meta=_settled(turn))
    return of_clause(turn, book) or _listed(turn, book) or _near_text(turn, library)


def _zone(turn: Turn, book: PolicyBook) -> Reply | None:
    """ "Xã em có phải khu vực III không": where that stands; no list of communes by name is held."""
    if not _ZONE.search(fold(nfc(turn.text))):
        return None
    zones = book.parameter(_ZONES)
    version = next((one for one in zones.versions if one.valid.end is None), zones.versions[-1])
    cited = cite_parameter(zones.id, zones.title, version)
    return turn.not_held("policy_zone_not_held", cites=[cited], basis=version.basis, meta=_settled(turn))


def _near_text(turn: Turn, library: Library) -> Reply | None:
    """What is held near to what takes money away or has it paid back, of which no record tells all."""
    asked = [one for one in turn.named.field if one in _TAKEN_AWAY]
    if not asked or "loan" in turn.slots.policy_topic:
        return None
    topics = topics_of(turn.named.policy_topic or turn.slots.policy_topic, None)
    hits = library.search(turn.text, kinds=KINDS, limit=NEAREST)
    near = [one.passage.record_id for one in hits if one.confidence >= library.thresholds.ask_above]
    # The principles of a kind are about its policies.
    principles = [one for one in library.policies.information if one.about and (one.topic in topics or one.id in near)]
    record = principles[0] if principles else None
    version = told_version(record, turn.today) if record else None
    if version is None or record is None:
        return None
    cites = [cite_version(record, version)]
    return turn.not_held(
        "policy_aspect_near", cites=cites, asked=asked, version=version, kind="asked", meta=_settled(turn)
    )


def _settled(turn: Turn) -> dict[str, object]:
    """What was asked stays asked: it is answered with the next message."""
    asked = turn.before.asked if turn.before and turn.before.topic == "ask_policy" else None
    return {"settled": True, **({"asked": asked} if asked else {})}


def _is_on_it(turn: Turn, book: PolicyBook) -> bool:
    """Whether the talk is of somebody of a group on the list, or of the list itself."""
    before = turn.before
    if before is None or before.topic != "ask_policy":
        return False
    told = dict(before.facts).get(_GROUP)
    is_listed = told in book.facts[_GROUP].values and book.learner({_GROUP: told}, turn.today).one(_LIST) == "listed"
    return is_listed or _LIST in before.policy_topic


def _listed(turn: Turn, book: PolicyBook) -> Reply | None:
    """ "Thổ có phải rất ít người không": whether a group is on the list, and no word of what would be due."""
    asks = _ON_THE_LIST.search(fold(nfc(turn.text)))
    of_such = asks_of_a_group(turn.text) and _is_on_it(turn, book)
    if (
        not (asks or of_such)
        or not (asks_whether(turn.text) or claims(turn.text))
        or {*turn.named.learner} - {_GROUP, "ethnicity"}
    ):
        return None
    named = dict(turn.named.facts).get(_GROUP) or (asks["group"].strip().replace(" ", "_") if asks else "")
    if named not in book.facts[_GROUP].values:
        return None
    listed = book.learner({_GROUP: named}, turn.today).one(_LIST) == "listed"
    text = next((one for one in book.information if one.topic == _LIST), None)
    version = next((one for one in text.versions if one.valid.covers(turn.today)), None) if text else None
    if text is None or version is None:
        return None
    due = [one for one in book.policies if listed and one.topic == _LIST and one.id in text.about]
    before = turn.before
    kept = {name: getattr(before, name) for name in LEARNER} if before and before.topic == "ask_policy" else {}
    return turn.answered(
        "policy_listed",
        cites=[cite_version(text, version), *(cite_version(one, one.versions[-1]) for one in due)],
        choices=turn.responses.choices("ask_record", {"records": {one.id: one.title for one in due}}),
        group=turn.responses.fact_value(_GROUP, named),
        listed=listed,
        version=version,
        due=[one.title for one in due if isinstance(one, Policy)],
        meta={**_settled(turn), **({"kept": kept} if kept else {})},
    )
