"""What a message comes nearest to, where nothing in it tells which support is meant."""

from __future__ import annotations

from actions.reply import Reply
from actions.support.meant import KINDS, NEAREST, only_tells
from actions.support.registered import repealed
from actions.support.topics import with_kind
from actions.support.whether import asks_amounts_again, asks_for_cash, wants_more
from actions.turn import Turn
from knowledge.library import Library
from knowledge.policies.schema import Policy


def which(turn: Turn, library: Library) -> Reply:
    """What the words come nearest to, as buttons, else the kinds there are."""
    hits = library.search(turn.text, kinds=KINDS, limit=NEAREST) if turn.text else []
    near = [
        hit.passage.record_id
        for hit in hits
        if hit.confidence >= library.thresholds.ask_above and library.policies.record(hit.passage.record_id)
    ]
    over = repealed(library.policies, turn.text, turn.today)
    if over or not near:
        return turn.clarify("which_policy", repealed=over)
    records = [record for name in near if (record := library.policies.record(name))]
    titles = {record.id: record.title for record in records}
    reply = turn.clarify("which_record", choices=turn.responses.choices("ask_record", {"records": titles}))
    rules = [one for one in records if isinstance(one, Policy)]
    of_one_kind = len(rules) == len(records) and len({one.topic for one in rules}) == 1
    return with_kind(reply, rules[0]) if of_one_kind else reply


def is_elsewhere(turn: Turn, library: Library) -> bool:
    """Whether something other than a policy surely answers, or the words are far from every one that is held."""
    to_another = turn.before is not None and turn.before.another != turn.slots.another
    if turn.follow_up or not turn.text or "everything" in turn.slots.field or only_tells(turn) or to_another:
        return False
    if repealed(library.policies, turn.text, turn.today):
        return False
    learns = turn.named.level or turn.named.schooling or turn.named.field
    best = next(iter(library.search(turn.text, limit=1)), None)
    of_these = learns or asks_amounts_again(turn) or asks_for_cash(turn.text) or wants_more(turn)
    if not of_these and (best is None or best.confidence < library.thresholds.ask_above):
        return True
    surely = library.thresholds.answer_above
    return best is not None and best.passage.record_kind not in KINDS and best.confidence >= surely
