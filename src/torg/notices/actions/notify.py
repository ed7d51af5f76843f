from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from torg.kernel.identifiers import uuid7
from torg.notices.actions.write_letter import OutsideTransaction
from torg.notices.models import Notice
from torg.notices.queries.settings import reached_by
from torg.notices.states import Event
from torg.people.models import Department, Municipality, User
from torg.people.permissions import Permission
from torg.people.queries import roles_held_at


def notify(
    *,
    event: Event,
    key: str,
    municipality: Municipality,
    path: str,
    now: datetime,
    what: str = "",
    department: Department | None = None,
    people: Iterable[User] = (),
    widely: bool = True,
    also: Permission | None = None,
    by: User | None = None,
) -> None:
    """Note in the cause's own transaction whom to tell of it; the letters are written after it.

    key: what it befell, so that a person is told of it once. path: its page. what: the name of
    the channel or thing, never a resident's words. people: for whom it waits by name; widely:
    also whoever else may hear of it and wants to; also: a further permission that they must have
    to open the page. by: who did it, and knows. Raises
    OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(key)
    named = {one.pk for one in people if one.is_active and one.municipality_id == municipality.pk}
    held = roles_held_at(municipality, department)
    reached = reached_by(event, municipality, held, named, widely=widely, also=also)
    Notice.objects.bulk_create(
        [
            Notice(
                id=uuid7(),
                municipality=municipality,
                user_id=user,
                event=event,
                key=f"{event}:{key}",
                what=" ".join(what.split())[:200],
                path=path,
                department=department,
                named=one.named,
                way=one.way,
                made_at=now,
            )
            for user, one in reached.items()
            if by is None or user != by.pk
        ],
        ignore_conflicts=True,
    )
