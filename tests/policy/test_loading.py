"""A broken pack is refused by file, rule and key; a new municipality is a folder."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.policy.packs import POLICIES, engine, engine_of

from torg.policy.examples import failures
from torg.policy.facts import InboundFacts, PostFacts
from torg.policy.loading import load_content, load_folder
from torg.policy.pack import Pack, PackRefusedError
from torg.policy.rule import Setting
from torg.rules.queries import calendar_of_pack

FIFTH = """
[pack]
municipality = "provboda"
name = "Provboda"
version = "1"

[[document]]
key = "regler"
title = "Provboda kommuns regler"

[office]
half_days = [{ day = "easter-3", name = "Skärtorsdag", hours = ["08:00-12:00"] }]
extra_free_days = [{ day = "2026-05-15", name = "Klämdag" }]

[office.hours]
mon = ["08:00-12:00", "13:00-24:00"]
tue = ["08:00-16:30"]
thu = ["08:00-16:30"]

[[rule]]
id = "provboda.reply"
kind = "reply_deadline"
params = { reading = "office_hours", hours = 2 }
cite = { document = "regler", section = "3 §" }
message = "Svara inom två timmar."

[[rule.example]]
name = "En måndag"
facts = { network = "mastodon", arrived_at = 2026-09-07T11:30:00 }
expected = { limit = "2026-09-07 14:30" }

[[rule]]
id = "provboda.limit"
kind = "post_limit"
verdict = "stop"
applies_to = { networks = ["mastodon"] }
params = { from_post = 2 }
cite = { document = "regler", section = "4 §" }
message = "Ett om dagen. Det här är nummer {number}."

[[rule.example]]
name = "Nummer två"
facts = { network = "mastodon", planned_for = 2026-09-07, posts_by_day = { "2026-09-07" = 1 } }
expected = "stop"
"""


def folder(tmp_path: Path, content: str = FIFTH, name: str = "provboda") -> Path:
    made = tmp_path / name
    made.mkdir()
    (made / "pack.toml").write_text(content, encoding="utf-8")
    return made


def usual(pack: Pack) -> Setting:
    return Setting(at=datetime.now(UTC), on=date.min, tools=engine_of(pack).tools)


def test_a_fifth_municipality_is_a_folder(tmp_path: Path) -> None:
    pack = load_folder(folder(tmp_path))
    asked = engine_of(pack)
    assert failures(pack, usual(pack)) == []
    monday = datetime(2026, 9, 7, 20, 30, tzinfo=UTC)  # 22.30: open until 24.00
    due = asked.deadline(InboundFacts(network="x", arrived_at=monday))
    assert due.limit == datetime(2026, 9, 8, 6, 30, tzinfo=UTC)
    post = PostFacts(
        network="mastodon", planned_for=date(2026, 9, 7), posts_by_day={date(2026, 9, 7): 1}
    )
    (finding,) = asked.check(post, monday)
    assert finding.message == "Ett om dagen. Det här är nummer 2."
    assert str(finding.citation) == "Provboda kommuns regler, 4 §"
    assert asked.tools.clock.end_of_office_day(date(2026, 4, 2)) == datetime(
        2026, 4, 2, 10, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from_post = 2", "from_post = 1", "regeln provboda.limit, params, nyckeln from_post"),
        ("from_post = 2", "", "regeln provboda.limit, params, nyckeln from_post: nyckeln saknas"),
        (
            "from_post = 2",
            "from_post = 2, form_post = 3",
            "regeln provboda.limit, params, nyckeln form_post: okänd nyckel",
        ),
        ('"post_limit"', '"post_limt"', "regeln provboda.limit, nyckeln kind"),
        ('"stop"\napplies', '"stopp"\napplies', "regeln provboda.limit, nyckeln verdict"),
        ('["mastodon"] }', '["twitter"] }', "regeln provboda.limit, nyckeln applies_to.networks"),
        ("{number}", "{numbr}", "regeln provboda.limit, nyckeln message: okänd plats numbr"),
        ("{number}", "{number", "regeln provboda.limit, nyckeln message"),
        (
            'cite = { document = "regler", section = "4 §" }',
            'cite = { document = "lagen", section = "4 §" }',
            "regeln provboda.limit, nyckeln cite.document: 'lagen' finns inte",
        ),
        ('id = "provboda.limit"', 'id = "provboda.reply"', "regeln provboda.reply: står två"),
        ("hours = 2 ", 'hours = 2, cut_off = "17:00" ', "läsarten office_hours tar hours"),
        ('name = "Provboda"\n', "", "nyckeln pack.name: nyckeln saknas"),
        ('mon = ["08:00-12:00"', 'mon = ["8-12"', "nyckeln office.hours.mon.0"),
        ('municipality = "provboda"', 'municipality = "annan"', "ska vara provboda"),
        ("[pack]", "[pack", "går inte att läsa som TOML"),
        (
            'message = "Svara inom två timmar."',
            'message = "Svara."\nbasis = { legal = "x" }',
            "regeln provboda.reply, nyckeln basis.legal: 'x' finns inte",
        ),
    ],
)
def test_a_broken_pack_is_refused_by_file_rule_and_key(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in FIFTH
    with pytest.raises(PackRefusedError) as refused:
        load_folder(folder(tmp_path, FIFTH.replace(old, new)))
    assert str(refused.value).startswith("provboda/pack.toml: ")
    assert told in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackRefusedError, match="finns inte"):
        load_folder(tmp_path / "ingen")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"13:00-24:00"', '"13:00-25:00"'),
        ('"13:00-24:00"', '"13:00-09:00"'),
        ('day = "2026-05-15"', 'day = "2026-05-35"'),
    ],
)
def test_hours_that_cannot_be_are_refused_when_the_calendar_is_built(
    tmp_path: Path, old: str, new: str
) -> None:
    pack = load_folder(folder(tmp_path, FIFTH.replace(old, new)))
    with pytest.raises(ValueError, match=r"intervall|almanackan"):
        calendar_of_pack(pack)


def test_an_example_that_does_not_hold_is_told(tmp_path: Path) -> None:
    pack = load_folder(folder(tmp_path, FIFTH.replace("14:30", "15:30")))
    (failure,) = failures(pack, usual(pack))
    assert failure.startswith("provboda.reply, En måndag: väntade")


def test_an_example_with_an_unknown_fact_is_refused(tmp_path: Path) -> None:
    pack = load_folder(folder(tmp_path, FIFTH.replace("planned_for", "planed_for")))
    with pytest.raises(PackRefusedError, match="planed_for"):
        failures(pack, usual(pack))


def test_the_digest_is_of_the_content_and_not_of_the_layout(tmp_path: Path) -> None:
    first = load_folder(folder(tmp_path))
    lines = [line for line in FIFTH.splitlines() if line]
    (tmp_path / "other").mkdir()
    same = load_folder(folder(tmp_path / "other", "# annan layout\n" + "\n".join(lines)))
    (tmp_path / "third").mkdir()
    other = load_folder(folder(tmp_path / "third", FIFTH.replace("4 §", "5 §")))
    assert first.digest == same.digest
    assert first.digest != other.digest


@pytest.mark.parametrize("name", ["goteborg", "malmo", "stockholm", "vallentuna"])
def test_stored_content_gives_the_same_pack_back(name: str) -> None:
    pack = engine(name).pack
    again = load_content(pack.content)
    assert again.digest == pack.digest
    assert again.rules == pack.rules
    assert load_folder(POLICIES / name).digest == pack.digest
