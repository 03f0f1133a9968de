"""knowledge.restorer: diacritics come back, and what has them stays."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.abbreviations import Abbreviations
from knowledge.corpus import own_texts
from knowledge.joined import parted
from knowledge.restorer import Restorer
from knowledge.text import accented_key, fold, nfc, syllables
from knowledge.trigram import TrigramUnreadable

DATA = Path("data")
RESTORER = Restorer.train(own_texts(DATA), abbreviations=Abbreviations.load(DATA / "lexicon"))


@pytest.mark.parametrize(
    "text",
    [
        "em muốn học nghề hàn ở Cao Bằng",
        "hạn nộp hồ sơ là ngày nào",
        "học phí trung cấp một năm bao nhiêu tiền",
        "nhà em thuộc hộ cận nghèo có được miễn học phí không",
        "bố em muốn em đi làm công ty",
        "trường cao đẳng nghề Lạng Sơn có ký túc xá không",
    ],
)
def test_stripped_sentences_get_their_diacritics(text: str) -> None:
    assert RESTORER.restore(fold(text)) == text.lower()


def test_articles_with_their_diacritics_stay() -> None:
    text = Path("data/articles/hoc-lien-thong-la-gi.md").read_text(encoding="utf-8").split("---", 2)[2].strip()
    restored = RESTORER.restore(text)
    kept = [accented_key(found.text) for found in syllables(nfc(text))]
    changed = sum(a != b for a, b in zip(kept, [accented_key(f.text) for f in syllables(restored)], strict=True))
    assert changed <= 0.01 * len(kept)


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("học phi nganh dien", "học phí ngành điện"),
        ("lơp 9 hoc nghê được khong", "lớp 9 học nghề được không"),
        ("NGHE HAN O CAO BANG", "NGHỀ HÀN Ở CAO BẰNG"),
        ("Hoc phi?", "Học phí?"),
        ("xem https://vi.du/hoc-phi va ab@vi.du", "xem https://vi.du/hoc-phi và ab@vi.du"),
        ("theo 30/2023/QD-TTg", "theo 30/2023/QD-TTg"),
        ("qwrtz 12,5 2k10", "qwrtz 12,5 2k10"),
        ("", ""),
    ],
)
def test_what_was_typed_is_a_constraint(typed: str, restored: str) -> None:
    assert RESTORER.restore(typed) == restored


@pytest.mark.parametrize(
    ("typed", "readable"),
    [
        ("hp nganh dien cn bn 1 nam", "học phí ngành điện công nghiệp bao nhiêu 1 năm"),
        ("nha e ho ngheo dc giam bn hp", "nhà em hộ nghèo được giảm bao nhiêu học phí"),
        ("cho e xin đc truong cđ nghe", "cho em xin địa chỉ trường cao đẳng nghề"),
        ("hojc phis bao nhieeu", "học phí bao nhiêu"),
        ("hocphibaonhieu", "học phí bao nhiêu"),
        ("lop9 nop hs o dau", "lớp 9 nộp hồ sơ ở đâu"),
        ("photoshop marketing container", "photoshop marketing container"),
    ],
)
def test_a_readable_text_has_its_words_written_out(typed: str, readable: str) -> None:
    assert RESTORER.readable(typed) == readable


def test_names_of_anybodys_texts_come_back() -> None:
    other = Restorer.train(["Trường nghề Bưởi Đỏ ở phố Hạt Điều", "bưởi đỏ chín", "phố Hạt Điều"])
    assert other.restore("truong nghe buoi do o pho hat dieu") == "trường nghề bưởi đỏ ở phố hạt điều"


def test_what_was_typed_without_diacritics_teaches_nothing() -> None:
    texts = ["học phí bao nhiêu"] + ["hoc phi bao nhieu vay"] * 50
    assert Restorer.train(texts).restore("hoc phi bao nhieu") == "học phí bao nhiêu"


def test_the_same_texts_give_the_same_bytes(tmp_path: Path) -> None:
    texts = own_texts(DATA)[:40]
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    Restorer.train(texts).save(first)
    Restorer.train(reversed(texts)).save(second)
    Restorer.load(first).save(third)
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()


def test_a_loaded_restorer_reads_like_the_saved_one(tmp_path: Path) -> None:
    RESTORER.save(tmp_path / "restorer")
    loaded = Restorer.load(tmp_path / "restorer")
    assert (tmp_path / "restorer").stat().st_size < 5_000_000
    assert loaded.readable("e hoc dc bn nam") == RESTORER.readable("e hoc dc bn nam")


@pytest.mark.parametrize(
    "damage", [lambda raw: b"", lambda raw: raw[:40], lambda raw: b"PK" + raw, lambda raw: raw[:-9]]
)
def test_a_damaged_file_is_refused(tmp_path: Path, damage) -> None:
    path = tmp_path / "restorer"
    Restorer.train(["học phí"]).save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(TrigramUnreadable):
        Restorer.load(path)


def test_an_empty_training_restores_nothing() -> None:
    assert Restorer.train([]).restore("hoc phi 12") == "hoc phi 12"


@given(st.text(max_size=120))
def test_any_text_keeps_its_letters(text: str) -> None:
    assert fold(RESTORER.restore(text)) == fold(nfc(text))
    RESTORER.readable(text)


def test_a_joined_word_is_parted_only_where_one_way_is_clear() -> None:
    weights = {"hoc": -3.0, "phi": -3.0, "bao": -4.0, "nhieu": -4.0}
    assert parted("hocphibaonhieu", weights.get) == ("hoc", "phi", "bao", "nhieu")
    assert parted("photoshop", weights.get) is None
    assert parted("hocphi", weights.get) is None
    alike = {"tin": -3.0, "hoc": -3.0, "ti": -3.0, "nho": -3.0, "nhoc": -3.0, "tinhoc": -3.0, "cong": -3.0, "con": -3.0}
    assert parted("tinhoccong", {**alike, "tinh": -3.0, "oc": -3.0}.get) is None
