"""What a message comes nearest to, where nothing in it tells which support is meant."""

from __future__ import annotations

from actions.reply import Reply
from actions.support.meant import KINDS, NEAREST
from actions.support.registered import repealed
from actions.support.topics import with_kind
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
    if not near:
        return turn.clarify("which_policy", repealed=repealed(library.policies, turn.text, turn.today))
    records = [record for name in near if (record := library.policies.record(name))]
    titles = {record.id: record.title for record in records}
    reply = turn.clarify("which_record", choices=turn.responses.choices("ask_record", {"records": titles}))
    rules = [one for one in records if isinstance(one, Policy)]
    of_one_kind = len(rules) == len(records) and len({one.topic for one in rules}) == 1
    return with_kind(reply, rules[0]) if of_one_kind else reply
