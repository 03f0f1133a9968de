"""Support policies for a learner: what may be due, how much, on which article, and what is still unknown.

Never decides eligibility: "may be entitled if …; the school decides". One question at a time, and every fact can be
left unsaid or corrected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.base import Capability
from actions.reply import Reply
from actions.slots import Slots
from actions.support.asking import OTHER_CHOICES
from actions.support.beforehand import asked_back, asks_for_room, beyond, facts_wrong, told_facts
from actions.support.changes import changed, only_answers
from actions.support.entitlements import Entitlements, repealed
from actions.support.levels import at_university, level_first, levels_first, too_early
from actions.support.loans import LOAN_FIELDS, loan_topics
from actions.support.money import Money
from actions.support.needed import needed
from actions.support.rest import REST, rest_of
from actions.support.scope import concerned, shown_before
from actions.support.sheet import counts, sheet_of
from actions.support.span import Span
from actions.support.sums import summed
from actions.support.telling import cites, explained, other_choices, told, told_again
from actions.support.texts import about, gone, parameter_value, text
from actions.support.topics import topics_of
from actions.support.whether import asks_amounts_again, asks_for_cash, asks_whether, rate_named
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.errors import DataError
from knowledge.library import Library
from knowledge.models import Confidence
from knowledge.policies.questions import STUDY_SUPPORT
from knowledge.policies.schema import Information, Parameter, Policy

_PARAMETERS = {"base_pay": "ts-luong-co-so"}
_EXPLAINS = LOAN_FIELDS | {"why", "basis", "papers", "where", "deadline", "paid_when", "combined"}
"""What is asked about the policies just told, rather than which they are."""
_MEANT_TEXT = 0.5
_VERY_SURELY = 0.95
"""… and from which it is a text of which nothing is verified, where a kind of support is named that is held."""
_CLEARLY = 0.25
"""How much surer than of any other."""
_KINDS = ("policy", "parameter")
"""Records that this capability answers from."""
_MEANT = 0.5
"""Confidence of the search from which a policy is what is asked about, where support is; a text needs more."""
_WAYS = frozenset({"progression"})
"""Ways of going on: what somebody asks is what they are, not whether one is entitled to them."""
_NEAR = 3
_NUMBER = re.compile(r"(\d{3,})/")


class AnswerPolicy(Capability):
    """Support decided from what the conversation knows, with one question back."""

    topic = "ask_policy"

    def __init__(self, schools: Capability | None = None) -> None:
        self._schools = schools

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Whether a school has room to live in is no question about support."""
        return (self._schools if self._schools and asks_for_room(turn) else self), turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """What may be due, why the rest is not, one question; or the one record that is asked about."""
        turn = _of_a_rate(turn)
        book, span = library.policies, Span.of(turn)
        if len(turn.slots.policy_topic) == 1 and (name := _PARAMETERS.get(turn.slots.policy_topic[0])):
            return parameter_value(turn, book.parameter(name), span)
        if before_all := asked_back(turn, book) or beyond(turn, book):
            return before_all
        named = () if "everything" in turn.slots.field and not turn.named.policy_topic else turn.slots.policy_topic
        before = only_answers(turn)
        meant = None if turn.follow_up or before else _by_name(turn.named, library) or _meant(turn, library)
        topics = loan_topics(topics_of(named, turn.slots.level), turn.slots)
        if early := too_early(turn, library, topics):
            return early
        if isinstance(meant, Information | Parameter):
            return _of_a_text(turn, library, meant, span)
        meant = meant or _meant_of_these(turn, library, topics)
        try:
            everything = Entitlements.of(book, told_facts(turn, book), span)
            earlier = before and Entitlements.of(book, told_facts(replace(turn, slots=before), book), span)
        except DataError as wrong:
            return facts_wrong(turn, wrong.problems[0])
        if named and not topics and meant is None:
            return turn.not_held("policy_not_held", asked=turn.slots.policy_topic)
        if meant is not None and meant.topic in _WAYS:
            return about(turn, everything, meant)
        found = concerned(turn, everything, topics, meant)
        sure = bool(topics or _says_anything(turn))
        if instead := at_university(turn, topics) or _instead(turn, everything, found, sure=sure):
            return instead
        if early := level_first(turn, library, everything, topics, span) or needed(turn, found, meant):
            return early
        if not meant and not topics and (not _says_anything(turn) or _is_elsewhere(turn, library)):
            return _which(turn, library)
        if _explains(turn) and (found.due or found.likely() or _of_loan(turn)):
            return explained(turn, found, meant or _by_name(turn.slots, library))
        again = told_again(turn, found) if asks_amounts_again(turn) and found.due else None
        new = changed(turn, concerned(turn, earlier, topics, None), found) if earlier else None
        return (
            again
            or new
            or told(
                turn,
                found,
                meant,
                sure=_is_sure(turn, library, meant),
                first=levels_first(turn, library),
                explained=shown_before(turn, book, span),
            )
        )


def _instead(turn: Turn, everything: Entitlements, found: Entitlements, *, sure: bool) -> Reply | None:
    """A sum, what a brief answer left out, or the card: what is asked of the list rather than for it."""
    if sums := summed(turn, everything, found, sure=sure):
        return sums
    if REST in turn.named.field and (rest := rest_of(turn, found)):
        return rest
    if OTHER_CHOICES in turn.named.field and (others := other_choices(turn, found)):
        return others
    return _kept(turn, everything) if "keep" in turn.slots.field else None


def _of_a_rate(turn: Turn) -> Turn:
    """An interest that is named is asked about: "lãi 6,6 % đúng không"."""
    slots = turn.slots
    if rate_named(turn.text) is None or "loan_rate" in slots.field or not asks_whether(turn.text):
        return turn
    return replace(turn, slots=replace(slots, field=(*slots.field, "loan_rate")))


def _of_a_text(turn: Turn, library: Library, record: Information | Parameter, span: Span) -> Reply:
    """A record that is told; of a body that is no more, where one files instead."""
    if isinstance(record, Information) and any(version.gone for version in record.versions):
        try:
            everything = Entitlements.of(library.policies, told_facts(turn, library.policies), span)
        except DataError as wrong:
            return facts_wrong(turn, wrong.problems[0])
        if instead := gone(turn, record, everything, STUDY_SUPPORT):
            return instead
    return text(turn, library, record, span)


def _by_name(slots: Slots, library: Library) -> Policy | None:
    """The record among the kinds of support asked about that is known by a name of its own: "vay STEM", "9+"."""
    named = (library.policies.record(name) for name in slots.policy_topic)
    return next((record for record in named if isinstance(record, Policy)), None)


def _meant_of_these(turn: Turn, library: Library, topics: Sequence[str]) -> Policy | None:
    """In a talk about a kind of support the one of it that a message names in words of its own: "vay diện STEM"."""
    if not turn.follow_up or not turn.text or turn.named.field or turn.named.learner:
        return None
    if set(turn.named.policy_topic) - set(topics):
        return None
    # "Thế tiền nội trú thì sao" names the kind alone: it takes more to be one policy of that kind.
    carried_on = topics and not turn.named.policy_topic
    bar = library.thresholds.ask_above if carried_on else library.thresholds.answer_above
    hits = library.search(turn.text, kinds=_KINDS, limit=_NEAR)
    found = [(hit.confidence, library.policies.record(hit.passage.record_id)) for hit in hits]
    sure, record = next(iter(found), (0.0, None))
    if not isinstance(record, Policy) or (topics and record.topic not in topics) or sure < bar:
        return None
    return record if all(sure - other > _CLEARLY for other, _ in found[1:]) else None


def _explains(turn: Turn) -> bool:
    """Whether something about the policies just told is asked, and not what else would be due: "nếu học cao đẳng"."""
    what_if = turn.follow_up and not turn.named.field and (turn.named.learner or turn.named.cleared)
    return not what_if and bool(_EXPLAINS.intersection(turn.slots.field))


def _says_anything(turn: Turn) -> bool:
    """Whether a fact about the learner is known, or the conversation is on support already."""
    told = {name for name in turn.slots.learner if name not in {"level", "training_form"}}
    return bool(told or turn.slots.field or turn.follow_up)


def _bar(record: Policy | Information | Parameter, surely: float) -> float:
    """How sure the search must be of a record: surely, where nothing of it is verified; a text is told as it stands."""
    if all(version.confidence is Confidence.LOW for version in record.versions):
        return surely
    return _MEANT if isinstance(record, Policy) else _MEANT_TEXT


def _is_sure(turn: Turn, library: Library, meant: Policy | None) -> bool:
    """Whether the words alone point to the policy, without anything told of the learner."""
    if meant is None or turn.slots.policy == meant.id:
        return meant is not None
    best = next(iter(library.search(turn.text, kinds=_KINDS, limit=1)), None) if turn.text else None
    return best is not None and best.confidence >= library.thresholds.answer_above


def _only_tells(turn: Turn) -> bool:
    """Whether the message gives a fact to the check that is under way, and asks nothing of its own."""
    under_way = turn.before is not None and turn.before.topic == AnswerPolicy.topic
    return under_way and bool(turn.named.learner) and not turn.named.field and not turn.named.policy_topic


def _meant(turn: Turn, library: Library) -> Policy | Information | Parameter | None:
    """The record that the message asks about in words of its own, where the search is sure of it."""
    if turn.slots.policy:
        return library.policies.record(turn.slots.policy)
    if not turn.text or _only_tells(turn):
        return None
    hits = library.search(turn.text, kinds=_KINDS, limit=_NEAR)
    found = [(hit, record) for hit in hits if (record := library.policies.record(hit.passage.record_id))]
    surely = _VERY_SURELY if turn.slots.policy_topic else library.thresholds.answer_above
    record = next((one for hit, one in found if hit.confidence >= _bar(one, surely)), None)
    if isinstance(record, Information) and _tells_level_and_more(turn) and found[0][0].confidence < surely:
        return None
    if record is not None and record.topic == "overseas" and not _speaks_of_abroad(turn):
        return None
    if isinstance(record, Parameter) and _tells_of_themselves(turn):
        return None
    if isinstance(record, Information) and _asks_for_themselves(turn, library):
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


def _asks_for_themselves(turn: Turn, library: Library) -> bool:
    """Whether somebody who tells of the learner wants a yes or a no, by their own case or a document that is over."""
    asks = asks_whether(turn.text) and repealed(library.policies, turn.text, turn.today)
    own = (turn.named.training_form == "khac" and turn.named.level) or "received_before" in turn.named.learner
    return bool(own or (_tells_level_and_more(turn) and asks))


def _tells_level_and_more(turn: Turn) -> bool:
    """Whether somebody says who learns what: "em người Tày học cao đẳng"."""
    return bool(turn.named.level and turn.named.learner.keys() - {"level", "training_form"})


def _is_way_of_another(turn: Turn, record: Information | Parameter | Policy | None) -> bool:
    """Whether somebody who names the level would be told of going on after it, or of a plan, instead of what is due."""
    return record is not None and record.topic in _WAYS | {"programme"} and turn.named.level is not None


def _tells_of_themselves(turn: Turn) -> bool:
    """Whether the household is told with its year, or beside the level: no question what makes a household poor."""
    told = {**turn.named.learner, **dict.fromkeys(turn.named.cleared)}
    dated = "household_year" in told and not asks_whether(turn.text)
    return dated or ("level" in told and len(told.keys() - {"training_form"}) > 1)


def _speaks_of_abroad(turn: Turn) -> bool:
    """Whether going abroad to work was named; working beside learning is not that."""
    return "overseas" in turn.slots.policy_topic or "work_abroad" in turn.slots.learner


def _is_elsewhere(turn: Turn, library: Library) -> bool:
    """Whether something other than a policy surely answers, or the words are far from every one that is held."""
    to_another = turn.before is not None and turn.before.another != turn.slots.another
    if turn.follow_up or not turn.text or "everything" in turn.slots.field or _only_tells(turn) or to_another:
        return False
    if repealed(library.policies, turn.text, turn.today):
        return False
    learns = turn.named.level or turn.named.schooling or turn.named.field
    best = next(iter(library.search(turn.text, limit=1)), None)
    of_these = learns or asks_amounts_again(turn) or asks_for_cash(turn.text)
    if not of_these and (best is None or best.confidence < library.thresholds.ask_above):
        return True
    surely = library.thresholds.answer_above
    return best is not None and best.passage.record_kind not in _KINDS and best.confidence >= surely


def _which(turn: Turn, library: Library) -> Reply:
    """Nothing tells which support is meant: what the words come nearest to, as buttons, else the kinds there are."""
    hits = library.search(turn.text, kinds=_KINDS, limit=_NEAR) if turn.text else []
    near = [
        hit.passage.record_id
        for hit in hits
        if hit.confidence >= library.thresholds.ask_above and library.policies.record(hit.passage.record_id)
    ]
    if not near:
        return turn.clarify("which_policy", repealed=repealed(library.policies, turn.text, turn.today))
    titles = {name: record.title for name in near if (record := library.policies.record(name))}
    return turn.clarify("which_record", choices=turn.responses.choices("ask_record", {"records": titles}))


def _kept(turn: Turn, found: Entitlements) -> Reply:
    """The card to keep, where there is something to put on it."""
    if not found.due:
        return turn.clarify("card_needs_facts")
    money = Money(turn.responses, found)
    values = {**wording(turn, found), **counts(found, money)}
    reply = turn.answered("card_kept", cites=cites(found, found.due), **values)
    return reply.model_copy(update={"sheet": sheet_of(turn, found, money)})


def _of_loan(turn: Turn) -> bool:
    """Whether what is asked is asked of a loan: its interest, its term, or where one borrows."""
    return not LOAN_FIELDS.isdisjoint(turn.slots.field) or "loan" in turn.named.policy_topic
