"""Comments that somebody looks through each day, and pages of our own that people write on."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.applications import NOW, make_application, make_office
from tests.factories.inbox import Desk, make_desk
from tests.factories.people import make_user

from torg.channels import actions
from torg.channels.models import Channel, ChannelKind, Outcome
from torg.inbox.actions import round_done
from torg.inbox.queries import duties_of, watch_board
from torg.kernel.refs import Ref
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import User
from torg.rules.queries import ClosingFacts, check

pytestmark = pytest.mark.django_db
NEW = "/kanalregister/ny/"
TUESDAY, SUNDAY = date(2026, 9, 8), date(2026, 9, 6)
AT = datetime(2026, 9, 8, 8, tzinfo=UTC)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def given(desk: Desk, network: str, **more: str) -> dict[str, str]:
    return {
        "name": f"Kanalen {network}",
        "network": network,
        "channel_class": "ordinary",
        "department": str(desk.department.pk),
        "purpose": "Visa parkerna.",
        "reason": "Fanns innan registret.",
        **more,
    }


def keeper(desk: Desk) -> Client:
    """Somebody who keeps the register, in a browser."""
    return browser(make_user(role="register_owner", municipality=desk.municipality))


@pytest.mark.req("M1-45")
def test_where_residents_can_comment_the_watch_is_offered() -> None:
    desk = make_desk("malmo")
    with scope(desk.municipality.pk):
        client = keeper(desk)
        (offered,) = re.findall(r'<input[^>]*name="watch_daily"[^>]*>', client.get(NEW).text)
        assert "checked" in offered
        client.post(NEW, given(desk, "youtube", watch_daily="on"))
        client.post(NEW, given(desk, "vimeo"))
        client.post(NEW, given(desk, "whatsapp", watch_daily="on"))
        held = dict(Channel.objects.values_list("network", "watch_daily"))
        assert (held["youtube"], held["vimeo"], held["whatsapp"]) == (True, False, False)
        youtube = Channel.objects.get(network="youtube")
        assert [duty.rounds for duty in duties_of(youtube, TUESDAY)] == [1]
        assert duties_of(youtube, SUNDAY) == []
        assert duties_of(Channel.objects.get(network="vimeo"), TUESDAY) == []
        shown = client.get(reverse("channels:show_channel", args=[youtube.pk])).text
        assert "kommentera, gilla, följa" in shown


@pytest.mark.req("M1-45")
def test_a_new_channel_begins_with_the_watch_and_may_do_without() -> None:
    office = make_office()
    with scope(office.municipality.pk):
        sent = make_application(office, "sent")
        made = actions.pass_on_application(application=sent, by=office.communicator, now=NOW)
        actions.decide_application(
            application=made,
            outcome=Outcome.APPROVED,
            motive="Behovet finns.",
            by=office.manager,
            now=NOW,
        )
        channel = Channel.objects.get(application=made)
        assert channel.watch_daily
        page = browser(office.communicator).get(f"/kanalregister/{channel.pk}/start/").text
        assert "bevakar kommentarerna varje arbetsdag" in page


@pytest.mark.req("M2-06")
@pytest.mark.parametrize("town", ["goteborg", "vallentuna"])
def test_our_own_site_is_registered_and_watched_and_recorded_as_a_network_channel(
    town: str,
) -> None:
    desk = make_desk(town)
    with scope(desk.municipality.pk):
        client = keeper(desk)
        for network in ("web", "facebook"):
            answer = client.post(NEW, given(desk, network, watch_daily="on"))
            assert answer.status_code == 302
        site = Channel.objects.get(network="web")
        account = Channel.objects.get(network="facebook", name="Kanalen facebook")
        assert site.kind == ChannelKind.OWN_SITE
        assert [(one.rule_id, one.rounds) for one in duties_of(site, TUESDAY)] == [
            (one.rule_id, one.rounds) for one in duties_of(account, TUESDAY)
        ]
        duty = duties_of(site, TUESDAY)[0]
        assert site in [line.channel for line in watch_board(desk.writer, TUESDAY, AT)]
        round_done(channel=site, rule_id=duty.rule_id, note="Två nya.", by=desk.writer, now=AT)
        told = timeline(Ref("channels.channel", str(site.pk)))
        assert any("bevakningsrond" in one.summary for one in told)
        closing = {
            one.pk: [
                (found.rule_id, found.verdict)
                for found in check(
                    desk.municipality,
                    ClosingFacts(network=one.network, channel_class="ordinary", step="archive"),
                    AT,
                )
            ]
            for one in (site, account)
        }
        assert closing[site.pk] == closing[account.pk]
        page = client.get(reverse("channels:show_channel", args=[site.pk])).text
        assert "bevakas för hand" in page
        assert "/anslut/" not in page
