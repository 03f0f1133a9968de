"""The parsers take anything: no crash, and no event where a part has the wrong form."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels import telegram_events, zalo_bot_events, zalo_oa_events
from channels.pairing import folded
from channels.vendor_event import VendorEvent
from tests.channels.test_fixtures import CASES

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
RECORDED = [
    json.loads(path.read_text(encoding="utf-8"))["body"]
    for path in sorted(CASES.glob("*__webhook_*.json"))
    if not path.name.startswith("chatwoot")
] + [json.loads(path.read_text(encoding="utf-8"))["body"] for path in sorted(CASES.glob("zalo_oa_webhook__*.json"))]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        found += [each for key, inner in value.items() for each in places(inner, (*path, key))]
    if isinstance(value, list):
        found += [each for index, inner in enumerate(value) for each in places(inner, (*path, index))]
    return found


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    body = copy.deepcopy(draw(st.sampled_from(RECORDED)))
    path = draw(st.sampled_from(places(body)))
    junk = draw(JUNK)
    if not path:
        return junk
    holder = body
    for step in path[:-1]:
        holder = holder[step]
    if draw(st.booleans()):
        holder[path[-1]] = junk
    else:
        del holder[path[-1]]
    return body


def sound(event: VendorEvent | None) -> None:
    assert event is None or (isinstance(event.text, str) and len(event.user_id) <= 64)


# A state that cannot be hashed.
_LISTED = {"chat": {"id": 42, "type": "private"}, "new_chat_member": {"status": []}}


@settings(max_examples=300, deadline=None)
@given(damaged())
@example({"update_id": 1, "my_chat_member": _LISTED})
def test_no_body_breaks_a_parser(body: Any) -> None:
    raw = json.dumps(body).encode()
    sound(zalo_oa_events.parse(raw))
    sound(telegram_events.parse(body))
    sound(zalo_bot_events.parse(body))
    assert zalo_oa_events.verified(raw, "mac=é", "1", ["s"]) is None


@given(st.binary(max_size=60), st.text(max_size=20))
def test_no_bytes_break_a_parser(raw: bytes, header: str) -> None:
    zalo_oa_events.parse(raw)
    assert zalo_oa_events.verified(raw, header, "1", ["s"]) is None


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
