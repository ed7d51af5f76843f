"""Files named by what they hold."""

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from torg.kernel.blobs import BlobDamaged, BlobMissing, BlobStore, NoRoom
from torg.kernel.digests import sha256_hex


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def files(store: BlobStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_what_is_put_is_got(store: BlobStore) -> None:
    digest = store.put(b"bevis")
    assert digest == sha256_hex(b"bevis")
    assert store.get(digest) == b"bevis"
    assert store.has(digest)
    assert list(store.digests()) == [digest]


def test_only_the_owner_may_read(store: BlobStore) -> None:
    path = store.path(store.put(b"bevis"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_bytes_are_one_file_that_is_never_rewritten(store: BlobStore) -> None:
    path = store.path(store.put(b"bevis"))
    first = path.stat()
    assert store.put(b"bevis") == path.name
    second = path.stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    assert files(store) == [path]


def test_writers_at_once_leave_one_whole_file(store: BlobStore) -> None:
    data = os.urandom(200_000)
    with ThreadPoolExecutor(8) as threads:
        digests = set(threads.map(lambda _: store.put(data), range(16)))
    assert digests == {sha256_hex(data)}
    assert len(files(store)) == 1
    assert store.get(digests.pop()) == data


@pytest.mark.parametrize("place", [0, 2, 4])
def test_one_flipped_bit_is_noticed_on_reading_and_on_putting(store: BlobStore, place: int) -> None:
    digest = store.put(b"bevis")
    damaged = bytearray(b"bevis")
    damaged[place] ^= 1
    store.path(digest).write_bytes(damaged)
    with pytest.raises(BlobDamaged):
        store.get(digest)
    with pytest.raises(BlobDamaged):
        store.put(b"bevis")
    assert store.path(digest).read_bytes() == bytes(damaged)


def test_a_blob_that_is_not_there(store: BlobStore) -> None:
    with pytest.raises(BlobMissing):
        store.get(sha256_hex(b"annat"))
    assert not store.has(sha256_hex(b"annat"))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_digests_are_names(store: BlobStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.get(name)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_leaves_nothing(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def full(_handle: int) -> None:
        raise OSError(code, "full")

    store.put(b"before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom, match="the disk is full"):
        store.put(b"bevis")
    assert [path.name for path in files(store)] == [sha256_hex(b"before")]


def test_another_failure_leaves_nothing_half_written(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "broken")

    store.put(b"before")
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="broken"):
        store.put(b"bevis")
    assert [path.name for path in files(store)] == [sha256_hex(b"before")]
