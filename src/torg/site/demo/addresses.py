"""The demo on another port than last time: channels and deliveries follow."""

from urllib.parse import urlsplit

from django.conf import settings

from torg.channels.models import ChannelConnection
from torg.channels.queries import webhook_address
from torg.kernel.scope import every_municipality
from torg.site import wiring


def follow_address() -> int:
    """Point what was connected to our own practice network at where it is served now.

    How many connections had to follow. Not an act of anybody: the accounts are the same.
    """
    if not (settings.DEMO and settings.PRACTICE):
        return 0
    place = urlsplit(settings.PRACTICE_URL).path
    with every_municipality():
        moved = [
            row
            for row in ChannelConnection.objects.filter(adapter="practice").exclude(
                base_url=settings.PRACTICE_URL
            )
            if urlsplit(row.base_url).path == place
        ]
        for row in moved:
            row.account_url = row.account_url.replace(row.base_url, settings.PRACTICE_URL, 1)
            row.base_url = settings.PRACTICE_URL
            row.save(update_fields=["base_url", "account_url"])
    if moved:
        heard = [row for row in moved if not row.ended]
        wiring.readdress({row.account_id: webhook_address(row) for row in heard})
    return len(moved)
