"""Each thing that can be wrong before the start gives one sentence, one exit code, no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from torg.__main__ import main
from torg.site import places, selfcheck
from torg.site.selfcheck import CannotStart


def sentence(fault: CannotStart) -> str:
    """The text, which is one line and one sentence to a person."""
    text = str(fault)
    assert "\n" not in text
    assert text.endswith(".")
    assert "Traceback" not in text
    return text


def test_a_port_in_use_is_told_with_another_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(CannotStart) as told:
            selfcheck.check_port("127.0.0.1", port)
    assert f"Port {port} används redan" in sentence(told.value)
    assert "make run PORT=" in str(told.value)


@pytest.mark.parametrize("port", ["", "åtta", "0", "65536", "-1"])
def test_what_is_no_port_is_told(port: str) -> None:
    with pytest.raises(CannotStart) as told:
        selfcheck.check_port("127.0.0.1", port)
    assert "inget portnummer" in sentence(told.value)


def test_a_host_that_is_not_ours_is_told() -> None:
    with pytest.raises(CannotStart) as told:
        selfcheck.check_port("203.0.113.7", "8000")
    assert "HOST och PORT" in sentence(told.value)


def as_nobody(folder: Path) -> str:
    """What the folder check says to a user without rights (the suite may run as root)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            selfcheck.check_folder(folder)
        except CannotStart as fault:
            os.write(writer, str(fault).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        text = told.read()
    os.waitpid(child, 0)
    return text


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o555)
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(parent.stat().st_mode | 0o055)
    assert "kan inte skriva" in as_nobody(folder)
    assert "skrivskyddad" in as_nobody(folder)
    assert "DATA_DIR" in as_nobody(folder)


def test_a_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart) as told:
        selfcheck.check_folder(tmp_path / "file" / "data")
    assert "går genom en fil" in sentence(told.value)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    selfcheck.check_folder(tmp_path / "new" / "data")
    assert list((tmp_path / "new" / "data").iterdir()) == []


@pytest.mark.parametrize("old", [(3, 40, 1), (3, 51, 2), (3, 7)])
def test_an_old_sqlite_is_told(old: tuple[int, ...]) -> None:
    with pytest.raises(CannotStart) as told:
        selfcheck.check_sqlite(old)
    assert "för gammal" in sentence(told.value)
    assert "3.51.3" in str(told.value)


def test_the_sqlite_of_this_environment_is_new_enough() -> None:
    selfcheck.check_sqlite()


def test_missing_libraries_are_named() -> None:
    with pytest.raises(CannotStart) as told:
        selfcheck.check_libraries(["django==5.2", "no-such-lib>=1", "other_gone[extra]==2"])
    assert "no-such-lib, other_gone saknas" in sentence(told.value)
    assert "make setup" in str(told.value)


def test_the_libraries_of_this_environment_are_all_here() -> None:
    selfcheck.check_libraries()


def test_missing_zone_data_is_told() -> None:
    with pytest.raises(CannotStart) as told:
        selfcheck.check_zone("Europe/Ingenstans")
    assert "Tidszonen" in sentence(told.value)


def test_a_second_desk_on_one_folder_is_told(tmp_path: Path) -> None:
    held = selfcheck.take_desk(tmp_path)
    with pytest.raises(CannotStart) as told:
        selfcheck.take_desk(tmp_path)
    assert "kör redan" in sentence(told.value)
    held.close()
    selfcheck.take_desk(tmp_path).close()


def test_pango_is_a_comfort() -> None:
    def gone(name: str) -> object:
        raise OSError(name)

    assert "apt-get install libpango" in selfcheck.missing_comforts(gone)[0]
    assert selfcheck.missing_comforts(lambda name: name) == []


def test_the_door_answers_with_the_sentence_and_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(places, "DATA_DIR", tmp_path)
    monkeypatch.setattr(selfcheck, "ZONE", "Europe/Ingenstans")
    monkeypatch.setattr(selfcheck.check_zone, "__defaults__", ("Europe/Ingenstans",))
    assert main(["worker"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def run_torg(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m torg …` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "torg", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_pysqlite3_the_start_is_refused_in_words(tmp_path: Path) -> None:
    """A library that cannot be found at all: Python is told to look past it."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.metadata as m, importlib.util as u\n"
        "find, version = u.find_spec, m.version\n"
        "u.find_spec = lambda name, package=None: "
        "None if name == 'pysqlite3' else find(name, package)\n"
        "def gone(name):\n"
        "    if name == 'pysqlite3': raise m.PackageNotFoundError(name)\n"
        "    return version(name)\n"
        "m.version = gone\n"
    )
    told = run_torg("serve", DATA_DIR=str(tmp_path / "data"), PYTHONPATH=str(tmp_path))
    assert told.returncode == 2
    assert told.stderr.startswith("Biblioteket pysqlite3 saknas")
    assert told.stderr.count("\n") == 1


def test_an_unreachable_database_is_told_without_its_password(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = run_torg(
        "serve",
        DATA_DIR=str(tmp_path),
        PORT=str(port),
        TORG_DATABASE_URL=f"postgres://torg:hemligt@127.0.0.1:{port}/torg",
    )
    assert told.returncode == 2
    assert told.stderr.startswith(f"Databasen på 127.0.0.1:{port}/torg går inte att nå")
    assert told.stderr.count("\n") == 1
    assert "hemligt" not in told.stderr + told.stdout


def test_a_worker_before_the_database_is_told_what_to_run(tmp_path: Path) -> None:
    told = run_torg("worker", DATA_DIR=str(tmp_path), TORG_DATABASE_URL="")
    assert told.returncode == 2
    assert told.stderr.startswith("Databasen är inte byggd")
    assert told.stderr.count("\n") == 1


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "torg.sqlite3").write_text("inte en databas" * 100)
    told = run_torg("worker", DATA_DIR=str(tmp_path), TORG_DATABASE_URL="")
    assert told.returncode == 2
    assert "går inte att öppna" in told.stderr
    assert told.stderr.count("\n") == 1
