from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.tell import tell
from torg.inbox.models import Direction, Message, MessageKind, ThreadKind
from torg.inbox.permissions import check_can_reply
from torg.inbox.queries import route_of
from torg.inbox.states import ThreadState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.models import User


def set_kind(*, message: Message, kind: str, by: User, now: datetime) -> Message:
    """Say what a message is about (M1-05). The promise stays as it was computed at arrival.

    A thread that nobody has taken yet follows to the queue that the kind falls into (A-31).
    Raises Denied, Refusal.
    """
    check_can_reply(by, message.thread)
    if message.direction != Direction.IN or kind not in MessageKind.values:
        raise Refusal(_("Välj en av sorterna i listan."), field="kind")
    with transaction.atomic():
        before = message.kind
        Message.objects.filter(channel_id=message.channel_id, network_id=message.network_id).update(
            kind=kind, kind_is_guess=False
        )
        message.kind, message.kind_is_guess = kind, False
        _route(message, now)
        tell(
            message.thread,
            "message.sorted",
            _("Bestämde att det är: %(kind)s.") % {"kind": MessageKind(kind).label},
            also=[Ref("inbox.message", str(message.pk))],
            by=by,
            now=now,
            facts={"before": before, "kind": kind},
        )
    return message


def _route(message: Message, now: datetime) -> None:
    thread = message.thread
    if thread.state != ThreadState.NEW or thread.latest_id != message.pk:
        return
    route = route_of(thread.channel, ThreadKind(thread.kind), message.kind, now)
    if route != thread.route:
        thread.route = route
        thread.save(update_fields=["route"])
