"""Which of the two secrets Zalo signs with is known after a restart, too."""

from __future__ import annotations

from pathlib import Path

from channels.signatures import Signatures
from tests.channels.zalo_bench import Bench, benched, wait_until
from tests.fakes.zalo_oa import FakeZaloOA
from tests.fakes.zalo_oa_events import FORGERIES


def test_which_secret_signs_outlives_the_process(tmp_path: Path) -> None:
    async def known(bench: Bench) -> list[tuple[str, int]]:
        found = await Signatures(bench.server.parts.store, "zalo_oa", lambda: 0).known()
        return [(each.setting, each.count) for each in found]

    oa = FakeZaloOA()
    oa.receipts = oa.echoes = False
    seed = oa.tokens.mint().refresh
    for signs_with in ("oa_secret", "app_secret"):
        oa.signs_with = signs_with
        with benched(tmp_path, oa, seed=seed) as bench:
            bench.oa.says("1019", f"ký bằng {signs_with}")
            bench.oa.wait_for("1019", 1 + (signs_with == "app_secret"))
            bench.oa.forge("1019", "giả mạo", next(iter(FORGERIES)))
            if signs_with == "app_secret":
                wait_until(lambda: len(bench.server.run(known(bench))) == 2)
                assert bench.server.run(known(bench)) == [("ZALO_OA_APP_SECRET", 1), ("ZALO_OA_SECRET_KEY", 1)]
