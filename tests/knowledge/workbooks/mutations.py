"""At least eighty damaged copies of the sample report, each with what must come of it.

`MUTANTS` names them all; `mutant.write(folder)` writes the file and returns its path. The same name gives the same
cells every time. The expectations are the truth an importer is judged by: read `expectations.py` for their meaning.
Run `python -m tests.knowledge.workbooks.mutations` to write all of them once and see how long it takes.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.knowledge.workbooks.mutant import Mutant
from tests.knowledge.workbooks.mutants_cells import CELLS
from tests.knowledge.workbooks.mutants_files import FILES
from tests.knowledge.workbooks.mutants_headers import HEADERS
from tests.knowledge.workbooks.mutants_hostile import HOSTILE
from tests.knowledge.workbooks.mutants_layout import LAYOUT
from tests.knowledge.workbooks.mutants_rows import ROWS

MUTANTS: tuple[Mutant, ...] = (*LAYOUT, *HEADERS, *ROWS, *CELLS, *FILES, *HOSTILE)


def _main() -> None:
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    slow: list[tuple[float, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for mutant in MUTANTS:
            start = time.perf_counter()
            path = mutant.write(Path(folder))
            slow.append((time.perf_counter() - start, f"{mutant.name} {path.stat().st_size}"))
            path.unlink()
    total = sum(seconds for seconds, _ in slow)
    sys.stdout.write(f"{len(MUTANTS)} files in {total:.1f} s; slowest {sorted(slow)[-3:]}\n")


if __name__ == "__main__":
    _main()
