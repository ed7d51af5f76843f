from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from torg.inbox.actions.tell import tell
from torg.inbox.models import Thread
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ThreadState
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.ui.moments import short_moment


def claim(*, thread: Thread, by: User, now: datetime) -> Thread:
    """Take the thread; only one gets it. Raises Denied, Refusal that names who was first."""
    check_can_reply(by, thread)
    with transaction.atomic():
        taken = (
            Thread.objects.filter(pk=thread.pk)
            .filter(Q(state__in=[ThreadState.NEW, ThreadState.WAITING]))
            .filter(Q(assigned_to__isnull=True) | Q(assigned_to=by))
            .update(state=ThreadState.CLAIMED, assigned_to=by, claimed_at=now)
        )
        thread.refresh_from_db()
        if not taken and not (
            thread.state == ThreadState.CLAIMED and thread.assigned_to_id == by.pk
        ):
            raise taken_by(thread)
        if taken:
            tell(thread, "thread.claimed", _("Tog hand om konversationen."), by=by, now=now)
    return thread


def taken_by(thread: Thread) -> Refusal:
    """The words for whoever came second."""
    if thread.state == ThreadState.DONE:
        return Refusal(
            _("Konversationen är avslutad."), remedy=_("Öppna den igen om mer behöver sägas.")
        )
    since = short_moment(thread.claimed_at) if thread.claimed_at else ""
    return Refusal(
        _("%(who)s har hand om konversationen sedan %(since)s.")
        % {"who": thread.assigned_to, "since": since},
        remedy=_("Låt %(who)s svara, eller släpp konversationen och ta den sedan.")
        % {"who": thread.assigned_to},
    )
