from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.queries import of_origin
from torg.delivery.states import ActState
from torg.inbox.actions.compose import locked
from torg.inbox.actions.reopened import reopened
from torg.inbox.actions.tell import tell
from torg.inbox.models import Reply
from torg.inbox.permissions import check_can_reply
from torg.inbox.states import ReplyState, move_reply
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import User


def undo_reply(*, reply: Reply, by: User, now: datetime) -> Reply:
    """Take back a reply whose act has not left; the worker's claim and this cannot both win.

    The words go back to whoever wrote them, or to the second reader who let them go, and the
    thread to the writer. Only whoever sent it. Raises Denied, Refusal (too late).
    """
    with transaction.atomic():
        thread = locked(reply.thread)
        check_can_reply(by, thread)
        reply = Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
        if reply.sent_by_id not in (by.pk, None):
            raise Denied(
                _("Svaret skickades av någon annan."), remedy=_("Den som skickade kan ångra det.")
            )
        act = of_origin(reply.ref).filter(state=ActState.DUE, tries=0).first()
        cause = _("Ångrat innan det skickades.")
        if (
            reply.state != ReplyState.SENT
            or act is None
            or not cancel(act=act, cause=cause, by=by, now=now)
        ):
            raise Refusal(
                _("Svaret har redan gått iväg och går inte att ångra."),
                remedy=_("Se i konversationen vad nätverket säger. Rätta med ett nytt svar."),
            )
        reopened(thread, reply, to=reply.author, now=now)
        _take_back(reply)
        tell(
            thread, "reply.undone", _("Ångrade svaret innan det skickades."),
            also=[reply.ref], by=by, now=now, facts={"act": str(act.pk)},
        )  # fmt: skip
    return reply


def _take_back(reply: Reply) -> None:
    read = reply.second_reader_id is not None
    reply.state = move_reply(ReplyState.SENT, ReplyState.AWAITING if read else ReplyState.DRAFT)
    reply.sent_at = None
    reply.sent_by = None
    if read:
        reply.second_reader = None
        reply.second_read_at = None
    reply.save()
