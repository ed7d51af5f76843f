"""Choices between readings, and the municipality's own adjustments of a pack."""

import json
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.policy.packs import engine_of

from torg.policy.facts import InboundFacts, PostFacts
from torg.policy.faults import PackRefusedError
from torg.policy.findings import Verdict
from torg.policy.loading import load_content
from torg.policy.pack import Pack, canonical

PROVBODA = """
[pack]
municipality = "provboda"
name = "Provboda"
version = "1"

[[document]]
key = "regler"
title = "Provboda kommuns regler"

[office.hours]
mon = ["08:00-17:00"]
tue = ["08:00-17:00"]
wed = ["08:00-17:00"]
thu = ["08:00-17:00"]
fri = ["08:00-17:00"]

[[choice]]
id = "A-04"
title = "24 timmar på kontorstid"
about = "Det kan läsas som ett dygn på arbetsdagar eller som 24 öppna timmar."
proposed = "elapsed"

[[choice.option]]
key = "elapsed"
words = "Ett dygn, räknat på arbetsdagar"

[[choice.option]]
key = "counted"
words = "24 timmar öppet kontor"

[[rule]]
id = "provboda.elapsed"
kind = "reply_deadline"
params = { reading = "elapsed_hours", hours = 24 }
reading = { choice = "A-04", option = "elapsed" }
parameter = ["reply.limit"]
adjustable = ["hours"]
cite = { document = "regler" }
message = "Svara i tid."

[[rule.example]]
name = "En måndag"
facts = { network = "x", arrived_at = 2026-09-07T10:00:00 }
expected = { limit = "2026-09-08 10:00" }

[[rule]]
id = "provboda.counted"
kind = "reply_deadline"
params = { reading = "office_hours", hours = 24 }
reading = { choice = "A-04", option = "counted" }
parameter = ["reply.limit"]
cite = { document = "regler" }
message = "Svara i tid."

[[rule.example]]
name = "En måndag"
facts = { network = "x", arrived_at = 2026-09-07T10:00:00 }
expected = { limit = "2026-09-09 16:00" }

[[rule]]
id = "provboda.media"
kind = "required_elements"
verdict = "warn"
params = { any_of = ["image"] }
adjustable = ["verdict"]
cite = { document = "regler" }
message = "Ta med en bild."

[[rule.example]]
name = "Bara text"
facts = { network = "x", text = "Hej" }
expected = "warn"
"""
MONDAY = datetime(2026, 9, 7, 8, tzinfo=UTC)


def adjusted(*changes: tuple[str, str, object]) -> Pack:
    raw: dict[str, Any] = tomllib.loads(PROVBODA)
    raw["adjustment"] = [
        {
            "of": of,
            "key": key,
            "value": value,
            "reason": "Nämndens beslut.",
            "decided": "2026-10-01",
            "by": "Kommunikationschefen",
        }
        for of, key, value in changes
    ]
    return load_content(canonical(raw))


def due(pack: Pack) -> datetime | None:
    return engine_of(pack).deadline(InboundFacts(network="x", arrived_at=MONDAY)).limit


def test_the_proposed_reading_holds_until_another_is_chosen() -> None:
    assert due(adjusted()) == datetime(2026, 9, 8, 8, tzinfo=UTC)
    assert due(adjusted(("A-04", "chosen", "counted"))) == datetime(2026, 9, 9, 14, tzinfo=UTC)


def test_only_the_chosen_reading_states_the_parameter() -> None:
    assert [rule.id for rule in adjusted().stating("reply.limit")] == ["provboda.elapsed"]
    other = adjusted(("A-04", "chosen", "counted"))
    assert [rule.id for rule in other.stating("reply.limit")] == ["provboda.counted"]
    assert other.stating("removal.deadline") == []


def test_a_changed_value_holds_and_the_written_one_is_kept() -> None:
    pack = adjusted(("provboda.elapsed", "hours", 48), ("provboda.media", "verdict", "stop"))
    assert due(pack) == datetime(2026, 9, 9, 8, tzinfo=UTC)
    (finding,) = engine_of(pack).check(PostFacts(network="x", text="Hej"), MONDAY)
    assert finding.verdict is Verdict.STOP
    assert pack.as_written["provboda.elapsed"].params.model_dump()["hours"] == 24
    assert json.loads(pack.content)["rule"][0]["params"]["hours"] == 24
    assert pack.digest != adjusted().digest


@pytest.mark.parametrize(
    ("of", "key", "value", "told"),
    [
        ("provboda.elapsed", "reading", "office_hours", "reading går inte att ändra"),
        ("provboda.elapsed", "hours", 0, "nyckeln hours: 0 är för litet. Minst 1."),
        ("provboda.elapsed", "hours", "två dygn", "'två dygn' är inget heltal"),
        ("provboda.media", "verdict", "stopp", "'stopp' finns inte. Menar du stop?"),
        ("provboda.medja", "verdict", "stop", "ingen regel eller läsart heter så"),
        ("A-04", "chosen", "neither", "'neither' finns inte. Välj bland counted, elapsed."),
        ("A-04", "hours", 3, "'hours' finns inte. Välj bland chosen."),
    ],
)
def test_an_adjustment_outside_what_the_pack_allows_is_refused(
    of: str, key: str, value: object, told: str
) -> None:
    with pytest.raises(PackRefusedError) as refused:
        adjusted((of, key, value))
    assert f"ändringen av {of}" in str(refused.value)
    assert told in str(refused.value)
