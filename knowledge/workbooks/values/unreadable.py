"""Why a cell was not read."""

from __future__ import annotations


class Unreadable(ValueError):
    """A cell that holds something, but not one value of the kind asked for.

    `code` is a key of `data/messages/knowledge_values.yaml` or `data_errors.yaml`; `expected` fills its {expected}:
    what to write instead, "" when there is nothing to suggest.
    """

    def __init__(self, code: str, expected: str = "") -> None:
        self.code = code
        self.expected = expected
        super().__init__(f"{code} (expected {expected})" if expected else code)
