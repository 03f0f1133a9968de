"""Few words that ask something of what the last reply showed, or want more of it: who answers them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.asides import OneSection
from actions.base import Capability
from actions.comparing import MOST
from actions.listing import again, is_fresh, items
from actions.pathways import ComparePathways, Pathways, ways_shown
from actions.phrases import Phrases
from actions.picking import place_pointed_at
from actions.reply import Reply
from actions.rows import OfShown
from actions.slots import Slots, asking
from actions.things import OF_OFFERS, OF_SCHOOLS, OF_TRADES, Thing, called, of_offer, things, value
from actions.turn import Turn
from knowledge.library import Library
from knowledge.text import fold, nfc

Way = tuple[Capability, Turn]
_FEE = dict.fromkeys(("fee", "cost", "cheapest"), "fee")
_INTAKE = dict.fromkeys(("intake", "quota", "seats", "deadline"), "intake")
_REACHED = dict.fromkeys(("contact", "phone", "address", "website"), "contact")
_ASKED: Mapping[str, Mapping[str, str]] = {
    "offer": {
        **_FEE, **_INTAKE, **_REACHED, "entry": "entry", "duration": "duration", "dormitory": "dormitory",
        "filled": "filled", "filled_least": "filled", "employed": "employed", "where": "apply",
    },
    "institution": {
        **_FEE, **_INTAKE, **_REACHED, "dormitory": "dormitory", "filled": "filled", "filled_least": "filled",
        "where": "apply", "choose": "taught", "describe": "taught",
    },
    "trade": {
        **_FEE, "duration": "duration", "entry": "entry", "wage": "wage", "employed": "employed", "jobs": "jobs",
        "conditions": "conditions", "suited": "suited", "gender": "suited", "skill": "subjects", "subjects": "subjects",
        "learn_where": "taught_at", "schools": "taught_at", "place": "taught_at",
    },
}  # fmt: skip
"""What each kind of thing can be asked: fields, aspects and wishes of the lexicon → codes of `things.py`."""
_ORDER: Mapping[str, Sequence[str]] = {"offer": OF_OFFERS, "institution": OF_SCHOOLS, "trade": OF_TRADES}
_OF_WAYS = {**_FEE, "certificate": "ends_with", "entry": "for_whom", "progression": "goes_on", "culture": "ends_with"}
_BY_THE_TRADE = frozenset({"entry", "duration"})
"""What the description of a trade tells where no offer does."""
_LISTS = frozenset({"find_programmes", "find_institutions", "describe_trade", "explore_interests"})
_LONGEST = 9
"""Words of a message that asks of what was shown."""
_BARE = 5
_PAPERS, _MORE, _CANNOT_PAY = "papers", "more_of_list", "dear"
_PLACES = frozenset({"learn_where", "schools", "place", "where"})


_SUPPORT = re.compile(r"\b(?:ho tro|tro cap|che do|chinh sach|duoc cho|duoc nhan|cho tien|quyen loi|vay|hoc bong)\b")


class EndOfList(Capability):
    """Says that nothing comes after the list shown."""

    def answer(self, turn: Turn, library: Library) -> Reply:
        """What was shown stays what a message may point at."""
        before = turn.before or Slots()
        place = library.provinces.get(before.province or "")
        cites = [one.record for one in things(items(before.shown), library) if one.record is not None]
        shown = {"shown": before.shown, "settled": True}
        return turn.not_held("list_ends", cites=cites, province_name=place, meta=shown)


class AskedOfShown:
    """Built once and shared by all turns."""

    def __init__(
        self, remarks: Phrases, capabilities: Mapping[str, Capability], pathways: Pathways, shows: Mapping[str, str]
    ) -> None:
        """`shows`: the section of a document that tells which papers a school asks for, under `papers`."""
        self._remarks = remarks
        self._able = capabilities
        self._pathways = pathways
        self._papers = shows.get(_PAPERS)

    def way(self, turn: Turn, library: Library) -> Way | None:
        """Who answers; None where nothing was shown, or the message asks of something else."""
        before = turn.before or Slots()
        if not turn.text or not before.shown or len(turn.text.split()) > _LONGEST:
            return None
        kinds = {one.kind for one in self._remarks.find(turn.text)}
        if ways_shown(before.shown, turn):
            return self._of_ways(turn, before) or self._one_more_way(turn, before) or self._in_place(turn, before)
        if asked := _asked_in_place(turn, before, which="which_of_them" in kinds):
            named = replace(turn.named, field=(asked,), aspects=())
            return self._of_things(replace(turn, named=named), before, library, place_pointed_at(kinds))
        if not self._goes_on(before) or before.topic not in _LISTS:
            return None
        if "still_open" in kinds and place_pointed_at(kinds) is None:
            return None
        if _CANNOT_PAY in kinds and not turn.named.wishes:
            # "Nhà em không có tiền đóng học phí" asks for help, and not for the fee once more.
            return None
        if _MORE in kinds and is_fresh(before.shown) and not (turn.named.trade or turn.named.policy_topic):
            return (EndOfList(), turn) if _listed(before) else None
        if not _asks_of_shown(turn, place_pointed_at(kinds)):
            return None
        return self._of_things(turn, before, library, place_pointed_at(kinds))

    def _goes_on(self, before: Slots) -> bool:
        """Whether the list is what is talked about: shown last, or followed by a description of its trade."""
        if is_fresh(before.shown):
            return True
        trades = {one.partition("@")[0] for one in items(before.shown) if one.startswith("offer:")}
        return trades == {f"offer:{before.trade}"}

    def _of_ways(self, turn: Turn, before: Slots) -> Way | None:
        """A row of the table of ways."""
        asked = _asked_words(turn)
        only = dict.fromkeys(_OF_WAYS[one] for one in asked if one in _OF_WAYS)
        if (
            not is_fresh(before.shown)
            or not only
            or turn.named.learner
            or turn.named.policy_topic not in {(), ("tuition",)}
        ):
            return None
        return ComparePathways(self._pathways, ways_shown(before.shown, turn), tuple(only)), turn

    def _one_more_way(self, turn: Turn, before: Slots) -> Way | None:
        """The table with a way that is named after it: "còn học sơ cấp thì sao"."""
        ways, named = ways_shown(before.shown, turn), turn.named
        told = set(named.learner) - {"level"}
        other = named.trade or named.institution or named.province or named.policy_topic or told
        new = self._pathways.named(turn.text) if "same" in named.back and not other else ()
        new = tuple(one for one in new if one not in ways)
        if not new or not is_fresh(before.shown):
            return None
        return ComparePathways(self._pathways, (*ways, *new)[-MOST:]), turn

    def _in_place(self, turn: Turn, before: Slots) -> Way | None:
        """Schools of a place that is named alone after a table of ways."""
        named = turn.named
        alone = not (asking(named) or named.trade or named.institution or named.policy_topic or named.level)
        if not (named.province and alone and is_fresh(before.shown)):
            return None
        slots = replace(turn.slots, province=named.province, trade=None, institution=None, level=None, about=())
        return self._able["find_institutions"], replace(turn, intent="find_institutions", slots=slots, follow_up=False)

    def _of_things(self, turn: Turn, before: Slots, library: Library, place: int | None) -> Way | None:
        shown = items(before.shown)
        found = things([shown[place]] if place is not None and place < len(shown) else shown, library)
        if place is None and before.trade and before.topic != "describe_trade":
            found = [one for one in found if one.trade is None or one.trade.id == before.trade]
        if turn.named.province and any(one.offer for one in found):
            return self._elsewhere(turn, before, found, library)
        asked = _asked_words(turn)
        kind = _kind(found, asked, alone=place is not None)
        if kind is None or (kind == "trade" and before.trade and before.topic == "describe_trade" and place is None):
            return None
        if kind == "trade":
            found = _trades_of(found)
        if _PAPERS in asked and kind != "trade" and self._papers:
            return OneSection(_PAPERS, self._papers), turn
        rows = _rows(kind, asked)
        seen = _seen_as(turn, before, asked)
        if not rows or (kind == "trade" and len(found) == 1) or _is_of_the_trade(found, rows, seen, library):
            return None
        return OfShown(before.topic, found, rows, again(before.shown)), seen

    def _elsewhere(self, turn: Turn, before: Slots, found: Sequence[Thing], library: Library) -> Way | None:
        """The same question of offers of the trade in the place named; where there are none that is said."""
        trades = {one.trade.id for one in found if one.trade is not None}
        rows = _rows("offer", before.about)
        if len(trades) != 1:
            return None
        moved, seen = _moved(turn, found, library), _seen_as(turn, before, before.about)
        if not moved or not rows:
            slots = replace(seen.slots, trade=trades.pop(), institution=None)
            return self._able["find_programmes"], replace(seen, slots=slots)
        return OfShown(before.topic, moved, rows, [called_again(one) for one in moved]), seen


def _asked_in_place(turn: Turn, before: Slots, *, which: bool) -> str | None:
    """What is asked of several trades that were shown, where only a place is named: where they are taught ("học mấy
    nghề đó ở Cao Bằng có không"), or their pay once more ("ở Lạng Sơn thì sao").
    """
    named, shown = turn.named, items(before.shown)
    trades = bool(shown) and all(one.startswith("trade:") for one in shown) and before.topic in _LISTS
    other = named.trade or named.institution or named.policy_topic or named.indicator or named.learner
    asks = set(asking(named)) - _PLACES
    if not trades or before.trade or not named.province or other or asks:
        return None
    if "same" in named.back and before.about == ("wage",):
        return "wage"
    return "learn_where" if which or "thing" in named.back else None


def _kind(found: Sequence[Thing], asked: Sequence[str], *, alone: bool) -> str | None:
    """As what the things are asked: offers as their trades, where only a trade has what is asked; None as nothing."""
    kinds = {one.kind for one in found}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind == "offer" and not alone and _is_of_trades(asked):
        return "trade"
    return None if kind == "institution" and not alone and len(found) > MOST else kind


def _rows(kind: str, asked: Sequence[str]) -> list[str]:
    """What is told, in its order."""
    codes = {_ASKED[kind][one] for one in asked if one in _ASKED[kind]}
    if "filled" in codes and not set(asked) & set(_INTAKE) - {"quota"}:
        codes -= {"intake"}
    return [one for one in _ORDER[kind] if one in codes]


def _is_of_the_trade(found: Sequence[Thing], rows: Sequence[str], turn: Turn, library: Library) -> bool:
    """Whether only the description of the offers' one trade tells it."""
    trades = {one.trade for one in found if one.offer}
    if len(trades) != 1 or None in trades or not _BY_THE_TRADE.issuperset(rows):
        return False
    return not any(value(one, row, turn, library) for one in found for row in rows)


def called_again(thing: Thing) -> str:
    """A thing as the conversation keeps it."""
    if thing.offer:
        return called(thing.offer)
    return f"institution:{thing.school.id}" if thing.school else f"trade:{thing.trade.id if thing.trade else ''}"


def _listed(before: Slots) -> bool:
    return any(one.startswith(("institution:", "offer:")) for one in items(before.shown))


def _asked_words(turn: Turn) -> tuple[str, ...]:
    return (*asking(turn.named), *turn.named.wishes)


def _asks_of_shown(turn: Turn, place: int | None) -> bool:
    """Whether the message names nothing of its own that it asks about, and tells nothing."""
    named = turn.named
    listed = {one.removeprefix("trade:") for one in items(turn.before.shown if turn.before else ())}
    other = named.institutions or set(named.trades) - listed if place is None else ()
    topics = set(named.policy_topic) - {"tuition", "boarding"}
    if (
        other
        or topics
        or named.indicator
        or named.target_topic
        or named.outside
        or named.other_trades
        or named.other_schools
    ):
        return False
    if (
        "waiver" in named.signs
        or _SUPPORT.search(fold(nfc(turn.text)))
        or set(named.learner) - {"level", "schooling"}
        or named.level
        or named.amount
    ):
        return False
    if named.province and any(one.startswith("trade:") for one in items(turn.before.shown if turn.before else ())):
        return bool(_PLACES.intersection(asking(named)))
    if named.province:
        same = "same" in named.back or len(turn.text.split()) <= _BARE
        return same and not (set(asking(named)) - _PLACES) and bool(turn.before and turn.before.about)
    return bool(_asked_words(turn))


def _moved(turn: Turn, found: Sequence[Thing], library: Library) -> list[Thing]:
    """Offers of the same trade and level in the place named."""
    trades = {one.trade.id for one in found if one.trade is not None and one.offer is not None}
    if len(trades) != 1:
        return []
    levels = {one.offer.level for one in found if one.offer is not None}
    offers = library.programmes(occupation=trades.pop(), province=turn.named.province)
    return [of_offer(one, library) for one in offers if one.level in levels or not levels - {None}][:MOST]


def _is_of_trades(asked: Sequence[str]) -> bool:
    return (
        bool(asked)
        and not any(one in _ASKED["offer"] for one in asked)
        and any(one in _ASKED["trade"] for one in asked)
    )


def _trades_of(found: Sequence[Thing]) -> list[Thing]:
    return [Thing(trade=trade) for trade in dict.fromkeys(one.trade for one in found) if trade is not None]


def _seen_as(turn: Turn, before: Slots, asked: Sequence[str]) -> Turn:
    """The turn with what the talk was about before, and what is asked now."""
    province = turn.named.province or before.province
    about = tuple(dict.fromkeys(asked))
    slots = replace(before, about=about, field=about, province=province, addressee=turn.slots.addressee)
    return replace(turn, slots=slots, follow_up=True)
