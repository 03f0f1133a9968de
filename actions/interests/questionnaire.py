"""The questionnaire as a conversation: offered, one statement at a time, stopped and taken up again, told in words."""

from __future__ import annotations

from typing import Any

from actions.base import Capability
from actions.interests.book import InterestBook
from actions.interests.free_text import TellOfOneself
from actions.interests.matching import Match, Matching
from actions.interests.radar import outline
from actions.interests.reading import ASKED, LETTER, MORE, NEAR, TOPIC
from actions.interests.run import Kind, Profile, Run
from actions.reply import Card, Chart, ChartSeries, Outcome, Reply
from actions.turn import Turn
from knowledge.library import Library

_FORMS = frozenset({"full", "short"})
_WITHOUT_TRADES = {Kind.MANY: "interests_many", Kind.FLAT: "interests_flat", Kind.LOW: "interests_low"}
_FULL = 10
"""What everything liked of a kind comes to, in words and in the picture."""
_NAMED = 4
"""Trades named with a letter."""
_REASONS = 2
"""Liked statements that a card names."""


class ExploreInterests(Capability):
    """Thirty statements or six; the answers stay in the conversation only, and decide nothing."""

    topic = TOPIC

    def __init__(self, book: InterestBook, told: TellOfOneself) -> None:
        """`told`: who answers free text, and what goes on with it."""
        self.book = book
        self.told = told
        self._matching = Matching(book.families)

    def answer(self, turn: Turn, library: Library) -> Reply:
        """The next statement, the result, or what the questionnaire is."""
        wanted, run = turn.named.interest_form, self.book.run(turn.slots.interest_run)
        if wanted in _FORMS:
            run = self.book.run((str(wanted),))
        elif wanted == "stop":
            return self._stopped(turn, run)
        elif wanted == MORE or self._goes_on_with_told(turn):
            return self.told.answer(turn, library)
        elif wanted and wanted.startswith(LETTER):
            return self._explained(turn, library, run, wanted.removeprefix(f"{LETTER}="))
        elif wanted == NEAR and run is not None:
            return self._result(turn, library, run)
        if run is None:
            counts = {form: len(self.book.items_of(form)) for form in sorted(_FORMS)}
            return turn.clarify("interests_offered", meta=_kept(None), place_note=turn.place_note, **counts)
        if turn.named.interest_answer:
            item, _, answer = turn.named.interest_answer.partition("=")
            run = run.answered(item, answer)
        return self._asked(turn, run) if run.next else self._result(turn, library, run)

    def _goes_on_with_told(self, turn: Turn) -> bool:
        """Whether a place is named after free text, and no statement waits for an answer."""
        before, named = turn.before, turn.named
        after = before is not None and before.topic == TOPIC and before.interest_told and before.asked != ASKED
        return bool(after and named.province and not named.interest_form and not named.interest_answer)

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
        profile = run.profile
        if profile.kind is Kind.TOO_FEW:
            return turn.clarify("interests_too_few", answered=len(profile.shares), form=run.form, meta=_kept(run))
        letters = [self.book.letters[code] for code in (profile.leading or profile.order[:1])]
        values: dict[str, Any] = {
            "letters": letters,
            "tied": [self.book.letters[code] for code in profile.tied],
            "missing": [self.book.letters[code] for code in profile.missing],
            "liked": {letter.code: profile.reasons(letter.code) for letter in letters},
            "shares": {self.book.letters[code].name: float(_FULL * profile.shares[code]) for code in profile.order},
            "form": run.form,
            "count": len(self.book.items),
            "meta": _kept(run),
        }
        if profile.kind in _WITHOUT_TRADES:
            told = turn.clarify(_WITHOUT_TRADES[profile.kind], high=profile.is_high, **values)
            return told.model_copy(update={"chart": self._picture(turn, profile)})
        matches = self._matching.shown(library, profile, turn.province)
        told = turn.answered(
            "interests_found",
            cites=[match.trade for match in matches] + [one for match in matches for one in match.offers[:1]],
            cards=[self._card(turn, match, profile) for match in matches],
            pair=self.book.pair(*profile.leading) if profile.kind is Kind.TWO else "",
            trades=[match.trade for match in matches],
            taught=any(match.offers for match in matches),
            province_name=library.provinces.get(turn.province or ""),
            place_note=turn.place_note,
            **values,
        )
        return told.model_copy(update={"chart": self._picture(turn, profile)})

    def _explained(self, turn: Turn, library: Library, run: Run | None, code: str) -> Reply:
        """What one letter means, else all six in short; with trades of that letter, which are cited."""
        letters = [self.book.letters[code]] if code in self.book.letters else list(self.book.letters.values())
        of_it = [one for one in library.occupations if one.riasec[:1] == code and one.provenance.answers][:_NAMED]
        ending = Outcome.ANSWERED if of_it else Outcome.SMALLTALK
        return turn.reply(ending, "interests_letter", cites=of_it, letters=letters, trades=of_it, meta=_kept(run))

    def _picture(self, turn: Turn, profile: Profile) -> Chart:
        """The six shares as a radar, from 0 to 10; the text says the same in words."""
        names = {code: letter.name for code, letter in self.book.letters.items()}
        shares = {code: float(_FULL * share) for code, share in profile.shares.items()}
        return Chart(
            series=(
                ChartSeries(
                    name=turn.responses.text("interests_picture_shows", {}),
                    points=tuple((name, shares.get(code)) for code, name in names.items()),
                ),
            ),
            unit=turn.responses.text("interests_picture_unit", {}),
            period=turn.responses.text("interests_picture_corners", {}),
            alt=turn.responses.text("interests_picture", {"names": names, **turn.you}),
            outline=outline(profile.shares),
        )

    def _card(self, turn: Turn, match: Match, profile: Profile) -> Card:
        speaking = [one for one in profile.liked if any(match.trade.id in self.book.families[to] for to in one.towards)]
        return turn.card(
            "interests_trade_card",
            match=match,
            letters=[self.book.letters[code].name for code in match.letters],
            liked=[one.name for one in speaking][:_REASONS],
        )


def _kept(run: Run | None, *, asked: str | None = None) -> dict[str, Any]:
    """What the conversation is to keep of the run, and whether a statement waits for an answer."""
    return {"kept": {"interest_run": run.kept if run else ()}, "asked": asked, "settled": True}
