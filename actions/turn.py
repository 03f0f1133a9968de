"""One turn as a capability sees it: what was said, what it is about, the day, and the ways to end it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from actions.reply import Card, Chart, Choice, Citation, Notice, Outcome, Reply, Table
from actions.responses import Responses
from actions.slots import Slots
from knowledge.citations import cite
from knowledge.models import Citation as Source

MAX_CITATIONS = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """Read-only. `today` is the day the message was received, in Asia/Ho_Chi_Minh."""

    text: str
    intent: str
    slots: Slots
    named: Slots
    """What this message alone names, without what the conversation knew."""
    today: date
    responses: Responses
    provinces: Mapping[str, str]
    """The provinces served, code → name."""
    former_provinces: Sequence[str] = ()
    """Names of provinces that belong to one of them now."""
    confidence: float = 1.0
    """How sure the classifier is of the intent, 0–1; 1 for a pressed choice."""
    follow_up: bool = False
    before: Slots | None = None
    """What the conversation knew before this message; None where nobody keeps it."""
    home: str | None = None
    """Province the conversation was opened for (a province's own page or event), used where none is named."""
    heard: str | None = None
    """The intent that the classifier alone takes the message for; `intent` is what the talk makes of it."""
    typed: str = ""
    """The message before its slips were taken back; blank where `text` is that."""

    @property
    def province(self) -> str | None:
        """The province asked about: the one named, else the conversation's own."""
        return self.slots.province or (None if self.named.places else self.home)

    @property
    def place_note(self) -> str:
        """Where a former or smaller place belongs now ("Huyện Trà Cú, Trà Vinh nay thuộc …"); blank for a province."""
        name = self.provinces.get(self.slots.province or "")
        labels = [label for label, province in self.named.places if province == self.slots.province and label != name]
        former = [label for label in labels if not any(label != other and label in other for other in labels)]
        return self.responses.text("place_note", {"places": former, "province_name": name}) if name and former else ""

    @property
    def you(self) -> dict[str, str]:
        """How to address the reader and to call the learner: `{you}`, `{learner}` in every sentence."""
        writer, _, another = (self.slots.addressee or "anyone").partition("+")
        you = self.responses.label(writer, "you")
        learner = self.responses.label(another or writer, "learner")
        return {"you": you, "learner": learner.replace("{you}", you)}

    @property
    def _everywhere(self) -> dict[str, Any]:
        """What every sentence and card may use."""
        return {
            **self.you,
            "slots": self.slots,
            "today": self.today,
            "provinces": self.provinces,
            "former_provinces": self.former_provinces,
        }

    def answered(self, key: str, *, cites: Iterable[Any], **parts: Any) -> Reply:
        """An answer that rests on the cited records; at least one."""
        return self.reply(Outcome.ANSWERED, key, cites=cites, **parts)

    def not_held(self, key: str, *, cites: Iterable[Any] = (), **parts: Any) -> Reply:
        """What was asked is not held; says so, and may show what is."""
        return self.reply(Outcome.NOT_HELD, key, cites=cites, **parts)

    def clarify(self, key: str, **parts: Any) -> Reply:
        """One question back; it may show, and then cite, what the answer could be."""
        return self.reply(Outcome.CLARIFY, key, **parts)

    def reply(
        self,
        outcome: Outcome,
        key: str,
        *,
        cites: Iterable[Any] = (),
        cards: Sequence[Card] = (),
        table: Table | None = None,
        chart: Chart | None = None,
        choices: Sequence[Choice] = (),
        notices: Sequence[str] = (),
        meta: dict[str, Any] | None = None,
        **values: Any,
    ) -> Reply:
        """A reply whose sentences come from the entry `key`, filled with `values`."""
        filled = {**self._everywhere, **values}
        citations = dict.fromkeys(citation(record, self.responses) for record in cites)
        return Reply(
            text=self.responses.text(key, filled),
            outcome=outcome,
            cards=tuple(cards),
            table=table,
            chart=chart,
            citations=tuple(citations)[:MAX_CITATIONS],
            choices=tuple(choices) + self.responses.choices(key, filled),
            notices=tuple(self.notice(code, **values) for code in dict.fromkeys(notices)),
            meta=meta,
        )

    def card(self, key: str, *, url: str | None = None, **values: Any) -> Card:
        """A card from the entry `key`."""
        return self.responses.card(key, {**self._everywhere, **values}, url=url)

    def notice(self, code: str, **values: Any) -> Notice:
        """A caution from the entry `notice_<code>`."""
        return self.responses.notice(code, {**self.you, **values})


def citation(record: Any, responses: Responses) -> Citation:
    """The citation of a record or of a source, as a reply holds it, with its period in words."""
    source = record if isinstance(record, Source) else cite(record)
    told = {name: value for name, value in asdict(source).items() if name != "period"}
    if source.period:
        told["title"] = f"{source.title} ({responses.period(source.period)})"
    return Citation(**told)
