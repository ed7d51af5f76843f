"""Letters that lie in a folder instead of leaving the house, for the demo and for practice."""

from pathlib import Path

from torg.adapters.mail.letters import composed
from torg.kernel.digests import sha256_hex
from torg.ports.errors import Unreachable
from torg.ports.mail import Letter


class FolderMail:
    """One file a letter, as a mail program reads it (.eml). Twice is once."""

    is_practice = True

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    def send(self, letter: Letter) -> None:
        """Write it whole or not at all. Raises Unreachable."""
        place = self._folder / f"{sha256_hex(letter.key.encode())[:32]}.eml"
        building = place.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            building.write_bytes(bytes(composed(letter, self._sender)))
            building.replace(place)
        except OSError as error:
            raise Unreachable("folder", type(error).__name__, maybe_done=False) from error
