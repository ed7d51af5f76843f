"""The report: `python -m tests.drills [--kills N] [--seed S]`, a line for each cell."""

import argparse
import sys

from tests.drills.report import CELLS, run_cell


def main() -> int:
    """Run every cell; 1 when any act was doubled or lost."""
    ask = argparse.ArgumentParser(prog="python -m tests.drills")
    ask.add_argument("--kills", type=int, default=30, help="kills in each cell")
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    bad = 0
    for kind, profile in CELLS:
        verdict = run_cell(kind, profile, given.kills, given.seed)
        bad += verdict.twice + verdict.lost
        print(verdict.line, flush=True)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
