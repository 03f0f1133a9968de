"""One patch of Rasa 3.6.21: validate an action's answer with a validator that is compiled once.

`RemoteAction._validate_action_result` checks a constant JSON schema by building a new validator, and checking the
schema itself, on every action call; that is 64 % of the time of a turn with an action. Rasa 3.6 is frozen, and
`tests/bot/test_action_validation.py` fails when the method is not the one this was written for.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction


def compile_once() -> None:
    """Install the compiled validator; calling it again changes nothing."""
    if getattr(RemoteAction._validate_action_result, "compiled", False):
        return
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    validate.compiled = True  # type: ignore[attr-defined]
    RemoteAction._validate_action_result = validate
