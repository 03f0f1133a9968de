"""Danger is recognised in every spelling and answered with fixed words; what only sounds so is no alarm."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from actions.phrases import Phrases
from actions.reply import Outcome
from actions.safety import ALERT
from knowledge.retrieval.noise import noisy, without_diacritics
from tests.conftest import Ask

CASES = Path("tests/cases")
DANGERS = Phrases.load(Path("data/lexicon"), "dangers")
PHRASES = yaml.safe_load((CASES / "safety_phrases.yaml").read_text(encoding="utf-8"))
ORDINARY = yaml.safe_load((CASES / "safety_ordinary.yaml").read_text(encoding="utf-8"))
SEED = 7


def _noisy(text: str) -> str:
    return noisy(text, seed=SEED)


def _phrases(part: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, ways in PHRASES[part].items() for texts in ways.values() for text in texts]


def _sounding_near() -> list[str]:
    return [text for texts in ORDINARY.values() for text in texts]


def test_there_are_enough_phrases_of_every_kind() -> None:
    assert len(set(_phrases("first") + _phrases("later"))) >= 250
    assert len(set(_sounding_near())) >= 400
    for part in ("first", "later", "last"):
        assert set(PHRASES[part]) == set(DANGERS.kinds)
        assert all(set(ways) == {"direct", "indirect"} for ways in PHRASES[part].values())


# What the words were fitted to; `last` was not fitted to and is no promise, it only must not fall behind.
@pytest.mark.parametrize(
    ("part", "spell", "share"),
    [
        ("first", str, 0.98),
        ("first", without_diacritics, 0.98),
        ("first", _noisy, 0.90),
        ("later", str, 0.98),
        ("later", without_diacritics, 0.98),
        ("later", _noisy, 0.80),
    ],
)
def test_dangers_are_found(part: str, spell: Callable[[str], str], share: float) -> None:
    phrases = _phrases(part)
    missed = [text for _, text in phrases if DANGERS.first(spell(text)) is None]
    assert len(missed) <= (1 - share) * len(phrases), missed


@pytest.mark.parametrize("spell", [str, without_diacritics, _noisy], ids=["written", "stripped", "noisy"])
def test_what_only_sounds_near_is_no_alarm(spell: Callable[[str], str]) -> None:
    ordinary = _sounding_near()
    alarmed = [text for text in ordinary if DANGERS.first(spell(text)) is not None]
    assert len(alarmed) <= 0.01 * len(ordinary), alarmed


@pytest.mark.parametrize(
    "text", ["cu tu tu", "tu tu em hoi them", "may chet gia", "em muon tu van", "chinh sach danh cho con ho ngheo"]
)
def test_stripped_everyday_words_are_no_alarm(text: str) -> None:
    assert DANGERS.first(text) is None


@pytest.mark.parametrize("text", ["em muốn tự tử", "e mun tu tu", "emmuonchet", "k mún sống nữa", "em muốn chếtt"])
def test_spellings_of_one_danger(text: str) -> None:
    assert DANGERS.first(text) == "self_harm"


@pytest.mark.parametrize("intent", ["find_programmes", "greet", "ask_policy", "meet_human"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("em không muốn sống nữa", "self_harm"),
        ("bố em uống rượu vào là đánh mẹ", "abuse_home"),
        ("mấy đứa lớp em ngày nào cũng bắt nạt em", "bullying"),
        ("nhà em ép cưới cuối năm nay", "forced_marriage"),
        ("chủ quán giữ cccd không trả lương em", "child_labour"),
        ("có người rủ em sang campuchia làm lương 30 triệu", "trafficking"),
        ("ổng đòi 3 triệu k thì đăng hình", "sexual"),
        ("tụi nó hẹn chém em chiều nay", "violence"),
        ("em nộp tiền làm nhiệm vụ online rút không được", "scammed"),
    ],
)
def test_danger_is_answered_first_whatever_the_intent(ask: Ask, text: str, kind: str, intent: str) -> None:
    reply, _ = ask(text, intent)
    assert reply.outcome is Outcome.REFUSED_UNSAFE
    assert (reply.meta or {})[ALERT] == kind
    assert "111" in reply.text
    assert reply.choices == ()
    assert reply.cards == ()


def test_a_kind_that_fraud_is_not_cites_nothing(ask: Ask) -> None:
    assert ask("em không muốn sống nữa", "find_programmes")[0].citations == ()


def test_who_tells_of_a_pupil_is_told_to_stay_with_the_pupil(ask: Ask) -> None:
    reply, _ = ask("tôi là giáo viên, học sinh của tôi không muốn sống nữa", "ask_guide")
    assert reply.outcome is Outcome.REFUSED_UNSAFE
    assert "học sinh" in reply.text


def test_a_phrase_of_unlisted_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no words"):
        _lexicon("<nobody> đi")
    with pytest.raises(ValueError, match="no word"):
        _lexicon("(a .. b) c")


def _lexicon(phrase: str) -> Phrases:
    return Phrases({"kinds": {"a": [phrase]}}, DANGERS.teencode)
