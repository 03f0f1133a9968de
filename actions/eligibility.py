"""Support policies for a learner: what may be due, how much, on which article, and what is still unknown.

Never decides eligibility: "may be entitled if …; the school decides". One question at a time, and every fact can be
left unsaid or corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.base import Capability
from actions.phrases import Phrases
from actions.reply import Reply
from actions.slots.record import LEARNER
from actions.support.asked_for import asks_for_all, leaves_its_kind, monthly_lead, of_its_kinds, of_pupils
from actions.support.asking import OTHER_CHOICES
from actions.support.beforehand import (
    asked_back,
    asks_by_form,
    asks_for_room,
    beyond,
    facts_wrong,
    not_understood,
)
from actions.support.between_levels import between_levels
from actions.support.changes import answered_at_last, changed, only_answers
from actions.support.entitlements import Entitlements
from actions.support.evidence import asks_what_is_due, not_asked_for, text_of_kind
from actions.support.fees import fee_lead, left_of_fee
from actions.support.few_words import FACETS, OF_CONDITIONS
from actions.support.known import told_facts
from actions.support.lasting import former_lead, lasting_leads, without_over
from actions.support.leads import figure_lead, heavy_lead, unsettled_lead, zone_lead
from actions.support.levels import at_university, level_first, levels_first, too_early
from actions.support.loans import LOAN_FIELDS, asks_of_loan, loan_topics
from actions.support.meant import (
    WAYS,
    by_name,
    by_old_name,
    in_its_place,
    is_sure,
    meant_by_words,
    meant_of_these,
    pressed,
    text_of_these,
)
from actions.support.nearest import is_elsewhere, which
from actions.support.needed import needed
from actions.support.outside import outside
from actions.support.pieces import Record
from actions.support.pointing import pointed_at
from actions.support.rarely import rare_lead
from actions.support.recent import documents_led, narrowed, of_recent, pointed_back, recent
from actions.support.rest import REST, rest_of
from actions.support.scope import concerned, is_told_alone, shown_before
from actions.support.sheet import kept_card
from actions.support.span import Span
from actions.support.standing import in_force_then, standing, standing_of
from actions.support.sums import counted, summed
from actions.support.supposing import (
    as_supposed,
    asks_of_such,
    no_longer_supposed,
    only_supposed,
    supposed,
    supposed_lead,
)
from actions.support.telling import explained, other_choices, told, told_again
from actions.support.texts import about, gone, parameter_value, text
from actions.support.topics import keeping, topics_of, with_kind
from actions.support.totals import total
from actions.support.whether import asks_amounts_again, asks_if_any, asks_whether, asks_why_not
from actions.support.which_school import asks_which_school, which_school_lead
from actions.turn import Turn
from knowledge.errors import DataError
from knowledge.library import Library
from knowledge.policies.book import PolicyBook
from knowledge.policies.questions import STUDY_SUPPORT
from knowledge.policies.schema import Information, Parameter, Policy

_PARAMETERS = {"base_pay": "ts-luong-co-so", "poverty_line": "ts-chuan-ngheo-2026"}
_EXPLAINS = LOAN_FIELDS.union(FACETS, OF_CONDITIONS, {"why", "basis", "combined", "since", "until"})
"""What is asked about the policies just told, rather than which they are."""


class AnswerPolicy(Capability):
    """Support decided from what the conversation knows, with one question back."""

    topic = "ask_policy"

    def __init__(self, phrases: Phrases, schools: Capability | None = None) -> None:
        self._phrases = phrases
        self._schools = schools

    def resolve(self, turn: Turn, library: Library) -> tuple[Capability, Turn]:
        """Whether a school has room to live in is no question about support."""
        return (self._schools if self._schools and asks_for_room(turn) else self), turn

    def answer(self, turn: Turn, library: Library) -> Reply:
        """What may be due, why the rest is not, one question; or the one record that is asked about."""
        about, by_sum = of_its_kinds(as_supposed(turn))
        reply = answered_at_last(only_supposed(self._answer(about, library, by_sum=by_sum), about), about)
        reply = no_longer_supposed(reply, turn)
        return keeping(reply, policy_topic=()) if leaves_its_kind(turn) else reply

    def _answer(self, turn: Turn, library: Library, *, by_sum: bool) -> Reply:
        # `by_sum`: "vay 1,5 triệu", "trường thu 1 triệu 2" name no record, so none is meant more than the others.
        book, span = library.policies, Span.of(turn)
        any_school = asks_which_school(turn.text, turn.named)
        of_none = turn.slots.policy or by_sum or any_school or asks_of_such(turn)
        pointed = None if of_none else pointed_at(turn, library)
        if before_all := outside(turn, library, self._phrases) or _before_all(turn, book, span, pointed):
            return before_all
        named = () if asks_for_all(turn) or pointed else turn.slots.policy_topic
        before = None if pointed else only_answers(turn)
        last = () if before or pointed or turn.slots.policy else recent(turn, library)
        old = by_old_name(turn, library)
        meant = (pointed_back(turn, last) if last else None if before else pointed) or old
        if meant is None and not (turn.follow_up or before or by_sum or any_school):
            meant = by_name(turn.named, library) or meant_by_words(turn, library)
        topics = of_pupils(turn, loan_topics(topics_of(named, turn.slots.learner.get("level")), turn.slots))
        rule = meant if isinstance(meant, Policy) else None
        if early := in_force_then(turn, book, span, topics, rule) or too_early(turn, library, topics):
            return early
        if not (meant or before or last or by_sum or any_school or counted(turn.text)):
            meant = text_of_these(turn, library)
        if isinstance(meant, Information | Parameter):
            return _of_a_text(turn, library, meant, span)
        meant = meant or (None if last else meant_of_these(turn, library, topics))
        rule = rule or meant
        meant = in_its_place(book, meant, span.on)
        try:
            everything = Entitlements.of(book, told_facts(turn, book), span)
            earlier = before and Entitlements.of(book, told_facts(replace(turn, slots=before), book), span)
        except DataError as wrong:
            return facts_wrong(turn, wrong.problems[0])
        is_filed = bool(topics or not named or by_name(turn.slots, library))
        if undecided := _undecided(turn, library, everything, meant, last, filed=is_filed):
            return undecided
        found = concerned(turn, everything, topics, meant, alone=is_told_alone(pointed, span.on))
        found = narrowed(turn, everything, last, otherwise=found) if last else found
        sure = bool(topics or _says_anything(turn))
        if instead := at_university(turn, topics) or _instead(turn, everything, found, sure=sure):
            return instead
        if early := level_first(turn, library, everything, topics, span) or needed(turn, found, meant):
            return early
        if not meant and not topics and (not _says_anything(turn) or is_elsewhere(turn, library)):
            return which(turn, library)
        if unclear := not_understood(turn):
            return unclear
        of_last = last and (found.open or found.refused)
        of_it = of_last or found.due or found.likely() or asks_of_loan(turn) or _asks_how(turn, found)
        if not old and _explains(turn) and of_it:
            return explained(turn, found, meant or by_name(turn.slots, library) or pressed(turn, library))
        again = (
            told_again(turn, found) if asks_amounts_again(turn) and found.due and not leaves_its_kind(turn) else None
        )
        new = changed(turn, concerned(turn, earlier, topics, None), found) if earlier else None
        reply = again or new or self._list(turn, library, everything, found, meant, rule, asked=not before)
        return reply if topics else with_kind(reply, meant)

    def _list(  # noqa: PLR0917 - what was decided, and of which policies
        self,
        turn: Turn,
        library: Library,
        everything: Entitlements,
        found: Entitlements,
        meant: Policy | None,
        rule: Policy | None,
        *,
        asked: bool,
    ) -> Reply:
        """What may be due; `asked`: only where the message asks for that, else what another question is told."""
        book, span = library.policies, everything.span
        heavy = heavy_lead(turn, library, everything, found, meant)
        first = [
            *supposed_lead(turn, found),
            *which_school_lead(turn),
            *lasting_leads(turn, everything, found),
            *rare_lead(turn, found),
            *zone_lead(turn, book, span.on),
            *former_lead(turn, rule, everything, sure=is_sure(turn, library, rule)),
            *figure_lead(turn, rule, span.on),
            *unsettled_lead(turn, rule, span.on),
            *levels_first(turn, library),
            *monthly_lead(turn, found.due or found.likely()),
            *fee_lead(
                turn,
                [*found.due, *(found.open if not found.due else ()), *(cited for one in heavy for cited in one.cites)],
            ),
            *heavy,
        ]
        if asked and not asks_what_is_due(turn, library, self._phrases, rule, first):
            return not_asked_for(turn, library, everything, found)
        if past := text_of_kind(turn, library, found):
            return past
        found = without_over(everything, found, first)
        sure, explains = is_sure(turn, library, meant), shown_before(turn, book, span)
        return told(turn, found, meant, sure=sure, first=first, explained=explains)


def _before_all(turn: Turn, book: PolicyBook, span: Span, pointed: Policy | Information | None) -> Reply | None:
    """What is said before anything is decided; None where something is to be."""
    name = None if pointed else _parameter_alone(turn)
    if of_levels := between_levels(turn, book):
        return of_levels
    if name is not None:
        return _in_between(parameter_value(turn, book.parameter(name), span), turn)
    numbers = documents_led(turn)
    of_last = [one for one in book.documents if one.number in numbers]
    still = standing_of(turn, book, of_last, "when") if of_last else standing(turn, book)
    return asked_back(turn, book) or still or beyond(turn, book)


def _parameter_alone(turn: Turn) -> str | None:
    """The dated figure that is asked for by itself; "60 % lương cơ sở" of a learner who is told of is none."""
    topics = turn.slots.policy_topic
    if _asks_of_another_year(turn):
        return _PARAMETERS["poverty_line"]
    told = turn.named.learner.keys() - {"household_year", "household"} if topics == ("base_pay",) else set[str]()
    asks_else = asks_for_all(turn) or told
    return _PARAMETERS.get(topics[0]) if len(topics) == 1 and not asks_else else None


def _asks_of_another_year(turn: Turn) -> bool:
    """ "Giấy hộ nghèo năm 2025 dùng cho năm 2026 được không"."""
    told = turn.named.learner
    return "household_year" in told and asks_whether(turn.text) and told.keys() <= {"household_year", "household"}


def _in_between(reply: Reply, turn: Turn) -> Reply:
    """The reply; what the talk is about stays, where it was on support."""
    before = turn.before
    if before is None or before.topic != AnswerPolicy.topic:
        return reply
    # A paper that is asked about for another year is told of no learner.
    facts = {name: getattr(before, name) for name in (*LEARNER, "period")} if _asks_of_another_year(turn) else {}
    if before.policy_topic == turn.slots.policy_topic and not facts:
        return reply
    kept = {**facts, "policy_topic": before.policy_topic, "about": before.about}
    return reply.model_copy(update={"meta": {**(reply.meta or {}), "asked": before.asked, "kept": kept}})


def _instead(turn: Turn, everything: Entitlements, found: Entitlements, *, sure: bool) -> Reply | None:
    """A sum, what a brief answer left out, or the card: what is asked of the list rather than for it."""
    if sums := left_of_fee(turn, found) or total(turn, everything, found, sure=sure):
        return sums
    if sums := summed(turn, everything, found, sure=sure):
        return sums
    if REST in turn.named.field and (rest := rest_of(turn, found)):
        return rest
    if OTHER_CHOICES in turn.named.field and (others := other_choices(turn, found)):
        return others
    return kept_card(turn, everything) if "keep" in turn.slots.field else None


def _undecided(
    turn: Turn, library: Library, everything: Entitlements, meant: Policy | None, last: Sequence[Record], *, filed: bool
) -> Reply | None:
    """What is told without a decision: from what was told last, or a way of going on; or that nothing is held."""
    if last and (of_last := of_recent(turn, library, last, everything)):
        return of_last
    if not filed and meant is None and not last:
        return turn.not_held("policy_not_held", asked=turn.slots.policy_topic)
    return about(turn, everything, meant) if meant is not None and meant.topic in WAYS else None


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


def _explains(turn: Turn) -> bool:
    """Whether something about the policies just told is asked, and not what else would be due: "nếu học cao đẳng"."""
    told = turn.named.learner or turn.named.cleared or turn.named.declined
    what_if = (turn.follow_up or supposed(turn)) and not {*turn.named.field} - {"combined"} and told
    # What was asked before is not asked again by words that ask something else.
    asks_else = turn.follow_up and turn.text and not turn.named.field and asks_by_form(turn.text)
    return not (what_if or asks_else) and bool(_EXPLAINS.intersection(turn.slots.field))


def _asks_how(turn: Turn, found: Entitlements) -> bool:
    """ "Vì sao không được", where something is refused; which papers and by when, of what may be had."""
    of_a_kind = turn.follow_up or turn.named.policy_topic
    of_the_list = bool(of_a_kind and found.open and {*FACETS, "basis"} & {*turn.named.field})
    return of_the_list or bool("why" in turn.slots.field and found.refused and asks_why_not(turn.text))


def _says_anything(turn: Turn) -> bool:
    """Whether a fact about the learner is known, or the conversation is on support already."""
    told = {name for name in turn.slots.learner if name not in {"level", "training_form"}}
    return bool(told or asks_if_any(turn) or turn.slots.training_form == "khac" or turn.slots.field or turn.follow_up)
