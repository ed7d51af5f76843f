from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import locked
from torg.inbox.actions.repost import take_back
from torg.inbox.actions.share_steps import already_shared, begun, judged
from torg.inbox.actions.tell import tell
from torg.inbox.models import Message, Share
from torg.inbox.permissions import check_can_repost
from torg.inbox.queries.reposting import Sharing, repost_ref, share_digest
from torg.inbox.states import ShareState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.models import User

OPEN = frozenset({ShareState.AWAITING, ShareState.RETURNED, ShareState.FAILED})


def ask_share(*, message: Message, sharing: Sharing, by: User, now: datetime) -> Share:
    """Let a colleague read before a resident's message is shared on (M1-15, G-16).

    Raises Denied; Refusal as repost does, except where a second reader is all that lacks.
    """
    check_can_repost(by, message.thread)
    try:
        with transaction.atomic():
            message.thread = locked(message.thread)
            share = begun(message, sharing, ShareState.AWAITING, by=by, now=now)
            said = judged(share, now)
            share.needs_reader = said.reader is not None and said.reader.required
            share.save()
            tell(
                message.thread,
                "message.share_asked",
                _("Bad en kollega läsa innan det delas vidare."),
                also=[Ref("inbox.message", str(message.pk)), repost_ref(message)],
                by=by,
                now=now,
                facts={"content": share_digest(share)},
                content={"motive": share.motive, "together": share.co_arranged_with},
            )
    except IntegrityError as error:
        raise already_shared() from error
    return share


def withdraw_share(*, share: Share, by: User, now: datetime) -> Share:
    """Let it be: what waits, came back or was refused. Whoever may share there.

    Raises Denied, Refusal (it has gone out, or nothing waits).
    """
    check_can_repost(by, share.message.thread)
    with transaction.atomic():
        thread = locked(share.message.thread)
        share = Share.objects.select_for_update(of=("self",)).get(pk=share.pk)
        if share.state not in OPEN:
            raise Refusal(
                _("Det finns ingen delning att ta tillbaka."),
                remedy=_("Ladda om sidan och se vad som hände."),
            )
        take_back(share, to=ShareState.WITHDRAWN)
        tell(
            thread, "message.share_withdrawn", _("Tog tillbaka delningen."),
            also=[repost_ref(share.message)], by=by, now=now,
        )  # fmt: skip
    return share
