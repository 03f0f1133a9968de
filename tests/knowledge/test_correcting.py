"""Slips are taken back; whatever may be a word stays as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.abbreviations import Abbreviations
from knowledge.correcting import Corrector
from knowledge.restorer import Restorer
from knowledge.text import Teencode, nfc

TEXTS = [
    "trường nghề nào dạy hàn ở Cao Bằng",
    "học phí trường nghề bao nhiêu một tháng",
    "trường cao đẳng Lạng Sơn có dạy nghề may",
    "con tôi học nghề thì được hỗ trợ bao nhiêu",
] * 5


@pytest.fixture(scope="module")
def corrector() -> Corrector:
    teencode = Teencode({"hok": "học"})
    return Corrector(Restorer.train(TEXTS, abbreviations=Abbreviations({}, teencode)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("truogn nghe nao day han", "truong nghe nao day han"),
        ("học phí trườgn nghề", "học phí truong nghề"),
        ("hocphibaonhieu mot thang", "hoc phi bao nhieu mot thang"),
        ("con toi hcọ nghe", "con toi hoc nghe"),
        # Two tones are two syllables, and no syllable with marks is as long as these.
        ("trường nghề có dạyhàn không", "trường nghề có day han không"),
        ("họcphí trườngnghề bao nhiêu", "hoc phi truong nghe bao nhiêu"),
    ],
)
def test_a_slip_is_taken_back(corrector: Corrector, typed: str, meant: str) -> None:
    assert corrector.correct(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "trường nghề nào dạy hàn",
        "học một năm rưỡi",
        "trường nghề nhưng",
        "hok nghe o Cao Bang",
        "Học phí: 2.500.000 đồng?!",
        "xyzzy",
        "",
        "🙂 …",
    ],
)
def test_what_is_known_abbreviated_or_strange_stays(corrector: Corrector, typed: str) -> None:
    assert corrector.correct(typed) == typed


@given(st.text(max_size=60))
def test_correcting_twice_changes_no_more(corrector: Corrector, text: str) -> None:
    once = corrector.correct(text)
    assert corrector.correct(once) == once
    assert bool(once) is bool(nfc(text))


@given(st.sampled_from(TEXTS))
def test_a_text_of_known_words_comes_back_as_it_is(corrector: Corrector, text: str) -> None:
    assert corrector.correct(text) == nfc(text)
