"""Our Rasa components inside Rasa's own environment, and the trained model."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.programs import newest_model
from knowledge.text import fold, nfc

pytestmark = pytest.mark.rasa

ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(Path.cwd()),
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "ACTIONS_PORT": "5055",
}


def _questions() -> list[dict[str, Any]]:
    return yaml.safe_load(Path("tests/cases/questions.yaml").read_text(encoding="utf-8"))["questions"]


def _probe(*arguments: str, lines: list[str] | None = None) -> Any:
    done = subprocess.run(
        [".venv-rasa/bin/python", "tests/bot/rasa_probe.py", *arguments],
        input="\n".join(lines or []),
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_both_spellings_of_every_example_have_the_same_features() -> None:
    found = _probe("features")
    assert found["examples"] > 5000
    assert found["features"] > 10_000
    assert found["different"] == []


def test_the_classifier_learns_from_any_number_of_intents_and_examples() -> None:
    for found in _probe("classifier"):
        names = [name for name, _ in found["ranking"]]
        assert set(names) == set(found["intents"])
        assert names[:1] == found["intents"][:1]
        assert sum(confidence for _, confidence in found["ranking"]) == pytest.approx(1 if names else 0)


def test_the_pipeline_reads_somebody_elses_intents_and_pushes_hardly_any_right_one_out() -> None:
    """42 intents close to one another, eight examples of each to learn from; `first` is what no fallback replaced."""
    found = _probe("project", "tests/bot/other_projects/bank.yml")
    for spelling in ("written", "stripped"):
        asked = [one for one in found if one["spelling"] == spelling]
        assert len(asked) == 420
        right = [one for one in asked if one["first"] == one["intent"]]
        assert len(right) >= 0.6 * len(asked)
        assert sum(one["read"] != one["intent"] for one in right) <= 0.03 * len(right)
        assert sum(one["read"] == "nlu_fallback" for one in asked) <= 0.06 * len(asked)
    written, stripped = ([one["read"] for one in found if one["spelling"] == each] for each in ("written", "stripped"))
    assert sorted(written) == sorted(stripped)


def test_text_cannot_act_as_a_command() -> None:
    guarded = _probe("plain")
    assert guarded == {
        "/restart": "restart",
        "  /restart": "restart",
        "//greet": "greet",
        "/ / greet": "greet",
        "\u200b/greet": "greet",
        '/ask{"a": 1}': 'ask{"a": 1}',
        "học phí 1/2 năm": "học phí 1/2 năm",
        "/": "",
    }


def test_the_patched_methods_are_those_the_patches_were_written_for() -> None:
    found = _probe("patch")
    assert found["hashes"] == [
        "f8cdb4be6812396167ced74161b2ccd65c5ea676ad86d7d359d8c322d9d8dc42",
        "b5cf570fa7f286c7059ec73d8880528d03a78b28cf4e80285a46079c0fa65968",
    ]
    accepted = {name for name, is_accepted in found["told"].items() if is_accepted}
    assert accepted == {"a slot", "slots with a time", "no events", "nothing", "a restart"}
    assert len(found["told"]) == 14
    assert found["kinds"] == ["SlotSet", "UserUttered", "SlotSet"]
    assert found["unknown"] is None


def test_rasa_finds_no_fault_in_the_training_data() -> None:
    done = subprocess.run(
        [".venv-rasa/bin/rasa", "data", "validate", "--fail-on-warnings", "-c", "bot/config.yml",
         "--domain", "bot/domain", "--data", "bot/nlu", "bot/rules", "bot/stories"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def parsed() -> dict[str, dict[str, Any]]:
    """The trained model's reading of every question of the cases, in both spellings."""
    texts = [question["text"] for question in _questions()]
    lines = [*texts, *(fold(nfc(text)) for text in texts)]
    path = os.environ.get("MODEL_PATH") or newest_model(Path("data/built/models"))
    return {found["text"]: found for found in _probe("model", str(path), lines=lines)}


def test_at_least_nine_of_ten_questions_have_their_intent(parsed: dict[str, dict[str, Any]]) -> None:
    questions = _questions()
    wrong = {q["text"]: parsed[q["text"]]["intent"] for q in questions if parsed[q["text"]]["intent"] != q["intent"]}
    assert len(wrong) <= len(questions) // 10, wrong


def test_the_model_reads_both_spellings_alike(parsed: dict[str, dict[str, Any]]) -> None:
    for text, found in parsed.items():
        other = parsed.get(fold(nfc(text)))
        assert other is not None
        assert other["intent"] == found["intent"]
        assert [confidence for _, confidence in other["ranking"]] == pytest.approx(
            [confidence for _, confidence in found["ranking"]]
        )
