from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from torg.inbox.actions.compose import locked
from torg.inbox.actions.send import AT_ONCE
from torg.inbox.actions.share_steps import judged, let_out
from torg.inbox.actions.tell import tell
from torg.inbox.models import Share
from torg.inbox.permissions import can_repost, check_can_read_share
from torg.inbox.queries.reposting import obstacle, repost_ref, share_digest
from torg.inbox.states import ShareState, move_share
from torg.kernel.refusals import Refusal
from torg.people.models import User


def read_share(
    *,
    share: Share,
    content: str,
    approve: bool,
    note: str = "",
    by: User,
    now: datetime,
    undo: timedelta = AT_ONCE,
) -> Share:
    """Approve a colleague's share, which sends it once, or return it with a reason.

    content: the digest of what the reader saw (queries.reposting.share_digest); anything else
    is not approved. Never one's own. Raises Denied, Refusal.
    """
    check_can_read_share(by, share)
    if not approve and not note.strip():
        raise Refusal(_("Skriv vad som behöver ändras."), field="note")
    with transaction.atomic():
        thread = locked(share.message.thread)
        share = (
            Share.objects.select_for_update(of=("self",))
            .select_related("message", "asked_by")
            .get(pk=share.pk)
        )
        share.message.thread = thread
        if share.state != ShareState.AWAITING:
            raise Refusal(
                _("Delningen väntar inte längre på att läsas."),
                remedy=_("Gå till konversationen och se vad som hände."),
            )
        share.reader, share.read_at, share.reader_note = by, now, note.strip()
        if approve:
            _approve(share, content, by=by, now=now, undo=undo)
        else:
            share.state = move_share(ShareState.AWAITING, ShareState.RETURNED)
            share.save()
            _tell(share, "message.share_returned", _("Lämnade tillbaka delningen."), by, now)
    return share


def _approve(share: Share, content: str, *, by: User, now: datetime, undo: timedelta) -> None:
    if share_digest(share) != content:
        raise Refusal(
            _("Delningen har ändrats sedan du öppnade den."),
            remedy=_("Läs den igen och godkänn sedan."),
            field="content",
        )
    hindrance = obstacle(share.message)
    if hindrance is not None:
        raise hindrance
    if not can_repost(share.asked_by, share.message.thread):
        raise Refusal(
            _("Den som bad om delningen får inte längre dela från kanalen."),
            remedy=_("Lämna tillbaka den. Någon med rätt roll kan dela i stället."),
        )
    judged(share, now)
    share.state = move_share(ShareState.AWAITING, ShareState.SENT)
    _tell(share, "message.share_read", _("Läste delningen och godkände den."), by, now)
    let_out(share, by=by, now=now, undo=undo)


def _tell(share: Share, verb: str, summary: str, by: User, now: datetime) -> None:
    tell(
        share.message.thread,
        verb,
        summary,
        also=[repost_ref(share.message)],
        by=by,
        now=now,
        facts={"content": share_digest(share)},
        content={"note": share.reader_note} if share.reader_note else None,
    )
