"""Which one question to ask next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from actions.support.entitlements import Entitlements


def unsettled(found: Entitlements, declined: Container[str]) -> list[str]:
    """Facts that could still change what is told and may be asked, those first that most policies lack."""
    facts = found.book.facts
    lacking = Counter(
        name
        for one in found.open
        for name in one.missing
        if facts[name].asked and name not in declined and (found.nearness(one) or len(one.missing) <= _FEW)
    )
    order = list(facts)
    return sorted(lacking, key=lambda name: (-lacking[name], order.index(name)))


def next_question(found: Entitlements, declined: Container[str]) -> str | None:
    """The fact to ask for, None when nothing more can change; what was taken for granted comes last."""
    if names := unsettled(found, declined):
        return names[0]
    assumed = (name for one in found.due for name in one.assumed if found.book.facts[name].asked)
    return next((name for name in assumed if name not in declined and name in _WORTH_ASKING), None)


_FEW = 2
_WORTH_ASKING = frozenset({"training_form"})
