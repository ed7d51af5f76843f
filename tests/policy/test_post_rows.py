"""The ledger's own test sentences on posts and replies, and what a finding says."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.policy.packs import changed, engine, rule_of

from torg.policy.engine import Engine
from torg.policy.facts import ChannelFacts, PostFacts, ReplyFacts
from torg.policy.findings import Finding, Verdict

NOON = datetime(2026, 9, 8, 10, tzinfo=UTC)
DAY = date(2026, 9, 8)
IMAGE = frozenset({"image"})


def post(asked: Engine | str, at: datetime = NOON, **facts: Any) -> list[Finding]:
    used = engine(asked) if isinstance(asked, str) else asked
    return used.check(PostFacts(**{"network": "facebook", "elements": IMAGE, **facts}), at)


def verdicts(found: list[Finding]) -> dict[str, Verdict]:
    return {ledger: each.verdict for each in found for ledger in each.citation.ledger_ids[:1]}


@pytest.mark.req("M1-28")
def test_a_second_item_is_refused_on_facebook_and_taken_on_x() -> None:
    second: dict[str, Any] = {"channel_class": "main", "planned_for": DAY, "posts_by_day": {DAY: 1}}
    refused = post("malmo", **second)
    assert verdicts(refused) == {"M1-29": Verdict.STOP}
    assert post("malmo", **second, network="x") == []


def test_the_booking_rule_tells_its_reason() -> None:
    facts = ChannelFacts(network="facebook", channel_class="main")
    found = engine("malmo").booking_limit(facts, NOON)
    assert found is not None
    assert found.max_per_day == 1
    assert found.reviewed
    assert found.reason in found.message
    assert "M1-29" in str(found.citation)
    assert found.help_key == "dagbokning"
    assert engine("malmo").booking_limit(ChannelFacts(network="facebook"), NOON) is None
    assert engine("vallentuna").booking_limit(facts, NOON) is None


@pytest.mark.req("M2-15")
def test_an_ordinary_page_is_warned_at_two_and_stopped_at_three() -> None:
    assert post("malmo", planned_for=DAY) == []
    assert verdicts(post("malmo", planned_for=DAY, posts_by_day={DAY: 1})) == {
        "M2-15": Verdict.WARN
    }
    assert verdicts(post("malmo", planned_for=DAY, posts_by_day={DAY: 2})) == {
        "M2-15": Verdict.STOP
    }


@pytest.mark.req("M1-40")
def test_text_alone_is_stopped_on_the_main_page() -> None:
    main: dict[str, Any] = {"channel_class": "main", "text": "Badet öppnar."}
    found = post("malmo", **main, elements=frozenset())
    assert verdicts(found) == {"M1-40": Verdict.STOP}
    for element in ("link", "image", "video"):
        assert post("malmo", **main, elements=frozenset({element})) == []


@pytest.mark.req("V-75")
def test_a_link_does_not_stand_for_an_image_in_vallentuna() -> None:
    linked: dict[str, Any] = {"text": "https://vallentuna.se", "elements": frozenset({"link"})}
    assert verdicts(post("vallentuna", **linked)) == {"V-75": Verdict.STOP}
    assert post("vallentuna", text="Bad", elements=IMAGE) == []
    assert post("malmo", **linked, channel_class="main") == []

    def softer(raw: dict[str, Any]) -> None:
        rule = rule_of(raw, "vallentuna.post.image")
        rule["verdict"] = "warn"

    assert verdicts(post(changed("vallentuna", softer), **linked)) == {"V-75": Verdict.WARN}


SHARED: dict[str, Any] = {"channel_class": "main", "shared_from": "https://facebook.example/1"}


@pytest.mark.req("M1-34", "M1-35")
def test_sharing_is_stopped_with_both_reasons() -> None:
    (found,) = post("malmo", **SHARED)
    assert found.verdict is Verdict.STOP
    assert "M1-34" in found.citation.ledger_ids
    assert "kvalitet" in found.message
    assert "svara på frågor" in found.message


def test_something_arranged_together_may_be_shared() -> None:
    assert post("malmo", **SHARED, co_arranged_with="Föreningen Exempel") == []
    assert post("malmo", **SHARED, co_arranged_with=" ") != []


@pytest.mark.req("V-36")
def test_sharing_is_welcome_in_vallentuna_after_the_source_check() -> None:
    assert post("vallentuna", **SHARED, source_checked=True) == []
    assert verdicts(post("vallentuna", **SHARED)) == {"V-85": Verdict.STOP}
    assert verdicts(post("malmo", **SHARED, source_checked=True)) == {"M1-34": Verdict.STOP}


def test_content_about_a_person_gets_a_second_question() -> None:
    person: dict[str, Any] = {**SHARED, "source_checked": True, "about_person": True}
    assert verdicts(post("vallentuna", **person)) == {"V-85": Verdict.STOP}
    assert post("vallentuna", **person, person_considered=True) == []


@pytest.mark.req("V-42")
def test_many_posts_on_one_day_are_fine_but_not_on_three() -> None:
    monday, tuesday, wednesday = (date(2026, 9, day) for day in (7, 8, 9))
    before: dict[date, int] = {monday: 2, tuesday: 3, wednesday: 1}
    found = post("vallentuna", planned_for=wednesday, posts_by_day=before)
    assert verdicts(found) == {"V-42": Verdict.WARN}
    assert post("vallentuna", planned_for=wednesday, posts_by_day={wednesday: 3}) == []


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Badet öppnar. Hälsningar Sara, kommunikatör", True),
        ("Badet öppnar.\n\nVänliga hälsningar\nSara Lind\n#bad", True),
        ("Badet öppnar. /Sara", True),
        ("Badet öppnar.\nSara", True),
        ("Badet öppnar.\nMvh Sara", True),
        ("Vi skickar hälsningar till alla.", False),
        ("Öppet mån/tis", False),
        ("Välkomna till Badet\nVallentuna kommun", False),
        ("Varma hälsningar till alla barn!", False),
        ("", False),
    ],
)
def test_a_personal_signature_is_told_from_other_endings(text: str, signed: bool) -> None:
    found = verdicts(post("vallentuna", text=text, author_given_name="Sara"))
    assert ("V-62" in found) == signed


@pytest.mark.req("V-62")
def test_a_signed_post_needs_its_special_reason_and_a_reply_does_not() -> None:
    signed: dict[str, Any] = {"text": "Badet öppnar. Hälsningar Sara, kommunikatör"}
    assert verdicts(post("vallentuna", **signed)) == {"V-62": Verdict.WARN}
    assert post("vallentuna", **signed, signature_reason="Kommundirektörens julhälsning.") == []
    facts = ReplyFacts(
        network="facebook", responder_given_name="Sara", responder_title="kommunikatör", **signed
    )
    assert engine("vallentuna").check(facts, NOON) == []


def reply(name: str, **facts: Any) -> ReplyFacts:
    return ReplyFacts(**{"network": "facebook", "text": "", **facts})


@pytest.mark.parametrize(
    ("shown", "greeting"),
    [
        ("Anna Karlsson", "Hej Anna!"),
        ("Anna-Karin von Essen 🌻", "Hej Anna-Karin!"),
        ("Åsa Öberg", "Hej Åsa!"),
        ("kattmamman87", "Hej!"),
        ("Anna", "Hej!"),
        ("Brf Solgården", "Hej!"),
        ("Malmö FF", "Hej!"),
        ("ANNA KARLSSON", "Hej!"),
        ("", "Hej!"),
    ],
)
def test_a_greeting_names_only_a_name_that_can_be_told(shown: str, greeting: str) -> None:
    frame = engine("stockholm").reply_frame(reply("stockholm", recipient_name=shown), NOON)
    assert frame.greeting == greeting
    assert frame.name_found == (greeting != "Hej!")
    assert bool(frame.explanation) == (greeting == "Hej!")


@pytest.mark.req("S-12")
def test_a_reply_opens_with_the_name_or_the_fallback_that_may_be_edited() -> None:
    asked = engine("stockholm")
    known = reply("stockholm", recipient_name="Anna Karlsson")
    alias = reply("stockholm", recipient_name="kattmamman87")
    assert asked.reply_frame(known, NOON).greeting == "Hej Anna!"
    assert asked.reply_frame(alias, NOON).greeting == "Hej!"
    edited = reply("stockholm", recipient_name="kattmamman87", text="Hej du med katterna! Ja.")
    assert "S-12" not in verdicts(asked.check(edited, NOON))


@pytest.mark.req("S-13")
def test_stockholms_replies_begin_and_end_in_its_way() -> None:
    facts: dict[str, Any] = {"recipient_name": "Anna Karlsson", "responder_given_name": "Omar"}
    frame = engine("stockholm").reply_frame(
        reply("stockholm", responder_full_name="Omar Ali", **facts), NOON
    )
    assert (frame.greeting, frame.closing) == ("Hej Anna!", "Vänliga hälsningar, Omar")
    whole = f"{frame.greeting}\nDet går bra.\n{frame.closing}"
    asked = engine("stockholm")
    assert asked.check(reply("stockholm", **facts, text=whole), NOON) == []
    without = asked.check(reply("stockholm", **facts, text="Hej Anna! Det går bra."), NOON)
    assert verdicts(without) == {"S-13": Verdict.WARN}
    edited: dict[str, Any] = {**facts, "recipient_name": "kattmamman87"}
    text = "Hejsan kattmamman! Ja. Vänliga hälsningar, Omar"
    assert asked.check(reply("stockholm", **edited, text=text), NOON) == []


@pytest.mark.req("V-61")
def test_vallentunas_closing_has_name_and_title() -> None:
    facts: dict[str, Any] = {"responder_given_name": "Sara", "responder_title": "kommunikatör"}
    ours = engine("vallentuna").reply_frame(reply("vallentuna", **facts), NOON)
    theirs = engine("stockholm").reply_frame(reply("stockholm", **facts), NOON)
    assert ours.closing == "Hälsningar Sara, kommunikatör"
    assert ours.greeting == ""
    assert theirs.closing == "Vänliga hälsningar, Sara"


@pytest.mark.req("S-41")
def test_reply_principles_warn_and_a_channel_may_raise_them() -> None:
    broken = reply("stockholm", recipient_name="Anna Karlsson", text="Ja. Vänliga hälsningar, ")
    fresh = verdicts(engine("stockholm").check(broken, NOON))
    assert fresh["S-12"] is Verdict.WARN

    def raised(raw: dict[str, Any]) -> None:
        own = {**rule_of(raw, "stockholm.reply.greeting")}
        own |= {"id": "stockholm.kulturhuset.greeting", "verdict": "stop"}
        own["applies_to"] = {"channels": ["kulturhuset"]}
        own["example"] = own["example"][:1]
        raw["rule"].append(own)

    asked = changed("stockholm", raised)
    assert asked.check(broken, NOON)[0].verdict is Verdict.WARN
    there = reply(
        "stockholm", channel="kulturhuset", recipient_name="Anna Karlsson", text=broken.text
    )
    assert asked.check(there, NOON)[0].verdict is Verdict.STOP


@pytest.mark.req("G-14")
def test_goteborg_offers_a_signature_and_misses_none() -> None:
    facts = reply("goteborg", responder_given_name="Sara", text="Ja, det går bra.")
    assert engine("goteborg").check(facts, NOON) == []
    assert post("goteborg", text="Ny lekplats.", reviewed=True) == []
    assert engine("goteborg").reply_frame(facts, NOON).optional_closing == "/Sara"
    assert engine("goteborg").reply_frame(facts, NOON).closing == ""


def test_a_second_reader_is_recommended_or_required() -> None:
    asked = engine("goteborg")
    facts = PostFacts(network="facebook", elements=IMAGE)
    found = asked.four_eyes(facts, NOON)
    assert found is not None
    assert (found.level, found.checks) == ("recommended", ("tone", "wording", "image"))
    assert verdicts(asked.check(facts, NOON)) == {"G-16": Verdict.WARN}

    def required(raw: dict[str, Any]) -> None:
        rule_of(raw, "goteborg.post.second-reader")["verdict"] = "stop"

    hard = changed("goteborg", required)
    found = hard.four_eyes(facts, NOON)
    assert found is not None
    assert found.required
    assert verdicts(hard.check(facts, NOON)) == {"G-16": Verdict.STOP}
    assert engine("malmo").four_eyes(facts, NOON) is None


@pytest.mark.req("G-17")
def test_answering_criticism_asks_for_a_second_reader_and_a_question_does_not() -> None:
    blame = reply("goteborg", kind="criticism", text="Hej!")
    assert verdicts(engine("goteborg").check(blame, NOON)) == {"G-17": Verdict.WARN}
    assert engine("goteborg").check(reply("goteborg", kind="question", text="Hej!"), NOON) == []

    def harder(raw: dict[str, Any]) -> None:
        rule_of(raw, "goteborg.reply.second-reader-criticism")["verdict"] = "stop"

    assert verdicts(changed("goteborg", harder).check(blame, NOON)) == {"G-17": Verdict.STOP}


@pytest.mark.req("V-98")
def test_personal_numbers_do_not_leave_vallentuna() -> None:
    (found,) = post("vallentuna", text="Gäller 19811218-9876.")
    assert (found.verdict, found.field) == (Verdict.STOP, "text")
    assert found.legal_basis.startswith("Offentlighets- och sekretesslag")
    assert found.policy_basis
    assert "19811218" not in found.message


def test_weeks_and_days_below_the_minimum_are_reminded_of() -> None:
    def channel(name: str, at: datetime, counts: dict[date, int]) -> dict[str, Verdict]:
        facts = ChannelFacts(network="facebook", posts_by_day=counts)
        return verdicts(engine(name).check(facts, at))

    friday = datetime(2026, 9, 10, 22, 30, tzinfo=UTC)  # Friday 00.30 in Stockholm
    assert channel("malmo", friday, {date(2026, 9, 7): 1}) == {"M2-16": Verdict.ADVISE}
    assert channel("malmo", friday - timedelta(hours=1), {date(2026, 9, 7): 1}) == {}
    steady = {DAY - timedelta(days=n): 2 for n in range(1, 20)}
    assert channel("vallentuna", datetime(2026, 9, 8, 13, tzinfo=UTC), steady) == {
        "V-43": Verdict.ADVISE
    }


def test_law_is_cited_as_it_stood() -> None:
    pack = engine("vallentuna").pack
    before = pack.statute("personal_data", date(2018, 5, 24))
    after = pack.statute("personal_data", date(2018, 5, 25))
    assert before is not None
    assert after is not None
    assert str(before).startswith("PuL")
    assert str(after).startswith("GDPR")
    service = [pack.statute("service_duty", date(year, 1, 1)) for year in (2018, 2019)]
    assert [law.section for law in service if law] == ["4 §", "6 §"]


def test_a_clause_that_no_longer_holds_does_not_fire() -> None:
    def ended(raw: dict[str, Any]) -> None:
        rule_of(raw, "vallentuna.post.image")["cite"]["valid_to"] = "2026-09-07"

    asked = changed("vallentuna", ended)
    assert post(asked, elements=frozenset(), at=NOON) == []
    assert post(asked, elements=frozenset(), at=NOON - timedelta(days=1)) != []


def test_stops_come_first() -> None:
    found = post(
        "goteborg",
        elements=frozenset(),
        link_results={"https://x.example/1": "timeout", "https://x.example/2": "broken"},
    )
    assert [each.verdict for each in found] == sorted(
        (each.verdict for each in found), key=list(Verdict).index
    )
    assert len(found) == 4
