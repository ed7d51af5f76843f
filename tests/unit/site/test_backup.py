"""A backup is whole or not there; a restore is of the right thing, onto nothing, and quiet."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from tests.unit.site.conftest import MOMENT, House

from torg.kernel.blobs import BlobStore
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.kernel.signed_notes import Signer
from torg.ledger.actions import record
from torg.media.models import MediaItem
from torg.moderation.models import Evidence
from torg.site import places, selfcheck
from torg.site.backup import command, databases, make, manifest, restore
from torg.site.backup.archive import MANIFEST, READ_ME
from torg.site.backup.make import Made, verify
from torg.site.backup.manifest import BadBackup, DamagedDatabase
from torg.site.backup.restore import Order

PASSPHRASE = "en lång lösenfras"


def note(house: House) -> None:
    """One more entry in the municipality's log."""
    with scope(house.municipality.pk), transaction.atomic():
        record(
            municipality=house.municipality,
            verb="prov.prov",
            summary="Prov.",
            about=[Ref("prov", "1")],
            by=None,
            now=MOMENT,
        )


def order(made: Made, house: House, into: Path, **more: Any) -> Order:
    """A restore of the backup into a folder, with the house's own kind of database."""
    given = {"url": house.url, "passphrase": "", "without_keys": False, **more}
    return Order(file=made.file, into=into, **given)


def rewrite(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write the archive anew after a change of its files."""
    with zipfile.ZipFile(file) as packed:
        inside = {name: packed.read(name) for name in packed.namelist()}
    change(inside)
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in inside.items():
            packed.writestr(name, data)


def test_what_comes_back_is_what_was_there(house: House, tmp_path: Path, empty_url: str) -> None:
    note(house)
    made = house.back_up(tmp_path / "copies", passphrase=PASSPHRASE)
    note(house)
    into = tmp_path / "new"
    restore.restore(order(made, house, into, url=empty_url, passphrase=PASSPHRASE))
    assert made.manifest.heads[0].size == 1
    assert BlobStore(into / "blobs").get(house.picture) == b"en bild"
    held = (
        databases.read_postgres(empty_url)
        if empty_url
        else databases.read_sqlite(into / "torg.sqlite3")
    )
    assert held.heads[0].size == 3, "the backup's one entry, the restore and its pause"
    assert not (into / selfcheck.UNFINISHED).exists()
    assert sorted(path.name for path in (into / "keys").iterdir()) == ["installation.key"]
    again = make.make(
        data_dir=into, url=empty_url, target=tmp_path / "again", passphrase="", now=MOMENT
    )
    assert again.manifest.installation == made.manifest.installation
    with pytest.raises(BadBackup, match="är inte tom"):
        restore.restore(order(made, house, into, url=empty_url))


def test_a_backup_is_never_written_over(house: House, tmp_path: Path) -> None:
    house.back_up(tmp_path / "copy.zip")
    with pytest.raises(BadBackup, match="finns redan"):
        house.back_up(tmp_path / "copy.zip")


@pytest.mark.parametrize("whole_head", [True, False])
def test_a_damaged_database_is_told_and_not_copied(
    whole_head: bool, house: House, tmp_path: Path
) -> None:
    """In the middle of the file, where only reading all of it finds it; and from its start."""
    if house.url:
        pytest.skip("PostgreSQL's own files are not ours to read")
    house.back_up(tmp_path / "whole.zip")
    noted = house.folder / "last-backup.json"
    before = json.loads(noted.read_text())
    file = house.folder / "torg.sqlite3"
    content = bytearray(file.read_bytes())
    for page in range(4096 if whole_head else 0, len(content), 40_960):
        content[page : page + 64] = b"\xff" * 64
    file.write_bytes(content)
    with pytest.raises(DamagedDatabase, match=r"Torgs databas är skadad.*återställ den senaste"):
        make.make(
            data_dir=house.folder, url="", target=tmp_path / "damaged.zip", passphrase="",
            now=MOMENT,
        )  # fmt: skip
    assert not (tmp_path / "damaged.zip").exists()
    assert json.loads(noted.read_text()) == {**before, "damaged_at": MOMENT.isoformat()}
    file.unlink()
    house.back_up(tmp_path / "mended.zip")
    assert "damaged_at" not in json.loads(noted.read_text())


def test_keys_are_not_inside_unless_asked_for(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_url: str
) -> None:
    monkeypatch.setattr(restore, "_known_migrations", known)
    made = house.back_up(tmp_path)
    secret = (house.keys / "installation.key").read_text().strip()
    with zipfile.ZipFile(made.file) as packed:
        assert not any(secret.encode() in packed.read(name) for name in packed.namelist())
        assert "installation.key" in packed.read(READ_ME).decode()
    with pytest.raises(BadBackup, match=r"Nycklarna saknas.*installation.key.*--without-keys"):
        restore.restore(order(made, house, tmp_path / "new", url=empty_url))


def test_a_wrong_passphrase_opens_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_url: str
) -> None:
    monkeypatch.setattr(restore, "_known_migrations", known)
    made = house.back_up(tmp_path, passphrase=PASSPHRASE)
    wrong = order(made, house, tmp_path / "new", url=empty_url, passphrase="en annan lösenfras")
    with pytest.raises(BadBackup, match="öppnar inte nycklarna"):
        restore.restore(wrong)
    with pytest.raises(BadBackup, match="kortare än 12 tecken"):
        house.back_up(tmp_path / "short.zip", passphrase="kort")


def known() -> frozenset[str]:
    """What the tests' own database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(f"{app}.{name}" for app, name in cursor.fetchall())


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def not_ours(file: Path) -> None:
    file.write_text("en helt annan fil")


def flip_database(file: Path) -> None:
    def flip(inside: dict[str, bytes]) -> None:
        name = next(name for name in inside if name.startswith("database/"))
        inside[name] = inside[name][:5000] + bytes([inside[name][5000] ^ 1]) + inside[name][5001:]

    rewrite(file, flip)


def flip_picture(file: Path) -> None:
    def flip(inside: dict[str, bytes]) -> None:
        name = next(name for name in inside if name.startswith("blobs/"))
        inside[name] = b"en bilD"

    rewrite(file, flip)


def say_otherwise(file: Path) -> None:
    def change(inside: dict[str, bytes]) -> None:
        inside[MANIFEST] = inside[MANIFEST].replace(b'"size": 1', b'"size": 2', 1)

    rewrite(file, change)


def add_a_file(file: Path) -> None:
    rewrite(file, lambda inside: inside.update({"../../etc/x": b"x"}))


def take_the_picture(file: Path) -> None:
    def take(inside: dict[str, bytes]) -> None:
        inside.pop(next(name for name in inside if name.startswith("blobs/")))

    rewrite(file, take)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (truncate, "ingen hel säkerhetskopia"),
        (empty, "tom fil"),
        (not_ours, "ingen hel säkerhetskopia"),
        (flip_database, "skadad eller ändrad"),
        (flip_picture, "skadad eller ändrad"),
        (say_otherwise, "skadad eller ändrad"),
        (add_a_file, "fler eller färre filer"),
        (take_the_picture, "fler eller färre filer"),
        (Path.unlink, "Det finns ingen säkerhetskopia"),
    ],
)
def test_a_harmed_backup_is_refused_and_nothing_is_made(
    harm: Callable[[Path], None], told: str, house: House, tmp_path: Path
) -> None:
    note(house)
    made = house.back_up(tmp_path / "copy.zip", passphrase=PASSPHRASE)
    assert verify(made.file) == made.manifest
    harm(made.file)
    with pytest.raises(BadBackup, match=told):
        restore.restore(order(made, house, tmp_path / "new", passphrase=PASSPHRASE))
    with pytest.raises(BadBackup, match=told):
        verify(made.file)
    assert not (tmp_path / "new").exists()


def test_another_houses_backup_is_refused(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_url: str
) -> None:
    monkeypatch.setattr(restore, "_known_migrations", known)
    made = house.back_up(tmp_path)
    into = tmp_path / "new"
    Signer.at(into / "keys" / "installation.key", "torg.installation")
    with pytest.raises(BadBackup, match="en annan installation"):
        restore.restore(order(made, house, into, url=empty_url))
    assert [path.name for path in into.iterdir()] == ["keys"]


def test_another_kind_of_database_is_refused(house: House, tmp_path: Path) -> None:
    made = house.back_up(tmp_path)
    other = "" if house.url else "postgres://torg@127.0.0.1:9/torg"
    with pytest.raises(BadBackup, match=r"Säkerhetskopian är av .* men Torg är inställt på"):
        restore.restore(order(made, house, tmp_path / "new", url=other))


def test_a_newer_backup_is_refused(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "_known_migrations", lambda: known() - {"ledger.0001_initial"})
    made = house.back_up(tmp_path)
    with pytest.raises(BadBackup, match=r"nyare version av Torg .*ledger\.0001_initial"):
        restore.restore(order(made, house, tmp_path / "new"))


def test_a_folder_with_something_in_it_is_left_alone(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_url: str
) -> None:
    monkeypatch.setattr(restore, "_known_migrations", known)
    made = house.back_up(tmp_path, passphrase=PASSPHRASE)
    into = tmp_path / "lived-in"
    into.mkdir()
    (into / "torg.sqlite3").write_text("någons databas")
    with pytest.raises(BadBackup, match="är inte tom"):
        restore.restore(order(made, house, into, url=empty_url, passphrase=PASSPHRASE))
    assert (into / "torg.sqlite3").read_text() == "någons databas"
    if empty_url:
        with psycopg.connect(empty_url) as server:
            server.execute("CREATE TABLE mine (id int)")
        with pytest.raises(BadBackup, match=r"Databasen .* är inte tom"):
            restore.restore(order(made, house, tmp_path / "new", url=empty_url))


def test_files_that_the_database_names_but_are_gone_are_told(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BlobStore(house.folder / "blobs").path(house.picture).write_bytes(b"ruttnad")
    made = house.back_up(tmp_path / "copy.zip")
    assert list(made.manifest.missing) == [house.picture]
    assert command.main(["backup", "--verify", str(made.file)]) == command.INCOMPLETE
    assert "saknas eller är skadade" in capsys.readouterr().out


def test_every_column_that_names_a_file_is_followed() -> None:
    followed = {(sql.split()[3], sql.split()[1]) for sql in databases.BLOBS}
    for model in (MediaItem, Evidence):
        columns = {str(field.column) for field in model._meta.fields}
        columns = {column for column in columns if column.endswith("digest")}
        assert {(model._meta.db_table, column) for column in columns} <= followed


def test_without_the_programs_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadBackup, match="pg_dump saknas på datorn: installera"):
        databases.run("pg_dump", "")


def test_an_interrupted_restore_keeps_the_desk_from_starting(tmp_path: Path) -> None:
    selfcheck.check_restored(tmp_path)
    (tmp_path / selfcheck.UNFINISHED).write_text(json.dumps({"backup": "x"}))
    with pytest.raises(selfcheck.CannotStart, match="kör `python -m torg restore` en gång till"):
        selfcheck.check_restored(tmp_path)


def test_the_command_says_where_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places, "DATA_DIR", tmp_path / "nowhere")
    monkeypatch.setattr(places, "DATABASE_URL", "")
    assert command.main(["backup", str(tmp_path / "copy.zip")]) == selfcheck.EXIT_CODE
    assert "Det finns ingen databas" in capsys.readouterr().err
    assert not (tmp_path / "copy.zip").exists()


def test_a_manifest_of_another_format_is_told(tmp_path: Path) -> None:
    signer = manifest.installation_signer(tmp_path)
    with pytest.raises(BadBackup, match="ett format som den här versionen"):
        manifest.read(signer.sign(json.dumps({"format": 2}) + "\n"))
