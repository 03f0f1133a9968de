"""Two patches of Rasa 3.6.21, each of a method that takes much of a turn's time for an answer that never changes.

`RemoteAction._validate_action_result` builds a validator on every action call, and holds each event against the schema
of each kind of event: here it is built once, and an event is held against its own kind. `Event.resolve_by_type` walks
all event classes for each event of a conversation: here what it finds is remembered.

Rasa 3.6 is frozen, and `tests/bot/test_with_rasa.py` fails when a method is not the one this was written for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event


def install() -> None:
    """Put both in place; calling it again changes nothing."""
    if getattr(RemoteAction._validate_action_result, "compiled", False):
        return
    accepts = compiled(RemoteAction.action_response_format_spec())

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        accepts(result)
        return True

    validate.compiled = True  # type: ignore[attr-defined]
    RemoteAction._validate_action_result = validate
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


def compiled(schema: dict[str, Any]) -> Callable[[Any], None]:
    """What raises ValidationError for exactly the answers that Rasa's schema of them refuses."""
    whole = Draft7Validator(schema)
    event = schema["properties"]["events"]["items"]
    of_any_kind = {name: part for name, part in event.items() if name != "oneOf"}
    # Each kind has its own name, so at most one of them fits.
    kinds = {
        kind["properties"]["event"]["const"]: Draft7Validator({"allOf": [of_any_kind, kind]}) for kind in event["oneOf"]
    }
    around = Draft7Validator({**schema, "properties": {**schema["properties"], "events": {"type": "array"}}})

    def is_valid(one: Any) -> bool:
        name = one.get("event") if isinstance(one, dict) else None
        return isinstance(name, str) and name in kinds and kinds[name].is_valid(one)

    def accept(result: Any) -> None:
        if not (around.is_valid(result) and all(is_valid(one) for one in result.get("events", ()))):
            whole.validate(result)  # names the fault

    return accept
