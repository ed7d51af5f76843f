from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.tell import tell
from torg.inbox.models import Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ThreadState
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.people.permissions import Permission, check_can_everywhere


def release(*, thread: Thread, by: User, now: datetime) -> Thread:
    """Put the thread back for others, one's own or an absent colleague's. Raises Denied, Refusal.

    Whoever may answer may do it, since a colleague who has gone home must not keep a resident
    waiting; the record tells who did.
    """
    check_can_reply(by, thread)
    with transaction.atomic():
        released = Thread.objects.filter(pk=thread.pk, state=ThreadState.CLAIMED).update(
            state=ThreadState.NEW, assigned_to=None, claimed_at=None
        )
        thread.refresh_from_db()
        if not released:
            raise Refusal(
                _("Ingen har hand om konversationen just nu."), remedy=_("Ladda om sidan.")
            )
        tell(thread, "thread.released", _("Släppte konversationen."), by=by, now=now)
    return thread


def release_all(*, person: User, by: User, now: datetime) -> int:
    """Put back every conversation that a leaver has in hand; how many. Raises Denied."""
    check_can_everywhere(by, Permission.MANAGE_PEOPLE)
    with transaction.atomic():
        held = list(Thread.objects.filter(state=ThreadState.CLAIMED, assigned_to=person))
        Thread.objects.filter(pk__in=[one.pk for one in held]).update(
            state=ThreadState.NEW, assigned_to=None, claimed_at=None
        )
        said = _("Släppte konversationen, den som hade den har slutat.")
        for thread in held:
            tell(thread, "thread.released", said, by=by, now=now)
    return len(held)
