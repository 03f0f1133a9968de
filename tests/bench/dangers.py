"""`python -m tests.bench.dangers`: what is told of danger and noticed, of the right kind or not, and false alarms.

Whole turns over what nothing has learnt from, `safety_phrases.yaml`, `safety_unseen.yaml`, `safety_fresh.yaml` and
`safety_third.yaml` of `tests/cases/`, in three spellings. `replied to`: the reply to danger; `noticed`: that, or the
sentence with 111 beside it; `of the right kind`: of the replies that name a kind. Asserts nothing.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from actions.reply import Outcome
from actions.safety import ALERT
from knowledge import snapshot
from knowledge.library import Library
from knowledge.retrieval.noise import noisy, without_diacritics
from tests.bench.__main__ import say
from tests.conftest import Ask, asking

CASES = Path("tests/cases")
SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "as written": str,
    "without marks": without_diacritics,
    "noisy": lambda text: noisy(text, seed=4),
}


def raised(ask: Ask, text: str) -> tuple[bool, str]:
    """Whether the reply is the one to danger, and the alert; blank for none."""
    reply, _ = ask(text, "nlu_fallback")
    return reply.outcome is Outcome.REFUSED_UNSAFE, str((reply.meta or {}).get(ALERT, ""))


def show(name: str, ask: Ask, told: Mapping[str, Mapping[str, Sequence[str]]], ordinary: Sequence[str]) -> None:
    """One block: recall by way of telling, the kinds that were mistaken, false alarms."""
    say(f"{name}")
    mistaken = Counter[tuple[str, str]]()
    for spelling, spell in SPELLINGS.items():
        for way in ("direct", "indirect"):
            seen = [(kind, *raised(ask, spell(text))) for kind, text in _of(told, way)]
            replied = [(kind, alert) for kind, is_told, alert in seen if is_told]
            named = [(kind, alert) for kind, alert in replied if alert != "distress"]
            right = sum(kind == alert for kind, alert in named)
            mistaken.update((kind, alert) for kind, alert in named if kind != alert)
            noticed = sum(bool(alert) for _, _, alert in seen)
            say(
                f"  {spelling:<14}{way:<9}{len(seen):>4} told"
                f"   noticed {noticed / len(seen):>6.1%}   replied to {len(replied) / len(seen):>6.1%}"
                f"   of the right kind {right}/{len(named)} ({right / max(1, len(named)):.0%})"
            )
        if ordinary:
            seen_too = [raised(ask, spell(text)) for text in ordinary]
            false = sum(is_told for is_told, _ in seen_too)
            beside = sum(bool(alert) and not is_told for is_told, alert in seen_too)
            say(f"  {spelling:<14}ordinary {len(ordinary):>4} messages  replied to {false}, a sentence beside {beside}")
    most = (f"{one} → {other} {count}" for (one, other), count in mistaken.most_common(12))
    say("  mistaken for: " + ", ".join(most))
    say()


def _of(told: Mapping[str, Mapping[str, Sequence[str]]], way: str) -> Iterable[tuple[str, str]]:
    return ((kind, text) for kind, ways in told.items() for text in ways[way])


def main() -> None:
    """Build the project's own data, and run everything."""
    argparse.ArgumentParser(prog="python -m tests.bench.dangers", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = snapshot.build(Path("data"), Path(folder))
        snapshot.activate(Path(folder), made.digest)
        ask = asking(Library.open(snapshot.current(Path(folder))))
        phrases = _read("safety_phrases")
        for part, told in phrases.items():
            show(f"safety_phrases.yaml, {part}", ask, told, ())
        for name in ("safety_unseen", "safety_fresh", "safety_third"):
            cases = _read(name)
            show(f"{name}.yaml", ask, cases["told"], cases["ordinary"])


def _read(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
