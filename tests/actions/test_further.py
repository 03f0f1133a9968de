"""What is shown beside an answer: further passages, cited, and no rule beside what rules have decided."""

from dataclasses import replace

import pytest

from actions import further
from actions.reply import Outcome, Reply
from actions.slots import Slots
from actions.turn import Turn
from knowledge.library import Library
from knowledge.models import Confidence, Hit, Passage
from knowledge.retrieval.calibration import Thresholds
from tests.actions.test_document_answers import ASK, RESPONSES, SIGNS
from tests.conftest import TODAY, Ask

TEXT = "học xong ở trường đó thì có việc làm không ạ"
THRESHOLDS = Thresholds(answer_above=0.9, ask_above=0.2)
ROOMS = f"{ASK}:hoi-ve-cho-o-va-di-lai"


def turn(text: str = TEXT) -> Turn:
    return Turn(text, "ask_guide", Slots(), Slots(), TODAY, RESPONSES, {})


def reply(outcome: Outcome = Outcome.ANSWERED, **parts: object) -> Reply:
    return Reply.model_validate({"text": "Trả lời.", "outcome": outcome, **parts})


@pytest.fixture
def finds(library: Library, monkeypatch: pytest.MonkeyPatch):
    """Makes the search find records with a confidence each."""

    def set_hits(*hits: tuple[str, str, float]) -> None:
        found = [Hit(Passage(f"{kind}:{name}", kind, name, name, ""), 1.0, 1.0, sure) for kind, name, sure in hits]
        monkeypatch.setattr(library, "search", lambda *_, **__: found)
        monkeypatch.setattr(type(library), "thresholds", THRESHOLDS)

    return set_hits


def shown(found: Reply) -> list[str]:
    assert len(found.cards) == len(found.citations)
    return [one.record_id for one in found.citations]


def test_near_passages_stand_beside_a_passage_two_at_most(library: Library, finds) -> None:
    finds(("document", SIGNS, 0.6), ("document", ROOMS, 0.3), ("policy", "lt-mo-hinh-9cong", 0.25))
    found = further.with_further(reply(), turn(), library, of_passages=True)
    assert shown(found) == [SIGNS, ROOMS]
    assert all(card.title.startswith("Xem thêm: ") and card.lines for card in found.cards)
    assert found.text == "Trả lời."


def test_what_is_far_or_cited_already_is_not_shown_again(library: Library, finds) -> None:
    finds(("document", SIGNS, 0.6), ("document", ROOMS, 0.19))
    first = further.with_further(reply(), turn(), library, of_passages=True)
    assert further.with_further(first, turn(), library, of_passages=True) == first


def test_beside_a_decision_stands_what_surely_answers_and_no_rule(library: Library, finds) -> None:
    finds(("policy", "hp-mien-khuyet-tat", 0.99), ("document", SIGNS, 0.91), ("document", ROOMS, 0.89))
    assert shown(further.with_further(reply(), turn(), library, of_passages=False)) == [SIGNS]


def test_a_question_back_shows_what_is_nearest(library: Library, finds) -> None:
    finds(("policy", "hp-mien-khuyet-tat", 0.4), ("document", ROOMS, 0.1))
    found = further.with_further(reply(Outcome.CLARIFY), turn(), library, of_passages=False)
    assert shown(found) == ["hp-mien-khuyet-tat"]


@pytest.mark.parametrize(
    "outcome", [Outcome.SMALLTALK, Outcome.OUT_OF_SCOPE, Outcome.REFUSED_UNSAFE, Outcome.HANDED_OFF]
)
def test_nothing_stands_beside_other_endings(outcome: Outcome, library: Library, finds) -> None:
    finds(("document", SIGNS, 0.99))
    assert further.with_further(reply(outcome), turn(), library, of_passages=True) == reply(outcome)


def test_nothing_stands_beside_few_words_or_a_settled_reply(library: Library, finds) -> None:
    finds(("document", SIGNS, 0.99))
    assert not further.with_further(reply(), turn("việc làm sao"), library, of_passages=True).citations
    settled = reply(meta={"settled": True})
    assert further.with_further(settled, turn(), library, of_passages=True) == settled


def test_a_text_of_which_nothing_is_verified_is_not_shown(library: Library, finds) -> None:
    finds(("document", SIGNS, 0.99))
    held = library.section(SIGNS)
    low = replace(held.provenance, confidence=Confidence.LOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "section", lambda _: replace(held, provenance=low))
        assert not further.with_further(reply(), turn(), library, of_passages=True).citations


def test_danger_is_answered_alone(ask: Ask) -> None:
    found, _ = ask("có người giữ giấy tờ của em, bắt em làm việc không trả lương, em phải làm sao", "ask_guide", None)
    assert found.outcome is Outcome.REFUSED_UNSAFE
    assert not [card for card in found.cards if card.title.startswith("Xem thêm")]
