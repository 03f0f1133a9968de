"""Words of coded cells, and short forms."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold
from knowledge.workbooks.vocabulary import Abbreviations, Vocabulary

CODES = yaml.safe_load(Path("data/lexicon/codes.yaml").read_text(encoding="utf-8"))
VOCABULARIES = {name: Vocabulary(forms) for name, forms in CODES["vocabularies"].items()}


@pytest.mark.parametrize(
    ("vocabulary", "written", "code"),
    [
        ("level", "TC", "trung_cap"),
        ("level", "Cao đẳng nghề", "cao_dang"),
        ("level", "CAO DANG", "cao_dang"),
        ("level", "đào tạo < 3 tháng", "duoi_3_thang"),
        ("level", "đại học", None),
        ("entry_level", "THCS trở lên", "tot_nghiep_thcs"),
        ("fee_policy", "Miễn HP đối với HS TN THCS", "mien_trung_cap_thcs"),
        ("fee_policy", "Miễn", "mien"),
        ("fee_policy", "Giảm 70%", "giam_70_nang_nhoc"),
        ("fee_policy", "Hỗ trợ tiền ăn 30.000đ/ngày", None),
        ("dormitory", "Không có KTX", "khong"),
        ("dormitory", "Có (240 chỗ)", "co"),
        ("experience", ">1 năm", "tren_1"),
        ("experience", "1-2 năm", "1_2"),
        ("experience", "< 1 năm", "duoi_1"),
        ("qualification", "TC trở lên (Điện CN)", "trung_cap"),
        ("employer_type", "NNN", "dn_ngoai_nha_nuoc"),
        ("employer_type", "DN nhà nước", "dnnn"),
        ("indicator_code", "Tỷ lệ LĐ qua đào tạo", "TRAINED_ALL"),
        ("indicator_code", "Tỷ lệ LĐ qua đào tạo có bằng cấp, chứng chỉ", "TRAINED"),
        ("indicator_code", "Tỷ lệ thất nghiệp của thanh niên", "UNEMP_YOUTH"),
        ("indicator_code", "Tỷ lệ thất nghiệp", "UNEMP"),
        ("country", "Nhật Bản", "JP"),
    ],
)
def test_a_written_word_has_one_code(vocabulary: str, written: str, code: str | None) -> None:
    assert VOCABULARIES[vocabulary].code(written) == code


@pytest.mark.parametrize(
    ("written", "codes", "unknown"),
    [
        ("CĐ, TC, SC", ("cao_dang", "trung_cap", "so_cap"), ()),
        ("TC+SC", ("trung_cap", "so_cap"), ()),
        ("SC, dưới 3 tháng", ("so_cap", "duoi_3_thang"), ()),
        ("CĐ và TC", ("cao_dang", "trung_cap"), ()),
        ("TC; thạc sĩ", ("trung_cap",), ("thạc sĩ",)),
        ("TC, TC", ("trung_cap",), ()),
    ],
)
def test_a_list_keeps_its_order_and_tells_what_it_does_not_know(
    written: str, codes: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert VOCABULARIES["level"].list_of(written) == (codes, unknown)


def test_a_free_text_names_several_codes() -> None:
    assert VOCABULARIES["benefits"].all_in("Có xe đưa đón, KTX, đóng BHXH") == ("xe_dua_don", "ky_tuc_xa", "bhxh")


def test_every_form_gives_a_code_of_its_vocabulary() -> None:
    for name, forms in CODES["vocabularies"].items():
        for code, written in forms.items():
            for form in written:
                if " + " not in str(form):
                    assert VOCABULARIES[name].code(str(form)) in forms, (name, code, form)


def test_no_form_stands_for_two_codes() -> None:
    for name, forms in CODES["vocabularies"].items():
        seen: dict[str, str] = {}
        for code, written in forms.items():
            for form in map(str, written):
                assert seen.setdefault(fold(form), code) == code, (name, form)


@given(st.text(max_size=60))
def test_any_text_is_a_known_code_or_none(text: str) -> None:
    for vocabulary in VOCABULARIES.values():
        assert vocabulary.code(text) in (None, *vocabulary.codes)
        found, _ = vocabulary.list_of(text)
        assert set(found) <= set(vocabulary.codes)


@pytest.mark.parametrize(
    ("written", "expanded"),
    [
        ("CN may", "Công nhân may"),
        ("NV bảo trì điện", "Nhân viên bảo trì điện"),
        ("Công nhân may", "Công nhân may"),
        ("cn may", "Công nhân may"),
        ("Thợ hàn", "Thợ hàn"),
        ("NV KD", "Nhân viên kinh doanh"),
        ("", ""),
    ],
)
def test_short_forms_are_written_out(written: str, expanded: str) -> None:
    assert Abbreviations(**CODES["abbreviations"]["position"]).expand(written) == expanded


def test_a_short_form_at_the_end_of_a_trade_is_another_word() -> None:
    expand = Abbreviations(**CODES["abbreviations"]["trade"]).expand
    assert expand("Điện CN") == "Điện công nghiệp"
    assert expand("CN ô tô") == "Công nghệ ô tô"
