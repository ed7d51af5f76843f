"""A channel's own principles: stricter for itself, by two people, shown as its own."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_municipality, make_user
from tests.factories.rules import DAY_BOOKING, LONG_AGO, malmo_edition

from torg.kernel.scope import scope
from torg.rules.actions import adopt_pack
from torg.rules.models import ChangeProposal
from torg.rules.queries import pack_in_force

pytestmark = pytest.mark.django_db


def test_a_channel_is_made_stricter_by_two_of_its_own(tmp_path: Path) -> None:
    municipality = make_municipality(slug="malmo", name="Malmö")
    folder = malmo_edition(tmp_path)
    file = folder / "pack.toml"
    loose = file.read_text("utf-8").replace('verdict = "stop"', 'verdict = "warn"', 1)
    loose = loose.replace('expected = "stop"', 'expected = "warn"', 1)
    file.write_text(loose, encoding="utf-8")
    adopt_pack(municipality=municipality, by=None, now=LONG_AGO, folder=folder)
    unit = make_department(municipality=municipality)
    with scope(municipality.pk):
        channel = make_channel(department=unit, network="facebook", channel_class="main")
    first, second, writer = Client(), Client(), Client()
    for client, role in ((first, "account_lead"), (second, "account_lead"), (writer, "official")):
        client.force_login(make_user(role=role, municipality=municipality, department=unit))
    to = reverse("channels:propose_principle", kwargs={"channel_id": channel.pk})
    assert writer.get(to).status_code == 403
    assert "Stoppar: Högst 1 inlägg" in first.get(to).content.decode()
    sent = {
        "choice": f"{DAY_BOOKING} stop", "reason": "En om dagen räcker", "body": "enhetschefen",
        "from_day": str(timezone.localdate()),
    }  # fmt: skip
    assert first.post(to, {**sent, "choice": f"{DAY_BOOKING} advise"}).status_code == 422
    assert first.post(to, {**sent, "body": ""}).status_code == 422
    first.post(to, sent)
    with scope(municipality.pk):
        held = ChangeProposal.objects.get()
    approve = reverse("rules:approve_change", kwargs={"proposal_id": held.pk})
    assert first.post(approve).status_code == 403
    told = second.post(approve, follow=True).content.decode()
    assert "Kanalens egna principer" in told
    shown = first.get(to).content.decode()
    assert "Strängare på den här kanalen" in shown
    assert "enhetschefen" in shown
    with scope(municipality.pk):
        pack = pack_in_force(municipality).pack
    assert pack.principles[str(channel.pk)][DAY_BOOKING].verdict == "stop"
    assert pack.rule(DAY_BOOKING).verdict == "warn"
