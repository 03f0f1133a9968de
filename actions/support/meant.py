"""Which record a message asks about: by a name of its own, by a button, or by words that the search is sure of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions.slots import Slots, names_anything
from actions.support.beforehand import asks_by_form
from actions.support.loans import is_for_another_use
from actions.support.registered import repealed
from actions.support.sums import counted
from actions.support.topics import topics_of
from actions.support.whether import asks_if_any, asks_once_more, asks_whether
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence
from knowledge.policies.book import PolicyBook
from knowledge.policies.conditions import policies_named
from knowledge.policies.schema import Information, Parameter, Policy

KINDS = ("policy", "parameter")
"""Records that questions about support are answered from."""
WAYS = frozenset({"progression"})
"""Ways of going on: what somebody asks is what they are, not whether one is entitled to them."""
NEAREST = 3
"""Hits of the search that are looked at."""
_TOPIC = "ask_policy"
_MEANT = 0.5
"""Confidence of the search from which a policy is what is asked about, where support is; a text needs more."""
_MEANT_TEXT = 0.7
_VERY_SURELY = 0.95
"""… and from which it is a text of which nothing is verified, where a kind of support is named that is held."""
_NEVER = 2.0
"""Above every confidence."""
_SURELY = 0.85
"""Confidence that is sure of a record of support, be the calibrated bar for all kinds of records above it."""
_CLEARLY = 0.25
"""How much surer than of any other."""
_NUMBER = re.compile(r"(\d{3,})/")


def by_name(slots: Slots, library: Library) -> Policy | None:
    """The record among the kinds of support asked about that is known by a name of its own: "vay STEM", "9+"."""
    named = (library.policies.record(name) for name in slots.policy_topic)
    return next((record for record in named if isinstance(record, Policy)), None)


def by_old_name(turn: Turn, library: Library) -> Policy | None:
    """The rule that is over and is known by a name of its own: "thẻ đào tạo nghề"."""
    record = by_name(turn.named, library)
    over = record is not None and all(one.valid.end and one.valid.end < turn.today for one in record.versions)
    return record if over else None


def in_its_place(book: PolicyBook, meant: Policy | None, on: date) -> Policy | None:
    """The policy that took the place of one that is over on a day, else the policy itself."""
    over = meant is not None and all(one.valid.end is not None and one.valid.end < on for one in meant.versions)
    after = [book.record(name) for name in book.successors(meant.id)] if meant and over else []
    return next((one for one in after if isinstance(one, Policy)), meant)


def pressed(turn: Turn, library: Library) -> Policy | None:
    """The policy that a button names."""
    record = library.policies.record(turn.named.policy) if turn.named.policy else None
    return record if isinstance(record, Policy) else None


def meant_of_these(turn: Turn, library: Library, topics: Sequence[str]) -> Policy | None:
    """In a talk about a kind of support the one of it that a message names in words of its own: "vay diện STEM"."""
    if not turn.follow_up or not turn.text or turn.named.field or turn.named.learner:
        return None
    if set(turn.named.policy_topic) - set(topics):
        return None
    # "Thế tiền nội trú thì sao" names the kind alone: it takes more to be one policy of that kind.
    carried_on = topics and not turn.named.policy_topic
    bar = library.thresholds.ask_above if carried_on else library.thresholds.answer_above
    hits = library.search(turn.text, kinds=KINDS, limit=NEAREST)
    found = [(hit.confidence, library.policies.record(hit.passage.record_id)) for hit in hits]
    sure, record = next(iter(found), (0.0, None))
    if not isinstance(record, Policy) or (topics and record.topic not in topics) or sure < bar:
        return None
    if is_added(record) and sure < _VERY_SURELY:
        # "Tiền nội trú": the kind itself, and not what comes on top of it.
        return None
    return record if all(sure - other > _CLEARLY for other, _ in found[1:]) else None


def text_of_these(turn: Turn, library: Library) -> Information | None:
    """In a talk about support the text that a message asks about in words of its own, where it names nothing else."""
    silent = replace(turn.named, back=(), signs=(), addressee=None, doubtful=(), denied=())
    if not turn.follow_up or not turn.text or names_anything(silent):
        return None
    hits = library.search(turn.text, kinds=KINDS, limit=NEAREST)
    sure = next(iter(hits), None)
    record = library.policies.record(sure.passage.record_id) if sure else None
    if sure is None or not isinstance(record, Information) or sure.confidence < library.thresholds.answer_above:
        return None
    return record if all(sure.confidence - other.confidence > _CLEARLY for other in hits[1:]) else None


def _bar(record: Policy | Information | Parameter, surely: float, turn: Turn) -> float:
    """How sure the search must be of a record: surely, where nothing of it is verified; a text is told as it stands.

    Who asks whether a kind is given, or once more, is told what it is given for: "có được tiền nội trú không"; who
    names a document that is over is told what is given now.
    """
    if all(version.confidence is Confidence.LOW for version in record.versions):
        return surely
    of_a_kind = turn.named.policy_topic and (asks_whether(turn.text) or asks_once_more(turn.text))
    if (isinstance(record, Information) or record.topic in WAYS) and of_a_kind:
        return _VERY_SURELY
    tells = _tells_level_and_more(turn) or (turn.named.level and not asks_by_form(turn.text))
    points = turn.named.policy_topic or turn.named.amount
    if isinstance(record, Policy) and asks_if_any(turn):
        return _NEVER
    if isinstance(record, Policy) and record.topic not in WAYS and tells and not points:
        # "Con tôi dân tộc Thổ hộ nghèo học trung cấp": all that may be due is asked for, and no one policy.
        return _VERY_SURELY if asks_whether(turn.text) else _NEVER
    return _MEANT if isinstance(record, Policy) else _MEANT_TEXT


def is_sure(turn: Turn, library: Library, meant: Policy | None) -> bool:
    """Whether the words alone point to the policy, without anything told of the learner."""
    if meant is None or turn.slots.policy == meant.id or meant.id in turn.named.policy_topic:
        return meant is not None
    best = next(iter(library.search(turn.text, kinds=KINDS, limit=1)), None) if turn.text else None
    return best is not None and best.confidence >= min(library.thresholds.answer_above, _SURELY)


def only_tells(turn: Turn) -> bool:
    """Whether the message gives a fact to the check that is under way, and asks nothing of its own."""
    before = turn.before
    corrects = before is not None and "mistake" in turn.named.back and bool(before.learner)
    under_way = before is not None and (before.topic == _TOPIC or corrects)
    return under_way and bool(turn.named.learner) and not turn.named.field and not turn.named.policy_topic


def meant_by_words(turn: Turn, library: Library) -> Policy | Information | Parameter | None:
    """The record that the message asks about in words of its own, where the search is sure of it."""
    if turn.slots.policy:
        return library.policies.record(turn.slots.policy)
    if not turn.text or only_tells(turn):
        return None
    hits = library.search(turn.text, kinds=KINDS, limit=NEAREST)
    found = [(hit, record) for hit in hits if (record := library.policies.record(hit.passage.record_id))]
    surely = _VERY_SURELY if turn.slots.policy_topic else min(library.thresholds.answer_above, _SURELY)
    told = [(hit, one) for hit, one in found if not is_added(one) or hit.confidence >= _VERY_SURELY]
    record = next((one for hit, one in told if hit.confidence >= _bar(one, surely, turn)), None)
    if isinstance(record, Information) and _tells_level_and_more(turn) and found[0][0].confidence < surely:
        return None
    if record is not None and record.topic == "overseas" and not _speaks_of_abroad(turn):
        return None
    if isinstance(record, Policy) and is_for_another_use(record, turn.slots):
        return None
    if isinstance(record, Parameter) and _tells_of_themselves(turn):
        return None
    if isinstance(record, Information) and (
        _asks_for_themselves(turn, library) or _asks_when(turn, found[0][0].confidence) or counted(turn.text)
    ):
        return None
    # "được hỗ trợ những gì" asks for all that may be due, whichever policy its words come near to.
    if "everything" in turn.slots.field and (isinstance(record, Policy) or _is_way_of_another(turn, record)):
        return record if record is not None and _is_numbered(turn, record) else None
    return record


def _is_numbered(turn: Turn, record: Information | Parameter | Policy) -> bool:
    """Whether the message says the number of a document of the record: "đề án 2776"."""
    documents = {basis.document for version in record.versions for basis in version.basis}
    numbers = {found[1] for document in documents if (found := _NUMBER.search(document))}
    return not numbers.isdisjoint(re.findall(r"\d+", turn.text))


def is_added(record: Policy | Information | Parameter) -> bool:
    """Whether a policy only comes on top of others."""
    return isinstance(record, Policy) and any(
        True for version in record.versions for _ in policies_named(version.requires)
    )


def _asks_for_themselves(turn: Turn, library: Library) -> bool:
    """Whether somebody who tells of the learner wants a yes or a no, by their own case or a document that is over."""
    over = repealed(library.policies, turn.text, turn.today)
    of_a_kind = turn.named.policy_topic and "combined" not in turn.named.field
    own = (turn.named.training_form == "khac" and turn.named.level) or "received_before" in turn.named.learner
    tells = _tells_level_and_more(turn) or "diploma" in turn.named.learner or len(turn.named.levels) > 1
    return bool(own or (asks_whether(turn.text) and ((tells and of_a_kind) or (over and turn.slots.learner))))


def _asks_when(turn: Turn, sure: float) -> bool:
    """ "Hạn nộp hồ sơ miễn học phí": by when one files for a kind that is named, which each record of it tells."""
    return "deadline" in turn.named.field and bool(topics_of(turn.named.policy_topic, None)) and sure < _VERY_SURELY


def _tells_level_and_more(turn: Turn) -> bool:
    """Whether somebody says who learns what: "em người Tày học cao đẳng"."""
    told = turn.named.learner
    # "Có bằng trung cấp" tells the level once more.
    again = {"diploma"} if told.get("diploma") == turn.named.level else set[str]()
    return bool(turn.named.level and told.keys() - {"level", "training_form"} - again)


def _is_way_of_another(turn: Turn, record: Information | Parameter | Policy | None) -> bool:
    """Whether somebody who names the level would be told of going on after it, or of a plan, instead of what is due."""
    return record is not None and record.topic in WAYS | {"programme"} and turn.named.level is not None


def _tells_of_themselves(turn: Turn) -> bool:
    """Whether the household is told with its year, or beside the level: no question what makes a household poor."""
    told = {**turn.named.learner, **dict.fromkeys(turn.named.cleared)}
    dated = "household_year" in told and not asks_whether(turn.text)
    return dated or ("level" in told and len(told.keys() - {"training_form"}) > 1)


def _speaks_of_abroad(turn: Turn) -> bool:
    """Whether going abroad to work was named; working beside learning is not that."""
    return "overseas" in turn.slots.policy_topic or "work_abroad" in turn.slots.learner
