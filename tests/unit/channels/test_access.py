"""Who gets into an account: asked for, granted by the right person, confirmed, taken away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories.delivery import make_channel
from tests.factories.people import make_department, make_user
from tests.factories.rules import make_ruled_municipality

from torg.channels import actions
from torg.channels.actions import AccessWish, Safety
from torg.channels.models import Channel, ChannelAccess
from torg.channels.queries import access as read
from torg.channels.queries.launching import launch_facts, launch_findings
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.queries import timeline
from torg.people.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 8, 8, tzinfo=UTC)
WHY = "Publicerar om badhusen."


@dataclass
class Keys:
    """A channel, whoever keeps its access, and somebody who wants in."""

    channel: Channel
    keeper: User
    person: User

    def asked(self, person: User | None = None) -> ChannelAccess:
        wish = AccessWish(user=person or self.person, level="full", reason=WHY)
        return actions.request_access(channel=self.channel, wish=wish, by=self.person, now=NOW)

    def granted(self, person: User | None = None) -> ChannelAccess:
        asked = self.asked(person)
        return actions.grant_access(access=asked, note="", by=self.keeper, now=NOW)


def make_keys(slug: str, **where: str) -> Keys:
    town = make_ruled_municipality(slug)
    unit = make_department(municipality=town)
    role = "main_account_owner" if where else "account_lead"
    people = [make_user(role=one, municipality=town) for one in (role, "communicator")]
    return Keys(make_channel(department=unit, **where), people[0], people[1])


@pytest.fixture
def keys(db: None) -> Iterator[Keys]:
    made = make_keys("stockholm")
    with scope(made.channel.municipality_id):
        yield made


@pytest.mark.req("M1-42")
def test_the_main_accounts_contact_grants_and_nobody_else() -> None:
    made = make_keys("malmo", network="facebook", channel_class="main")
    with scope(made.channel.municipality_id):
        asked = made.asked()
        lead = make_user(role="account_lead", municipality=made.channel.municipality)
        with pytest.raises(Denied) as told:
            actions.grant_access(access=asked, note="", by=lead, now=NOW)
        assert "M1-42" in told.value.cite
        assert ChannelAccess.objects.get().state == "requested"
        given = actions.grant_access(access=asked, note="Ja.", by=made.keeper, now=NOW)
        row = ChannelAccess.objects.get(pk=given.pk)
        assert (row.user, row.channel, row.level) == (made.person, made.channel, "full")
        assert (row.decided_by, row.decided_at) == (made.keeper, NOW)
        other = make_user(municipality=made.channel.municipality)
        refused = made.asked(other)
        actions.decline_access(access=refused, note="Behövs inte.", by=made.keeper, now=NOW)
        inside = [one.user for one in read.of_channel(made.channel) if one.gets_in]
        assert inside == [made.person], "a declined wish is no right"


def test_nobody_lets_themselves_in(keys: Keys) -> None:
    asked = keys.asked(keys.keeper)
    with pytest.raises(Denied):
        actions.grant_access(access=asked, note="", by=keys.keeper, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelAccess.objects.filter(pk=asked.pk).update(
            state="granted", decided_by=keys.keeper, decided_at=NOW
        )


def test_a_person_is_asked_for_once_and_a_bureau_too(keys: Keys) -> None:
    keys.asked()
    with pytest.raises(Refusal, match="finns redan"):
        keys.asked()
    bureau = AccessWish(holder_name="Provbyrån", level="publish", reason=WHY)
    ask = actions.request_access
    ask(channel=keys.channel, wish=bureau, by=keys.person, now=NOW)
    with pytest.raises(Refusal, match="finns redan"):
        ask(channel=keys.channel, wish=bureau, by=keys.person, now=NOW)
    nobody = AccessWish(level="read", reason=WHY)
    with pytest.raises(Refusal) as told:
        ask(channel=keys.channel, wish=nobody, by=keys.person, now=NOW)
    assert told.value.field == "user"


def test_the_state_moves_one_way_and_a_withdrawal_has_its_proof(keys: Keys) -> None:
    row = keys.granted()
    with pytest.raises(Refusal):
        actions.withdraw_access(access=row, proof=" ", by=keys.keeper, now=NOW)
    for wrong in ("requested", "declined", "withdrawn"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChannelAccess.objects.filter(pk=row.pk).update(state=wrong)
    actions.withdraw_access(access=row, proof="Borta ur listan.", by=keys.keeper, now=NOW)
    with pytest.raises(Refusal, match="redan ändrat"):
        actions.withdraw_access(access=row, proof="Igen.", by=keys.keeper, now=NOW)
    verbs = [one.verb for one in timeline(Ref("channels.access", str(row.pk)))]
    assert {"channel.access_requested", "channel.access_granted", "channel.access_withdrawn"} == {
        *verbs
    }


def test_a_quarter_without_a_look_is_overdue_until_the_list_is_confirmed(keys: Keys) -> None:
    row = keys.granted()
    seen = [row.pk]
    newer = keys.granted(make_user(municipality=keys.channel.municipality))

    def late(at: datetime) -> set[object]:
        rows = read.rows_of(read.of_channel(keys.channel), keys.keeper, at)
        return {one.access.pk for one in rows if one.late}

    quarter = NOW + read.QUARTER
    assert late(quarter - timedelta(days=1)) == set()
    assert late(quarter) == {row.pk, newer.pk}
    assert read.waiting_access(keys.keeper, quarter)[0][1].overdue == 2
    assert read.waiting_access(keys.person, quarter) == [], "who keeps no access confirms nothing"
    number = actions.confirm_access(channel=keys.channel, rows=seen, by=keys.keeper, now=quarter)
    assert number == 1
    assert late(quarter) == {newer.pk}, "what the person did not see is not confirmed"


@pytest.mark.req("S-37")
def test_the_security_list_is_red_without_a_second_factor(keys: Keys) -> None:
    row = keys.granted()

    def mark() -> read.Mark | None:
        (one,) = read.rows_of(read.accesses_visible_to(keys.keeper), keys.keeper, NOW)
        return next(iter(one.marks), None)

    unknown = mark()
    assert unknown is not None
    assert unknown.tone == "warning"
    safety = Safety(two_factor=False, level="full")
    actions.note_safety(access=row, safety=safety, by=keys.keeper, now=NOW)
    red = mark()
    assert red is not None
    assert (red.tone, "S-37" in str(red.clause)) == ("danger", True)
    held = Safety(two_factor=True, two_factor_how="app", level="full")
    actions.note_safety(access=row, safety=held, by=keys.keeper, now=NOW)
    assert mark() is None
    assert ChannelAccess.objects.get().two_factor_on == timezone.localdate(NOW)


def test_the_launch_list_reads_the_register_where_it_has_rows(keys: Keys) -> None:
    channel = keys.channel
    by_hand = launch_facts(channel, {"two_factor", "page_rules"})
    assert by_hand.ticked == {"two_factor", "page_rules"}
    row = keys.granted()
    assert launch_facts(channel, {"two_factor", "two_holders", "page_rules"}).ticked == {
        "page_rules"
    }
    cited = [str(one.citation) for one in launch_findings(channel, (), keys.keeper, NOW)]
    assert any("S-37" in one for one in cited)
    other = keys.granted(make_user(municipality=channel.municipality))
    for one in (row, other):
        safety = Safety(two_factor=True, level="full")
        actions.note_safety(access=one, safety=safety, by=keys.keeper, now=NOW)
    assert launch_facts(channel, ()).ticked == {"two_factor", "two_holders"}


def test_an_account_that_only_a_leaver_holds_is_an_alarm(keys: Keys) -> None:
    row = keys.granted()
    standing = read.channel_standing(keys.channel, keys.keeper, NOW)
    assert not standing.alone
    assert row.user is not None
    row.user.is_active = False
    row.user.save(update_fields=["is_active"])
    assert read.channel_standing(keys.channel, keys.keeper, NOW).alone
    assert read.waiting_access(keys.keeper, NOW)[0][1].alone
