"""`python -m tests.browser.journey.world`: four municipalities in the DATA_DIR of the environment.

Built by the rooms' own actions before the desk starts, with a practice network that answers
on PORT meanwhile, since a channel is only connected to an account that can be read. With
`--bluesky` there is one municipality with a Bluesky channel that nobody has connected yet.
"""

import os
import secrets
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "torg.site.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the app registry stands first
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.browser.journey.cast import ADMINISTRATOR, CAST, Part, email_of  # noqa: E402
from tests.browser.journey.towns import TOWNS, Town  # noqa: E402
from tests.factories.people import make_department, make_municipality, make_user  # noqa: E402

from torg.adapters.networks.practice import accounts  # noqa: E402
from torg.adapters.networks.practice.app import Application, create_app  # noqa: E402
from torg.channels.actions import add_channel, connect  # noqa: E402
from torg.kernel.scope import scope  # noqa: E402
from torg.people.actions import add_user, grant_role  # noqa: E402
from torg.people.models import Department, User  # noqa: E402
from torg.rules.actions import adopt_pack  # noqa: E402
from torg.site.wiring import PRACTICE_PREFIX  # noqa: E402


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def practice_network() -> Iterator[Application]:
    """The practice network on the desk's own address, until the block ends."""
    app = create_app(settings.PRACTICE_DIR, PRACTICE_PREFIX)
    port = int(settings.PRACTICE_URL.split(":")[2].split("/")[0])
    with make_server("127.0.0.1", port, app, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield app
        finally:
            server.shutdown()
            thread.join()
            app.close()


def settle(town: Town, now: datetime) -> Department:
    """The municipality, its rules and its people; nobody needs a password in the demo."""
    tenant = make_municipality(slug=town.slug, name=town.name)
    adopt_pack(municipality=tenant, by=None, now=now)
    unit = make_department(municipality=tenant, name="Kommunikationsavdelningen")
    boss = make_user(
        role="administrator",
        municipality=tenant,
        department=None,
        given_name=ADMINISTRATOR.given,
        family_name=ADMINISTRATOR.family,
        title=ADMINISTRATOR.title,
        email=email_of(ADMINISTRATOR, town.slug),
    )
    with scope(tenant.pk):
        for part in CAST:
            employ(part, unit, boss, now)
    # Two towns' people can take back for fifteen seconds, as everybody at first; the others
    # have chosen that what they send leaves at once.
    chosen = {} if town.slug in ("malmo", "vallentuna") else {"undo_seconds": 0}
    people = User.objects.filter(municipality=tenant)
    people.update(is_demo=True, password_is_temporary=False, **chosen)
    return unit


def employ(part: Part, unit: Department, boss: User, now: datetime) -> None:
    """One person with a role for the whole municipality."""
    made = add_user(
        email=email_of(part, unit.municipality.slug),
        given_name=part.given,
        family_name=part.family,
        title=part.title,
        department=unit,
        by=boss,
        now=now,
    )
    grant_role(user=made.user, role=part.role, department=None, by=boss, now=now)


def open_channel(
    practice: Application, unit: Department, *, name: str, network: str, now: datetime
) -> None:
    """A main channel, its account on the practice network, and where that delivers."""
    boss = User.objects.get(email=email_of(ADMINISTRATOR, unit.municipality.slug))
    handle = f"{unit.municipality.slug}.{network}"
    account, token = accounts.open_account(
        practice.site.store, handle=handle, name=name, style=network, now=now
    )
    channel = add_channel(
        department=unit,
        name=name,
        network=network,
        channel_class="main",
        reason="Fanns redan.",
        by=boss,
        now=now,
    )
    secret = secrets.token_urlsafe(32)
    made = connect(
        channel=channel,
        adapter="practice",
        base_url=settings.PRACTICE_URL,
        handle=handle,
        secret=token,
        webhook_secret=secret,
        by=boss,
        now=now,
    )
    accounts.subscribe(
        practice.site.store,
        account.id,
        url=f"{settings.PUBLIC_URL}/webhooks/{made.pk}/",
        secret=secret,
    )


def build(*, bluesky: bool) -> None:
    """Everything, in an empty database."""
    call_command("prepare", stdout=sys.stderr)
    now = timezone.now() - timedelta(days=1)
    if bluesky:
        unit = settle(TOWNS["vallentuna"], now)
        with scope(unit.municipality_id):
            add_channel(
                department=unit,
                name="Kommunen på Bluesky",
                network="bluesky",
                channel_class="ordinary",
                reason="Fanns redan.",
                by=None,
                now=now,
            )
        return
    with practice_network() as practice:
        for town in TOWNS.values():
            unit = settle(town, now)
            with scope(unit.municipality_id):
                open_channel(practice, unit, name=town.page, network="facebook", now=now)
                open_channel(practice, unit, name=f"{town.name} på X", network="x", now=now)


if __name__ == "__main__":
    build(bluesky="--bluesky" in sys.argv)
