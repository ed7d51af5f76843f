"""B1 and B2 beside django-helpdesk: `ingest --peer django-helpdesk`, `inbox --peer …`.

Not the same work. The peer reads e-mail: it parses MIME, cuts quoted text off, looks for senders
to ignore, and makes a ticket of each letter in several small transactions; it knows no duplicates
and takes a repeated letter again. It begins with an empty database and is spared its notices: the
letters say that a machine sent them. Torg reads what a network's adapter has parsed, in a database
that holds as many comments already: it stores a page, knows the repeated, finds people and
threads, guesses kinds, sets deadlines and hashes a ledger. In B2 the peer answers with JSON of 25
tickets, for a page that the browser has by then, and counts all that it lists; Torg answers with
the whole page of 50 rows and counts its queues. Either has one row in a hundred open, at least
200. Both write through to the disk, but only processor time is counted.

Two lists are compared: what is open, told and not judged, and what grows: the peer's of all
tickets beside Torg's of what is done, which are all but those. The goal of 50 times is about the
second: the prototype that it was set by was 40 times as fast as the first and 385 as the second.

Both are on SQLite with the same pragmas. Torg's figures are those of `ingest` and `inbox`
themselves. The peer takes all its letters once, its list is the median of the rounds. Gates: 50
times as fast as the peer, 15 with `--single`; a page at 100,000 rows or more, and below that the
figure is told and not judged.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import inbox, ingest
from benchmarks.ingest_words import pages
from benchmarks.peers import asked
from benchmarks.plan import Line, Plan

PEER = "django-helpdesk"
SCRIPT = Path(__file__).with_name("peer_desk.py")
MOST = 5_000
TIMES, TIMES_SINGLE = 50, 15
JUDGED = 100_000
LISTS = 12
TEXTS = 1_000


def ingested(plan: Plan) -> list[Line]:
    """Every size of the plan, at most MOST comments each."""
    plan = replace(plan, db="sqlite")
    return [_ingested(plan, rows) for rows in sorted({min(MOST, rows) for rows in plan.rows})]


def paged(plan: Plan) -> list[Line]:
    """Every size of the plan."""
    plan = replace(plan, db="sqlite")
    return [line for rows in plan.rows for line in _paged(plan, rows)]


def _ingested(plan: Plan, rows: int) -> Line:
    told = [event for page in pages(rows, ingest.SEED) for event in page]
    letters = [
        {
            "sender": f"{event.author.name} <{event.author.id}@network.example>",
            "subject": f"Comment under {event.root_id}",
            "text": event.text,
        }
        for event in told
    ]
    found = _desk({"work": "mail", "letters": letters})
    cell = ingest.measured(plan, rows, "FULL")
    ours, theirs = cell["subject"] / cell["chunk"], found["seconds"] / rows
    kept = found["stored"] == rows and found["text"] == told[0].text
    times = TIMES_SINGLE if plan.single else TIMES
    words = (
        f"Torg {1 / ours:,.0f}, {PEER} {1 / theirs:,.0f} messages a second of processor "
        f"({ours * 1e6:.0f} and {theirs * 1e6:,.0f} us each): {theirs / ours:.1f} times as fast "
        f"(gate {times}); {'one' if plan.single else 'a hundred'} a page; {rows} messages; "
        f"seed {ingest.SEED}"
    )
    return Line(rows, ours / theirs, 1 / times, words, () if kept else ("letters are not as sent",))


def _paged(plan: Plan, rows: int) -> list[Line]:
    still_open = min(rows, max(rows // inbox.OPEN_SHARE, inbox.LEAST_OPEN))
    texts = [event.text for page in pages(TEXTS, inbox.SEED) for event in page]
    given = {"rows": rows, "open": still_open, "rounds": plan.rounds, "turn": LISTS}
    found = _desk({"work": "list", "texts": texts, **given})
    ours = inbox.measured(plan, rows)["pages"]
    return [
        _beside("open", found["open"], ours["new"]["subject_ms"], (rows, still_open), None),
        _beside("all", found["all"], ours["done"]["subject_ms"], (rows, rows), JUDGED),
    ]


def _beside(
    name: str, peer: Mapping[str, Any], ours: float, held: tuple[int, int], judged_from: int | None
) -> Line:
    rows, listed = held
    theirs, is_judged = peer["seconds"] * 1000, judged_from is not None and rows >= judged_from
    right = peer["found"] == listed and peer["ids"] == list(range(rows, rows - 25, -1))
    words = (
        f"{name}: Torg {ours:.1f} ms a page of 50, {PEER} {theirs:.0f} ms a list of 25, of "
        f"processor: {theirs / ours:.1f} times as fast "
        f"({f'gate {TIMES}' if is_judged else 'not judged'}); {listed} listed; seed {inbox.SEED}"
    )
    gate = 1 / TIMES if is_judged else None
    return Line(rows, ours / theirs, gate, words, () if right else ("the list is not the newest",))


def _desk(given: Mapping[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="torg-bench-") as folder:
        return asked(PEER, SCRIPT, {**given, "folder": folder})
