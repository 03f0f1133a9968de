"""Going abroad to work: by whom alone, from what age, what it costs, and money that is asked for beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from actions.asides import OneSection, WithWords
from actions.base import Capability
from actions.help_in_danger import FRAUD, WarnOfFraud
from actions.pathways import source
from actions.phrases import Phrases
from actions.reply import Outcome, Reply
from actions.slots import Slots
from actions.staying import LURES, danger_before
from actions.turn import Turn
from knowledge.library import Library
from knowledge.policies.benefits import Loan
from knowledge.policies.clock import version_in_force

Way = tuple[Capability, Turn]
Policy = Callable[[Turn, Library, tuple[str, ...]], Way]

_TOPIC = "overseas"
_COUNTRY, _LIKE_KOREA = "country_", "han"
_LOAN = "nn-vay-von"
_RECORDS = ("nn-ho-tro-dieu-30", _LOAN)
"""What the state pays of the costs, and lends for them."""


class CostAbroad(Capability):
    """What going costs is not held; what the state pays and lends of it is."""

    topic = "ask_policy"

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cites both records."""
        cites = [source(library, record, turn.today) for record in _RECORDS]
        loan = version_in_force(library.policies.policy(_LOAN).versions, turn.today)
        limits = (one.limit_text for one in loan.benefit if isinstance(one, Loan))
        limit = next(limits, None)
        return turn.not_held("cost_abroad", cites=cites, limit=limit, meta={"settled": True})


class AnotherCountry(Capability):
    """Nothing is held of a country by itself; what the state pays and lends is the same record for all."""

    topic = "ask_policy"

    def __init__(self, country: str) -> None:
        self._country = country

    def answer(self, turn: Turn, library: Library) -> Reply:
        """Cites both records."""
        cites = [source(library, record, turn.today) for record in _RECORDS]
        country = turn.responses.label(self._country, "country")
        return turn.not_held("country_not_held", cites=cites, country=country, meta={"settled": True})


class Abroad:
    """Finds who answers a remark about going abroad; `ways` by kind of remark."""

    def __init__(self, phrases: Phrases, policy: Policy) -> None:
        """`policy`: what support says, of some topics only."""
        self._phrases = phrases
        self._policy = policy
        self.ways: Mapping[str, Callable[[Turn, Library, Slots], Way | None]] = {
            "go_abroad": self._go,
            "may_go_abroad": self._go,
            "of_age": self._of_age,
            "cost_abroad": self._cost,
            "pay_first": self._pay_first,
            "other_country": self._another_country,
            "language_abroad": self._another_country,
        }

    def _go(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Support for work abroad, and by whom alone one goes: that first where it is asked whether one may."""
        way = self._policy(turn, library, (_TOPIC,))
        if "may_go_abroad" in {one.kind for one in self._phrases.find(turn.text)}:
            trade = library.occupations_by_id.get(turn.named.trade or before.trade or "")
            return WithWords(way[0], "remark_may_go", Outcome.ANSWERED, trade), way[1]
        return WithWords(way[0], "remark_of_going"), way[1]

    def _of_age(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        return self._policy(turn, library, (_TOPIC,)) if _TOPIC in before.policy_topic else None

    def _cost(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """In a talk about going abroad, or where that is named."""
        if not is_abroad(turn, before) or turn.named.trade or turn.named.institution:
            return None
        way = self._policy(turn, library, (_TOPIC,))
        return CostAbroad(), way[1]

    def _another_country(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Named alone, in a talk about going abroad."""
        kinds = (one.kind for one in self._phrases.find(turn.text))
        country = next((kind for kind in kinds if kind.startswith(_COUNTRY)), None)
        # "Còn Hàn thì sao" is the country there, not the trade of the same name.
        other = turn.named.institution or turn.named.trade not in {None, _LIKE_KOREA}
        if country is None or _TOPIC not in before.policy_topic or other:
            return None
        return AnotherCountry(country), self._policy(turn, library, (_TOPIC,))[1]

    def _pay_first(self, turn: Turn, library: Library, before: Slots) -> Way | None:
        """Money asked for a place: a warning where one is about to go or was lured, else the signs of fraud."""
        if turn.named.institution or before.topic == "find_institutions":
            return None
        if is_abroad(turn, before) or danger_before(turn) in LURES or (before.section or "").startswith(FRAUD):
            return WarnOfFraud(), turn
        return OneSection("pay_first", _SIGNS), turn


_SIGNS = f"{FRAUD}:dau-hieu-cua-tin-tuyen-dung-lua-dao"


def is_abroad(turn: Turn, before: Slots) -> bool:
    """Whether the talk, or the message, is about work abroad."""
    topics: Sequence[str] = (*before.policy_topic, *turn.named.policy_topic)
    return _TOPIC in topics
