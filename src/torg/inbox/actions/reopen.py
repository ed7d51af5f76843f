from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import locked
from torg.inbox.actions.refresh_clock import refresh_clock
from torg.inbox.actions.tell import tell
from torg.inbox.models import Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ThreadState, move
from torg.kernel.refusals import Refusal
from torg.people.models import User


def reopen(*, thread: Thread, by: User, now: datetime) -> Thread:
    """Take a finished thread up again. Raises Denied, Refusal."""
    check_can_reply(by, thread)
    with transaction.atomic():
        thread = locked(thread)
        if thread.state != ThreadState.DONE:
            raise Refusal(_("Konversationen är redan öppen."), remedy=_("Ladda om sidan."))
        thread.state = move(ThreadState.DONE, ThreadState.NEW)
        thread.outcome = ""
        thread.repeat_of = None
        thread.done_at = None
        thread.done_by = None
        refresh_clock(thread)
        thread.save()
        tell(thread, "thread.reopened", _("Öppnade konversationen igen."), by=by, now=now)
    return thread
