from __future__ import annotations

import os
from pathlib import Path

from channels.programs import newest_model


def test_only_models_named_by_their_inputs_count(tmp_path: Path) -> None:
    assert newest_model(tmp_path) is None
    names = ["0" * 16, "0123456789abcdef", "test", "20261121-120000-plain", "0" * 17, "F" * 16]
    for age, name in enumerate(names):
        path = tmp_path / f"{name}.tar.gz"
        path.touch()
        os.utime(path, (age, age))
    assert newest_model(tmp_path) == tmp_path / "0123456789abcdef.tar.gz"
