"""What a vendor would hold against a client: every breach of its rules, kept count of.

Codes: `answered_forgery` (a webhook with a wrong signature was acted on), `refused_signature` (a right one was not
taken), `late_acknowledgement` (the webhook's time ran out), `refresh_token_used_twice`, `second_send`,
`outside_window`, `limit_overrun`, `ignored_retry_after`, `malformed` (a message the vendor refuses whatever happens),
`wrong_authorization`, `sent_to_blocked`, `unanswered_callback`.

A refusal that a test scripted (see `faults`) is never held against the client; what it does afterwards is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from tests.fakes.clock import Clock


@dataclass(frozen=True)
class Violation:
    """One breach: its code, what happened, and when (seconds since 1970)."""

    code: str
    detail: str
    at: float


@dataclass
class _Sent:
    times: int
    heard: int


class Ledger:
    """The breaches of one client, and what it said to whom."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._noted: list[Violation] = []
        self._at_the_end: list[Callable[[], list[Violation]]] = []
        self._heard: defaultdict[str, Counter[Hashable]] = defaultdict(Counter)
        self._sent: dict[tuple[str, str], _Sent] = {}
        self.repeatable: set[str] = set()
        """Texts that may be said once for each message of a user, such as "we are busy"."""
        self.is_by_hand = False
        """A person writes: several of their questions may well have the same answer."""

    def note(self, code: str, detail: str) -> None:
        """Hold something against the client."""
        self._noted.append(Violation(code, detail, self._clock.now()))

    def also(self, check: Callable[[], list[Violation]]) -> None:
        """Something that is known only at the end."""
        self._at_the_end.append(check)

    def violations(self) -> list[Violation]:
        """All breaches so far."""
        return self._noted + [found for check in self._at_the_end for found in check()]

    def forgive(self, code: str) -> list[Violation]:
        """Take out, and return, the breaches of one kind: for a test that breaks the rule on purpose."""
        forgiven = [each for each in self._noted if each.code == code]
        self._noted = [each for each in self._noted if each.code != code]
        return forgiven

    def heard(self, user: str, what: Hashable) -> None:
        """A user wrote or pressed `what`, for the first time (not a repeated delivery of it)."""
        self._heard[user][what] += 1

    def has_heard(self, user: str) -> bool:
        """Whether the user ever wrote."""
        return bool(self._heard[user])

    def sending(self, user: str, content: str, text: str = "") -> None:
        """The client sent `content` and it was stored, or the client cannot know that it was not.

        It is a second send when the same was sent before and the user has written nothing since. A user who wrote the
        same thing several times may have the same answer as often; a repeatable text may come once for each message.
        """
        heard = self._heard[user]
        earlier = self._sent.get((user, content))
        if earlier is None:
            self._sent[user, content] = _Sent(1, heard.total())
            return
        may_repeat = self.is_by_hand or text in self.repeatable
        allowed = heard.total() if may_repeat else max(heard.values(), default=1)
        if earlier.heard == heard.total() and earlier.times >= allowed:
            self.note("second_send", f"to {user}: {content[:200]}")
        self._sent[user, content] = _Sent(earlier.times + 1, heard.total())
