"""Sentences from `data/responses/`: one YAML file a topic, each entry a Jinja template filled with records.

An entry has `text`, and may have `choices` [{label, intent, slots}]; an entry with `title` and `lines` is a card.
A choice with `each: provinces` is offered once for each province, with its `code` and `name`.
Blank card lines are dropped, so a line may be a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, Template, TemplateError

from actions.reply import Card, Choice, Notice, Payload
from knowledge.period import Period

_WORDS = frozenset({"labels.yaml", "facts.yaml", "questions.yaml"})
_MONTH_SPAN = re.compile(r"(\d{4})-M(\d{2})-M(\d{2})")
_OVER_YEARS = re.compile(r"(\d{4})-M(\d{2})-(\d{4})-M(\d{2})")
_BLANK_LINES = re.compile(r"\n{3,}")


class ResponseError(Exception):
    """An entry is missing or malformed: says which file and key."""


@dataclass(frozen=True, slots=True)
class _Choice:
    label: Template
    intent: str
    slots: Mapping[str, Template]
    when: Template | None
    each: str | None
    """A value that maps `code` to `name`: the choice is offered once for each of its items."""


@dataclass(frozen=True, slots=True)
class _Entry:
    text: Template | None
    title: Template | None
    lines: tuple[Template, ...]
    choices: tuple[_Choice, ...]


@dataclass(frozen=True, slots=True)
class _FactWords:
    """What one fact of the policy rules is called, asked and answered with; codes as in `data/policies/facts.yaml`."""

    name: str
    ask: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    buttons: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    """A number in words, "{value} tuổi"."""
    denial: str | None = None
    """What a bare "không" says, where no button is called so."""


@dataclass(frozen=True, slots=True)
class _QuestionWords:
    """A question that settles several facts, and a word for each of its options."""

    ask: str
    options: Mapping[str, str]


class Responses:
    """Every sentence the actions may say."""

    def __init__(self, folder: Path) -> None:
        self._labels: dict[str, dict[str, str]] = _read(folder / "labels.yaml")
        self._facts: dict[str, _FactWords] = {
            name: _FactWords(**words) for name, words in _read(folder / "facts.yaml").items()
        }
        self._questions: dict[str, _QuestionWords] = {
            name: _QuestionWords(**words) for name, words in _read(folder / "questions.yaml").items()
        }
        # Plain text: every channel escapes for itself.
        self._environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
        self._environment.filters.update(
            money=money,
            figure=figure,
            day=day,
            period=self.period,
            label=self.label,
            fact=self.fact,
            wanted=lambda values, name: self.wanted(name, values),
            known=lambda value, name: self.fact_value(name, value),
            place=place,
            said=lambda key, **values: self.text(key, values),
            listed=self.listed,
            upfirst=upfirst,
            lowfirst=lambda text: text[:1].lower() + text[1:],
        )
        self._entries: dict[str, _Entry] = {}
        for path in sorted(folder.glob("*.yaml")):
            if path.name not in _WORDS:
                for key, entry in _read(path).items():
                    if key in self._entries:
                        raise ResponseError(f"{path}: {key} is defined twice")
                    self._entries[key] = self._compile(path, key, entry)

    def text(self, key: str, values: Mapping[str, Any]) -> str:
        """A rendered sentence."""
        entry = self._entry(key)
        if entry.text is None:
            raise ResponseError(f"{key} has no text")
        return _BLANK_LINES.sub("\n\n", _render(key, entry.text, values)).strip()

    def card(self, key: str, values: Mapping[str, Any], *, url: str | None = None) -> Card:
        """A rendered card."""
        entry = self._entry(key)
        if entry.title is None:
            raise ResponseError(f"{key} is not a card")
        rendered = (line for template in entry.lines for line in _render(key, template, values).split("\n"))
        lines = (" ".join(line.split()) for line in rendered)
        return Card(title=_render(key, entry.title, values).strip(), lines=tuple(filter(None, lines)), url=url)

    def choices(self, key: str, values: Mapping[str, Any]) -> tuple[Choice, ...]:
        """The next steps an entry offers; a choice whose `when` renders blank, or with a blank slot, is left out."""
        offered: list[Choice] = []
        for choice in self._entry(key).choices:
            if choice.when is not None and not _render(key, choice.when, values).strip():
                continue
            for own in _items(key, choice.each, values):
                filled = {**values, **own}
                slots = {name: _render(key, value, filled).strip() for name, value in choice.slots.items()}
                payload = Payload(intent=choice.intent, slots={name: value for name, value in slots.items() if value})
                offered.append(Choice(label=_render(key, choice.label, filled).strip(), payload=payload))
        return tuple(offered)

    def notice(self, code: str, values: Mapping[str, Any]) -> Notice:
        """A caution by its code; entries are called `notice_<code>`."""
        return Notice(code=code, text=self.text(f"notice_{code}", values))

    def label(self, code: str | None, kind: str) -> str:
        """The word for a code: `"trung_cap" | label("level")`. An unknown code is an error, None is blank."""
        if code is None:
            return ""
        try:
            return self._labels[kind][code]
        except KeyError:
            raise ResponseError(f"labels.yaml has no {kind} {code!r}") from None

    def fact(self, name: str) -> str:
        """What a fact is called."""
        return self._fact(name).name

    def fact_value(self, name: str, value: object) -> str:
        """What a value of a fact is called in a reason; a number or a name without words of its own as it is."""
        words = self._fact(name)
        in_words = words.said.replace("{value}", str(value))
        return words.values.get(str(value)) or in_words or f"{words.name}: {value}"

    def wanted(self, name: str, values: Iterable[object]) -> str:
        """Values of a fact joined by "hoặc"."""
        return self.label("or", "word").join(self.fact_value(name, value) for value in values)

    def question(self, name: str, learner: str) -> str:
        """The words of a question: of one that settles several facts, else of the fact."""
        asked = self._questions.get(name)
        return upfirst((asked.ask if asked else self._fact(name).ask).replace("{learner}", learner))

    def answers(self, name: str) -> Mapping[str, str]:
        """A word for each answer to a question, by its code; none where a number is typed."""
        asked = self._questions.get(name)
        return asked.options if asked else self._fact(name).buttons

    def yes_or_no(self, name: str, *, denied: bool) -> str | None:
        """The code of the answer that is called just "Có" or "Không"; None where a question has no such answer."""
        wanted = self.label("no" if denied else "yes", "word")
        called_so = next((code for code, label in self.answers(name).items() if label == wanted), None)
        fact = self._facts.get(name)
        return called_so or (fact.denial if denied and fact else None)

    def _fact(self, name: str) -> _FactWords:
        try:
            return self._facts[name]
        except KeyError:
            raise ResponseError(f"facts.yaml has no {name!r}") from None

    def period(self, period: Period) -> str:
        """A period in words: "quý IV năm 2025"."""
        code = period.code
        if "+" in code:
            first, last = (self.period(Period.parse(part)) for part in code.split("+"))
            return self.label("both", "period").format(first=first, last=last)
        if period.start == period.end:
            return self.label("day", "period").format(day=day(period.start))
        if code.startswith("NH"):
            return self.label("school_year", "period").format(first=code[2:6], last=code[7:])
        if span := _MONTH_SPAN.fullmatch(code):
            year, first, last = (int(part) for part in span.groups())
            return self.label("month_span", "period").format(year=year, first=first, last=last)
        if over := _OVER_YEARS.fullmatch(code):
            year, first, until, last = (int(part) for part in over.groups())
            return self.label("months_over_years", "period").format(year=year, first=first, until=until, last=last)
        year, _, rest = code.partition("-")
        kind = "year" if not rest else "range" if len(rest) == 4 else "months" if rest[-1] == "M" else rest[0]
        kind = rest if kind == "H" else kind
        number = rest.strip("QHM").lstrip("0")
        return self.label(kind, "period").format(year=year, number=number)

    def listed(self, values: Any) -> str:
        """Words joined as in a sentence: "a, b và c"."""
        words = [str(value) for value in values]
        joint = self.label("and", "word")
        return joint.join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)

    @property
    def keys(self) -> frozenset[str]:
        """Names of all entries."""
        return frozenset(self._entries)

    def _entry(self, key: str) -> _Entry:
        try:
            return self._entries[key]
        except KeyError:
            raise ResponseError(f"data/responses has no {key}") from None

    def _compile(self, path: Path, key: str, entry: Mapping[str, Any]) -> _Entry:
        unknown = set(entry) - {"text", "title", "lines", "choices"}
        if unknown:
            raise ResponseError(f"{path}: {key} has unknown parts {sorted(unknown)}")
        for choice in entry.get("choices", ()):
            if not {"label", "intent"} <= set(choice) <= {"label", "intent", "slots", "when", "each"}:
                raise ResponseError(
                    f"{path}: {key} has a malformed choice {choice} (a label with a comma needs quotes)"
                )
        compiled = self._environment.from_string
        try:
            return _Entry(
                text=compiled(entry["text"]) if "text" in entry else None,
                title=compiled(entry["title"]) if "title" in entry else None,
                lines=tuple(compiled(line) for line in entry.get("lines", ())),
                choices=tuple(
                    _Choice(
                        label=compiled(choice["label"]),
                        intent=choice["intent"],
                        slots={name: compiled(str(value)) for name, value in (choice.get("slots") or {}).items()},
                        when=compiled(choice["when"]) if "when" in choice else None,
                        each=choice.get("each"),
                    )
                    for choice in entry.get("choices", ())
                ),
            )
        except (TemplateError, KeyError) as error:
            raise ResponseError(f"{path}: {key}: {error}") from error


def money(amount: float) -> str:
    """2530000 → "2.530.000"."""
    return f"{amount:,.0f}".replace(",", ".")


def figure(value: float) -> str:
    """9.04 → "9,04"; whole numbers without a fraction, thousands with dots."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def day(value: date | None) -> str:
    """A day as dd/mm/yyyy; blank for None."""
    return "" if value is None else value.strftime("%d/%m/%Y")


def place(basis: Any) -> str:
    """A place of law as it is said: "Điều 15 Nghị định 238/2025/NĐ-CP"; the document alone without an article."""
    return " ".join(filter(None, (basis.article, basis.document)))


def upfirst(text: str) -> str:
    """First letter upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def _render(key: str, template: Template, values: Mapping[str, Any]) -> str:
    try:
        return template.render(values)
    except TemplateError as error:
        raise ResponseError(f"{key}: {error}") from error


def _items(key: str, each: str | None, values: Mapping[str, Any]) -> list[dict[str, str]]:
    if each is None:
        return [{}]
    try:
        return [{"code": code, "name": name} for code, name in values[each].items()]
    except KeyError:
        raise ResponseError(f"{key}: no value {each} to offer a choice for each of") from None


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
