"""What a short message tells after a question: "k", "9", "tay", "xa 3", "2 nam" are answers to what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.responses import Responses
from actions.slots import Slots, asking, from_mentions, names_anything, without_records
from actions.support.asking import payload
from knowledge.gazetteer.answers import DENY
from knowledge.library import Library
from knowledge.models import Mention
from knowledge.policies.questions import NONE_OF_THESE, none_of
from knowledge.policies.vocabulary import Fact, Question
from knowledge.text import fold, nfc, syllables

_NUMBER = re.compile(r"\D*(\d{1,4})\D*")
_YEARS = re.compile(r"\b(?P<count>[1-8]|mot|hai|ba|bon)\s*nam(?P<half>\s*ruoi)?\b(?!\s*(?:thu|\d))")
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4}
_YEAR_AGO = re.compile(r"\bnam (?P<which>nay|ngoai|truoc|kia)\b")
_AGO = {"nay": 0, "ngoai": 1, "truoc": 1, "kia": 2}
_A_YEAR = 1900
_COUNTED = re.compile(r"\d\s*(?:%|phan tram|ngay|tuan|thang|nam|tuoi|trieu|tr|nghin|ngan|dong|cay|km)\b|\d\s*%")
"""Numbers that count something: "10 tháng" is no grade."""
_DATED = re.compile(r"\b(?:thang|ngay|quy|nam hoc) ?\d|\d ?/ ?20\d{2}\b")
_TURNED = re.compile(
    r"(?:(?:the|vay|a|roi) )?con (?P<whose>\w+(?: \w+){0,2}?)(?: thi)?(?: sao| the nao)?(?: a| nhi| vay| ha)?[?. ]*"
)
""" "Còn Bố Y thì sao", folded."""
_ADDED_UP = re.compile(r"\bcong (?:ca (?:hai|2)|them|lai|don|gop|chung|voi|(?:hai|2) khoan)\b")
""" "Cong ca hai" without its marks is "cộng", and no public school."""
_LONGEST = 6
"""Words of a bare answer."""
_OWN = {"parent_residence_area": "residence_area"}
"""Facts of somebody else, and the learner's own that the same words tell where nothing was asked."""
_FOLLOWS = {"ethnicity": ("ethnic_group",), "very_small_group": ("ethnic_group", "ethnicity")}
"""What else an answer tells."""

Told = Mapping[str, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Answering:
    """Reads short messages as answers. `words` has what the buttons are called; `today` settles "năm nay"."""

    library: Library
    words: Responses
    today: date

    def read(self, named: Slots, stored: Slots, text: str) -> Slots:
        """The slots of a message with what it tells as the answer to `stored.asked`; `named` itself where it is none.

        What tells the fact in words of its own, or asks something, is left as it is. In a check a bare answer to
        another question than the one asked last is taken as that: "tay" says who somebody is, whatever was asked.
        """
        said = self.library.words(text)
        asked = stored.asked if self._is_question(stored.asked) else None
        if "distress" in named.signs or len(said) > _LONGEST or (asked is None and stored.topic != "ask_policy"):
            return named
        if _ADDED_UP.search(fold(nfc(text))):
            return named
        if asked is not None:
            if self._wanted(asked) & set(named.learner) - {_OWN.get(asked)}:
                return _told_in_passing(named)
            if answer := self._answer(asked, named, said, text):
                return answer
            if "decline" in named.signs and not (named.field or named.aspects):
                return _declining(named, stored, asked)
        sign = self.library.answers.sign(said)
        if named.wishes and named.learner:
            return _told_in_passing(named)
        if sign is None and not names_anything(named) and "same" not in named.back:
            elsewhere = (self._answer(name, named, said, text) for name in self.library.answers.elsewhere)
            if answer := next(filter(None, elsewhere), None):
                return answer
        if (turned := _TURNED.fullmatch(fold(nfc(text)))) and replace(named, back=(), addressee=None) == Slots():
            # "Con bo y thi sao": a group, as "tay" is one.
            whose = turned["whose"]
            return self._answer("ethnicity", replace(named, back=()), self.library.words(whose), whose) or named
        # "Không" to a question that has no such answer: not known, and not asked again.
        return _declining(named, stored, asked) if asked and sign == DENY else named

    def _is_question(self, name: str | None) -> bool:
        book = self.library.policies
        return name in book.facts or name in book.vocabulary.questions

    def _wanted(self, asked: str) -> set[str]:
        """The facts that a question settles."""
        question = self.library.policies.vocabulary.questions.get(asked)
        return set(question.facts) if question else {asked}

    def _answer(self, asked: str, named: Slots, said: Sequence[str], text: str) -> Slots | None:
        """What the message tells where this was asked; None where it is no answer to it."""
        fact = self.library.policies.facts.get(asked)
        if moved := _of_somebody_else(asked, named):
            return moved
        if told := self._coded(asked, said):
            return Slots(addressee=named.addressee, back=named.back).telling(payload(told))
        if named.field or named.aspects or named.policy_topic:
            return None
        if fact is not None and fact.kind == "integer":
            number = self._number(asked, fact, fold(nfc(text)), named)
            return None if number is None else replace(named, period=None).telling(f"{asked}={number}")
        plain = fold(nfc(text))
        if (fact is None or fact.kind == "choice") and (_COUNTED.search(plain) or _DATED.search(plain)):
            # "10 tháng được bao nhiêu", "lãi 6,6 % đúng không", "tháng 8/2026".
            return None
        read = self._written_out(asked, said, text)
        return named.telling(read) if read else None

    def _coded(self, asked: str, said: Sequence[str]) -> Told:
        """What an answer tells by its code: what a button is called, what means it, or a plain "có" or "không"."""
        answers, question = self.library.answers, self.library.policies.vocabulary.questions.get(asked)
        labels = {tuple(self.library.words(label)): code for code, label in self.words.answers(asked).items()}
        code = labels.get(tuple(said)) or answers.code(asked, said)
        sign = answers.sign(said)
        if code is None and sign is not None:
            is_list = question is not None and all(option.otherwise for option in question.options)
            none = NONE_OF_THESE if is_list and sign == DENY else None
            code = none or self.words.yes_or_no(asked, denied=sign == DENY)
        if code is None and (denied := answers.denied_code(asked, said)):
            left = [one for one in self.words.answers(asked) if one != denied]
            code = left[0] if len(left) == 1 else None
        return {} if code is None else _tells(asked, code, question)

    def _number(self, asked: str, fact: Fact, plain: str, named: Slots) -> int | None:
        """A number as the fact counts it: years as months, "năm nay" as a year, a sum of money as đồng."""
        if asked.endswith("_months") and (years := _YEARS.search(without_records(plain))):
            count = _COUNTS.get(years["count"]) or int(years["count"])
            return 12 * count + (6 if years["half"] else 0)
        if (fact.minimum or 0) >= _A_YEAR and (ago := _YEAR_AGO.search(plain)):
            return self.today.year - _AGO[ago["which"]]
        number = _NUMBER.fullmatch(plain)
        return named.amount or (int(number[1]) if number else None)

    def _written_out(self, asked: str, said: Sequence[str], text: str) -> str:
        """What the answer tells, said as by somebody who was not asked; blank where it tells nothing asked."""
        parts = self.library.answers.written_out(asked, said, [one.text for one in syllables(nfc(text))])
        if parts is None:
            return ""
        if not parts[0] and self._is_of_another(said, text):
            return ""
        written = " ".join(parts).strip()
        mentions = self.library.find(written)
        if not self._is_whole(mentions, parts):
            return ""
        read = from_mentions(mentions, fold(nfc(written)), self.today).learner
        wanted = self._wanted(asked)
        told = {name: value for name, value in read.items() if name in wanted or name in _FOLLOWS.get(asked, ())}
        return ",".join(f"{name}={value}" for name, value in told.items()) if wanted & set(told) else ""

    def _is_of_another(self, said: Sequence[str], text: str) -> bool:
        """Whether the number of an answer belongs to what it names: "xã 3" is no grade."""
        numbers = {place for place, word in enumerate(said) if word.isdigit()}
        named = (one for one in self.library.find(text) if one.kind != "schooling")
        return any(one.first <= place <= one.last for one in named for place in numbers)

    def _is_whole(self, mentions: Sequence[Mention], parts: tuple[str, str]) -> bool:
        """Whether what is named with the words put before an answer leaves no word over: "ba nuôi em" is no zone."""
        begins, words = len(self.library.words(parts[0])), self.library.words(" ".join(parts))
        if not any(one.first < begins <= one.last for one in mentions):
            return True
        named = {place for one in mentions for place in range(one.first, one.last + 1)}
        left = [word for place, word in enumerate(words) if place >= begins and place not in named]
        return all(self.library.answers.is_filler(word) for word in left)


def _told_in_passing(named: Slots) -> Slots:
    """What a few words tell in a check is wished of no school: "tư thục" says where somebody learns."""
    return named if asking(named) or named.policy_topic else replace(named, wishes=())


def _declining(named: Slots, stored: Slots, asked: str) -> Slots:
    return replace(named, declined=tuple(dict.fromkeys((*stored.declined, asked))))


def _of_somebody_else(asked: str, named: Slots) -> Slots | None:
    """A place told after the parents' was asked for is theirs, unless the message says otherwise."""
    told = _OWN.get(asked)
    value = named.learner.get(told or "")
    if told is None or value is None or asked in named.learner:
        return None
    own: dict[str, None] = {told: None}
    return replace(named, **own).telling(f"{asked}={value}")


def _tells(asked: str, code: str, question: Question | None) -> Told:
    if question is None:
        return {asked: tuple(code.split("|"))}
    if code == NONE_OF_THESE:
        return none_of(question.options)
    return next((option.tells for option in question.options if option.code == code), {})
