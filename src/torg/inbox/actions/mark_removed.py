from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.refresh_clock import CLOCK_FIELDS, refresh_clock
from torg.inbox.actions.tell import tell
from torg.inbox.models import Message, Thread
from torg.kernel.refs import Ref
from torg.people.models import User


def mark_removed(
    *, message: Message, hidden: bool = False, by: User | None, now: datetime
) -> Message:
    """Note that moderation has taken it down (or hidden it). The caller has decided and sealed.

    Every edition is marked; what was captured stays. A removed message needs no answer any
    more. Twice changes nothing.
    """
    name = "hidden_at" if hidden else "removed_at"
    with transaction.atomic():
        marked = Message.objects.filter(
            channel_id=message.channel_id,
            network_id=message.network_id,
            **{f"{name}__isnull": True},
        ).update(**{name: now})
        if marked:
            setattr(message, name, now)
            thread = Thread.objects.select_for_update().get(pk=message.thread_id)
            refresh_clock(thread)
            thread.save(update_fields=CLOCK_FIELDS)
            tell(
                thread,
                "message.hidden" if hidden else "message.removed",
                _("Meddelandet doldes.") if hidden else _("Meddelandet togs bort."),
                also=[Ref("inbox.message", str(message.pk))],
                by=by,
                now=now,
            )
    return message
