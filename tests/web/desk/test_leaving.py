"""A person leaves: what is said before the press, what ends at once, and what is left to do."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.inbox import arrive
from tests.factories.people import make_department, make_user
from tests.factories.planning import TICKED, content, make_ruled
from tests.unit.channels.test_access import Keys, make_keys

from torg.channels.actions import AccessWish, Safety, grant_access, note_safety, request_access
from torg.channels.models import (
    Channel,
    ChannelAccess,
    Departure,
    DepartureTask,
    TaskKind,
    TeamMember,
)
from torg.channels.queries.access import waiting_access
from torg.desk.actions import let_go
from torg.inbox.actions import claim
from torg.kernel.scope import scope
from torg.people.actions import issue_token
from torg.people.models import AccessToken, User
from torg.planning import actions as planning
from torg.planning.models import Post, Review
from torg.planning.queries import content_hash

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(db: None) -> Iterator[Keys]:
    made = make_keys("stockholm")
    with scope(made.channel.municipality_id):
        yield made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def admin_of(keys: Keys) -> User:
    return make_user(role="administrator", municipality=keys.channel.municipality)


def let_in(keys: Keys, channel: Channel, person: User) -> ChannelAccess:
    now = timezone.now()
    wish = AccessWish(user=person, level="full", reason="Sköter kontot.", shared_login=True)
    asked = request_access(channel=channel, wish=wish, by=person, now=now)
    return grant_access(access=asked, note="", by=keys.keeper, now=now)


def leave_page(person: User) -> str:
    return reverse("desk:leave_person", args=[person.pk])


@pytest.mark.req("S-38")
def test_login_closes_at_once_and_three_accesses_are_three_tasks_until_confirmed(
    keys: Keys,
) -> None:
    leaver, admin = keys.person, browser(admin_of(keys))
    unit = keys.channel.department
    channels = [keys.channel, make_channel(department=unit), make_channel(department=unit)]
    rows = [let_in(keys, channel, leaver) for channel in channels]
    TeamMember.objects.create(municipality=unit.municipality, channel=channels[0], user=leaver)
    issue_token(name="Skript", days=9, by=leaver, now=timezone.now())
    session = browser(leaver)
    before = admin.get(leave_page(leaver)).text
    assert "Inget har hänt än" in before
    assert "Ingen annan kommer in på de här kontona" in before
    assert session.get(reverse("mfa_index")).status_code == 200

    answer = admin.post(leave_page(leaver))
    departure = Departure.objects.get()
    page = reverse("desk:show_departure", args=[departure.pk])
    assert answer["Location"] == page
    assert session.get(reverse("mfa_index")).status_code == 302
    assert not AccessToken.objects.filter(user=leaver, withdrawn_at__isnull=True).exists()
    assert not TeamMember.objects.filter(user=leaver).exists()
    removal = DepartureTask.objects.filter(kind=TaskKind.ACCESS)
    assert {task.access for task in removal} == set(rows)
    assert DepartureTask.objects.filter(kind=TaskKind.PASSWORD).count() == 3
    keeper = browser(keys.keeper)
    assert "har slutat" in keeper.get(reverse("desk:show_day")).text
    assert len(waiting_access(keys.keeper, timezone.now())) == 3, "nobody else gets in"
    for task in DepartureTask.objects.all():
        assert leaver.full_name in keeper.get(reverse("desk:list_departures")).text
        settle = reverse("desk:settle_departure_task", args=[task.pk])
        assert keeper.post(settle, {"proof": ""}).status_code == 422
        assert keeper.post(settle, {"proof": "Borta, jag såg listan."}).status_code == 302
        assert keeper.post(settle, {"proof": "Igen."}).status_code == 409
    departure.refresh_from_db()
    assert departure.state == "done"
    assert "Allt är klart" in keeper.get(page).text
    assert set(ChannelAccess.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_task_is_not_opened_again_nor_done_without_proof(keys: Keys) -> None:
    let_in(keys, keys.channel, keys.person)
    browser(admin_of(keys)).post(leave_page(keys.person))
    task = DepartureTask.objects.filter(kind=TaskKind.ACCESS)
    done = {"state": "done", "done_at": timezone.now(), "done_by": keys.keeper}
    with pytest.raises(IntegrityError), transaction.atomic():
        task.update(**done)
    task.update(**done, proof="Borta.")
    with pytest.raises(IntegrityError), transaction.atomic():
        task.update(state="open")


def test_codes_the_leaver_keeps_are_a_task_of_their_own(keys: Keys) -> None:
    row = let_in(keys, keys.channel, keys.person)
    safety = Safety(two_factor=True, keeps_codes=True, level="full")
    note_safety(access=row, safety=safety, by=keys.keeper, now=timezone.now())
    browser(admin_of(keys)).post(leave_page(keys.person))
    assert {task.kind for task in DepartureTask.objects.all()} == {"access", "codes"}


@pytest.mark.req("V-26")
def test_a_managers_leaving_makes_a_handover_task_with_its_clause() -> None:
    keys = make_keys("vallentuna")
    with scope(keys.channel.municipality_id):
        channel, manager = keys.channel, keys.person
        channel.accountable_manager = manager
        channel.save()
        keeper = browser(keys.keeper)
        shown = keeper.get(reverse("channels:show_channel", args=[channel.pk])).text
        assert manager.full_name in shown
        browser(admin_of(keys)).post(leave_page(manager))
        task = DepartureTask.objects.get()
        assert (task.kind, task.part) == ("handover", "accountable_manager")
        assert "V-26" in task.cited
        settle = reverse("desk:settle_departure_task", args=[task.pk])
        early = keeper.post(settle, {"proof": "Ny chef"})
        assert early.status_code == 409
        assert "efterträdare" in early.text
        channel.accountable_manager = keys.keeper
        channel.save()
        assert keeper.post(settle, {"proof": "Ny chef"}).status_code == 302


def test_what_the_leaver_planned_waits_for_a_colleague(now: datetime) -> None:
    wire_scripted()
    town = make_ruled("malmo", now)
    with scope(town.pk):
        author = make_user(role="communicator", municipality=town)
        lead, colleague, admin = (
            make_user(role=role, municipality=town)
            for role in ("account_lead", "communicator", "administrator")
        )
        channel = make_channel(department=make_department(municipality=town))
        post = planning.write_post(
            department=channel.department, content=content(channel), by=author, now=now
        )
        post = planning.submit(post=post, by=author, now=now)
        read = content_hash(post)
        planning.approve(post=post, content=read, checks=TICKED, by=lead, now=now)
        assert post.title in browser(admin).get(leave_page(author)).text
        assert browser(admin).post(leave_page(author)).status_code == 409, "somebody takes over"
        assert User.objects.get(pk=author.pk).is_active
        let_go(user=author, colleague=colleague, by=admin, now=now)
        post = Post.objects.get()
        assert (post.state, post.author) == ("returned", colleague)
        assert not Review.objects.filter(voided_at__isnull=True).exists()
        assert post.planned_at is not None
        planning.release(post=post, now=post.planned_at)
        assert Post.objects.get().state == "returned"
        assert post.title in browser(colleague).get(reverse("desk:show_day")).text


def test_a_conversation_in_hand_goes_back_to_all(keys: Keys) -> None:
    message = arrive(keys.channel)
    thread = claim(thread=message.thread, by=keys.person, now=timezone.now())
    browser(admin_of(keys)).post(leave_page(keys.person))
    thread.refresh_from_db()
    assert (thread.state, thread.assigned_to) == ("new", None)
