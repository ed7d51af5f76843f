from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.queries import of_origin
from torg.delivery.states import ActState
from torg.inbox.actions.compose import locked
from torg.inbox.actions.send import AT_ONCE
from torg.inbox.actions.share_steps import already_shared, begun, judged, let_out
from torg.inbox.actions.tell import tell
from torg.inbox.models import Message, Share
from torg.inbox.permissions import check_can_repost
from torg.inbox.queries.reposting import Sharing, repost_ref
from torg.inbox.states import ShareState, move_share
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import User


def repost(
    *,
    message: Message,
    sharing: Sharing,
    by: User,
    now: datetime,
    undo: timedelta = AT_ONCE,
) -> Message:
    """Share what a resident wrote on from the channel, once (M1-13, M1-15).

    undo: how long it can be taken back before it leaves. Raises Denied; Refusal with the clause
    where the rules stop it, warn and no motive is given, or demand a second reader (ask_share).
    """
    check_can_repost(by, message.thread)
    try:
        with transaction.atomic():
            message.thread = locked(message.thread)
            share = begun(message, sharing, ShareState.SENT, by=by, now=now)
            said = judged(share, now)
            if said.reader is not None and said.reader.required:
                raise Refusal(
                    said.reader.message,
                    remedy=_("Be en kollega läsa. Delningen går ut när kollegan har godkänt den."),
                    cite=str(said.reader.citation),
                )
            share.needs_reader = False
            let_out(share, by=by, now=now, undo=undo)
    except IntegrityError as error:
        raise already_shared() from error
    return message


def undo_repost(*, message: Message, by: User, now: datetime) -> Message:
    """Take back what has not left. Only whoever let it go; what a reader let go waits for its
    reader again. Raises Denied, Refusal (too late).
    """
    with transaction.atomic():
        thread = locked(message.thread)
        ref = repost_ref(message)
        act = of_origin(ref).filter(state=ActState.DUE, tries=0).first()
        if act is None or act.created_by_id != by.pk:
            check_can_repost(by, thread)
        if act is not None and act.created_by_id != by.pk:
            raise Denied(_("Någon annan delade det."), remedy=_("Den som delade kan ångra det."))
        cause = _("Ångrat innan det skickades.")
        if act is None or not cancel(act=act, cause=cause, by=by, now=now):
            raise Refusal(
                _("Delningen har redan gått iväg och går inte att ångra."),
                remedy=_("Ta bort den hos nätverket om den blev fel."),
            )
        for share in Share.objects.filter(message=message, state=ShareState.SENT):
            take_back(share, to=ShareState.AWAITING if share.reader_id else ShareState.WITHDRAWN)
        tell(
            thread, "message.repost_undone", _("Ångrade delningen innan den skickades."),
            also=[ref], by=by, now=now, facts={"act": str(act.pk)},
        )  # fmt: skip
    return message


def take_back(share: Share, *, to: ShareState) -> None:
    """The share has not left, and nobody has read it any more. Saves it."""
    share.state = move_share(ShareState(share.state), to)
    share.sent_at = share.reader = share.read_at = None
    share.reader_note = ""
    share.save()
