"""What a typed message means to a questionnaire that was begun, and the way back to it after another question."""

from __future__ import annotations

from dataclasses import replace

from actions.interests.book import InterestBook
from actions.phrases import Phrases
from actions.reply import Choice, Outcome, Payload, Reply
from actions.slots import Slots
from actions.turn import Turn

TOPIC = "explore_interests"
ASKED = "interest"
"""What the conversation keeps as asked while a statement waits for an answer."""
MORE = "more"
"""What is wanted of free text: further trades."""
LETTER = "letter"
"""What is wanted of the result: what its letters mean; behind it which one, "letter=R"."""
NEAR = "near"
"""What is wanted of the result: the trades once more, taught in the place that is named."""
_FORMS = ("short", "full")
_AFTER = frozenset({Outcome.ANSWERED, Outcome.NOT_HELD, Outcome.CLARIFY})


def told(book: InterestBook, text: str, named: Slots, kept: Slots, phrases: Phrases | None = None) -> Slots:
    """The answer that a message gives to the statement asked last, or what it wants of the questionnaire.

    `phrases`: those of `lexicon/interests.yaml`. `named` itself where the message says nothing to it.
    """
    run = book.run(kept.interest_run)
    kinds = {one.kind for one in phrases.find(text)} if phrases else set[str]()
    if (kept.topic == TOPIC or "test" in kinds) and (form := next((one for one in _FORMS if one in kinds), None)):
        return Slots(interest_form=form)
    if kept.topic == TOPIC and "stop" in kinds:
        return Slots(interest_form="stop")
    if kept.topic == TOPIC and kept.interest_told and MORE in kinds:
        return Slots(interest_form=MORE)
    if kept.topic == TOPIC and ("letter" in kinds or book.names_a_letter(text)):
        return Slots(interest_form=f"{LETTER}={book.letter_named(text)}")
    if run is None or run.next is None:
        asks_where = kept.topic == TOPIC and run is not None and named.province and not named.trade
        return replace(named, interest_form=NEAR) if asks_where and kept.asked != ASKED else named
    if kept.asked == ASKED and "skip" in kinds:
        return Slots(interest_answer=f"{run.next.id}=skip")
    if kept.asked == ASKED and (meant := book.answer(text)):
        return Slots(interest_form="stop") if meant == "stop" else Slots(interest_answer=f"{run.next.id}={meant}")
    goes_on = "resume" in named.field and kept.topic != "ask_policy"
    if run.answers and "goes_on_with_it" in kinds:
        goes_on = True
    elif kept.asked is None and run.answers:
        # After another question in between: "tiếp tục", or the number of an answer.
        goes_on = goes_on or "goes_on" in kinds or (len(text.strip()) == 1 and text.strip().isdigit())
    return Slots(interest_form="resume") if goes_on else named


def with_way_back(book: InterestBook, reply: Reply, turn: Turn) -> Reply:
    """The reply to a question in between, with a button that goes on with the questionnaire."""
    run = book.run(turn.slots.interest_run)
    of_talk = reply.outcome is Outcome.SMALLTALK and bool((reply.meta or {}).get("told"))
    begun = run is not None and run.next is not None and bool(run.answers or of_talk)
    if run is None or not begun or not (of_talk or reply.outcome in _AFTER):
        return reply
    label = turn.responses.text("interests_go_on", {"number": run.number, "count": len(run.items)})
    choice = Choice(label=label, payload=Payload(intent=TOPIC, slots={"interest_form": "resume"}))
    return reply.model_copy(update={"choices": (*reply.choices, choice)})
