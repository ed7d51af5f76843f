"""The key files, sealed with a passphrase when they are to lie in the backup."""

import base64
import json
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from torg.site.backup.manifest import BadBackup

SHORTEST = 12
SALT_BYTES = 16
COST = 2**15  # 32 MiB and a tenth of a second for each guess


def names(folder: Path) -> list[str]:
    """The key files of an installation."""
    return sorted(path.name for path in folder.glob("*.key"))


def seal(folder: Path, passphrase: str) -> bytes:
    """All key files as one sealed text. Raises BadBackup when the passphrase is short."""
    if len(passphrase) < SHORTEST:
        raise BadBackup(
            f"Lösenfrasen för nycklarna är kortare än {SHORTEST} tecken: "
            "välj en längre. Ingen säkerhetskopia har gjorts."
        )
    salt = secrets.token_bytes(SALT_BYTES)
    held = {name: (folder / name).read_text(encoding="ascii") for name in names(folder)}
    sealed = _fernet(passphrase, salt).encrypt(json.dumps(held).encode())
    return json.dumps({"salt": salt.hex(), "sealed": sealed.decode()}).encode()


def unseal(sealed: bytes, passphrase: str) -> dict[str, str]:
    """Key files by name. Raises BadBackup when the passphrase is wrong."""
    try:
        told = json.loads(sealed)
        opened = _fernet(passphrase, bytes.fromhex(told["salt"])).decrypt(told["sealed"].encode())
    except (InvalidToken, KeyError, TypeError, ValueError):
        raise BadBackup(
            "Lösenfrasen öppnar inte nycklarna i säkerhetskopian: "
            "kontrollera den och försök igen. Inget har återställts."
        ) from None
    held: dict[str, str] = json.loads(opened)
    return held


def _fernet(passphrase: str, salt: bytes) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))
