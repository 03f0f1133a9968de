"""Vietnamese typed in TCVN3, VNI or VIQR becomes Unicode; Unicode stays; what cannot be told is marked."""

import csv
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import nfc
from knowledge.workbooks.grid import Cell, Legacy
from knowledge.workbooks.legacy_fonts import LegacyFonts, draws_capitals, font_encoding
from knowledge.workbooks.syllables import Syllables
from knowledge.workbooks.text_reader import Runs, TextReader

LEXICON = Path("data/lexicon")
FONTS = LegacyFonts.load(LEXICON)
SYLLABLES = Syllables.load(LEXICON / "syllables.yaml")
WORDS = yaml.safe_load((LEXICON / "syllables.yaml").read_text(encoding="utf-8"))["common"]


def _encoder(column: str) -> Callable[[str], str]:
    table: dict[str, str] = {}
    with (LEXICON / "legacy_encodings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if column == "vni" or row["capital_font"] == "0":
                table[row["letter"]] = bytes.fromhex(row[column]).decode("latin-1")
    return lambda text: "".join(table.get(letter, letter) for letter in text)


ENCODE: dict[str, Callable[[str], str]] = {"tcvn3": _encoder("tcvn3"), "vni": _encoder("vni")}
words = st.sampled_from(WORDS)
small = st.lists(words, min_size=1, max_size=8).map(" ".join)
mixed = st.lists(
    words.flatmap(lambda word: st.sampled_from([word, word.upper(), word.capitalize()])), min_size=1, max_size=8
).map(" ".join)


def read(*cells: Runs) -> list[Cell]:
    """The cells of a workbook that holds just these texts."""
    reader = TextReader(FONTS)
    for runs in cells:
        reader.cell(runs)
    return [reader.settled(runs) for runs in cells]


def one(text: str, font: str | None = None) -> Cell:
    return read(((text, font),))[0]


def in_font(texts: Sequence[str], font: str | None) -> list[Cell]:
    return read(*(((text, font),) for text in texts))


@given(small)
def test_tcvn3_comes_back(text: str) -> None:
    assert FONTS.decode(ENCODE["tcvn3"](text), "tcvn3") == text


@given(mixed)
def test_vni_comes_back(text: str) -> None:
    assert FONTS.decode(ENCODE["vni"](text), "vni") == text


@given(st.lists(small, min_size=1, max_size=6), st.sampled_from(["tcvn3", "vni"]))
def test_a_workbook_in_a_legacy_font_is_right_or_doubtful(texts: list[str], legacy: Legacy) -> None:
    font = {"tcvn3": ".VnTime", "vni": "VNI-Times"}[legacy]
    for text, cell in zip(texts, in_font([ENCODE[legacy](text) for text in texts], font), strict=True):
        assert cell.doubtful or cell.value == text


@given(st.lists(mixed, min_size=1, max_size=6), st.sampled_from([None, "Times New Roman"]))
def test_unicode_in_a_font_of_our_time_is_never_touched(texts: list[str], font: str | None) -> None:
    assert [cell.value for cell in in_font(texts, font)] == texts
    assert not any(cell.doubtful or cell.legacy for cell in in_font(texts, font))


@given(st.lists(small, min_size=1, max_size=6), st.sampled_from([".VnTime", ".VnTimeH", "VNI-Times"]))
def test_unicode_pasted_into_a_legacy_font_is_kept_or_doubtful(texts: list[str], font: str) -> None:
    for text, cell in zip(texts, in_font(texts, font), strict=True):
        assert cell.doubtful or cell.value == (text.upper() if text.isascii() and font == ".VnTimeH" else text)


@given(st.text(max_size=40), st.sampled_from([None, "Arial", ".VnTime", ".VnTimeH", "VNI-Times"]))
def test_any_text_is_read(text: str, font: str | None) -> None:
    cell = one(text, font)
    assert cell.empty or (isinstance(cell.value, str) and cell.value == nfc(cell.value))


@pytest.mark.parametrize(
    ("written", "font", "text", "legacy"),
    [
        ("Tr\u00adêng Cao ®¼ng nghÒ", ".VnTime", "Trường Cao đẳng nghề", "tcvn3"),
        ("Tr\u00adêng Cao ®¼ng nghÒ", "Times New Roman", "Trường Cao đẳng nghề", "tcvn3"),
        ("tr\u00adêng cao ®¼ng", ".VnTimeH", "TRƯỜNG CAO ĐẲNG", "tcvn3"),
        ("TR\u00adêNG CAO §¼NG", ".VnTime", "TRƯỜNG CAO ĐẲNG", "tcvn3"),
        ("stt", ".VnArialH", "STT", "tcvn3"),
        ("STT", ".VnTimeH", "STT", None),
        ("Nhµ m¸y", "Arial", "Nhà máy", "tcvn3"),
        ("Nh\u03bc m¸y", "Arial", "Nhà máy", "tcvn3"),
        ("HuyÖn ", ".VnTime", "Huyện", "tcvn3"),
        ("C§", ".VnTime", "CĐ", "tcvn3"),
        ("Tröôøng Cao ñaúng ngheà", "VNI-Times", "Trường Cao đẳng nghề", "vni"),
        ("TRÖÔØNG CAO ÑAÚNG", "VNI-Helve", "TRƯỜNG CAO ĐẲNG", "vni"),
        ("TRÖÔøNG", "VNI-Times", "TRƯỜNG", "vni"),
        ("Soá löôïng tuyeån", None, "Số lượng tuyển", "vni"),
        ("Tru+o+`ng Cao dda(?ng", None, "Trường Cao đẳng", "viqr"),
        ("Ke^' toa'n", "Arial", "Kế toán", "viqr"),
        ("Trường Cao đẳng", ".VnTime", "Trường Cao đẳng", None),
        ("Tru\u031bo\u031b\u0300ng", ".VnTime", "Trường", None),
        ("Hà Giang", ".VnTime", "Hà Giang", None),
        ("phí", "VNI-Times", "phí", None),
        ("STT", ".VnTime", "STT", None),
        ("5 µm, 10 m², 30 °C, § 5, ½ ngày", "Arial", "5 µm, 10 m², 30 °C, § 5, ½ ngày", None),
        ("Café Müller®", None, "Café Müller®", None),
        ("O'Neil a^2 C++ 2*3 dd/mm/yyyy U.B.N.D", None, "O'Neil a^2 C++ 2*3 dd/mm/yyyy U.B.N.D", None),
        ("Khoa (CNTT) no? D'ran", None, "Khoa (CNTT) no? D'ran", None),
        ("'0206.000", None, "0206.000", None),
        ("'Mẫu'", None, "'Mẫu'", None),
        ("Ðà Nẵng", None, "Đà Nẵng", None),
    ],
)
def test_one_text_alone(written: str, font: str | None, text: str, legacy: Legacy | None) -> None:
    cell = one(written, font)
    assert (cell.value, cell.legacy, cell.doubtful) == (text, legacy, False)


@pytest.mark.parametrize(
    ("written", "font"),
    [
        ("Bé", ".VnTime"),  # Bé in Unicode, Bộ in TCVN3
        ("Tröôøng", ".VnTime"),
        ("Tr\u00adêng Cao ®¼ng", "VNI-Times"),
        ("Krxyz® qwµrt", ".VnTime"),
        ("CÑ", None),
    ],
)
def test_what_cannot_be_told_is_doubtful(written: str, font: str | None) -> None:
    assert one(written, font).doubtful


def test_texts_of_one_font_vouch_for_each_other() -> None:
    clear = ["Tr\u00adêng Cao ®¼ng", "Sè l\u00adîng tuyÓn", "HuyÖn MÉu"]
    assert [cell.value for cell in in_font([*clear, "Bé", "C§"], ".VnTime")[3:]] == ["Bộ", "CĐ"]
    assert [cell.value for cell in in_font([*clear, "Bè"], None)[3:]] == ["Bố"]
    assert [cell.value for cell in in_font(["Trường Cao đẳng", "Số lượng", "Bé"], ".VnTime")[2:]] == ["Bé"]
    # Among TCVN3 a word that is common in Unicode and unheard of in TCVN3 was pasted, or is something else.
    assert [cell.doubtful for cell in in_font([*clear, "Công ty"], ".VnTime")[3:]] == [True]


def test_runs_are_read_each_in_its_font() -> None:
    runs: Runs = (("Tr\u00adêng ", ".VnTime"), ("cao ®¼ng", ".VnTimeH"), (" Mẫu", "Arial"))
    assert read(runs) == [Cell("Trường CAO ĐẲNG Mẫu", legacy="tcvn3")]
    assert read((("Tr\u00ad", ".VnTime"), ("êng", ".VnArial"))) == [Cell("Trường", legacy="tcvn3")]


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        (".VnTimeH", "tcvn3", True),
        (".vnarial narrowH", "tcvn3", True),
        (".VnCentury Schoolbook", "tcvn3", False),
        ("VNI-Times", "vni", False),
        ("VNI Helve", "vni", False),
        ("Times New Roman", None, False),
        ("Vnitalic", None, False),
        (None, None, False),
    ],
)
def test_what_a_font_name_says(font: str | None, encoding: Legacy | None, capitals: bool) -> None:
    assert (font_encoding(font), draws_capitals(font)) == (encoding, capitals)


def test_every_common_word_is_a_syllable_in_any_case() -> None:
    assert all(SYLLABLES.possible(form) for word in WORDS for form in (word, word.upper(), word.capitalize()))


@pytest.mark.parametrize("word", ["tẹch", "học sinh", "hOc", "bc", "ngang", "Müller", "trườnng", "ướcc", "hòà", "tàp"])
def test_what_is_no_syllable(word: str) -> None:
    assert SYLLABLES.possible(word) is (word == "ngang")


def test_every_letter_of_the_alphabet_is_in_the_tables() -> None:
    tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones} | {"đ"}
    marked = {letter for letter in letters if not letter.isascii()}
    for legacy, encode in ENCODE.items():
        assert {letter for letter in marked if encode(letter) == letter} <= ({"ý"} if legacy == "tcvn3" else {"ì", "í"})
