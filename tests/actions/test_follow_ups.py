"""What a conversation keeps: the learner's facts always, what was looked at only for a follow-up."""

from dataclasses import replace

import pytest

from actions.reply import Outcome
from tests.conftest import Ask


def _ids(reply) -> set[str]:
    return {citation.record_id for citation in reply.citations}


def test_a_place_keeps_the_trade(ask: Ask) -> None:
    _, kept = ask("em muốn học hàn ở Lạng Sơn", "find_programmes")
    reply, kept = ask("ở cao bằng", "find_institutions", kept)
    assert "Hàn" in reply.text
    assert kept.province == "04"
    assert kept.topic == "find_programmes"


def test_a_new_question_drops_the_place_and_the_level(ask: Ask) -> None:
    _, kept = ask("học hàn hệ cao đẳng ở Lạng Sơn", "find_programmes")
    _, kept = ask("nghề may là làm gì", "describe_trade", kept)
    assert (kept.province, kept.level, kept.trade) == (None, None, "may_thoi_trang")


def test_a_level_looked_at_does_not_decide_a_question_about_money(ask: Ask) -> None:
    _, kept = ask("học hàn hệ cao đẳng ở Lạng Sơn", "find_programmes")
    reply, _ = ask("em xong lớp 9 học trung cấp có được miễn học phí không", "ask_policy", kept)
    assert "hp-mien-thcs-len-trung-cap" in _ids(reply)


def test_facts_about_the_learner_stay(ask: Ask) -> None:
    _, kept = ask("nhà em hộ nghèo, em người Tày", "ask_policy")
    _, kept = ask("nghề hàn là làm gì", "describe_trade", kept)
    reply, _ = ask("học trung cấp được hỗ trợ tiền ăn ở bao nhiêu", "ask_policy", kept)
    assert reply.outcome is Outcome.ANSWERED
    assert "2.530.000 đồng/tháng" in reply.text


def test_a_fact_can_be_corrected(ask: Ask) -> None:
    _, kept = ask("em người Tày hộ nghèo học trung cấp được hỗ trợ tiền ăn ở bao nhiêu", "ask_policy")
    reply, kept = ask("", "ask_policy", kept, pressed={"household": "neither"})
    assert kept.household == "neither"
    assert "có thể thuộc diện" not in reply.text
    assert reply.text.startswith("Có thể có, nếu")


def test_a_place_after_a_description_asks_where(ask: Ask) -> None:
    _, kept = ask("nghề nấu ăn làm gì", "describe_trade")
    reply, kept = ask("ở Lạng Sơn", "find_institutions", kept)
    assert {"PR002", "PR004"} <= _ids(reply)
    assert kept.topic == "find_programmes"


def test_a_term_before_july_has_the_old_amount(ask: Ask) -> None:
    reply, _ = ask("tháng 6/2026 em người Tày hộ nghèo học cao đẳng nội trú được bao nhiêu", "ask_policy")
    assert "2.340.000 đồng/tháng: tiền ăn ở nội trú, bằng 100 % lương cơ sở" in reply.text
    assert any("= 100 % × 2.340.000" in line for card in reply.cards for line in card.lines)


def test_a_past_term_under_the_old_decree_is_named_and_not_decided(ask: Ask) -> None:
    reply, _ = ask("năm 2024 em xong lớp 9 học trung cấp có được miễn học phí không", "ask_policy")
    assert reply.outcome is Outcome.NOT_HELD
    assert "Nghị định 81/2021/NĐ-CP" in reply.text
    assert "Nghị định 238/2025/NĐ-CP" in reply.text


def test_so_cap_is_not_this_exemption(ask: Ask) -> None:
    reply, _ = ask("em xong lớp 9 học sơ cấp 5 tháng có được miễn học phí không", "ask_policy")
    assert "có thể thuộc diện" not in reply.text


def test_a_loan_is_told_as_money_to_be_paid_back(ask: Ask) -> None:
    reply, _ = ask("em muốn vay vốn đi học nghề", "ask_policy")
    assert "td-hssv-muc-vay" in _ids(reply)
    assert "phải trả lại" in reply.text


def test_a_figure_of_a_province_that_is_not_held_tells_the_national_one_as_such(ask: Ask) -> None:
    reply, _ = ask("tỉ lệ thất nghiệp thanh niên ở Lạng Sơn", "ask_indicator")
    assert reply.outcome is Outcome.NOT_HELD
    assert "không có số liệu riêng của Lạng Sơn" in reply.text
    assert "Cả nước" in reply.text


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("nhà em không thuộc hộ cận nghèo", "household", "neither"),
        ("nhà em không phải hộ nghèo", "household", None),
        ("em không phải người Tày", "ethnicity", None),
        ("em không bị khuyết tật", "disability", "none"),
        ("em chưa học xong lớp 9", "schooling", "below_thcs"),
        ("bố em bị khuyết tật", "disability", None),
        ("ông nội em người Tày", "ethnicity", None),
    ],
)
def test_a_denied_fact_is_never_read_as_the_fact(ask: Ask, text: str, slot: str, value: str | None) -> None:
    _, kept = ask(f"{text}, học trung cấp có được hỗ trợ tiền ăn ở không", "ask_policy")
    assert getattr(kept, slot) == value


def test_denying_takes_back_what_was_said(ask: Ask) -> None:
    _, kept = ask("em người Tày hộ nghèo học trung cấp được tiền ăn ở bao nhiêu", "ask_policy")
    reply, kept = ask("à nhà em không phải hộ nghèo", "ask_policy", kept)
    assert (kept.household, kept.ethnicity, kept.level) == (None, "minority", "trung_cap")
    assert "có thể thuộc diện" not in reply.text


def test_a_question_may_be_declined_and_is_not_asked_again(ask: Ask) -> None:
    _, kept = ask("em học trung cấp có được miễn học phí không", "ask_policy")
    first = kept.asked
    assert first is not None
    _, kept = ask("không biết", "ask_policy", kept)
    assert first in kept.declined
    assert kept.asked not in {None, first}


def test_yes_answers_the_question_that_was_asked(ask: Ask) -> None:
    _, kept = ask("người khuyết tật học trung cấp có được miễn học phí không", "ask_policy")
    _, kept = ask("đúng rồi", "ask_policy", replace(kept, asked="boarding_school", topic="ask_policy"))
    assert kept.boarding_school == "graduate"
    _, kept = ask("không có", "ask_policy", replace(kept, asked="orphan", topic="ask_policy"))
    assert dict(kept.facts)["orphan"] == "none"
    _, kept = ask("17", "ask_policy", replace(kept, asked="age", topic="ask_policy"))
    assert dict(kept.facts)["age"] == "17"
    _, kept = ask("không", "ask_policy", replace(kept, asked="circumstances", topic="ask_policy"))
    assert dict(kept.facts)["orphan"] == "none"


def test_a_school_year_over_july_has_both_amounts(ask: Ask) -> None:
    reply, _ = ask("năm học 2025-2026 em người Tày hộ nghèo học trung cấp nội trú bao nhiêu", "ask_policy")
    assert "Đến 30/06/2026 2.340.000 đồng/tháng" in reply.text
    assert "từ 01/07/2026 2.530.000 đồng/tháng" in reply.text


def test_a_repealed_decree_is_named_with_its_successor(ask: Ask) -> None:
    reply, _ = ask("theo nghị định 81/2021 em xong lớp 9 học trung cấp được miễn học phí đúng không", "ask_policy")
    ended, successor = "Nghị định 81/2021/NĐ-CP đã hết hiệu lực", "nay áp dụng Nghị định 238/2025/NĐ-CP"
    assert f"{ended} từ sau ngày 02/09/2025; {successor} từ 03/09/2025." in reply.text


def test_a_year_without_a_recorded_amount_is_not_held(ask: Ask) -> None:
    reply, _ = ask("năm 2018 người Tày hộ nghèo học trung cấp nội trú bao nhiêu", "ask_policy")
    assert reply.outcome is Outcome.NOT_HELD


def test_a_place_outside_is_never_said_to_belong_here(ask: Ask) -> None:
    _, kept = ask("học hàn ở Lạng Sơn", "find_programmes")
    reply, _ = ask("ở Hà Nội", "find_programmes", kept)
    assert reply.outcome is Outcome.NOT_HELD
    assert "thuộc tỉnh" not in reply.text


def test_never_says_entitled(ask: Ask) -> None:
    reply, _ = ask("em người Tày hộ nghèo học trung cấp được hỗ trợ gì", "ask_policy")
    assert "có thể thuộc diện" in reply.text
    assert "được hưởng" not in reply.text
    assert {"authority_decides", "papers_may_change"} <= {notice.code for notice in reply.notices}


def test_a_button_that_asks_where_is_no_wish_to_learn(ask: Ask) -> None:
    reply, kept = ask("nghe han la lam gi", "describe_trade")
    [where] = [each["payload"] for each in reply.model_dump()["choices"] if each["label"] == "Học nghề này ở đâu"]
    reply, kept = ask("", "find_programmes", kept, pressed=where["slots"])
    assert kept.topic == "find_programmes"
    assert {"CB01", "LS01"} <= _ids(reply)


@pytest.mark.parametrize("text", ["thẻ để lưu hoặc in", "em muốn lưu cái thẻ", "toi muon luu lai cau tra loi"])
def test_what_is_to_be_kept_is_never_deleted(ask: Ask, text: str) -> None:
    _, kept = ask("em xong lớp 9 học trung cấp có được miễn học phí không", "ask_policy")
    reply, _ = ask(text, "forget_me", kept)
    assert "forget" not in (reply.meta or {})


@pytest.mark.parametrize(
    "text", ["xóa dữ liệu của em", "dung luu gi cua em", "quen het di", "đừng giữ dữ liệu của tôi"]
)
def test_a_word_of_undoing_deletes(ask: Ask, text: str) -> None:
    reply, _ = ask(text, "forget_me")
    assert (reply.meta or {}).get("forget") is True


def test_a_target_named_after_figures_asks_for_no_wage(ask: Ask) -> None:
    _, kept = ask("ti le that nghiep thanh nien hien nay", "ask_indicator")
    reply, _ = ask("muc tieu phan luong cao bang 2025", "ask_target", kept)
    assert "cb-2025-tot-nghiep-thcs-vao-so-cap-trung-cap" in _ids(reply)
