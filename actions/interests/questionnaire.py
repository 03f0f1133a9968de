"""The questionnaire as a conversation: offered, one statement at a time, stopped and taken up again, told in words."""

from __future__ import annotations

from typing import Any

from actions.base import Capability
from actions.interests.book import InterestBook
from actions.interests.matching import nearest
from actions.interests.reading import ASKED, TOPIC
from actions.interests.run import Run
from actions.reply import Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library

_FORMS = frozenset({"full", "short"})
_TOLD = 2
"""Letters that a result tells."""


class ExploreInterests(Capability):
    """Thirty statements or six; the answers stay in the conversation only, and decide nothing."""

    topic = TOPIC

    def __init__(self, book: InterestBook) -> None:
        self.book = book

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The next statement, the result, or what the questionnaire is."""
        wanted, run = turn.named.interest_form, self.book.run(turn.slots.interest_run)
        if wanted in _FORMS:
            run = self.book.run((str(wanted),))
        elif wanted == "stop":
            return self._stopped(turn, run)
        if run is None:
            counts = {form: len(self.book.items_of(form)) for form in sorted(_FORMS)}
            return turn.clarify("interests_offered", meta=_kept(None), **counts)
        if turn.named.interest_answer:
            item, _, answer = turn.named.interest_answer.partition("=")
            run = run.answered(item, answer)
        return self._asked(turn, run) if run.next else self._result(turn, library, run)

    def _asked(self, turn: Turn, run: Run) -> Reply:
        resumed = bool(run.answers) and not turn.named.interest_answer
        return turn.clarify(
            "interests_item",
            item=run.next,
            number=run.number,
            count=len(run.items),
            resumed=resumed,
            meta=_kept(run, asked=ASKED),
        )

    def _stopped(self, turn: Turn, run: Run | None) -> Reply:
        left = len(run.items) - len(run.answers) if run else 0
        return turn.reply(Outcome.SMALLTALK, "interests_stopped", left=left, meta=_kept(run))

    def _result(self, turn: Turn, library: Library, run: Run) -> Reply:
        if not run.is_enough:
            return turn.clarify("interests_too_few", form=run.form, meta=_kept(run))
        profile = run.profile
        first, second = (self.book.letters[code] for code in profile.order[:_TOLD])
        matches = nearest(library, profile, turn.province)
        cited = [match.trade for match in matches] + [offer for match in matches for offer in match.offers[:1]]
        return turn.answered(
            "interests_result",
            cites=cited,
            cards=[turn.card("interests_trade_card", match=match, letters=self.book.letters) for match in matches],
            first=first,
            second=second,
            pair=self.book.pair(first.code, second.code),
            reasons={letter.code: profile.reasons(letter.code) for letter in (first, second)},
            shares={self.book.letters[code].name: round(100 * profile.shares[code]) for code in profile.order},
            flat=profile.is_flat,
            low=profile.is_low,
            trades=[match.trade for match in matches],
            taught=any(match.offers for match in matches),
            province_name=library.provinces.get(turn.province or ""),
            form=run.form,
            meta=_kept(run),
        )


def _kept(run: Run | None, *, asked: str | None = None) -> dict[str, Any]:
    """What the conversation is to keep of the run, and whether a statement waits for an answer."""
    return {"kept": {"interest_run": run.kept if run else ()}, "asked": asked, "settled": True}
