"""A data folder that builds in a moment: the project's words, tables without rows, one rule, no samples."""

import shutil
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "data"


def small_data(folder: Path) -> Path:
    """Write it below `folder` and return it."""
    data = folder / "data"
    for name in ("lexicon", "messages"):
        shutil.copytree(SOURCE / name, data / name)
    (data / "policies").mkdir()
    for name in ("facts.yaml", "base_pay.yaml"):
        shutil.copyfile(SOURCE / "policies" / name, data / "policies" / name)
    for table in [*SOURCE.glob("reference/*.csv"), *SOURCE.glob("provinces/*/*.csv")]:
        place = data / table.relative_to(SOURCE)
        place.parent.mkdir(parents=True, exist_ok=True)
        with table.open(encoding="utf-8") as file:
            place.write_text(file.readline(), encoding="utf-8")
    for described in SOURCE.glob("provinces/*/province.yaml"):
        shutil.copyfile(described, data / described.relative_to(SOURCE))
    return data
