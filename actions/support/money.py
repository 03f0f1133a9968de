"""What a policy brings, in words: one line an item, with the formula, for each stretch of the time asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from actions.responses import Responses, place
from actions.support.entitlements import Entitlements
from knowledge.policies.benefits import Ceiling
from knowledge.policies.decision import Decision, Given, Status
from knowledge.policies.truth import Truth

_FEW = 3
_SUMS_FIRST = frozenset({"tuition", "monthly_stipend"})
"""Kinds of items that are told before what they are called: "2.530.000 đồng/tháng: tiền ăn ở nội trú"."""


@dataclass(frozen=True)
class Grounds:
    """One benefit in words, and the policies that it may be due on.

    `lines`: one an item; `plain`: the same without its formula. `remark`: what is said once of all of them.
    `condition`: the one thing it still hangs on; `depends`: what an open one hangs on, where that is more than one.
    """

    words: str
    decisions: tuple[Decision, ...]
    lines: tuple[str, ...]
    remark: str = ""
    condition: str = ""
    depends: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What a sum is in plain words, on each of the grounds; blank where the title stands first."""
        told = [one.policy.called for one in self.decisions if one.policy.called]
        leads = self.decisions[0].items and self.decisions[0].items[0].item.kind in _SUMS_FIRST
        return ", ".join(dict.fromkeys(told)) if leads and len(self.plain) == 1 else ""

    @property
    def share(self) -> int | None:
        """The share of the base pay that a sum by the month is; None for other items."""
        first = self.decisions[0].items[0] if self.decisions[0].items else None
        return first.amount.percent if first and first.amount and first.amount.base else None

    @cached_property
    def places(self) -> list[str]:
        """Where the law says so, each place once: "Điều 15" stands for its clauses too."""
        bases = [one.version.basis[0] for one in self.decisions if one.version]
        whole = {(one.document, one.article) for one in bases}
        found = [
            place(one)
            for one in bases
            if not any(
                one.document == document and one.article and (article is None or one.article.startswith(f"{article} "))
                for document, article in whole
            )
        ]
        return list(dict.fromkeys(found))

    @property
    def is_certain(self) -> bool:
        """False where nothing in the words says yet that the record is to be confirmed."""
        return self.decisions[0].is_certain or any(not given.item.verified for given in self.decisions[0].items)


@dataclass(frozen=True, slots=True)
class Money:
    """Renders benefits with the entries `benefit_<kind>` of data/responses/support.yaml."""

    responses: Responses
    entitlements: Entitlements
    whole: frozenset[str] = frozenset()
    """Ids of policies that were asked about by name: all their items are told, however many."""

    def lines(self, decision: Decision, *, alone: bool = True, marked: bool = True, plain: bool = False) -> list[str]:
        """One line an item; "perhaps" and the condition are said of those that hang on an unknown fact.

        `alone`: a line says by itself that nobody is handed a ceiling. `marked`: and that its figure is unverified.
        `plain`: it leaves out how the sum is worked out.
        """
        whole = self.entitlements.stretches(decision)
        stretches = [(first, last, one) for first, last, one in whole if one.status in {Status.DUE, Status.OPEN}]
        codes = dict.fromkeys(given.item.code for _, _, one in stretches for given in one.items)
        said = (self._item(code, stretches, alone=alone, marked=marked, plain=plain) for code in codes)
        lines = [line for line in said if line]
        return [self._with_unrecorded(line, whole, stretches[0][0]) for line in lines]

    def _with_unrecorded(self, line: str, whole: Sequence[tuple[date, date, Decision]], begins: date) -> str:
        """The line, of a time that began under a law of which no conditions are recorded: "đến 02/9/2025 …"."""
        earlier = [one for one in whole if one[1] < begins and one[2].status is Status.TEXT_ONLY and one[2].version]
        if not earlier:
            return line
        _, last, one = earlier[-1]
        values = {"version": one.version, "last": last, "first": begins, "line": line}
        return " ".join(self.responses.text("benefit_since", values).split())

    def brief(self, decision: Decision) -> str:
        """The items in one phrase, for a list; of many only the first, the others counted."""
        lines, remark = self._brief(decision)
        return "; ".join([*lines, *filter(None, (remark,))])

    def one(self, decision: Decision) -> Grounds:
        """What a single policy brings, and, where it is open, what one fact it hangs on."""
        lines, remark = self._brief(decision)
        plain, _ = self._brief(decision, plain=True)
        condition = self._condition(decision)
        missing = decision.missing if decision.status is Status.OPEN and not condition else ()
        asked = [name for name in missing if self.entitlements.book.facts[name].asked] or missing
        depends = tuple(self.responses.fact(name) for name in asked[:_FEW])
        return Grounds(self.brief(decision), (decision,), tuple(lines), remark, condition, depends, tuple(plain))

    def _brief(self, decision: Decision, *, plain: bool = False) -> tuple[list[str], str]:
        """A line an item, of many only the first with the others counted; what is said once of all of them."""
        several = sum(isinstance(given.item, Ceiling) for given in decision.items) > 1
        unsure = len(decision.items) > 1 and not any(given.item.verified for given in decision.items)
        lines = self.lines(decision, alone=not several, marked=not unsure, plain=plain)
        if len(lines) <= _FEW or decision.policy.id in self.whole:
            remarks = [*(("benefit_ceilings",) if several else ()), *(("benefit_unverified",) if unsure else ())]
            return lines, "; ".join(self.responses.text(key, {}) for key in remarks)
        return [self.responses.text("benefit_several", {"first": lines[0], "more": len(lines) - 1})], ""

    def _condition(self, decision: Decision) -> str:
        """ "học xong lớp 9": what the only fact must be that an open decision hangs on; blank where there are more."""
        name, codes = self.entitlements.turning_on(decision)
        return self.responses.wanted(name, codes) if name and 0 < len(codes) < _FEW else ""

    def short(self, decision: Decision) -> str:
        """One phrase without formula or basis: the sum or the share, else what it is called."""
        given = next((one for one in decision.items if one.truth is Truth.YES), None)
        values = {"decision": decision, "item": given and given.item, "amount": given and given.amount}
        return " ".join(self.responses.text("benefit_short", values).split())

    def grouped(self, decisions: Sequence[Decision]) -> list[Grounds]:
        """What is given once, though on several grounds: policies of one group that bring the same."""
        found: dict[tuple[str, str], list[Decision]] = {}
        for one in decisions:
            found.setdefault((one.policy.highest_of or one.policy.id, self.brief(one)), []).append(one)
        return [replace(self.one(grounds[0]), decisions=tuple(grounds)) for grounds in found.values()]

    def course(self, decision: Decision) -> list[str]:
        """What the whole course brings, where its months are known."""
        months = self.entitlements.learner.one("course_months")
        if not isinstance(months, int):
            return []
        found: list[str] = []
        for given in decision.items:
            course = self.entitlements.book.course(given, self.entitlements.span.on, months)
            if course is not None and given.truth is Truth.YES:
                found.append(self.responses.text("benefit_course", {"course": course, "months": months}))
        return found

    def _item(
        self,
        code: str | None,
        stretches: Sequence[tuple[date, date, Decision]],
        *,
        alone: bool,
        marked: bool,
        plain: bool,
    ) -> str:
        told: list[tuple[date, date, str, Given]] = []
        for first, last, decision in stretches:
            given = next((one for one in decision.items if one.item.code == code), None)
            if given is None:
                continue
            words = self._words(given, alone=alone, plain=plain)
            if told and told[-1][2] == words:
                told[-1] = (told[-1][0], last, words, given)
            else:
                told.append((first, last, words, given))
        if not told:
            return ""
        item = told[-1][3]
        parts = [{"first": first, "last": last, "words": words} for first, last, words, _ in told]
        values = {
            "parts": parts,
            "given": item,
            "item": item.item,
            "perhaps": item.truth is Truth.UNKNOWN,
            "marked": marked,
        }
        return " ".join(self.responses.text("benefit_line", values).split())

    def _words(self, given: Given, *, alone: bool, plain: bool) -> str:
        values = {"item": given.item, "amount": given.amount, "alone": alone, "plain": plain}
        return " ".join(self.responses.text(f"benefit_{given.item.kind}", values).split())
