"""Words that are no name where they stand: fillers, part of a target's own name, travel taken for interest."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.models import Mention


def is_filler(mention: Mention) -> bool:
    """ "còn", "thế", "vậy" go on with the same question only at the beginning."""
    return (mention.kind, mention.id) == ("back", "same") and mention.first > 0 and mention.first == mention.last


def is_of_target(mention: Mention, all_of_them: Sequence[Mention]) -> bool:
    """True for what is asked by a word of a longer name: "phan luong" about no wage, "nhận hồ sơ" about no papers."""
    kind, of_intake = "target_topic", ("aspect", "intake")
    of_support = any(one.kind in {"policy_topic", "waiver"} for one in all_of_them)
    papers = (mention.kind, mention.id) == ("field", "papers") and not of_support
    longer = (one for one in all_of_them if one.kind == kind or (papers and (one.kind, one.id) == of_intake))
    targets = (one for one in longer if one.last - one.first > mention.last - mention.first)
    return mention.kind == "field" and any(one.first <= mention.first <= mention.last <= one.last for one in targets)


def is_travel(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """ "đi lại bao nhiêu" without its marks asks no interest: "lãi bao nhiêu"."""
    return (mention.kind, mention.id) == ("field", "loan_rate") and any(
        one.kind == "aspect" and one.last == mention.first for one in mentions
    )
