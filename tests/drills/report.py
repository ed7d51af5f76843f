"""Which cells there are, and how one is run in a process and a desk of its own."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from torg.ports.network import ActKind, KeyKind

# Every kind of act on a network that keeps keys, and posts on the two that do not.
CELLS: tuple[tuple[str, str], ...] = (
    *((kind.value, KeyKind.KEYED.value) for kind in ActKind if kind is not ActKind.DELETE_OWN),
    (ActKind.PUBLISH.value, KeyKind.READ_BACK.value),
    (ActKind.PUBLISH.value, KeyKind.NEITHER.value),
)


@dataclass(frozen=True)
class Verdict:
    """What the network's own log says of one cell's acts."""

    kind: str
    profile: str
    database: str
    seed: int
    kills: int
    acts: int
    twice: int
    lost: int
    unknown: int
    seconds: float

    @property
    def line(self) -> str:
        """One row of the report. bound: 3/N at 95 %, when nothing failed."""
        clean = self.acts and not self.twice + self.lost
        bound = f"{300 / self.acts:.2f} %" if clean else "-"
        return (
            f"{self.database:10} {self.profile:9} {self.kind:8} N {self.acts} "
            f"kills {self.kills} TWICE {self.twice} LOST {self.lost} "
            f"unknown {self.unknown} bound {bound} seed {self.seed} {self.seconds:.0f} s"
        )


def run_cell(kind: str, profile: str, kills: int, seed: int) -> Verdict:
    """Run one cell; its desk lives in a folder that goes away. Raises when it crashes."""
    with tempfile.TemporaryDirectory(prefix="torg-drill-") as folder:
        told = subprocess.run(
            [
                sys.executable, "-m", "tests.drills.cell",
                "--kind", kind, "--profile", profile,
                "--kills", str(kills), "--seed", str(seed),
            ],
            env={**os.environ, "DATA_DIR": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=900,
        )  # fmt: skip
    return Verdict(**json.loads(told.stdout.strip().splitlines()[-1]))
