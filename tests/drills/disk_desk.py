"""A desk at work while its disk fills and is given room again (F9).

`--full evidence --disk FOLDER`: the files' disk is full; nothing is removed without sealed
evidence, and what needs no new file goes on. `--full database`: no row can be written; what
was due goes out once, when there is room. The disk is filled by a file of no use.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.factories.delivery import ScriptedNetwork, make_channel, wire_scripted  # noqa: E402
from tests.factories.inbox import Desk, make_desk  # noqa: E402
from tests.factories.moderation import (  # noqa: E402
    StandInRenderer,
    decision,
    message_of,
    moderator_of,
)
from tests.factories.planning import make_image  # noqa: E402

from torg.delivery import jobs  # noqa: E402
from torg.delivery.actions import enqueue, start_worker  # noqa: E402
from torg.delivery.models import Act, Worker  # noqa: E402
from torg.delivery.states import REMOVING  # noqa: E402
from torg.kernel.blobs import BlobStore  # noqa: E402
from torg.kernel.liveness import FileLock  # noqa: E402
from torg.kernel.refs import Ref  # noqa: E402
from torg.kernel.scope import every_municipality  # noqa: E402
from torg.ledger.actions import record  # noqa: E402
from torg.ledger.queries import verify  # noqa: E402
from torg.media.queries import payload_of  # noqa: E402
from torg.moderation.actions import decide, report  # noqa: E402
from torg.moderation.models import Case, Evidence  # noqa: E402
from torg.ports import evidence  # noqa: E402
from torg.ports.network import ActKind, ActRequest, ReadBack, Seen  # noqa: E402
from torg.site.unavailable import cause_of  # noqa: E402

Told = Counter[str]


def main() -> None:
    """One JSON line: n, lost, half, faults and the sentences that were told."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--full", choices=["evidence", "database"], required=True)
    ask.add_argument("--disk", type=Path, required=True)
    given = ask.parse_args()
    evidence.register(StandInRenderer())
    network = wire_scripted()
    network.look = lambda request: look(network, request)
    desk = make_desk("malmo")
    lock = FileLock(settings.LOCKS)
    worker = start_worker(lock=lock, now=timezone.now())
    drill = without_evidence if given.full == "evidence" else without_rows
    with every_municipality():
        print(json.dumps(drill(desk, network, worker, lock, given.disk), ensure_ascii=False))


def look(network: ScriptedNetwork, request: ActRequest) -> ReadBack:
    """The truth."""
    if any(call.key == request.key for call in network.calls):
        return ReadBack(Seen.FOUND, "Det syns.", network.receipt(request))
    return ReadBack(Seen.ABSENT, "Det syns inte.")


def without_evidence(
    desk: Desk, network: ScriptedNetwork, worker: Worker, lock: FileLock, disk: Path
) -> dict[str, Any]:
    """Reports are refused and leave nothing; posts and replies go out; then reports work."""
    told: Told = Counter()
    now, moderator = timezone.now(), moderator_of(desk)
    image = make_image(desk.department, desk.writer, now)
    words = [message_of(desk, f"Ut med er, nummer {number}.") for number in range(3)]
    acts = [due_act(desk, kind, image) for kind in (ActKind.PUBLISH, ActKind.REPLY)]
    with ballast(disk):
        for message in words:
            told += explained(
                lambda message=message: report(  # type: ignore[misc]
                    message=message, context="Kommentar.", by=desk.writer, now=now
                )
            )
        half = Case.objects.count() + Evidence.objects.count()
        half += Act.objects.filter(kind__in=REMOVING).count()
        jobs.deliver_due(worker, lock, slots=1)
        sent = {call.key for call in network.calls}
        lost = sum(act.key not in sent for act in acts)
    for message in words:
        case = report(message=message, context="Kommentar.", by=desk.writer, now=now)
        decide(case=case, decision=decision(desk), by=moderator, now=now)
    jobs.deliver_due(worker, lock, clock=lambda: now + timedelta(hours=1), slots=1)
    removals = [call for call in network.calls if call.kind in REMOVING]
    store = BlobStore(settings.BLOBS)
    whole = sum(
        all(store.has(part) for part in (one.digest, one.payload_digest, one.card_digest) if part)
        for one in Evidence.objects.all()
    )
    lost += abs(len(removals) - len(words)) + (whole < len(removals))
    return result(desk, acts, network, lost, half, told)


def without_rows(
    desk: Desk, network: ScriptedNetwork, worker: Worker, lock: FileLock, disk: Path
) -> dict[str, Any]:
    """Until the log itself has no room; the worker's rounds come to nothing; then each once."""
    told: Told = Counter()
    acts = [due_act(desk, ActKind.REPLY, None, number) for number in range(12)]
    with ballast(disk):
        while not told:
            told += explained(lambda: write_down(desk))
        for _ in range(3):
            told += explained(lambda: jobs.deliver_due(worker, lock, slots=1))
    for hours in range(1, 40):
        later = timezone.now() + timedelta(hours=hours)
        jobs.reap(lock, clock=lambda: later)  # noqa: B023
        jobs.settle_unknown(clock=lambda: later)  # noqa: B023
        jobs.deliver_due(worker, lock, clock=lambda: later, slots=1)  # noqa: B023
    sent = Counter(call.key for call in network.calls)
    lost = sum(sent[act.key] != 1 for act in acts)
    live = Act.objects.filter(pk__in=[act.pk for act in acts], state="live").count()
    return result(desk, acts, network, lost, len(acts) - live, told)


def result(
    desk: Desk, acts: list[Act], network: ScriptedNetwork, lost: int, half: int, told: Told
) -> dict[str, Any]:
    """The row; the log must hold too."""
    twice = sum(times > 1 for times in Counter(call.key for call in network.calls).values())
    return {
        "n": len(network.calls), "lost": lost, "half": half + (not verify(desk.municipality).ok),
        "twice": twice, "faults": sum(told.values()), "told": told,
    }  # fmt: skip


def due_act(desk: Desk, kind: ActKind, image: Any, number: int = 0) -> Act:
    """Something to send now, on a channel of its own."""
    return enqueue(
        channel=make_channel(department=desk.department), kind=kind,
        payload={"text": f"Text {number}", "images": [payload_of(image)] if image else []},
        origin=Ref("drill", f"{kind.value}{number}"), by=None, now=timezone.now(),
    )  # fmt: skip


def write_down(desk: Desk) -> None:
    """One entry of the log, in a transaction as every action has one."""
    with transaction.atomic():
        record(
            municipality=desk.municipality, verb="prov.sparat", summary="Sparade något.",
            about=[Ref("prov", "1")], by=None, now=timezone.now(),
            content={"text": os.urandom(2000).hex()},
        )  # fmt: skip


def explained(act: Callable[[], object]) -> Told:
    """The sentence of the fault, if there is one; a fault without a sentence ends the drill."""
    try:
        act()
    except Exception as error:
        refusal = cause_of(error)
        connection.close()
        if refusal is None:
            raise
        return Counter([refusal.message])
    return Counter()


@contextmanager
def ballast(disk: Path) -> Iterator[None]:
    """The disk full to its last byte, until the block ends."""
    fill(disk)
    try:
        yield
    finally:
        (disk / "ballast").unlink()


def fill(disk: Path) -> None:
    """To the last byte."""
    with (disk / "ballast").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


if __name__ == "__main__":
    main()
