"""What is seen to first, whatever the classifier took a message for.

Somebody in danger; another language; a figure or a list of codes that is known not to be held, and that other records
would seem to answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from actions.base import SURE, Capability, Finder
from actions.guide import CODES
from actions.help_in_danger import FRAUD, HelpInDanger, WarnOfFraud
from actions.interests.free_text import TellOfOneself
from actions.interests.reading import TOPIC
from actions.introducing import SayBack, introduces
from actions.languages import Languages
from actions.lengths import LengthOfLevel, asks_length
from actions.pathways import ComparePathways, Pathways
from actions.phrases import Phrases
from actions.remarks import Remarks
from actions.reply import Outcome, Reply
from actions.shown import AskedOfShown
from actions.slots import Slots, asking
from actions.slots.dangers import LURED, TAKEN, tells_only_an_age
from actions.staying import ALERT, StayInDanger, danger_before
from actions.subjects import SayNotOurs, names_ours, of_our_schools
from actions.support.pieces import PART
from actions.turn import Turn
from knowledge.library import Library

_DISTRESS = "distress"
"""Danger of which nothing surely says the kind."""
_OF_FRAUD = frozenset({"trafficking", "scammed"})
"""Kinds that our article on fraud says more about."""
_FRAUD_TOO = _OF_FRAUD | {"child_labour", _DISTRESS}
"""Kinds that give way to what is told of a lure, or of papers or people kept."""
_NEVER_DOUBTED = "self_harm"
"""Whatever stands around such a phrase, it is taken at its word."""
_CONTEXT = 6
"""Words from which a message says enough for a phrase in it to be doubted."""
_ALSO_OF_DANGER = frozenset({"wage", "conditions", "papers", "cost"})
"""What is asked of a thing that may be asked of an alluring offer, or of the helpline, too."""
_POLITE = frozenset({"say_thanks", "say_goodbye", "greet"})
_ASIDE = 8
"""Words."""
_NO_OTHER_TOPIC = frozenset(
    {"out_of_scope", "nlu_fallback", "narrow_topic", "ask_identity", "meet_human", "report_distress", "describe_trade"}
)
"""Intents of a message that may only go on with what was told of danger."""
_LAW = "law"
"""What the law says, of which nothing is held."""
_WITH_PICTURES = frozenset({"sexual", "scammed", "bullying", "violence", _DISTRESS})
"""Kinds that a lender who threatens with pictures is taken for."""
_EXTORTION = frozenset({"debt", "picture"})
_LAWFUL = "lawful"
"""What is asked after a lure that is answered: how to go, or work, by the law."""
PERHAPS = "perhaps"
"""The alert of a message that only may tell of danger: it is answered, with a word beside."""


_ASKS_OF_OURS = frozenset(
    {"find_programmes", "find_institutions", "describe_trade", "ask_policy", "ask_guide", "ask_indicator", "ask_target"}
)
_BEYOND_DOUBT = 0.9
"""Confidence from which a message that asks of ours is answered, whatever it resembles: of 314 told 4 were."""

_ALLOWANCE = ("boarding",)
"""What "trợ cấp" alone is read as."""


class Watch(Finder):
    """Looks at every message before anybody answers it."""

    def __init__(
        self,
        languages: Languages,
        dangers: Phrases,
        subjects: Phrases,
        pathways: Pathways,
        remarks: Remarks,
        *,
        figures: Capability,
        guide: Capability,
        undecided: Phrases | None = None,
        after_danger: Phrases | None = None,
        extortion: Phrases | None = None,
        interests: Capability | None = None,
        oneself: TellOfOneself | None = None,
        shown: AskedOfShown | None = None,
    ) -> None:
        self._languages = languages
        self._dangers = dangers
        self._subjects = subjects
        self._pathways = pathways
        self._remarks = remarks
        self._undecided = undecided
        self._after = after_danger
        self._extortion = extortion
        self._interests = interests
        self._oneself = oneself
        self._shown = shown
        self._figures = figures
        self._guide = guide
        self._danger = WarnOfFraud()

    def ways(self, turn: Turn, library: Library, *, by_name: bool = True) -> Iterator[tuple[Capability, Turn]]:
        """Who must answer; nobody for nearly every message."""
        named = turn.named
        fraud = not {LURED, TAKEN}.isdisjoint(named.signs)
        kind = self._kind(turn, library)
        if kind in _WITH_PICTURES and self._is_extortion(turn.text):
            yield HelpInDanger("extortion"), turn
        elif kind in _OF_FRAUD or (fraud and (kind is None or kind in _FRAUD_TOO)):
            yield (WarnOfFraud(kind) if kind in _OF_FRAUD else self._danger), turn
        elif kind is not None:
            yield HelpInDanger(kind), turn
        elif (remark := self._remark(turn, library)) is not None:
            yield remark
        elif self._goes_on(turn):
            yield StayInDanger(asks_law=self._after is not None and self._after.first(turn.text) == _LAW), turn
        elif self._oneself and not _weighs(named) and self._oneself.takes(turn, library):
            yield self._oneself, turn
        elif self._interests and self._stays_with_interests(turn):
            yield self._interests, turn
        elif turn.intent == "report_distress" and not self._is_ordinary(turn, library):
            if "distress" not in named.signs and _surely_fraud(turn, library):
                yield self._danger, turn
        else:
            yield from self._others(turn, library)

    def _others(self, turn: Turn, library: Library) -> Iterator[tuple[Capability, Turn]]:
        """Who answers what is told of no danger."""
        named = turn.named
        if self._languages.is_foreign(turn.text):
            yield self, turn
        elif (subject := self._subject(turn)) is not None:
            yield SayNotOurs(subject), turn
        elif named.indicator and not library.has_indicator(named.indicator):
            yield self._figures, turn
        elif CODES in named.field:
            yield self._guide, turn
        elif turn.text and asks_length(turn):
            yield LengthOfLevel(), turn
        elif ways := self._ways(turn):
            yield ComparePathways(self._pathways, ways), turn
        elif self._interests and self._is_undecided(turn):
            yield self._interests, turn
        elif introduces(turn):
            yield SayBack(), turn

    def _kind(self, turn: Turn, library: Library) -> str | None:
        """The kind of danger surely told of. Where the talk was left sounds like pain, typed without its marks."""
        kind, _ = self._told(turn, library)
        if kind is None or self._dangers.first(turn.text) is not None:
            return kind
        return None if self._remarks.is_of_the_talk(turn.text) else kind

    def _goes_on(self, turn: Turn) -> bool:
        """Whether a message after one about danger goes on with it: it names and asks nothing of ours."""
        if not turn.text or danger_before(turn) is None:
            return False
        named = turn.named
        if named.trade or named.institution or named.policy_topic or named.province or named.schooling:
            return False
        after = self._after.first(turn.text) if self._after else None
        if after is not None and len(turn.text.split()) <= _ASIDE:
            return after != _LAWFUL
        if danger_before(turn, just_now=True) is None:
            return False
        if turn.intent in {"out_of_scope", "nlu_fallback", "report_distress"}:
            return True
        asks = set(asking(named)) - _ALSO_OF_DANGER
        return not asks and (turn.intent in _NO_OTHER_TOPIC or (turn.confidence < SURE and turn.intent not in _POLITE))

    def _remark(self, turn: Turn, library: Library) -> tuple[Capability, Turn] | None:
        """Who answers a remark, or a question of what was shown; not in the questionnaire, which waits."""
        named = turn.named
        if named.interest_form or named.interest_answer:
            return None
        of_shown = self._shown.way(turn, library) if self._shown else None
        return of_shown or self._remarks.way(turn, library)

    def _stays_with_interests(self, turn: Turn) -> bool:
        """Whether a message after the questionnaire was offered, or in its midst, asks about nothing else."""
        before, named = turn.before, turn.named
        if before is None or before.topic != TOPIC or not turn.text or len(turn.text.split()) > _ASIDE:
            return False
        told = named.interest_form or named.interest_answer or named.interests or named.province
        if told or names_ours(named) or self._subject(turn) is not None or (before.interest_told and asking(named)):
            return False
        return turn.intent in _NO_OTHER_TOPIC and not set(asking(named)) - {"duration"}

    def _is_ordinary(self, turn: Turn, library: Library) -> bool:
        """Whether what the classifier alone takes for distress resembles nothing that is told of danger."""
        if tells_only_an_age(turn.text):
            return True
        suspicion = library.suspicion(turn.text) if turn.text and "distress" not in turn.named.signs else None
        return suspicion is not None and suspicion.is_doubtful

    def _is_extortion(self, text: str) -> bool:
        """Whether danger that is told speaks of a debt and of pictures."""
        return self._extortion is not None and {one.kind for one in self._extortion.find(text)} >= _EXTORTION

    def _asks_the_lawful_way(self, turn: Turn) -> bool:
        """Whether it is asked, after danger, how to go or work by the law."""
        after = self._after.first(turn.text) if self._after and turn.text else None
        return after == _LAWFUL and danger_before(turn) is not None

    def _is_undecided(self, turn: Turn) -> bool:
        """Whether somebody asks for a questionnaire, or for what suits them, with nothing told to go by."""
        kinds = {one.kind for one in self._undecided.find(turn.text)} if self._undecided and turn.text else set[str]()
        named = turn.named
        to_go_by = named.interests or named.weaknesses or named.province or named.level or named.period
        return "test" in kinds or ("undecided" in kinds and not (to_go_by or names_ours(named) or named.wishes))

    def _ways(self, turn: Turn) -> tuple[str, ...]:
        """The ways to go on that a message puts beside each other; none where it asks of anything else, too."""
        named = turn.named
        # A record's own name, "9+", is that of a way as well; a kind of support is not.
        kinds = {topic for topic in named.policy_topic if "-" not in topic}
        support = kinds - {"overseas", "progression", "culture"}
        if not turn.text or support or named.trade or named.institution or named.indicator or named.target_topic:
            return ()
        return self._pathways.compared(turn.text, schooling=turn.slots.schooling)

    def beside(self, reply: Reply, turn: Turn, library: Library) -> Reply:
        """The reply, and where the message only may tell of danger one sentence with whom to call, and the alert."""
        reply = self._remarks.beside(reply, turn, library)
        told = reply.meta or {}
        may_be = self._told(turn, library)[1] or self._asks_the_lawful_way(turn)
        if reply.outcome is Outcome.REFUSED_UNSAFE or ALERT in told or not may_be:
            return reply
        text = "\n\n".join((reply.text, turn.responses.text("danger_perhaps", turn.you)))
        return reply.model_copy(update={"text": text, "meta": {**told, ALERT: PERHAPS}})

    def _told(self, turn: Turn, library: Library) -> tuple[str | None, bool]:
        """The kind of danger that the message surely tells of, and whether it may tell of any.

        Phrases know only what somebody thought of, and what a message resembles says little of why: either is enough,
        but a phrase in a long message that resembles nothing but ordinary ones is no more than a maybe, unless the
        classifier hears distress as well: "bố em đánh em em muốn bỏ học", also in the midst of a check.
        """
        # A word of danger that no text of ours holds may have been read as one that they hold.
        ways = [self._told_by(text, turn, library) for text in dict.fromkeys((turn.text, turn.typed)) if text]
        surely = next((kind for kind, _ in ways if kind is not None), None)
        return (surely, any(maybe for _, maybe in ways)) if turn.text else (None, False)

    def _told_by(self, text: str, turn: Turn, library: Library) -> tuple[str | None, bool]:
        # Slips are taken back in the other reading: what was typed counts as it stands.
        phrase, suspicion = self._dangers.first(text, slips=text == turn.text), library.suspicion(text)
        if suspicion is None or tells_only_an_age(text):
            return phrase, phrase is not None
        long = len(text.split()) >= _CONTEXT
        doubted = suspicion.is_doubtful and long and phrase != _NEVER_DOUBTED and turn.heard != "report_distress"
        if phrase is not None and not doubted:
            return phrase, True
        # What only resembles danger, and surely asks of ours, is answered with a word beside.
        asks = turn.heard in _ASKS_OF_OURS and turn.confidence >= _BEYOND_DOUBT
        kind = (suspicion.kind or _DISTRESS) if suspicion.is_danger and not asks else None
        return kind, phrase is not None or suspicion.may_be

    def _subject(self, turn: Turn) -> str | None:
        """What a message is about that is not ours; None where it names anything of ours."""
        if not turn.text or PART in turn.named.field:
            # One thing among what was told last: "làm hộ chiếu thì sao" of support before leaving.
            return None
        subject = self._subjects.first(turn.text)
        # Points asked of a university stay not ours, whatever trade is to be learnt there; "ktx cđ sư phạm" is ours.
        elsewhere = turn.named.other_schools or not turn.named.policy_topic
        of_university = subject == "university" and bool(elsewhere)
        if subject == "university" and of_our_schools(turn.named):
            return None
        # "Trợ cấp thôi việc": the word names a kind of support only where no other kind stands there.
        named = turn.named
        if subject == "benefits" and named.policy_topic == _ALLOWANCE and not (named.trade or named.institution):
            named = replace(named, policy_topic=())
        return subject if of_university or not names_ours(named) else None

    def answer(self, turn: Turn, library: Library) -> Reply:
        """In Vietnamese and in English: only Vietnamese is understood."""
        ending = Outcome.SMALLTALK if turn.intent == "greet" else Outcome.OUT_OF_SCOPE
        return turn.reply(ending, "other_language")


def _weighs(named: Slots) -> bool:
    """Whether trades are weighed against each other: "may hay nấu ăn hơn" tells of no liking."""
    return len(named.trades) > 1 and "beside" in named.back


def _surely_fraud(turn: Turn, library: Library) -> bool:
    """Whether the search is sure that a message taken for distress is about fraud ("ru iem sang mynmar lm")."""
    best = next(iter(library.search(turn.text, kinds=("document",), limit=1)), None) if turn.text else None
    if best is None or best.confidence < library.thresholds.answer_above:
        return False
    return best.passage.record_id.startswith(f"{FRAUD}:")
