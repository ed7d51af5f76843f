from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.tell import tell
from torg.inbox.models import Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ThreadState
from torg.kernel.refusals import Refusal
from torg.people.models import User


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
