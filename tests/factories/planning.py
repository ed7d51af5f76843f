"""Municipalities with their rules in force, images and posts ready to send."""

from datetime import datetime
from io import BytesIO

from PIL import Image
from tests.factories.people import make_municipality

from torg.channels.models import Channel
from torg.media.actions import add_image
from torg.media.models import MediaItem
from torg.people.models import Department, Municipality, User
from torg.planning.actions import PostContent
from torg.rules.actions import adopt_pack


def make_ruled(slug: str, now: datetime) -> Municipality:
    """One of the four municipalities with its pack in force since long."""
    tenant = make_municipality(slug=slug, name=slug.capitalize())
    adopt_pack(municipality=tenant, by=None, now=now.replace(year=2026, month=1, day=1))
    return tenant


def make_image(department: Department, by: User, now: datetime) -> MediaItem:
    """A small blue picture with alternative text."""
    out = BytesIO()
    Image.new("RGB", (40, 30), (20, 60, 120)).save(out, "PNG")
    return add_image(
        department=department,
        content=out.getvalue(),
        file_name="bild.png",
        alt="En blå yta",
        by=by,
        now=now,
    )


# What the four have ticked before a post may go out.
TICKED = ("relevant", "graphic_profile")


def content(*channels: Channel, **more: object) -> PostContent:
    """A post that breaks no rule of any of the four; somebody answers questions about it."""
    colleagues = User.objects.filter(municipality__in={each.municipality_id for each in channels})
    values: dict[str, object] = {
        "title": "Badhuset öppnar",
        "text": "Badhuset öppnar på lördag. Läs mer på https://kommun.example/bad",
        "channels": channels,
        "planned_wall": "2026-09-10T09:00",
        "relevance": "Berör alla som badar.",
        "answerer": colleagues.first(),
        "received": "nothing",
        **more,
    }
    return PostContent(**values)  # type: ignore[arg-type]
