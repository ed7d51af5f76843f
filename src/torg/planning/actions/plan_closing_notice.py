"""A closing's notice to the followers as an ordinary planned post (G-62, G-63)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.actions import add_notice, note_told
from torg.channels.models import Closing, ClosingNotice
from torg.channels.queries.closing import notice_text, standing
from torg.people.models import User
from torg.planning.actions.write_post import PostContent, write_post
from torg.planning.models import Post
from torg.planning.queries import published_at


def plan_closing_notice(
    *,
    closing: Closing,
    why: str,
    referral: str,
    planned_wall: str,
    fold: str = "",
    received: str = "",
    by: User,
    now: datetime,
) -> Post:
    """A draft with the municipality's words, which goes the way that every post goes.

    planned_wall: local "YYYY-MM-DDTHH:MM". received: as in PostContent. Raises Denied, Refusal
    (a slot is empty, citing the clause; not the notices' turn).
    """
    channel = closing.channel
    text = notice_text(standing(closing, now).plan, why, referral)
    content = PostContent(
        title=_("Kanalen stänger: %(channel)s") % {"channel": channel.name},
        text=text,
        channels=[channel],
        planned_wall=planned_wall,
        fold=fold,
        received=received,
        relevance=_("Följarna behöver veta vart de ska vända sig."),
    )
    with transaction.atomic():
        post = write_post(department=channel.department, content=content, by=by, now=now)
        add_notice(
            closing=closing, why=why, referral=referral, text=text, post=post.pk, by=by, now=now
        )
    return post


def note_published(*, notice: ClosingNotice, now: datetime) -> bool:
    """Tell the closing that its notice's post is out; False while it is not."""
    at = published_at(notice.post, notice.closing.channel_id) if notice.post else None
    if at is None:
        return False
    zone = ZoneInfo(notice.closing.channel.municipality.timezone)
    return note_told(notice=notice, on=at.astimezone(zone).date(), now=now)
