"""Whether a trade suits a body: what its record says of the work, ahead of what support there is."""

from __future__ import annotations

from actions.reply import Reply
from actions.turn import MAX_CITATIONS, Turn, citation
from knowledge.library import Library


def fitness_beside(reply: Reply, turn: Turn, library: Library) -> Reply:
    """The reply to a message that tells of a disability and asks whether a trade can be learnt, with that above.

    Nothing is held of who may not learn a trade: the work is told, and that the school looks at each by itself.
    """
    trade = library.occupations_by_id.get(turn.named.trade or "")
    if trade is None or not trade.provenance.answers or turn.named.learner.get("disability") != "disabled":
        return reply
    told = turn.responses.text("trade_and_body", {**turn.you, "trade": trade})
    cited = citation(trade, turn.responses)
    if cited.record_id in {one.record_id for one in reply.citations}:
        return reply
    cites = (cited, *reply.citations)[:MAX_CITATIONS]
    return reply.model_copy(update={"text": f"{told}\n\n{reply.text}", "citations": cites})
