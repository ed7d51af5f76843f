"""The whole way on the practice network: a resident writes, we report, decide, and it is gone."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.drills.network import Outside, practice_network
from tests.factories.inbox import make_desk
from tests.factories.moderation import deliver, moderator_of

from torg.adapters.http import GuardedClient
from torg.adapters.networks.practice.client import PracticeNetwork
from torg.channels.models import ChannelConnection
from torg.channels.queries import keyring
from torg.inbox import jobs as inbox
from torg.inbox.models import Message
from torg.kernel.scope import scope
from torg.moderation import jobs
from torg.moderation.models import Case
from torg.moderation.states import CaseState
from torg.people.models import User
from torg.ports.registry import register

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def acts_of(outside: Outside) -> list[str]:
    """What our account asked the network for, in the network's own words."""
    return [str(line["kind"]) for line in outside.log() if line.get("key")]


@pytest.mark.req("G-35", "V-67")
@pytest.mark.parametrize("measure", ["hide", "delete"])
def test_a_comment_is_sealed_then_taken_down(tmp_path: Path, measure: str) -> None:
    with practice_network(tmp_path / "network") as outside:
        register("practice", PracticeNetwork(GuardedClient((outside.url,))))
        account = outside.account("provkommun")
        desk = make_desk("vallentuna")
        moderator = moderator_of(desk)
        with scope(desk.municipality.pk):
            ChannelConnection.objects.filter(channel=desk.channel).update(
                adapter="practice",
                base_url=outside.url,
                account_id=account["id"],
                handle=account["handle"],
                secret=keyring().seal(account["token"]),
            )
        outside.resident(
            "Rut Prov", "visitor_post", handle="provkommun", text="Försvinn härifrån, allihop!"
        )
        inbox.poll_channels()
        inbox.process_spool()
        with scope(desk.municipality.pk):
            message = Message.objects.get(text="Försvinn härifrån, allihop!")
        signed_in(desk.writer).post(
            reverse("moderation:report_message", args=[message.pk]),
            {"context": "Skrivet på vår sida, riktat mot andra besökare."},
        )
        deliver(desk, timezone.now(), settings.LOCKS)
        assert acts_of(outside) == [], "sealed, but nobody has decided"
        with scope(desk.municipality.pk):
            case = Case.objects.select_related("evidence").get()
        assert case.evidence.payload_digest, "the network's own words are sealed"
        signed_in(moderator).post(
            reverse("moderation:decide", args=[case.pk]),
            {"measure": measure, "ground": "offensive", "assessment": "Jagar bort andra."},
        )
        deliver(desk, timezone.now() + moderator.undo_span, settings.LOCKS)
        assert acts_of(outside) == [measure]
        assert jobs.follow_decisions() == 1
        with scope(desk.municipality.pk):
            case.refresh_from_db()
            message.refresh_from_db()
        assert case.state == CaseState.CARRIED_OUT
        assert case.carried_out_at is not None
        assert case.evidence.sealed_at < case.carried_out_at
        assert bool(message.hidden_at if measure == "hide" else message.removed_at)
