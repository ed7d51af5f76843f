"""Two writers at once, with real commits: threads and processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection, transaction
from tests.factories.entries import make_entry

from torg.kernel.merkle import root_of
from torg.ledger.actions import checkpoint
from torg.ledger.models import Checkpoint, Entry, Head
from torg.ledger.queries import verify
from torg.people.models import Municipality

pytestmark = pytest.mark.django_db(transaction=True)

WRITER = """
import sys, django
from datetime import UTC, datetime
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from tests.factories.entries import make_entry
from torg.people.models import Municipality
municipality = Municipality.objects.get(slug="provkommun")
for number in range(int(sys.argv[2])):
    make_entry(municipality, datetime.now(UTC), content={"text": str(number)})
"""


def assert_whole(municipality: Municipality, size: int) -> None:
    rows = list(Entry.objects.order_by("seq").values_list("seq", "leaf_hash"))
    assert [seq for seq, _ in rows] == list(range(1, size + 1))
    assert Head.objects.get().tree.root() == root_of([bytes.fromhex(leaf) for _, leaf in rows])
    assert verify(municipality).ok


def test_threads_append_without_gap_or_fork(municipality: Municipality, now: datetime) -> None:
    def write(number: int) -> int:
        try:
            return make_entry(municipality, now, facts={"number": number}).seq
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        numbered = sorted(threads.map(write, range(60)))
    assert numbered == list(range(1, 61))
    assert_whole(municipality, 60)


def test_processes_append_without_gap_or_fork(municipality: Municipality) -> None:
    name = str(connection.settings_dict["NAME"])
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, name, "25"], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors.decode()
    assert_whole(municipality, 50)


def test_an_act_that_fails_beside_others_leaves_no_gap(
    municipality: Municipality, now: datetime
) -> None:
    def act(number: int) -> None:
        try:
            with transaction.atomic():
                make_entry(municipality, now, facts={"number": number})
                if number % 3 == 0:
                    raise LookupError(number)
        except LookupError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(act, range(30)))
    assert_whole(municipality, 20)


def test_two_that_sign_at_once_sign_once(municipality: Municipality, now: datetime) -> None:
    make_entry(municipality, now)

    def sign(_number: int) -> str:
        try:
            made = checkpoint(municipality=municipality, now=now)
            return made.note if made else ""
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        notes = set(threads.map(sign, range(8)))
    assert notes == {Checkpoint.objects.get().note}


def test_a_log_that_grows_while_it_is_read_is_not_called_damaged(
    municipality: Municipality, now: datetime
) -> None:
    def write(number: int) -> None:
        try:
            make_entry(municipality, now, facts={"number": number})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(write, number) for number in range(60)]
        reports = [verify(municipality)]
        while not all(each.done() for each in waiting):
            reports.append(verify(municipality))
    assert all(report.ok for report in reports), [report.problems for report in reports]
    assert_whole(municipality, 60)
