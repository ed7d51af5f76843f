"""`python -m benchmarks NAME --db sqlite|postgres --rows 10k,100k --rounds N [--json FILE]`.

`--peer PEER` runs the same work beside another product, in an environment of its own.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks import (
    deadline,
    deadline_peer,
    desk_peer,
    evidence,
    inbox,
    ingest,
    policy,
    publish,
    publish_peer,
    register,
    verify,
    webhook,
)
from benchmarks.plan import Benchmark, Line, Plan

# Every name that is meant; those without a function are not built yet and say so.
TABLE: dict[str, tuple[str, Benchmark | None]] = {
    "ingest": ("comments in, through the real inbox", ingest.run),
    "inbox": ("one page of the inbox", inbox.run),
    "register": ("the register in public and the check of an account", register.run),
    "search": ("full-text search in one municipality's rows", None),
    "deadline": ("deadlines of arrivals, against two bisects", deadline.run),
    "policy": ("a draft against a thousand rules", policy.run),
    "calendar": ("month, year and clash check", None),
    "publish": ("posts due in one minute, with kills", publish.run),
    "snapshot": ("export of interactions with checksums", None),
    "evidence": ("evidence sheets to PDF/A", evidence.run),
    "verify": ("the ledger's proofs, whole and since a checkpoint", verify.run),
    "stats": ("dashboard tiles against raw sums", None),
    "webhook": ("signed events stored before the answer", webhook.run),
    "poll": ("a round over many channels", None),
    "mixed": ("reading, searching and receiving at once", None),
}
PEERS = {
    **{("deadline", peer): beside for peer, beside in deadline_peer.PEERS.items()},
    **{("publish", peer): beside for peer, beside in publish_peer.PEERS.items()},
    ("ingest", desk_peer.PEER): desk_peer.ingested,
    ("inbox", desk_peer.PEER): desk_peer.paged,
}
LATER = "det ärende som bygger delen bär med sig mätningen"
# Sizes and rounds of one benchmark, and of all of them in a few minutes.
USUAL, SMALL = ("10k,100k", 5), ("10k", 1)
# A size of its own, where the requirement names one.
OWN = {"register": "15k"}
SUFFIXES: dict[str, int] = {"k": 1_000, "m": 1_000_000}


def size(text: str) -> int:
    """10k, 1m or a plain number."""
    factor = SUFFIXES.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def main(arguments: list[str]) -> int:
    """0 when every gate holds, 1 when one does not, 2 when the name has no benchmark yet."""
    asked = parser().parse_args(arguments)
    if asked.peer and (asked.name, asked.peer) not in PEERS:
        there = ", ".join(f"{name} --peer {peer}" for name, peer in PEERS)
        print(f"{asked.name} --peer {asked.peer}: inte byggt; det som finns är {there}.")
        return 2
    names = [asked.name] if asked.name != "all" else list(TABLE)
    small, rounds = SMALL if asked.name == "all" else USUAL
    sizes = tuple(size(each) for each in (asked.rows or OWN.get(asked.name, small)).split(","))
    plan = Plan(asked.db, sizes, asked.rounds or rounds, asked.single)
    lines: dict[str, list[Line]] = {}
    for name in names:
        what, run = TABLE[name]
        run = PEERS[name, asked.peer] if asked.peer else run
        if run is not None:
            lines[name] = run(plan)
            tell(name, lines[name], print)
            continue
        print(f"{name}: {what}: inte byggt än; {LATER}", flush=True)
        if len(names) == 1:
            return 2
    if asked.json:
        told = {name: [asdict(line) for line in each] for name, each in lines.items()}
        Path(asked.json).write_text(json.dumps(told, indent=1, allow_nan=False), encoding="utf-8")
    return 0 if all(line.passes for each in lines.values() for line in each) else 1


def tell(name: str, lines: list[Line], say: Callable[[str], None]) -> None:
    """One line a size, then what it ran on."""
    for line in lines:
        verdict = "pass" if line.passes else f"FAIL {' '.join(line.faults)}"
        judged = "not judged" if line.gate is None else f"gate {line.gate}"
        say(f"{name} rows {line.rows}: ratio {line.ratio:.3g} ({judged}) {verdict}")
        say(f"  {line.told}")
    load = os.getloadavg()[0]
    say(f"  Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    told = "\n".join(
        f"  {name:9} {what}{'' if run else ' *'}" for name, (what, run) in TABLE.items()
    )
    made = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Torg's code against the limit of the machine.",
        epilog=f"names (* not built yet):\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("name", choices=[*TABLE, "all"], metavar="NAME")
    made.add_argument("--db", choices=["sqlite", "postgres"], default="sqlite")
    made.add_argument("--rows", default="", help="10k,100k when nothing is said")
    made.add_argument("--rounds", type=int, default=0, help="5 when nothing is said")
    made.add_argument("--peer", default="", help="beside another product, in its own environment")
    made.add_argument("--single", action="store_true", help="ingest: one comment a transaction")
    made.add_argument("--json", default="", metavar="FILE")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
