from datetime import datetime

from django.db import connection

from torg.kernel.identifiers import uuid7
from torg.kernel.refs import Ref
from torg.notices.models import Letter
from torg.people.models import Municipality, User


class OutsideTransaction(RuntimeError):
    """`write_letter` was called outside a transaction, where deed and letter could part."""


def write_letter(
    *,
    municipality: Municipality,
    key: str,
    to: str,
    subject: str,
    text: str,
    about: Ref,
    now: datetime,
    person: User | None = None,
) -> bool:
    """Lay a letter in the outbox, in the transaction of the deed that it tells of.

    key: what is told; of a second letter with it nothing comes. person: whose notices it holds;
    None: an order to the register. Returns whether it was laid. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(key)
    made = Letter(
        id=uuid7(),
        municipality=municipality,
        key=key,
        person=person,
        recipient=to,
        subject=" ".join(subject.split())[:200],
        text=text,
        about_kind=about.kind,
        about_id=about.id,
        made_at=now,
        not_before=now,
    )
    Letter.objects.bulk_create([made], ignore_conflicts=True)
    return Letter.objects.filter(pk=made.pk).exists()
