"""Two who answer for a channel write how its month went at the same moment (V-89)."""

from datetime import date

import pytest
from tests.factories.inbox import make_desk
from tests.factories.moderation import NOW
from tests.factories.network import wire_talking
from tests.factories.processes import at_once

from torg.channels.actions import keep_figures, note_purpose
from torg.channels.models import ChannelPeriod
from torg.kernel.scope import scope
from torg.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_words_on_a_month_stands_and_the_other_is_told(transactional_db: None) -> None:
    wire_talking()
    desk = make_desk("vallentuna")
    with scope(desk.municipality.pk):

        def count() -> None:
            keep_figures(
                channel=desk.channel,
                since=date(2026, 8, 1),
                until=date(2026, 9, 1),
                figures={"posts": 1, "comments": 2, "answered": 2, "in_time": 1},
                clause="4",
                now=NOW,
            )

        assert at_once(count, count) == ["ok", "ok"]
        period = ChannelPeriod.objects.select_related("channel").get()

        def note(words: str) -> None:
            note_purpose(period=period, note=words, by=desk.lead, now=NOW)

        told = at_once(lambda: note("Den fyllde sitt syfte."), lambda: note("Det blev tyst."))
        assert sorted(told) == ["Refusal", "ok"]
        stands = ChannelPeriod.objects.get()
        (entry,) = Entry.objects.filter(verb="channel.purpose_noted")
        assert stands.note in {"Den fyllde sitt syfte.", "Det blev tyst."}
        assert (stands.noted_by, entry.actor_id) == (desk.lead, str(desk.lead.pk))
