"""A folder that another system reads: a share, a mounted disk, a case system's inbox."""

import os
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from torg.ports.errors import Mender, Refused, Unreachable
from torg.ports.witness import Statement


class FolderWitness:
    """One file a checkpoint: FOLDER/<municipality>/<size>.txt; none is ever overwritten."""

    name = "folder"
    every = timedelta(0)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, statement: Statement) -> bytes:
        """Write the file durably. Raises Refused when another checkpoint lies there already,
        and Unreachable when the folder is not there: a share that is not mounted must not be
        taken for an empty one."""
        target = self.folder / Path(statement.origin).name / f"{statement.size:012d}.txt"
        note = statement.note.encode()
        try:
            if not self.folder.is_dir():
                raise Unreachable("folder-gone", self.folder.name, maybe_done=False)
            target.parent.mkdir(exist_ok=True)
            _put(note, target)
            if target.read_bytes() != note:
                raise _another(statement)
        except OSError as error:
            raise Unreachable("folder", error.strerror or "", maybe_done=True) from error
        return b""


def _put(note: bytes, target: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


def _another(statement: Statement) -> Refused:
    return Refused(
        "another-checkpoint",
        f"{statement.origin} {statement.size}",
        cause=(
            f"I mappen ligger redan en annan kontrollpunkt för post {statement.size}. "
            "Loggen har gått tillbaka eller skrivits om; granska den mot filen i mappen."
        ),
        mender=Mender.OPERATOR,
    )
