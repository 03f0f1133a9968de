"""What is said of support once it is decided: the list, the reasons and papers, or that nothing is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from actions.reply import Choice, Reply
from actions.support.asking import ask_next, buttons
from actions.support.entitlements import Entitlements
from actions.support.facets import condition_leads, facets_of, places_lead
from actions.support.few_words import FACETS, OF_CONDITIONS
from actions.support.lacks import lacks_of
from actions.support.leads import Lead, leads_of, not_added, outdated_lead, paper_lead, rate_lead, share_lead, sum_lead
from actions.support.loans import LOAN_FIELDS, asks_of_lending, is_loan, purposes_told
from actions.support.money import Grounds, Money
from actions.support.overview import overview
from actions.support.picture import NEAR, SHOWN, USUAL, picture_of
from actions.support.rarely import RARE
from actions.support.rest import left_choices, rest_choice, within_reach, within_reach_of_a_phone
from actions.support.supposing import supposed
from actions.support.topics import SHORT_LEVELS, is_beside, is_on_top, topics_of
from actions.support.whether import (
    asks_for_more,
    asks_how_much_is_lent,
    asks_to_pay,
    asks_whether,
    asks_why_not,
    wants_more,
)
from actions.support.wording import distinct, grouped_by_document, past_of, wording
from actions.turn import Turn
from knowledge.models import Confidence
from knowledge.policies.benefits import Tuition
from knowledge.policies.decision import Decision
from knowledge.policies.questions import STUDY_SUPPORT, Ask
from knowledge.policies.schema import Policy

_CAUTIONS = 2
_WHOLE = 100
"""Percent of the fee that nobody pays anything of."""


def told(
    turn: Turn,
    found: Entitlements,
    meant: Policy | None,
    *,
    sure: bool,
    first: Sequence[Lead] = (),
    explained: bool = False,
) -> Reply:
    """The answer to "what support": due, perhaps due, and the question that decides most.

    `first`: what has to be said before. `explained`: what the base pay is was said in this talk already.
    """
    picture = picture_of(turn, found, meant)
    if picture.is_empty:
        return none_due(turn, found, meant, first)
    question = next_of(turn, found, meant)
    due, near, shown = picture.due, picture.near, picture.shown
    leads = [*outdated_lead(turn, found), *first, *sum_lead(turn, shown)]
    leads += share_lead(turn, [] if picture.not_due else due)
    leads += [*leads_of(turn, found, picture, meant), *paper_lead(turn, found)]
    leads.sort(key=lambda one: not one.key.startswith("lead_not_"))
    only_tuition, rarely = (any(one.key == key for one in leads) for key in ("lead_only_tuition", RARE))
    past = [one for one in past_of(turn, found) if turn.slots.period or one is picture.mine]
    groups = grouped_by_document(past)
    past_cited = [picture.mine if picture.mine in group else group[0] for group in groups]
    values = wording(turn, found, meant) | {
        "due": due,
        "near": [] if rarely else near[:NEAR],
        "named": near[:NEAR] if rarely else [],
        "brief": False,
        "beside": picture.beside,
        "unsure": picture.unsure,
        "explains_base": not explained and any(one.is_of_base_pay for one in due or near[:NEAR]),
        "cautions": distinct(
            (found.cautions(one) for one in due if not only_tuition or one.policy.topic != "tuition"),
            said=[one.said(turn) for one in leads],
        )[:_CAUTIONS],
        "only_tuition": only_tuition,
        "highest_only": _highest_only([*map(_first_ground, Money(turn.responses, found).grouped(due)), *near[:NEAR]]),
        "mine": meant,
        "past_groups": groups,
        "leads": [one.said(turn) for one in leads if not one.after],
        "asides": [one.said(turn) for one in leads if one.after],
        "led": any(one.decides for one in leads),
        "not_due": [one for one in picture.not_due if not any(one in lead.cites for lead in leads)],
        "whether": asks_whether(turn.text),
        "pays": _paying(turn, due or near[:NEAR]),
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    # Nothing that was told speaks for any of them: what there may be is told, and asked about, but it is no answer yet.
    speaks = due or sure or turn.slots.policy_topic or any(map(found.nearness, near))
    # Of a short course the level itself does, but to the disabled, whose own text is over.
    by_level = turn.slots.level in SHORT_LEVELS and "disability" not in turn.slots.learner
    speaks = speaks or (by_level and any(one.policy.topic == "short_course" for one in near))
    ending = turn.answered if shown and speaks else turn.clarify
    if not (speaks or leads) and (all_kinds := overview(turn, found, question, choices(turn, question, settled=False))):
        return all_kinds
    values |= within_reach_of_a_phone(turn, values)
    return ending(
        "policy_answered",
        cites=[
            *(cited for one in leads for cited in one.cites),
            *values["not_due"],
            *cites(found, [*shown, *picture.unsure]),
            *past_cited,
            # What is only named is told of all the same.
            *([] if values["brief"] else cites(found, picture.beside)),
        ],
        cards=[turn.card("policy_card", **values, decision=one) for one in shown[:SHOWN]],
        choices=[*choices(turn, question, settled=bool(due)), *(rest_choice(turn) if values["brief"] else ())],
        notices=["authority_decides", "papers_may_change"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def told_again(turn: Turn, found: Entitlements) -> Reply | None:
    """The amounts of what is due, in short: somebody asks how much once more and names nothing else.

    None where nothing of it may lead.
    """
    picture, question = picture_of(turn, found, None), next_of(turn, found, None)
    if not picture.due:
        return None
    values = wording(turn, found) | {
        "due": picture.due,
        "near": picture.near[:NEAR],
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    return turn.answered(
        "policy_amounts",
        cites=cites(found, picture.due),
        choices=choices(turn, question, settled=True),
        notices=["authority_decides"],
        meta={"asked": question.id} if question else None,
        **values,
    )


def none_due(turn: Turn, found: Entitlements, meant: Policy | None, first: Sequence[Lead] = ()) -> Reply:
    """Nothing of what is asked about is due: why, or that the time asked about is not held.

    `first`: what has to be said before.
    """
    if found.unrecorded:
        past = [*found.unrecorded, *found.past]
        return turn.not_held("policy_past", cites=past, **wording(turn, found) | {"past": past})
    if found.past and not found.refused:
        return turn.not_held("policy_past", cites=found.past, **wording(turn, found) | {"past": found.past})
    low = [one for one in found.decisions if one.version and one.version.confidence is Confidence.LOW]
    if low and not found.refused:
        return turn.not_held("policy_unverified", cites=low, low=low, **wording(turn, found))
    mine = [one for one in found.refused if meant and one.policy.id == meant.id]
    refused = mine or _nearest(found.refused)
    if not refused:
        return turn.not_held("policy_past", cites=found.past, **wording(turn, found) | {"past": found.past})
    leads = [one.said(turn) for one in first]
    plainly = asks_whether(turn.text) and not (asks_to_pay(turn.text) or leads)
    values = wording(turn, found) | {"refused": refused, "plainly": plainly, "leads": leads}
    return turn.answered("policy_none_due", cites=[*(one for lead in first for one in lead.cites), *refused], **values)


def explained(turn: Turn, found: Entitlements, meant: Policy | None) -> Reply:
    """Why, on what basis, which papers, where, by when, at what interest: of what is due, else of what is likely."""
    picture = picture_of(turn, found, meant)
    # "Ra so do" is "ra số đó", not "sổ đỏ", where nothing is lent.
    fields = [one for one in turn.slots.field if one not in LOAN_FIELDS or asks_of_lending(turn, found)]
    # On several grounds each has its papers; where one files is said once.
    once = [*map(_first_ground, Money(turn.responses, found).grouped(picture.due))]
    due = once if not {"papers", "why", "basis"}.intersection(fields) else picture.due
    concerned = [*due, *(picture.unsure if "papers" in fields else [])] or [*picture.near[:NEAR]]
    if "loan" in turn.named.policy_topic or not LOAN_FIELDS.isdisjoint(fields):
        concerned = [one for one in found.due if is_loan(one.policy)] or [
            one for one in found.open if is_loan(one.policy)
        ]
    if meant:
        concerned = [one for one in (*concerned, *found.open) if one.policy.id == meant.id][:1] or concerned
    asks_why = not concerned or ("why" in fields and (not picture.due or asks_why_not(turn.text)))
    refused = _nearest(_of_topics(turn, found.refused))[:NEAR] if asks_why else []
    why_not_added = asks_why_not(turn.text) and not_added(turn, found, meant) if asks_for_more(turn.text) else None
    refused = [] if why_not_added else refused
    if refused and asks_why_not(turn.text):
        concerned = []
    question = next_of(turn, found, meant)
    lent = [one for one in concerned[:SHOWN] if is_loan(one.policy)]
    adds = (asks_whether(turn.text) or wants_more(turn)) and {*FACETS, *OF_CONDITIONS}.isdisjoint(fields)
    leads = [*rate_lead(turn, lent), *filter(None, (why_not_added or (adds and not_added(turn, found, meant)),))]
    leads += condition_leads(turn, concerned[:SHOWN])
    leads += places_lead(turn, found.book, concerned[:SHOWN])
    values = wording(turn, found) | {
        "concerned": concerned[:SHOWN],
        "refused": refused,
        "fields": fields,
        "facets": lambda shown: facets_of(shown, fields),
        "by_policy": not {*fields} <= {*FACETS, *OF_CONDITIONS},
        "leads": [one.said(turn) for one in leads],
        "whether": asks_whether(turn.text) and LOAN_FIELDS.union(FACETS, OF_CONDITIONS).isdisjoint(fields),
        "sums": not turn.follow_up,
        "lent": [one.policy.id for one in lent],
        "lent_sum": bool(lent) and asks_how_much_is_lent(turn.text),
        "about_loan": not LOAN_FIELDS.isdisjoint(fields),
        "loan_cautions": list(
            dict.fromkeys(words for one in lent[:1] if one.version for words in one.version.cautions[:2])
        ),
        "certain": bool(found.due),
        "pays": _paying(turn, concerned[:SHOWN]),
        "question": question and turn.responses.question(question.id, turn.you["learner"]),
    }
    values |= within_reach(turn, "policy_explained", values)
    return turn.answered(
        "policy_explained",
        cites=[*(cited for one in leads for cited in one.cites), *cites(found, concerned[:SHOWN]), *refused],
        choices=[*left_choices(turn, values["left"], fields), *choices(turn, question, settled=bool(found.due))],
        notices=["papers_may_change"] if "papers" in fields else [],
        meta={"asked": question.id} if question else None,
        **values,
    )


def _of_topics(turn: Turn, refused: Sequence[Decision]) -> Sequence[Decision]:
    """Those of the kinds asked about, where any are."""
    topics = topics_of(turn.slots.policy_topic, turn.slots.level)
    return [one for one in refused if one.policy.topic in topics] or refused


def cites(found: Entitlements, shown: Sequence[Decision]) -> list[Any]:
    """The policies shown, then the parameters their amounts are made of."""
    amounts = [
        given.amount
        for one in shown
        for _, _, part in found.stretches(one)
        for given in part.items
        if given.amount and given.amount.parameter
    ]
    return [*shown, *amounts]


def next_of(turn: Turn, found: Entitlements, meant: Policy | None) -> Ask | None:
    """What to ask next: about the kinds named or the policy meant in full, else about what is common to most."""
    if supposed(turn):
        # Nothing is asked for the sake of what is only supposed.
        return None
    named = topics_of(turn.slots.policy_topic, turn.slots.level) or ((meant.topic,) if meant else ())
    likely = dict.fromkeys(one.policy.topic for one in found.likely() if not is_beside(one))
    topics = named or tuple(dict.fromkeys((*STUDY_SUPPORT, *likely)))
    # Never asked what the money is for once that was told, be it in other words.
    settled = {"loan_purpose"} if purposes_told(turn.slots) else set[str]()
    # Nor for the sake of figures that rest on no source.
    settled |= {name for one in found.due if is_on_top(one) and one.policy is not meant for name in one.missing}
    settled -= {name for one in found.open for name in one.missing} - {"loan_purpose"}
    # What only that one policy hangs on is asked where it is still open.
    thorough = any(one.policy is meant for one in found.open)
    return ask_next(found, topics, (*turn.slots.declined, *settled), thorough=thorough)


def choices(turn: Turn, question: Ask | None, *, settled: bool) -> tuple[Choice, ...]:
    """The answers to the question, the way not to answer it, and the card where there is something to put on it."""
    words = turn.responses
    answers, more = buttons(question, words) if question else ((), ())
    answers = (*answers, *(words.choices("policy_other_choices", {}) if more else ()))
    skip = words.choices("ask_skip", {"fact": question.id}) if question else ()
    return (*answers, *skip, *(words.choices("keep_card", {}) if settled else ()))


def other_choices(turn: Turn, found: Entitlements) -> Reply | None:
    """The answers that stood behind a button; None where the question has no more of them."""
    question = next_of(turn, found, None)
    _, more = buttons(question, turn.responses) if question else ((), ())
    if question is None or not more:
        return None
    skip = turn.responses.choices("ask_skip", {"fact": question.id})
    asked = turn.responses.question(question.id, turn.you["learner"])
    return turn.clarify("policy_more_choices", question=asked, choices=(*more, *skip), meta={"asked": question.id})


def _nearest(refused: Sequence[Decision]) -> list[Decision]:
    """What most people ask about first, then what the least is lacking of."""
    return sorted(refused, key=lambda one: (one.policy.topic not in USUAL, not one.is_certain, len(lacks_of(one))))


def _paying(turn: Turn, shown: Sequence[Decision]) -> Literal["free", "less", "helped"] | None:
    """Where it is asked whether one pays: what those shown leave of the fee; None for another question."""
    if not asks_to_pay(turn.text) or "loan" in turn.slots.policy_topic:
        return None
    shares = [given.item.percent for one in shown for given in one.items if isinstance(given.item, Tuition)]
    return ("free" if max(shares) == _WHOLE else "less") if shares else "helped"


def _first_ground(grounds: Grounds) -> Decision:
    return grounds.decisions[0]


def _highest_only(shown: Sequence[Decision]) -> bool:
    """Whether two of those shown belong to one group, of which only the highest is given."""
    groups = [one.policy.highest_of for one in shown if one.policy.highest_of]
    return len(groups) > len(set(groups))
