"""One life of the desk in the restore drill: it settles what it believes, then works until killed.

Told on the command line where the practice network is; everything that a person was answered
is noted in a file outside the house the moment it was answered.
"""

import argparse
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.drills.crew import settle
from tests.drills.network import Outside
from tests.drills.stage import POST, Stage, heard, lay, lay_channel, window
from tests.factories.inbox import Desk, make_desk
from tests.factories.moderation import StandInRenderer, moderator_of
from tests.factories.planning import make_image

from django.db import close_old_connections  # isort: skip
from django.utils import timezone  # isort: skip

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.channels.models import Channel
from torg.delivery import jobs
from torg.delivery.actions import lift_hold, start_worker
from torg.delivery.models import Act, Hold
from torg.kernel.refs import Ref
from torg.kernel.scope import every_municipality, scope
from torg.ledger.actions import checkpoint
from torg.ledger.models import EntryRef
from torg.ledger.queries import verify
from torg.media.models import MediaItem
from torg.people.models import Municipality, RoleGrant, User
from torg.planning.jobs import release_due
from torg.planning.models import Post
from torg.ports import evidence
from torg.ports.network import ActKind, KeyKind
from torg.ports.registry import register
from torg.site.management.commands.worker import process_lock

KINDS = (POST, ActKind.PUBLISH.value, ActKind.REPLY.value)


def main() -> None:
    """Settle and judge when there was a life before; then work until killed."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--url", required=True)
    ask.add_argument("--outside", type=Path, required=True)
    ask.add_argument("--notes", type=Path, required=True)
    ask.add_argument("--moment", type=float, default=0.0)
    ask.add_argument("--last", action="store_true", help="only be judged")
    given = ask.parse_args()
    evidence.register(StandInRenderer(missing="Ingen PDF i övningen."))
    card = window(KeyKind.READ_BACK, 1.0, 0.2)
    register("practice", PracticeNetwork(GuardedClient((given.url,)), card=card))
    outside = Outside(given.url, given.outside)
    stage = awake(outside, given.notes) if given.moment else born(outside)
    with scope(stage.desk.municipality.pk):
        if given.moment:
            tell(given.notes / "verdict.json", judged(stage, given.notes, given.moment))
        if not given.last:
            work(stage, given.notes)


def born(outside: Outside) -> Stage:
    """The first life: a desk under Malmö's rules on a fresh account."""
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        desk.channel = lay_channel(outside, desk)
        image = make_image(desk.department, desk.writer, timezone.now())
        return Stage(outside, desk, image, moderator_of(desk))


def awake(outside: Outside, notes: Path) -> Stage:
    """A later life: the same people, as the restored database knows them."""
    tenant = Municipality.objects.get()
    with scope(tenant.pk):
        people: dict[str, list[User]] = {}
        for grant in RoleGrant.objects.select_related("user__department").order_by("user_id"):
            people.setdefault(grant.role, []).append(grant.user)
        channel = Channel.objects.get(name="Provkanalen provkommun")
        writer, colleague = people["communicator"]
        desk = Desk(
            tenant, channel.department, channel, writer, colleague,
            people["account_lead"][0], people["contact_centre"][0],
        )  # fmt: skip
        stage = Stage(outside, desk, MediaItem.objects.all()[0], people["moderator"][0])
        # Two posts a day and channel: a life begins on one of its own.
        stage.newest = lay_channel(outside, desk, f"liv{time.time_ns()}")
    for row in rows(notes):
        stage.wishes[row["wish"][0], row["wish"][1]] = Ref(*row["origin"])
        stage.shown |= row["shown"]
    return stage


def work(stage: Stage, notes: Path) -> None:
    """Wish and deliver at once until killed; a checkpoint leaves the house now and then."""
    tell(notes / "ready.json", {"at": time.time()})
    threading.Thread(target=deliver, daemon=True).start()
    turn = 0
    while True:
        before = set(stage.wishes)
        lay(stage, KINDS[turn % len(KINDS)], 1)
        at = time.time()  # what is noted as before the backup was certainly committed then
        for wish in set(stage.wishes) - before:
            origin = stage.wishes[wish]
            note(notes, {"at": at, "wish": wish, "origin": [origin.kind, origin.id],
                         "shown": {key: value for key, value in stage.shown.items()
                                   if key == origin.id}})  # fmt: skip
        turn += 1
        if turn % 5 == 0:
            made = checkpoint(municipality=stage.desk.municipality, now=timezone.now())
            tell(notes / "checkpoint.json", {"note": made.note if made else ""})


def deliver() -> None:
    """The worker's lanes, one after the other."""
    lock = process_lock()
    worker = start_worker(lock=lock, now=timezone.now())
    while True:
        close_old_connections()
        release_due()
        jobs.reap(lock)
        jobs.settle_unknown()
        jobs.deliver_due(worker, lock, slots=1)
        time.sleep(0.05)


def judged(stage: Stage, notes: Path, moment: float) -> dict[str, Any]:
    """After a restore: what was answered before the backup is there, and nothing stands twice."""
    began = time.monotonic()
    believed = Act.objects.filter(state="unknown").count()
    young = Act.objects.filter(state__in=["due", "sending"]).count()
    calm(stage)
    note_of = json.loads((notes / "checkpoint.json").read_text())["note"]
    ledger = verify(stage.desk.municipality)
    rolled = verify(stage.desk.municipality, notes=[note_of])
    stands, lost, twice, forgotten = heard(stage), [], 0, 0
    for row in rows(notes):
        wish = (row["wish"][0], row["wish"][1])
        said = state_of(row)
        twice += stands[wish] > 1
        forgotten += said == "nothing" and row["at"] >= moment
        honest = said in {"unclear", "live" if stands[wish] else "failed"}
        if row["at"] < moment and not row.get("gone") and not honest:
            lost.append({**row, "said": said, "stands": stands[wish], "moment": moment})
    if lost or young or not ledger.ok:
        print(json.dumps({"lost": lost, "young": young, "ledger": str(ledger)}), file=sys.stderr)
    return {
        "n": len(stage.wishes), "twice": twice, "lost": len(lost) + (young > 0) + (not ledger.ok),
        "forgotten": forgotten, "quarantined": believed, "ledger": ledger.ok,
        "rollback_seen": not rolled.ok, "settled_s": round(time.monotonic() - began, 1),
    }  # fmt: skip


def calm(stage: Stage) -> None:
    """Look at the networks first; then the lead compares and lifts the pause."""
    end = time.monotonic() + 60
    while Act.objects.filter(state="unknown", asks_person=False).exists():
        assert time.monotonic() < end, "unknown acts were not settled"
        jobs.settle_unknown()
        release_due()
        time.sleep(0.1)
    release_due()
    for hold in Hold.objects.filter(lifted_at__isnull=True):
        lift_hold(hold=hold, by=stage.desk.lead, now=timezone.now())
    settle()


def state_of(row: dict[str, Any]) -> str:
    """What a person at the desk sees of a wish: live, failed, unclear, or nothing."""
    act = Act.objects.filter(origin_kind=row["origin"][0], origin_id=row["origin"][1]).first()
    if act is None:
        post = Post.objects.filter(pk__in=row["shown"].values()).first()
        if post is None or post.state != "missed":
            return "nothing"
        doubted = EntryRef.objects.filter(entry__verb="post.unclear", target=str(post.pk))
        return "unclear" if doubted.exists() else "failed"
    if act.state == "unknown" and act.asks_person:
        return "unclear"
    return {"live": "live", "refused": "failed", "cancelled": "failed"}.get(act.state, "nothing")


def rows(notes: Path) -> list[dict[str, Any]]:
    """All that was ever answered, oldest first. A line that the kill cut short was not."""
    file = notes / "answered.jsonl"
    lines = file.read_text().splitlines(keepends=True) if file.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def note(notes: Path, row: dict[str, Any]) -> None:
    """One line, whole, outside the house."""
    handle = os.open(notes / "answered.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(handle, (json.dumps(row) + "\n").encode())
    os.close(handle)


def tell(file: Path, told: dict[str, Any]) -> None:
    """Whole or not at all: the other side waits for it."""
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(told))
    draft.replace(file)


if __name__ == "__main__":
    with every_municipality():
        main()
