"""The month's figures, frozen when it has ended, and the word on the purpose (V-89)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.factories.delivery import make_channel
from tests.factories.inbox import Desk, arrive, make_desk
from tests.factories.network import make_event, wire_talking

from torg.channels.actions import note_purpose
from torg.channels.models import Channel, ChannelPeriod
from torg.channels.queries.periods import notes_waiting
from torg.desk.jobs import count_months
from torg.inbox.models import Message
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.scope import scope
from torg.ledger.models import Entry
from torg.people.models import User
from torg.rules.queries import channel_rules

pytestmark = pytest.mark.django_db
# Just after midnight in Sweden: September has ended, and in UTC it has not.
TURN = datetime(2026, 9, 30, 22, 5, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    wire_talking()
    made = make_desk("vallentuna")
    with scope(made.municipality.pk):
        Channel.objects.update(live_since=date(2026, 2, 3), page_responsible=made.writer)
        made.channel.refresh_from_db()
        yield made


def counted(at: datetime) -> int:
    return count_months(clock=lambda: at)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.req("V-89")
def test_a_month_that_ends_is_counted_once_and_asks_how_the_purpose_was_met(desk: Desk) -> None:
    late = arrive(desk.channel, make_event(text="När öppnar badet?"), now=TURN)
    Message.objects.filter(pk=late.pk).update(
        made_available_at=TURN - timedelta(minutes=6), answered_at=TURN, due_at=TURN
    )
    next_month = arrive(desk.channel, make_event("c2", text="Och biblioteket?"), now=TURN)
    Message.objects.filter(pk=next_month.pk).update(made_available_at=TURN)
    assert counted(TURN - timedelta(minutes=6)) == 1, "August, the last that has ended"
    assert counted(TURN) == 1
    assert counted(TURN) == 0
    assert counted(TURN + timedelta(days=20)) == 0
    september = ChannelPeriod.objects.get(since=date(2026, 9, 1))
    figures = (september.posts, september.comments, september.answered, september.in_time)
    assert figures == (0, 1, 1, 1)
    assert "V-89" in september.clause
    assert Entry.objects.filter(verb="channel.figures_kept").count() == 2
    writer, page = signed_in(desk.writer), reverse("channels:show_periods", args=[desk.channel.pk])
    day = writer.get(reverse("desk:show_day")).text
    assert "Skriv hur kanalen fyllde sitt syfte i september 2026" in day
    empty = writer.post(page, {"period": str(september.pk), "note": " "})
    assert empty.status_code == 422
    note = "Frågorna om badet får svar samma dag."
    assert writer.post(page, {"period": str(september.pk), "note": note}).status_code == 302
    assert note in writer.get(page).text
    assert [one.since for one in notes_waiting(desk.writer)] == [date(2026, 8, 1)]
    again = writer.post(page, {"period": str(september.pk), "note": "En gång till."})
    assert again.status_code == 409
    september.refresh_from_db()
    assert (september.note, september.noted_by) == (note, desk.writer)


def test_months_that_a_still_worker_missed_are_counted_one_by_one(desk: Desk) -> None:
    assert counted(TURN) == 1
    assert counted(datetime(2027, 1, 1, 9, tzinfo=UTC)) == 3
    firsts = ChannelPeriod.objects.order_by("since").values_list("since", flat=True)
    assert list(firsts) == [date(2026, month, 1) for month in (9, 10, 11, 12)]


def test_a_new_channel_waits_for_its_first_month_to_end(desk: Desk) -> None:
    new = make_channel(department=desk.department)
    Channel.objects.filter(pk=new.pk).update(live_since=date(2026, 10, 1))
    assert counted(TURN) == 1
    assert counted(datetime(2026, 11, 1, 9, tzinfo=UTC)) == 2


def test_nobody_is_asked_where_no_rule_asks_and_only_who_answers_for_it_writes(
    desk: Desk,
) -> None:
    other = make_desk("malmo")
    with scope(other.municipality.pk):
        Channel.objects.update(live_since=date(2026, 2, 3))
        assert channel_rules(other.municipality, TURN) is not None
        assert counted(TURN) == 1, "Vallentuna's alone"
        assert not ChannelPeriod.objects.exists()
    period = ChannelPeriod.objects.get()
    with pytest.raises(Denied):
        note_purpose(period=period, note="Bra.", by=desk.centre, now=TURN)
    assert not notes_waiting(desk.lead)
    Channel.objects.update(page_responsible=None)
    assert [one.pk for one in notes_waiting(desk.lead)] == [period.pk]
    with pytest.raises(Refusal):
        note_purpose(period=period, note=" ", by=desk.writer, now=TURN)


def test_a_span_is_counted_once_and_noted_by_somebody_in_the_database_too(desk: Desk) -> None:
    counted(TURN)
    period = ChannelPeriod.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelPeriod.objects.filter(pk=period.pk).update(noted_at=TURN, note="Utan namn.")
    period.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        period.save(force_insert=True)
