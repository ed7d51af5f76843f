"""`python -m tests.xss [--held N]`: every payload in every stored field, in Chromium (F15).

Each field holds at most N payloads (1: each alone) at a time. At the first turn every page is
opened with a content policy that reports and stops nothing; then the markup of each, until every
field has had every payload that fits in it.
"""

import argparse
import os
import sys

import pytest


def main() -> int:
    """pytest's exit code."""
    ask = argparse.ArgumentParser(prog="python -m tests.xss")
    ask.add_argument("--held", type=int, default=4)
    os.environ["XSS_HELD"] = str(ask.parse_args().held)
    return int(pytest.main(["-s", "tests/browser/test_xss.py"]))


if __name__ == "__main__":
    sys.exit(main())
