"""What sharing has in common, alone or with a reader: begun, judged, let out."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from torg.delivery.actions import enqueue
from torg.delivery.states import ActState
from torg.inbox.actions.send import target_of
from torg.inbox.actions.tell import tell
from torg.inbox.models import Message, Share
from torg.inbox.queries import news
from torg.inbox.queries.reposting import (
    Reposting,
    Sharing,
    obstacle,
    repost_ref,
    reposting,
    reposts_of,
    share_digest,
    sharing_of,
)
from torg.inbox.states import ShareState, move_share
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.ports.network import ActKind
from torg.rules.queries import Verdict, pack_in_force

# A finding's field as the dialog names it.
FIELDS = {"share": "co_arranged_with", "source": "source_checked"}


def already_shared() -> Refusal:
    """It stands on the network, or is on its way."""
    return Refusal(_("Vi har redan delat det."), remedy=_("Ladda om sidan."))


def begun(message: Message, sharing: Sharing, to: ShareState, *, by: User, now: datetime) -> Share:
    """The message's share as it is asked for now, on a locked thread. Saves nothing.

    Raises Refusal where nothing can be shared, or it waits or is shared already.
    """
    _check_standing(message, sharing)
    share = Share.objects.select_for_update().filter(message=message).first()
    if share is None:
        share = Share(municipality_id=message.municipality_id, message=message, state=to)
    elif share.state == ShareState.AWAITING:
        raise Refusal(
            _("En kollega är redan ombedd att läsa delningen."),
            remedy=_("Vänta på läsningen, eller ta tillbaka delningen först."),
        )
    else:
        share.state = move_share(ShareState(share.state), to)
    share.message = message
    share.asked_by, share.asked_at = by, now
    share.co_arranged_with = sharing.co_arranged_with
    share.source_checked = sharing.source_checked
    share.motive = sharing.motive
    share.reader = share.read_at = share.sent_at = None
    share.reader_note = ""
    return share


def _check_standing(message: Message, sharing: Sharing) -> None:
    """It can be shared as it was seen, and no edition of it is out or on its way."""
    hindrance = obstacle(message)
    if hindrance is not None:
        raise hindrance
    if sharing.known and news(message.thread, sharing.known):
        raise Refusal(
            _("Det har kommit något nytt i konversationen sedan du öppnade den."),
            remedy=_("Läs det nya ovanför. Välj sedan Dela ändå, eller avbryt."),
            field="despite_newer",
        )
    editions = message.thread.messages.filter(network_id=message.network_id)
    going = any(act.state != ActState.REFUSED for act in reposts_of(editions))
    if going or Share.objects.filter(message__in=editions, state=ShareState.SENT).exists():
        raise already_shared()


def judged(share: Share, now: datetime) -> Reposting:
    """What the rules say. Raises Refusal on a stop, and on a warning without a motive."""
    said = reposting(share.message, sharing_of(share), at=now)
    for finding in said.findings:
        if finding.verdict is Verdict.STOP:
            raise Refusal(
                finding.message,
                remedy=_("Skriv hellre ett eget inlägg om samma sak."),
                cite=str(finding.citation),
                field=FIELDS.get(finding.field, ""),
            )
    warned = [one for one in said.findings if one.verdict is Verdict.WARN]
    if warned and not share.motive.strip():
        raise Refusal(
            warned[0].message,
            remedy=_("Skriv varför det ska delas ändå."),
            cite=str(warned[0].citation),
            field="motive",
        )
    return said


def let_out(share: Share, *, by: User, now: datetime, undo: timedelta) -> None:
    """Save the share as sent and store its act, once for the message."""
    message, thread = share.message, share.message.thread
    share.sent_at = now
    share.save()
    ref = repost_ref(message)
    enqueue(
        channel=thread.channel,
        kind=ActKind.REPOST,
        payload={"target": target_of(message, thread)},
        origin=ref,
        by=by,
        now=now,
        due_at=now + undo,
    )
    tell(
        thread,
        "message.reposted",
        _("Delade vidare som %(channel)s.") % {"channel": thread.channel},
        also=[Ref("inbox.message", str(message.pk)), ref],
        by=by,
        now=now,
        facts={
            "pack": pack_in_force(thread.municipality, now).digest,
            "content": share_digest(share),
            "asked_by": str(share.asked_by_id),
        },
        content={"motive": share.motive, "together": share.co_arranged_with},
    )
