"""The questions the other rooms ask, against packs in force."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.rules import make_ruled_municipality

from torg.kernel.scope import every_municipality
from torg.people.models import Municipality
from torg.rules.queries import (
    ChannelFacts,
    InboundFacts,
    PostFacts,
    RemovalFacts,
    ReplyFacts,
    Verdict,
    booking_limit,
    calendar,
    check,
    deadline,
    four_eyes,
    removal_terms,
    reply_frame,
    statute,
    watch_duties,
)

NOW = datetime(2026, 9, 8, 8, tzinfo=UTC)


@pytest.fixture
def four(db: None) -> Iterator[dict[str, Municipality]]:
    """The four municipalities with their own rules, seen from system work."""
    names = ("malmo", "goteborg", "stockholm", "vallentuna")
    made = {name: make_ruled_municipality(name) for name in names}
    with every_municipality():
        yield made


def test_one_question_has_four_answers(four: dict[str, Municipality]) -> None:
    friday = datetime(2026, 9, 11, 14, tzinfo=UTC)  # 16.00 in Stockholm
    due = {
        name: deadline(municipality, InboundFacts(network="facebook", arrived_at=friday))
        for name, municipality in four.items()
    }
    limits = {name: found.limit and found.limit.isoformat() for name, found in due.items()}
    assert limits == {
        "malmo": "2026-09-14T14:00:00+00:00",
        "goteborg": None,
        "stockholm": "2026-09-14T14:00:00+00:00",
        "vallentuna": "2026-09-14T15:00:00+00:00",
    }
    assert all(found.explanation and found.citation for found in due.values())
    assert due["goteborg"].due == datetime(2026, 9, 11, 15, tzinfo=UTC)


def test_every_question_is_answered(four: dict[str, Municipality]) -> None:
    malmo, goteborg = four["malmo"], four["goteborg"]
    main = ChannelFacts(network="facebook", channel_class="main")
    bare = PostFacts(network="facebook", channel_class="main", text="Badet öppnar.")
    booking = booking_limit(malmo, main, at=NOW)
    assert booking is not None
    assert booking.max_per_day == 1
    assert [each.verdict for each in check(malmo, bare, NOW)] == [Verdict.STOP]
    reader = four_eyes(goteborg, bare, at=NOW)
    assert reader is not None
    assert not reader.required
    frame = reply_frame(four["stockholm"], ReplyFacts(network="x", responder_given_name="Omar"))
    assert frame.closing == "Vänliga hälsningar, Omar"
    assert len(watch_duties(goteborg, main, date(2026, 9, 8))) == 2
    terms = removal_terms(goteborg, RemovalFacts(network="x", discovered_at=NOW))
    assert terms.deadline == datetime(2026, 9, 9, 8, tzinfo=UTC)
    assert calendar(malmo).is_open(NOW)
    law = statute(malmo, "personal_data", date(2018, 5, 25))
    assert law is not None
    assert str(law).startswith("GDPR")
    assert statute(malmo, "okänd", date(2018, 5, 25)) is None


def test_a_parsed_pack_is_kept_between_questions(four: dict[str, Municipality]) -> None:
    facts = PostFacts(network="facebook", text="Badet öppnar.")
    check(four["malmo"], facts, NOW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        check(four["malmo"], facts, NOW)
    assert len(asked) == 1
    assert "content" not in asked[0]["sql"].split("FROM")[0]
