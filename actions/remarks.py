"""What is said in the middle of a talk and names no thing: remarks, and questions beside the last reply.

`data/lexicon/remarks.yaml` says what tells of each kind, `data/responses/remarks.yaml` what is said to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.abroad import Abroad
from actions.asides import (
    CENTRES,
    FIGURES,
    HAS_SOURCE,
    SAID,
    JobCentres,
    OneSection,
    Remark,
    TextOfLaw,
    WithWords,
    is_of_topic,
    is_said,
)
from actions.base import Capability
from actions.demand import DEMAND
from actions.desk import Desk
from actions.fitness import fitness_beside
from actions.handoff import HandOff, WithdrawHandOff, withdrawn_beside
from actions.heavy import Heavy
from actions.leaving import LeaveTopic
from actions.lengths import LengthOfLevel
from actions.likeness import Likeness
from actions.openings import as_open
from actions.pathways import AFTER_GRADE_9, AFTER_GRADE_12, LEFT_SCHOOL, ComparePathways, Pathways, ways_shown
from actions.phrases import Phrases
from actions.privacy import Forget
from actions.reply import Outcome, Reply
from actions.slots import Slots
from actions.staying import StayInDanger, danger_before
from actions.subjects import names_ours
from actions.support.pieces import PART
from actions.support.registered import documents_named
from actions.turn import Turn
from knowledge.library import Library

Way = tuple[Capability, Turn]

_CULTURE = "culture_paper"
_GOING_ON = frozenset({"to_college", "to_university", "go_on_later"})
_SHORT = 10
_LONGEST = 16
"""Words of a message that a remark may stand in: a longer one tells more than that."""
_FRAUD = "nhan-biet-tuyen-dung-lua-dao"


class Remarks:
    """Finds who answers a remark; built once and shared by all turns."""

    def __init__(
        self,
        phrases: Phrases,
        capabilities: Mapping[str, Capability],
        pathways: Pathways,
        desk: Desk,
        *,
        families: Mapping[str, Sequence[str]],
        tells: Mapping[str, str],
        shows: Mapping[str, str],
    ) -> None:
        """`families`: trades that handle the same things, by family. `tells`, `shows`: kind → the text of law, the
        section of a document that answers.
        """
        self._tells, self._shows = tells, shows
        self.phrases = phrases
        self._able = capabilities
        self._pathways = pathways
        forget, self._desk = Forget(desk), desk
        self._hand_off, self._withdraw = HandOff(desk), WithdrawHandOff(desk)
        self._ways: Mapping[str, Callable[[Turn, Library, Slots], Way | None]] = {
            "dear": self._dear,
            "start_money": self._start_money,
            "borrow": self._borrow,
            "leave_topic": lambda turn, _, __: (LeaveTopic(), turn),
            "forget": lambda turn, _, __: (forget, turn),
            "hours_of_people": lambda turn, _, __: (self._hand_off, turn),
            "no_person": self._no_person,
            "each_way": self._each_way,
            "fastest_way": lambda turn, _, before: (LengthOfLevel(), turn) if ways_shown(before.shown, turn) else None,
            "failed_exam": lambda turn, _, __: (
                (ComparePathways(self._pathways, AFTER_GRADE_9), turn) if not turn.named.policy_topic else None
            ),
            "after_12": self._after_12,
            "easy_work": lambda turn, _, before: self._figure(
                turn, "remark_easy_work", indicator=DEMAND, field=("choose",)
            ),
            "best_paid": lambda turn, _, before: self._figure(turn, "remark_best_paid", indicator="INCOME", field=()),
            "leave_school": lambda turn, _, __: (ComparePathways(self._pathways, LEFT_SCHOOL), turn),
            "where_to_ask": lambda turn, library, before: self._asked_in_check(turn, library, before, "where"),
            "which_papers": lambda turn, library, before: self._asked_in_check(turn, library, before, "papers"),
            **Abroad(phrases, self._policy).ways,
            **Likeness(families).ways,
            **Heavy().ways,
            "support_of_it": self._support_of_trade,
            "free_of_charge": lambda turn, _, __: (
                (StayInDanger(), turn) if danger_before(turn, just_now=True) else None
            ),
            "source_of": self._source_of,
            "trained_count": self._trained_count,
            "job_fair": self._job_centres,
            "fair_goes_on": self._at_the_fair,
            "still_open": self._still_open,
            "own_shop": self._own_shop,
        }

    def way(self, turn: Turn, library: Library) -> Way | None:
        """The capability, and the turn as it is to see it; None where the message holds no remark."""
        if not turn.text or len(turn.text.split()) > _LONGEST:
            return None
        if documents_named(library.policies, turn.text) or PART in turn.named.field:
            # "Quyết định 46/2015 … còn dùng không" asks for the document; "đồng phục, vật tư" of what was told last.
            return None
        before = turn.before or Slots()
        for found in self.phrases.find(turn.text):
            names_one = turn.named.trade or turn.named.institution
            if found.kind in self._shows and is_of_topic(found.kind, before.topic) and not names_one:
                return OneSection(found.kind, self._shows[found.kind]), turn
            if found.kind in SAID and found.kind not in self._ways and is_said(found.kind, turn, before):
                return Remark(found.kind), turn
            if found.kind in self._tells and (way := self._text_of_law(found.kind, turn, library, before)):
                return way
            if (of_kind := self._ways.get(found.kind)) and (way := of_kind(turn, library, before)):
                return way
        return None

    def beside(self, reply: Reply, turn: Turn, library: Library) -> Reply:
        """The reply with what must be said besides: a wish to meet a person that is taken back, how a trade suits."""
        kinds = {found.kind for found in self.phrases.find(turn.text)} if turn.text else set[str]()
        if "never_mind" in kinds and turn.before and turn.before.handoff:
            reply = withdrawn_beside(reply, turn, self._desk)
        return fitness_beside(reply, turn, library) if "may_learn" in kinds else reply

    def is_of_the_talk(self, text: str) -> bool:
        """Whether a short message only asks where the talk was, or wants it forgotten."""
        return len(text.split()) <= _SHORT and self.phrases.first(text) in {"where_were_we", "forget"}

    def _trained_count(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """How many of a group are to be trained is asked of the plans."""
        if turn.named.target_topic is None or turn.named.institution or turn.named.trade:
            return None
        return self._able["ask_target"], replace(turn, intent="ask_target", follow_up=False)

    def _no_person(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Nothing else is asked with it."""
        return (self._withdraw, turn) if before.handoff and not names_ours(turn.named) else None

    def _dear(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """What is dear may be free: what support there is for the fee."""
        # "Học phí vậy mà nhà không có tiền" names the fee that was told.
        if set(turn.named.policy_topic) - {"tuition"} or before.topic == "ask_policy":
            return None
        return self._policy(turn, library, ("tuition",))

    def _start_money(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        facts = {**dict(turn.slots.facts), "loan_purpose": "job"}
        told = dict(turn.slots.facts).get("loan_purpose") == "study" or before.topic == "ask_policy"
        return self._policy(turn, library, ("loan",), **({} if told else {"facts": tuple(facts.items())}))

    def _borrow(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        abroad = "overseas" in before.policy_topic or (before.section or "").startswith(_FRAUD)
        return self._policy(turn, library, ("loan", "overseas") if abroad else ("loan",))

    def _asked_in_check(self, turn: Turn, library: Library, before: Slots, field: str) -> Way | None:
        """Where to ask, or with which papers: of the support that the check is about."""
        if before.topic != "ask_policy" or not before.policy_topic or turn.named.trade or turn.named.policy_topic:
            return None
        asks_last = field in turn.named.field
        return None if asks_last else self._policy(turn, library, before.policy_topic, field=(field,), about=(field,))

    def _figure(self, turn: Turn, key: str, **asked: Any) -> Way | None:
        """What is held near to what is asked of all trades, behind the words that it is not that."""
        if turn.named.trade or turn.named.institution or turn.named.target_topic:
            return None
        told = {**asked, "about": (), "aspects": (), "trade": None, "institution": None}
        slots, named = replace(turn.slots, **told), replace(turn.named, **told)
        figures = WithWords(self._able["ask_indicator"], key, Outcome.NOT_HELD)
        return figures, replace(turn, intent="ask_indicator", slots=slots, named=named, follow_up=False)

    def _after_12(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Ways on for who has finished grade 12, or says so."""
        named = turn.named
        of_ours = (
            named.trade or named.institution or named.province or named.level or named.policy_topic or named.wishes
        )
        if of_ours or (before.topic == "ask_policy" and before.asked):
            return None
        return ComparePathways(self._pathways, AFTER_GRADE_12), turn

    def _support_of_trade(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """What the trade talked about brings by itself: a hard or harmful one a lower fee."""
        trade = library.occupations_by_id.get(before.trade or "")
        if before.topic != "describe_trade" or trade is None or trade.heavy_toxic != "co" or turn.named.learner:
            return None
        return self._policy(turn, library, ("hazardous",), policy=self._tells["heavy_trade"])

    def _text_of_law(self, kind: str, turn: Turn, library: Library, before: Slots) -> Way | None:
        """The text of law that tells, with the section that the search is sure of as further reading."""
        named = turn.named
        in_check = before.topic == "ask_policy" and before.level != "cao_dang"
        if kind == "target_binds" and before.topic not in FIGURES:
            return None
        if "share" in named.signs or (kind == "failed_graduation" and in_check):
            # A share is asked of the targets; in the check of support up to trung cấp it changes what comes out.
            return None
        if named.trade or named.institution or set(named.policy_topic) - {"progression", "culture"}:
            return None
        # A diploma named here is what is asked about, no fact about the learner.
        asked = replace(turn, named=Slots(addressee=named.addressee))
        way = self._policy(asked, library, ("progression",), policy=self._tells[kind])
        record = library.policies.record(self._tells[kind])
        topic = "ask_target" if record is not None and record.topic == "target" else "ask_policy"
        culture = self._tells[_CULTURE] if "culture" in named.aspects and kind in _GOING_ON else None
        text = TextOfLaw(way[0], topic, culture)
        return (WithWords(text, "remark_culture_must", Outcome.ANSWERED) if kind == "culture_must" else text), way[1]

    def _policy(self, turn: Turn, library: Library, topics: tuple[str, ...], **more: Any) -> Way:
        """What support says, of these topics only."""
        told: dict[str, Any] = {"policy_topic": topics, "field": (), "about": (), **more}
        slots, named = replace(turn.slots, **told), replace(turn.named, **{**told, "indicator": None})
        able = self._able["ask_policy"]
        return able.resolve(replace(turn, intent="ask_policy", slots=slots, named=named, follow_up=False), library)

    def _each_way(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        ways = ways_shown(before.shown, turn)
        if not ways:
            return None
        asked = {*turn.named.field, *turn.named.aspects, *turn.named.wishes}
        only = ("fee",) if asked & {"fee", "cost", "cheapest"} else ()
        only = ("goes_on", "ends_with") if turn.named.level == "dai_hoc" or "progression" in asked else only
        return ComparePathways(self._pathways, ways, only), turn

    def _source_of(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """What was told before once more, which tells whence it is."""
        asked = HAS_SOURCE.get(before.topic or "")
        if asked is None:
            return None
        slots, named = replace(before, field=(asked,)), replace(Slots(), field=(asked,))
        again = replace(turn, intent=str(before.topic), slots=slots, named=named, follow_up=True)
        return self._able[str(before.topic)].resolve(again, library)

    def _job_centres(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        named = replace(turn.named, wishes=("job_centre",), field=(), indicator=None)
        return JobCentres(self._able["find_institutions"]), replace(turn, named=named)

    def _own_shop(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """The trade of the shop that somebody wants to open, and that there is a loan."""
        if turn.named.trade is None or turn.named.policy_topic or turn.named.institution or turn.named.province:
            return None
        asked = replace(turn, intent="describe_trade", follow_up=False)
        return WithWords(self._able["describe_trade"], "remark_own_shop"), asked

    def _still_open(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Which offers still take papers, of whatever trade, level and place."""
        named, of_support = turn.named, before.topic == "ask_policy" == turn.intent
        if named.other_schools or named.other_trades or named.policy_topic or named.indicator or of_support:
            return None
        return self._able["find_programmes"], as_open(turn)

    def _at_the_fair(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """A question after job centres were told of, which is asked of them."""
        if CENTRES not in before.shown or before.topic != "find_institutions" or turn.named.trade or turn.named.level:
            return None
        return self._job_centres(turn, library, before)
