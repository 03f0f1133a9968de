"""When a message was received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def received_day(metadata: Mapping[str, Any]) -> date:
    """The day in Hanoi of `received_at`, a time with its zone; today where a message has none."""
    received = metadata.get("received_at")
    moment = datetime.fromisoformat(str(received)) if received else datetime.now(HANOI)
    return moment.astimezone(HANOI).date()
