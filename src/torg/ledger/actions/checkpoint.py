"""Sign how long the log is and what its root is."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from torg.kernel.canonical import instant
from torg.kernel.scope import scope
from torg.kernel.signed_notes import CheckpointText, Signer
from torg.ledger.models import Checkpoint, Head
from torg.ledger.queries import key_path, origin, read_on
from torg.people.models import Municipality


class LedgerDamaged(RuntimeError):
    """What would be signed does not hold together; nothing was signed."""


class LedgerKeyMissing(RuntimeError):
    """There are checkpoints, but the key that signed them is gone."""


def checkpoint(*, municipality: Municipality, now: datetime) -> Checkpoint | None:
    """Sign the log as it stands; None while it is empty, the last one when nothing is new.

    The entries since the last checkpoint are read and hashed again first: a root is
    signed only when they lead to it. Raises LedgerDamaged and LedgerKeyMissing.
    """
    with scope(municipality.pk):
        head: Head | None = Head.objects.filter(municipality=municipality).first()
        if head is None or head.size == 0:
            return None
        last: Checkpoint | None = Checkpoint.objects.filter(municipality=municipality).first()
        if last is not None and last.size == head.size:
            return last
        tree, problems = read_on(municipality, last.tree if last else None, head.size)
        if problems or tree.peaks != head.tree.peaks:
            told = problems[0].message if problems else "the head does not fit the entries"
            raise LedgerDamaged(f"{municipality.slug}: {told}")
        text = CheckpointText(origin(municipality), tree.size, tree.root(), instant(now))
        return _save(
            Checkpoint(
                municipality=municipality,
                size=tree.size,
                root=tree.root().hex(),
                peaks=head.peaks,
                at=now,
                note=_signer(municipality, is_first=last is None).sign(str(text)),
            )
        )


def _signer(municipality: Municipality, *, is_first: bool) -> Signer:
    path = key_path(municipality)
    if not is_first and not path.exists():
        raise LedgerKeyMissing(f"{municipality.slug}: {path.name} is not in {settings.KEYS}")
    return Signer.at(path, origin(municipality))


def _save(made: Checkpoint) -> Checkpoint:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        # Another process signed the same size at the same moment; theirs is as good.
        earlier: Checkpoint = Checkpoint.objects.get(
            municipality_id=made.municipality_id, size=made.size
        )
        return earlier
    return made
