"""What a backup says of itself, signed with the installation's own key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from torg.kernel.signed_notes import BadNote, Signer, Verifier

FORMAT = 1
INSTALLATION = "torg.installation"
INSTALLATION_KEY = "installation.key"


class BadBackup(Exception):
    """The backup cannot be used, or not here; the text is one Swedish sentence."""


class DamagedDatabase(BadBackup):
    """The desk's own database is not whole, so no backup was made of it."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where one municipality's log ended. checkpoint: the newest signed note, may be empty."""

    municipality: str
    size: int
    peaks: Sequence[str]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of the archive. size: bytes; sha256: hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a restore has to know before it touches anything.

    moment: UTC, ISO 8601, from which the database is; vendor: sqlite or postgresql;
    migrations: "app.name" as applied; missing: digests that the database names but that
    were not there, or whose bytes had changed; keys: the names of the key files;
    keys_inside: whether they lie in the archive, sealed with a passphrase.
    """

    format: int
    installation: str
    version: str
    vendor: str
    moment: str
    migrations: Sequence[str]
    heads: Sequence[Head]
    missing: Sequence[str]
    keys: Sequence[str]
    keys_inside: bool
    files: Mapping[str, Stored]

    def signed(self, signer: Signer) -> str:
        """The note that is stored."""
        told = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        return signer.sign(f"{told}\n")

    @property
    def blobs(self) -> list[str]:
        """The names of all evidence and media in the archive."""
        return [name for name in self.files if name.startswith("blobs/")]


def read(note: str) -> Manifest:
    """The manifest in a note, whose signature must be by the key that it names itself.

    Whether that key is ours is another question. Raises BadBackup.
    """
    try:
        text = note.rpartition("\n\n")[0]
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise BadBackup(
                "Säkerhetskopian har ett format som den här versionen av Torg inte känner till: "
                "återställ den med den version som gjorde den, eller en senare."
            )
        Verifier.read(told["installation"]).open(note)
        found: Manifest = _manifest(told)
    except (BadNote, KeyError, TypeError, ValueError):
        raise BadBackup(
            "Säkerhetskopians innehållsförteckning är skadad eller ändrad: "
            "ta en annan säkerhetskopia. Inget har återställts."
        ) from None
    return found


def installation_signer(keys: Path) -> Signer:
    """The installation's own key; made at the first backup."""
    return Signer.at(keys / INSTALLATION_KEY, INSTALLATION)


def _manifest(told: dict[str, Any]) -> Manifest:
    if set(told) != {field.name for field in fields(Manifest)}:
        raise ValueError("the manifest has other names than format 1")
    heads, files = told["heads"], told["files"]
    if not isinstance(heads, list) or not isinstance(files, dict):
        raise TypeError("heads or files")
    told["heads"] = [Head(**head) for head in heads]
    told["files"] = {name: Stored(**row) for name, row in files.items()}
    return Manifest(**told)
