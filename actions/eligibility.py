"""Support policies for a learner: what may be due, how much, on which article, and what is still unknown.

Never decides eligibility: "may be entitled if …; the school decides". One question at a time, and every fact can be
left unsaid or corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.base import Capability
from actions.reply import Choice, Reply
from actions.support.asking import ask_next, buttons
from actions.support.beforehand import beyond, contradiction, facts_wrong, told_facts
from actions.support.entitlements import Entitlements
from actions.support.money import Money
from actions.support.sheet import counts, sheet_of
from actions.support.span import Span
from actions.support.texts import about, parameter_value, text
from actions.support.topics import SHORT_LEVELS, is_beside, topics_of
from actions.support.wording import wording
from actions.turn import Turn
from knowledge.errors import DataError
from knowledge.library import Library
from knowledge.models import Confidence
from knowledge.policies.decision import Decision, Status
from knowledge.policies.questions import STUDY_SUPPORT, Ask
from knowledge.policies.schema import Information, Parameter, Policy

_PARAMETERS = {"base_pay": "ts-luong-co-so"}
_EXPLAINS = frozenset({"why", "basis", "papers", "where", "deadline", "paid_when", "combined"})
"""What is asked about the policies just told, rather than which they are."""
_MEANT_TEXT = 0.5
_VERY_SURELY = 0.95
"""… and from which it is a text of which nothing is verified, where a kind of support is named that is held."""
_KINDS = ("policy", "parameter")
"""Records that this capability answers from."""
_MEANT = 0.5
"""Confidence of the search from which a policy is what is asked about, where support is; a text needs more."""
_WAYS = frozenset({"progression"})
"""Ways of going on: what somebody asks is what they are, not whether one is entitled to them."""
_SHOWN, _NEAR = 4, 3


class AnswerPolicy(Capability):
    """Support decided from what the conversation knows, with one question back."""

    topic = "ask_policy"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """What may be due, why the rest is not, one question; or the one record that is asked about."""
        book, span = library.policies, Span.of(turn)
        if len(turn.slots.policy_topic) == 1 and (name := _PARAMETERS.get(turn.slots.policy_topic[0])):
            return parameter_value(turn, book.parameter(name), span)
        if told_twice := contradiction(turn):
            return told_twice
        if unheld := beyond(turn):
            return unheld
        named = () if "everything" in turn.slots.field and not turn.named.policy_topic else turn.slots.policy_topic
        topics = topics_of(named, turn.slots.level)
        meant = None if turn.follow_up else _meant(turn, library)
        if isinstance(meant, Information | Parameter):
            return text(turn, library, meant, span)
        facts = told_facts(turn)
        try:
            everything = Entitlements.of(book, facts, span)
        except DataError as wrong:
            return facts_wrong(turn, wrong.problems[0])
        if turn.slots.policy_topic and not topics and meant is None:
            return turn.not_held("policy_not_held", asked=turn.slots.policy_topic)
        found = _concerned(turn, everything, topics, meant)
        if meant is not None and meant.topic in _WAYS:
            return about(turn, everything, meant)
        if "keep" in turn.slots.field:
            return _kept(turn, everything)
        if not meant and not topics and (not _says_anything(turn) or _is_elsewhere(turn, library)):
            return _which(turn, library)
        if turn.slots.field and _EXPLAINS.intersection(turn.slots.field) and (found.due or found.likely()):
            return _explained(turn, found, meant)
        return _told(turn, found, meant, sure=_is_sure(turn, library, meant))


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
    # Where nothing is verified, the words must point there surely.
    record = next((one for hit, one in found if hit.confidence >= _bar(one, surely)), None)
    # "được hỗ trợ những gì" asks for all that may be due, whichever policy its words come near to.
    return None if isinstance(record, Policy) and "everything" in turn.slots.field else record


def _is_elsewhere(turn: Turn, library: Library) -> bool:
    """Whether something other than a policy surely answers, or the words are far from every one that is held."""
    if turn.follow_up or not turn.text or "everything" in turn.slots.field or _only_tells(turn):
        return False
    learns = turn.named.level or turn.named.schooling or turn.named.field
    best = next(iter(library.search(turn.text, limit=1)), None)
    if not learns and (best is None or best.confidence < library.thresholds.ask_above):
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
        return turn.clarify("which_policy")
    titles = {name: record.title for name in near if (record := library.policies.record(name))}
    return turn.clarify("which_record", choices=turn.responses.choices("ask_record", {"records": titles}))


def _concerned(turn: Turn, everything: Entitlements, topics: Sequence[str], meant: Policy | None) -> Entitlements:
    """The policies that the question is about: those of the topics named, of the one meant, else those of studying."""
    if topics:
        wanted = {one.policy.id for one in everything.decisions if one.policy.topic in topics}
        if near := {one.policy.id for one in everything.open if one.policy.id in wanted and everything.nearness(one)}:
            # "xuất ngũ": of the kinds named those that something told speaks for, and what is settled.
            settled = {one.policy.id for one in everything.decisions if one.status is not Status.OPEN}
            wanted &= near | settled
        return everything.only(wanted | ({meant.id} if meant else set()))
    if meant is not None:
        mine = next(one for one in everything.decisions if one.policy is meant)
        if mine.status is not Status.DUE and mine.status is not Status.OPEN:
            kinds = {meant.topic} | ({"short_course"} if turn.slots.level in SHORT_LEVELS else set())
            return everything.only({one.policy.id for one in everything.decisions if one.policy.topic in kinds})
    likely = {one.policy.id for one in everything.decisions if everything.nearness(one) or one.status is Status.DUE}
    always = {one.policy.id for one in everything.decisions if one.policy.topic in STUDY_SUPPORT}
    return everything.only(likely | always | ({meant.id} if meant else set()))


def _told(turn: Turn, found: Entitlements, meant: Policy | None, *, sure: bool) -> Reply:
    """The answer to "what support": due, perhaps due, and the question that decides most."""
    due, undecided = found.due, found.open
    is_general = not meant and not turn.slots.policy_topic
    beside = [] if not is_general else [one for one in (*due, *undecided) if is_beside(one)]
    due, undecided = ([one for one in some if one not in beside] for some in (due, undecided))
    if not due and not undecided:
        due, beside = [one for one in beside if one.status is Status.DUE], []
    near = [one for one in undecided if found.nearness(one)] or undecided
    if not due and not undecided:
        return _none(turn, found, meant)
    mine = next((one for one in found.decisions if meant and one.policy.id == meant.id), None)
    if mine in undecided:
        near = [mine, *(one for one in near if one is not mine)]
    if mine in due:
        due = [mine, *(one for one in due if one is not mine)]
    question = _question(turn, found, meant)
    shown = [*due, *near[:_NEAR]]
    values = wording(turn, found, meant) | {
        "due": due,
        "near": near[:_NEAR],
        "beside": beside[:_SHOWN],
        "cautions": list(dict.fromkeys(one.version.cautions[0] for one in due if one.version and one.version.cautions))[
            :2
        ],
        "more": len(undecided) - len(near[:_NEAR]),
        "highest_only": _highest_only(shown),
        "past": [one for one in found.past if turn.slots.period or one is mine],
        "not_due": [mine] if mine and mine.status is Status.NOT_DUE else [],
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    # Nothing that was told speaks for any of them: what there may be is told, and asked about, but it is no answer yet.
    ending = turn.answered if due or sure or turn.slots.policy_topic or any(map(found.nearness, near)) else turn.clarify
    return ending(
        "policy_answered",
        cites=[*values["not_due"], *_cites(found, shown), *values["past"]],
        cards=[turn.card("policy_card", **values, decision=one) for one in shown[:_SHOWN]],
        choices=_choices(turn, question, settled=bool(due)),
        notices=["authority_decides", "papers_may_change"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _highest_only(shown: Sequence[Decision]) -> bool:
    """Whether two of those shown belong to one group, of which only the highest is given."""
    groups = [one.policy.highest_of for one in shown if one.policy.highest_of]
    return len(groups) > len(set(groups))


def _none(turn: Turn, found: Entitlements, meant: Policy | None) -> Reply:
    """Nothing of what is asked about is due: why, or that the time asked about is not held."""
    if found.unrecorded:
        past = [*found.unrecorded, *found.past]
        return turn.not_held("policy_past", cites=past, **wording(turn, found) | {"past": past})
    if found.past and not found.refused:
        return turn.not_held("policy_past", cites=found.past, **wording(turn, found) | {"past": found.past})
    low = [one for one in found.decisions if one.version and one.version.confidence is Confidence.LOW]
    if low and not found.refused:
        return turn.not_held("policy_unverified", cites=low, low=low, **wording(turn, found))
    mine = [one for one in found.refused if meant and one.policy.id == meant.id]
    refused = mine or found.refused
    if not refused:
        return turn.not_held("policy_past", cites=found.past, **wording(turn, found) | {"past": found.past})
    return turn.answered("policy_none_due", cites=refused, refused=refused, **wording(turn, found))


def _explained(turn: Turn, found: Entitlements, meant: Policy | None) -> Reply:
    """Why, on what basis, which papers, where, by when: of what is due, else of what is likely."""
    concerned = sorted(found.due or found.likely(), key=is_beside)
    if meant:
        concerned = [one for one in concerned if one.policy.id == meant.id] or concerned
    question = _question(turn, found, meant)
    values = wording(turn, found) | {
        "concerned": concerned[:_SHOWN],
        "refused": found.refused[:_NEAR] if "why" in turn.slots.field and not found.due else [],
        "fields": turn.slots.field,
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    return turn.answered(
        "policy_explained",
        cites=_cites(found, concerned[:_SHOWN]),
        choices=_choices(turn, question, settled=bool(found.due)),
        notices=["papers_may_change"] if "papers" in turn.slots.field else [],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _kept(turn: Turn, found: Entitlements) -> Reply:
    """The card to keep, where there is something to put on it."""
    if not found.due:
        return turn.clarify("card_needs_facts")
    money = Money(turn.responses, found)
    values = wording(turn, found) | counts(found, money)
    reply = turn.answered("card_kept", cites=_cites(found, found.due), **values)
    return reply.model_copy(update={"sheet": sheet_of(turn, found, money)})


def _cites(found: Entitlements, shown: Sequence[Decision]) -> list[Any]:
    """The policies shown, then the parameters their amounts are made of."""
    amounts = [
        given.amount
        for one in shown
        for _, _, part in found.stretches(one)
        for given in part.items
        if given.amount and given.amount.parameter
    ]
    return [*shown, *amounts]


def _question(turn: Turn, found: Entitlements, meant: Policy | None) -> Ask | None:
    """What to ask next: about the kinds named or the policy meant in full, else about what is common to most."""
    named = topics_of(turn.slots.policy_topic, turn.slots.level) or ((meant.topic,) if meant else ())
    likely = dict.fromkeys(one.policy.topic for one in found.likely() if not is_beside(one))
    topics = named or tuple(dict.fromkeys((*STUDY_SUPPORT, *likely)))
    return ask_next(found, topics, turn.slots.declined, thorough=meant is not None)


def _choices(turn: Turn, question: Ask | None, *, settled: bool) -> tuple[Choice, ...]:
    words = turn.responses
    answers = buttons(question, words) if question else ()
    skip = words.choices("ask_skip", {"fact": question.id}) if question else ()
    return (*answers, *skip, *(words.choices("keep_card", {}) if settled else ()))
