"""From the moment that a channel starts, residents find it and its editors may work."""

from datetime import date, datetime, timedelta

import pytest
from tests.factories.applications import make_application, make_office
from tests.factories.people import make_user

from torg.channels.actions import (
    Preparation,
    add_channel,
    change_channel,
    prepare_channel,
    start_channel,
    tick,
)
from torg.channels.actions.set_member import take_in_editors
from torg.channels.models import Channel, TeamMember
from torg.channels.permissions import may
from torg.channels.queries.genuine import Verdict, look_up
from torg.kernel.scope import scope
from torg.people.models import User
from torg.people.permissions import Permission

pytestmark = pytest.mark.django_db
ITEMS = ("profile_picture", "description", "page_rules")


def test_the_handle_typed_before_the_start_is_official_at_once(now: datetime) -> None:
    office = make_office()
    with scope(office.municipality.pk):
        one, left, two = (make_user(municipality=office.municipality) for _ in range(3))
        left.is_active = False
        left.save(update_fields=["is_active"])
        make_application(office, "approved", editors=tuple(str(who.pk) for who in (one, left, two)))
        channel = Channel.objects.get()
        told = Preparation(
            handle="fritid.prov",
            purpose="Visa fritiden.",
            tone="Rak.",
            page_responsible=office.communicator,
            accountable_manager=office.manager,
        )
        prepare_channel(channel=channel, preparation=told, by=office.applicant, now=now)
        network = channel.network
        assert look_up("fritid.prov", network).verdict is Verdict.UNKNOWN
        for item in ITEMS:
            tick(channel=channel, item=item, done_on=date(2026, 1, 1), by=office.applicant, now=now)
        start_channel(channel=channel, by=office.applicant, now=now)
        assert look_up("fritid.prov", network).verdict is Verdict.OFFICIAL
        assert set(TeamMember.objects.values_list("user", flat=True)) == {one.pk, two.pk}
        live = Channel.objects.get()
        member = User.objects.get(pk=one.pk)
        assert may(member, Permission.REPLY, live)
        assert not may(member, Permission.HIDE, live)
        assert not may(left, Permission.REPLY, live)
        assert take_in_editors(channel=live, by=office.manager, now=now) == 2
        assert TeamMember.objects.count() == 2


def test_a_corrected_handle_is_known_before_anything_sweeps(now: datetime) -> None:
    office = make_office()
    with scope(office.municipality.pk):
        keeper = make_user(role="communications_department", municipality=office.municipality)
        channel = add_channel(
            department=office.department, name="Bad", network="instagram", reason="Fanns redan.",
            handle="badet.gammalt", contact_person=keeper, by=None, now=now,
        )  # fmt: skip
        assert look_up("@badet.gammalt", "instagram").verdict is Verdict.OFFICIAL
        change_channel(
            channel=channel,
            changes={"handle": "badet.nytt"},
            by=keeper,
            now=now + timedelta(hours=1),
        )
        assert look_up("badet.nytt", "instagram").verdict is Verdict.OFFICIAL
        assert look_up("badet.gammalt", "instagram").verdict is Verdict.FORMER
