"""The line that shows what a reply took over from earlier messages."""

from actions.reply import Outcome, Payload
from tests.conftest import Ask


def test_a_follow_up_names_what_it_took_over_and_not_what_was_just_said(ask: Ask) -> None:
    first, kept = ask("em muốn học hàn ở Lạng Sơn", "find_programmes")
    assert first.about == ()
    second, _ = ask("ở cao bằng", "find_institutions", kept)
    assert second.about == ("Hàn",)


def test_a_new_question_takes_nothing_over(ask: Ask) -> None:
    _, kept = ask("học hàn hệ cao đẳng ở Lạng Sơn", "find_programmes")
    reply, _ = ask("nghề may là làm gì", "describe_trade", kept)
    assert reply.about == ()


def test_who_the_learner_is_is_not_said_again(ask: Ask) -> None:
    _, kept = ask("em người Tày hộ nghèo học trung cấp được hỗ trợ tiền ăn ở bao nhiêu", "ask_policy")
    reply, _ = ask("còn học cao đẳng thì sao", "ask_policy", kept)
    assert not {"Tày", "hộ nghèo"} & set(reply.about)


def test_a_press_leaves_what_was_taken_over_and_keeps_the_learner(ask: Ask) -> None:
    _, kept = ask("em người Tày học lớp 9 muốn học hàn ở Lạng Sơn", "find_programmes")
    second, kept = ask("ở cao bằng", "find_institutions", kept)
    (leave,) = [choice for choice in second.choices if choice.leaves]
    assert isinstance(leave.payload, Payload)
    left, kept = ask("", leave.payload.intent, kept, pressed=leave.payload.slots)
    assert (left.outcome, left.about, [choice for choice in left.choices if choice.leaves]) == (
        Outcome.SMALLTALK,
        (),
        [],
    )
    assert (kept.topic, kept.trade, kept.province) == (None, None, None)
    assert (kept.ethnicity, kept.schooling) == ("minority", "thcs")
    third, _ = ask("ở cao bằng", "narrow_topic", kept)
    assert "Hàn" not in third.about


def test_where_nothing_was_taken_over_nothing_can_be_left(ask: Ask) -> None:
    reply, _ = ask("em muốn học hàn ở Lạng Sơn", "find_programmes")
    assert not [choice for choice in reply.choices if choice.leaves]
