"""Signed roots, the keys that signed them, and what binds an entry to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from torg.kernel.merkle import HASH_BYTES, inclusion_proof
from torg.kernel.signed_notes import Signer, Verifier
from torg.ledger.models import Checkpoint, Entry
from torg.people.models import Municipality


@dataclass(frozen=True, slots=True)
class Proof:
    """What binds an entry to a signed root. position: from 0; path and leaf: hexadecimal."""

    entry: Entry
    position: int
    path: tuple[str, ...]
    checkpoint: Checkpoint


def latest_checkpoint(municipality: Municipality, *, covering: int = 0) -> Checkpoint | None:
    """The newest checkpoint, when it covers the entry with that seq."""
    found: Checkpoint | None = Checkpoint.objects.filter(
        municipality=municipality, size__gte=covering
    ).first()
    return found


def proof(found: Entry) -> Proof | None:
    """What binds the entry to the newest checkpoint; None until one covers it.

    Reads every leaf hash under the checkpoint: on demand, not for lists.
    """
    checkpoint = latest_checkpoint(found.municipality, covering=found.seq)
    if checkpoint is None:
        return None
    rows = Entry.objects.filter(municipality_id=found.municipality_id, seq__lte=checkpoint.size)
    leaves = _joined(list(rows.order_by("seq").values_list("leaf_hash", flat=True)))
    path = inclusion_proof(leaves, found.seq - 1)
    return Proof(found, found.seq - 1, tuple(step.hex() for step in path), checkpoint)


def origin(municipality: Municipality) -> str:
    """The name of the municipality's log in its checkpoints."""
    return f"torg.ledger/{municipality.slug}"


def key_path(municipality: Municipality) -> Path:
    """Where the key is that signs the municipality's checkpoints."""
    return Path(settings.KEYS) / f"ledger-{municipality.slug}.key"


def verifier_of(municipality: Municipality) -> Verifier | None:
    """The public half of the key, or None when there is no key yet. Never makes one."""
    path = key_path(municipality)
    return Signer.at(path, origin(municipality)).verifier if path.exists() else None


def _joined(hashes: Sequence[str]) -> list[bytes]:
    leaves = [bytes.fromhex(each) for each in hashes]
    if any(len(leaf) != HASH_BYTES for leaf in leaves):
        raise ValueError("a stored leaf hash is not 32 bytes")
    return leaves
