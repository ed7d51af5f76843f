"""The log that judges the desk: whole, in order, never rewritten, whatever dies."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from tests.contracts.practice.practice_rig import PracticeRig, now
from werkzeug.test import Client

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice import accounts, truth
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.adapters.networks.practice.store import Store
from torg.ports.errors import Unreachable
from torg.ports.network import ActKind, ActRequest, Connection, Target


def things_in(store: Store) -> set[str]:
    return {row["id"] for row in store.reading().execute("SELECT id FROM thing")}


def test_every_act_by_anyone_is_one_line(net: PracticeRig) -> None:
    made = ActRequest(ActKind.PUBLISH, "nyckel", text="Hej åäö")
    root = net.network.perform(net.connection, made).network_id
    comment = net.comment(root, "Fråga")
    net.edit(comment, "Frågan igen")
    hide = ActRequest(ActKind.HIDE, "göm", target=Target(id=comment))
    net.network.perform(net.connection, hide)
    block = ActRequest(ActKind.BLOCK, "stäng", target=Target(author_id=net.resident()))
    net.network.perform(net.connection, block)
    net.delete(comment)
    lines = net.truth()
    assert [line["kind"] for line in lines] == [
        "publish",
        "comment",
        "edit",
        "hide",
        "block",
        "delete_own",
    ]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5, 6]
    first = lines[0]
    assert (first["key"], first["object"], first["account"]) == ("nyckel", root, net.account.id)
    assert first["text_sha256"] == sha256("Hej åäö".encode()).hexdigest()
    assert lines[4]["person"] == net.resident()
    assert [line["version"] for line in lines if line["object"] == comment] == [1, 2, 2, 3]


def test_no_text_stands_in_the_log(net: PracticeRig) -> None:
    net.mention("19121212-1212 är hemligt")
    assert "hemligt" not in net.truth_path.read_text()


def test_the_file_only_grows(net: PracticeRig) -> None:
    net.mention("Ett")
    before = net.truth_path.read_bytes()
    net.mention("Två")
    assert net.truth_path.read_bytes().startswith(before)


def test_many_threads_write_each_line_once_and_in_order(net: PracticeRig) -> None:
    who = [net.resident(f"Person {number}") for number in range(4)]
    assert len(set(who)) == 4

    def write(number: int) -> None:
        for turn in range(25):
            net.mention(f"{number} {turn}", by=f"Person {number}")
        net.app.site.store.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = net.truth()
    assert [line["seq"] for line in lines] == list(range(1, 101))
    assert {line["object"] for line in lines} == things_in(net.app.site.store)


@pytest.mark.parametrize("torn", [b'{"seq": 2, "act": "a_1', b"{", b'{"seq": 2, "ac"}\n'])
def test_a_torn_last_line_is_mended_behind_it(net: PracticeRig, torn: bytes) -> None:
    net.mention("Ett")
    net.mention("Två")
    first = net.truth_path.read_bytes().split(b"\n")[0] + b"\n"
    net.truth_path.write_bytes(first + torn)
    Store(net.truth_path.parent)
    assert net.truth_path.read_bytes().startswith(first + torn)
    assert [line["seq"] for line in net.truth()] == [1, 2]
    net.mention("Tre")
    assert [line["seq"] for line in net.truth()] == [1, 2, 3]


def test_lines_lost_after_the_commit_come_at_the_next_start(net: PracticeRig) -> None:
    for number in range(5):
        net.mention(f"Nr {number}")
    whole = net.truth_path.read_bytes()
    net.truth_path.write_bytes(b"".join(line + b"\n" for line in whole.split(b"\n")[:2]))
    Store(net.truth_path.parent)
    assert net.truth_path.read_bytes() == whole


def test_what_is_refused_leaves_no_line(net: PracticeRig) -> None:
    answer = Client(net.app).post("/ovning/skriv", data={"text": "Utan skydd"})
    assert answer.status_code == 403
    assert net.truth() == []


@contextmanager
def process(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "torg.adapters.networks.practice", "--dir", str(folder)]
    env = {**os.environ, "PYTHONPATH": "src"}
    with subprocess.Popen([*command, "--port", str(port), "--no-webhooks"], env=env) as running:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.drill
def test_a_killed_network_keeps_all_that_it_answered(tmp_path: Path) -> None:
    store = Store(tmp_path)
    opened, token = accounts.open_account(store, handle="kom", name="Kom", style="x", now=now())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    connection = Connection("practice", origin, opened.id, opened.handle, token)
    network = PracticeNetwork(GuardedClient((origin,)))
    answered: set[str] = set()

    def work(number: int) -> None:
        for turn in range(500):
            made = ActRequest(ActKind.PUBLISH, f"{number}-{turn}", text=f"{number} {turn}")
            try:
                answered.add(network.perform(connection, made).network_id)
            except Unreachable:
                return

    for wave in range(3):
        with process(tmp_path, port) as running:
            threads = [threading.Thread(target=work, args=(wave * 10 + n,)) for n in range(3)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            running.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join()
    store = Store(tmp_path)
    lines = truth.read(store.truth_path)
    objects = [str(line["object"]) for line in lines]
    assert len(objects) == len(set(objects))
    assert set(objects) == things_in(store)
    assert answered <= set(objects)
    assert answered
    assert json.dumps(lines)
