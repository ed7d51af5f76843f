from datetime import datetime

from django.utils.translation import gettext as _

from torg.delivery.actions import cancel
from torg.delivery.queries import of_origin
from torg.delivery.states import ActState
from torg.inbox.actions.compose import locked
from torg.inbox.actions.repost import take_back
from torg.inbox.actions.tell import tell
from torg.inbox.models import Note, Share, Thread
from torg.inbox.queries.leaving import shares_left_by
from torg.inbox.queries.reposting import repost_ref
from torg.inbox.states import ShareState
from torg.people.models import User


def stop_shares(*, person: User, by: User, now: datetime) -> int:
    """No share of a leaver's goes out or waits unseen; how many (S-38).

    In the caller's transaction, who has checked the permission. What the leaver asked for is
    told to colleagues in the conversation; what the leaver only read waits for another reader.
    """
    return sum(_stop(share, person, by, now) for share in shares_left_by(person))


def _stop(share: Share, person: User, by: User, now: datetime) -> int:
    thread = locked(share.message.thread)
    ref = repost_ref(share.message)
    if share.state == ShareState.SENT:
        act = of_origin(ref).filter(state=ActState.DUE).first()
        cause = _("Den som delade har slutat. En kollega läser först.")
        if act is None or not cancel(act=act, cause=cause, by=by, now=now):
            return 0
    only_read = share.asked_by_id != person.pk
    take_back(share, to=ShareState.AWAITING if only_read else ShareState.WITHDRAWN)
    if not only_read:
        _note(share, thread, by, now)
    said = _("Stoppade delningen, den som delade har slutat.")
    tell(thread, "message.share_stopped", said, also=[ref], by=by, now=now)
    return 1


def _note(share: Share, thread: Thread, by: User, now: datetime) -> None:
    said = [
        _("En delning hann inte gå ut innan den som bad om den slutade."),
        _("Dela vidare om det fortfarande behövs."),
    ]
    if share.motive:
        said.append(_("Motivet var: %(motive)s") % {"motive": share.motive})
    Note.objects.create(
        municipality_id=thread.municipality_id,
        thread=thread,
        author=by,
        text=" ".join(said),
        at=now,
    )
