"""Subjects that are not ours have a reply each; what is ours is never refused so; no message changes the replies."""

import re
from pathlib import Path

import pytest
import yaml

from actions.phrases import Phrases
from actions.reply import Outcome
from knowledge.retrieval.noise import without_diacritics
from tests.conftest import Ask

CASES = yaml.safe_load(Path("tests/cases/beyond_subjects.yaml").read_text(encoding="utf-8"))
SUBJECTS = Phrases.load(Path("data/lexicon"), "subjects")
_PROMISED = re.compile(r"\b(?:100 triệu|50 triệu|10 triệu|9 triệu|0 đồng)\b")


@pytest.mark.parametrize("spell", [str, without_diacritics], ids=["written", "stripped"])
@pytest.mark.parametrize(
    ("subject", "text"), [(subject, text) for subject, texts in CASES["subjects"].items() for text in texts]
)
def test_a_subject_has_its_own_reply(ask: Ask, subject: str, text: str, spell) -> None:
    reply, _ = ask(spell(text), "ask_policy")
    assert reply.outcome is Outcome.OUT_OF_SCOPE
    assert (reply.meta or {})["subject"] == subject
    assert reply.citations == ()


@pytest.mark.parametrize("spell", [str, without_diacritics], ids=["written", "stripped"])
@pytest.mark.parametrize("text", CASES["ours"])
def test_what_is_ours_is_not_refused(ask: Ask, text: str, spell) -> None:
    reply, _ = ask(spell(text), "find_programmes")
    assert "subject" not in (reply.meta or {})


@pytest.mark.parametrize("text", CASES["injection"])
@pytest.mark.parametrize("intent", ["out_of_scope", "ask_policy"])
def test_no_message_changes_how_replies_are_made(ask: Ask, text: str, intent: str) -> None:
    reply, kept = ask(text, intent)
    # An answer still rests on records, and no sum that the message names is repeated as ours.
    assert reply.outcome is not Outcome.ANSWERED or reply.citations
    assert not _PROMISED.search(reply.text)
    after, _ = ask("học phí trung cấp được miễn không", "ask_policy", kept)
    before, _ = ask("học phí trung cấp được miễn không", "ask_policy")
    assert after.citations == before.citations
