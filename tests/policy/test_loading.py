"""A broken pack is refused by file, rule and key; a new municipality is a folder."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.policy.packs import POLICIES, engine, engine_of

from torg.policy.channel_answers import ChannelRules
from torg.policy.channel_facts import ApplicationFacts
from torg.policy.facts import InboundFacts, PostFacts
from torg.policy.faults import PackRefusedError
from torg.policy.loading import load_content, load_folder

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


def test_a_fifth_municipality_is_a_folder(tmp_path: Path) -> None:
    pack = load_folder(folder(tmp_path))
    asked = engine_of(pack)
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


def told(tmp_path: Path, content: str) -> list[str]:
    with pytest.raises(PackRefusedError) as refused:
        load_folder(folder(tmp_path, content))
    return str(refused.value).splitlines()


LIMIT, REPLY = "regeln provboda.limit", "regeln provboda.reply"


@pytest.mark.parametrize(
    ("old", "new", "on", "expected"),
    [
        (
            "from_post = 2",
            "from_post = 1",
            "params = { from",
            f"{LIMIT}, params, nyckeln from_post: 1 är för litet. Minst 2.",
        ),
        (
            "from_post = 2",
            "",
            "params = {  }",
            f"{LIMIT}, params, nyckeln from_post: nyckeln saknas. Lägg till den.",
        ),
        (
            "from_post = 2",
            "from_post = 2, form_post = 3",
            "params = { from",
            f"{LIMIT}, params, nyckeln form_post: okänd nyckel. Menar du from_post?",
        ),
        (
            "from_post = 2",
            'from_post = "2 inlägg"',
            "params = { from",
            (
                f"{LIMIT}, params, nyckeln from_post: '2 inlägg' är inget heltal. "
                "Skriv bara talet, utan enhet och citattecken."
            ),
        ),
        (
            '"post_limit"',
            '"post_limt"',
            "post_limt",
            f"{LIMIT}, nyckeln kind: 'post_limt' finns inte. Menar du post_limit?",
        ),
        (
            '"stop"\napplies',
            '"stopp"\napplies',
            "verdict",
            f"{LIMIT}, nyckeln verdict: 'stopp' finns inte. Välj 'stop', 'warn' eller 'advise'.",
        ),
        (
            "applies_to",
            "aplies_to",
            "plies_to",
            f"{LIMIT}, nyckeln aplies_to: okänd nyckel. Menar du applies_to?",
        ),
        (
            '["mastodon"] }',
            '["twitter"] }',
            "plies_to",
            f"{LIMIT}, nyckeln applies_to.networks.0: ",
        ),
        (
            "{number}",
            "{numbr}",
            "Ett om dagen",
            f"{LIMIT}, nyckeln message: okänd plats numbr. Menar du number?",
        ),
        ("{number}", "{number", "Ett om dagen", f"{LIMIT}, nyckeln message: "),
        (
            'cite = { document = "regler", section = "4 §" }',
            'cite = { document = "lagen", section = "4 §" }',
            '"lagen"',
            f"{LIMIT}, nyckeln cite.document: 'lagen' finns inte. Välj bland regler.",
        ),
        (
            'section = "4 §" }',
            'section = "4 §", ledger = ["M1-99"] }',
            "M1-99",
            f"{LIMIT}, nyckeln cite.ledger: 'M1-99' finns inte. Skriv ett radnummer",
        ),
        (
            '[[rule.example]]\nname = "Nummer två"',
            'parameter = ["post.max"]\n\n[[rule.example]]\nname = "Nummer två"',
            "parameter =",
            f"{LIMIT}, nyckeln parameter: 'post.max' finns inte. ",
        ),
        (
            'id = "provboda.limit"',
            'id = "provboda.reply"',
            'id = "provboda.reply"',
            f"{REPLY}: står två gånger. ",
        ),
        (
            "hours = 2 ",
            'hours = 2, cut_off = "17:00" ',
            "params = { reading",
            f"{REPLY}, params: läsarten office",
        ),
        ('name = "Provboda"\n', "", "[pack", "nyckeln pack.name: nyckeln saknas. Lägg till den."),
        (
            'mon = ["08:00-12:00"',
            'mon = ["8-12"',
            "mon =",
            "nyckeln office.hours.mon.0: '8-12' har",
        ),
        (
            'municipality = "provboda"',
            'municipality = "annan"',
            "municipality =",
            "nyckeln pack.municipality: ",
        ),
        ("[pack]", "[pack", "[pack", "tecken 6: går inte att läsa som TOML "),
        (
            'message = "Svara inom två timmar."',
            'message = "Svara."\nbasis = { legal = "x" }',
            "basis",
            f"{REPLY}, nyckeln basis.legal: 'x' finns inte. ",
        ),
        (
            '"13:00-24:00"',
            '"13:00-25:00"',
            "[office]",
            "nyckeln office: '13:00-25:00' är inget klockslags",
        ),
        (
            '"13:00-24:00"',
            '"13:00-09:00"',
            "[office]",
            "nyckeln office: '13:00-09:00': intervallet måste",
        ),
        (
            'day = "2026-05-15"',
            'day = "2026-05-35"',
            "[office]",
            "nyckeln office: '2026-05-35' är ingen",
        ),
        (
            "14:30",
            "15:30",
            'name = "En måndag"',
            f"{REPLY}: exemplet 'En måndag' väntar {{'limit': '2026-09-07 15",
        ),
        (
            "planned_for",
            "planed_for",
            'name = "Nummer två"',
            f"{LIMIT}: exemplet 'Nummer två': okänd nyckel planed",
        ),
        (
            '[[rule]]\nid = "provboda.limit"',
            (
                '[[choice]]\nid = "X-1"\ntitle = "t"\nabout = "a"\nproposed = "c"\n'
                'option = [{ key = "a", words = "A" }, { key = "b", words = "B" }]\n\n'
                '[[rule]]\nid = "provboda.limit"'
            ),
            "[[choice]]",
            "nyckeln choice.0: läsarten c finns inte; välj a eller b.",
        ),
    ],
)
def test_a_broken_pack_is_refused_by_file_line_rule_and_key(
    tmp_path: Path, old: str, new: str, on: str, expected: str
) -> None:
    content = FIFTH.replace(old, new)
    lines = [number for number, line in enumerate(content.splitlines(), 1) if on in line]
    (line,) = told(tmp_path, content)
    assert line.startswith(f"provboda/pack.toml:{lines[-1]}: {expected}"), line


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    broken = FIFTH.replace('"post_limit"', '"post_limt"').replace("hours = 2 ", "hours = 0 ")
    assert len(told(tmp_path, broken.replace('section = "3 §"', 'ledger = ["S-99"]'))) == 3


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackRefusedError, match="finns inte"):
        load_folder(tmp_path / "ingen")


SECOND = """
[[rule]]
id = "provboda.slow"
kind = "reply_deadline"
params = { reading = "office_hours", hours = 9 }
cite = { document = "regler", section = "3 §" }
message = "Svara inom en dag."

[[rule.example]]
name = "En måndag"
facts = { network = "mastodon", arrived_at = 2026-09-07T13:00:00 }
expected = { limit = "2026-09-08 08:00" }
"""


def test_two_answers_to_one_question_at_the_same_time_are_refused(tmp_path: Path) -> None:
    (line,) = told(tmp_path, FIFTH + SECOND.replace("hours = 9", "hours = 11"))
    assert "regeln provboda.slow mot provboda.reply: båda säger vad som gäller" in line
    assert "Avsluta den ena med valid_to" in line


def rule(name: str, kind: str, params: str, *, where: str = "", verdict: str = "stop") -> str:
    """A rule about Provboda's channels, without what its example is asked for."""
    applies = f"applies_to = {{ {where} }}\n" if where else ""
    return (
        f'[[rule]]\nid = "provboda.{name}"\nkind = "{kind}"\nverdict = "{verdict}"\n{applies}'
        f'params = {{ {params} }}\ncite = {{ document = "regler" }}\nmessage = "Nej."\n\n'
    )


def example(facts: str, expected: str) -> str:
    return f'[[rule.example]]\nname = "Ett"\nfacts = {{ {facts} }}\nexpected = {expected}\n\n'


DAYS = 'network = "x", planned_for = 2026-09-07'
FREE = rule("free", "post_freely", "unlimited = true", verdict="advise") + example(
    DAYS, "{ unlimited = true }"
)
CEILING = rule("ceiling", "post_limit", "from_post = 3", where='networks = ["x"]') + example(
    DAYS, '"pass"'
)
RANGE = rule("range", "post_range", "least = 15, most = 20", verdict="warn") + example(
    'network = "x"', '"warn"'
)
DAILY = rule("daily", "post_minimum", 'per = "day", posts = 3', verdict="advise") + example(
    'network = "x"', '"advise"'
)
SHARE = rule("share", "sharing", "allowed = false", where='networks = ["x", "facebook"]') + example(
    'network = "x"', '"pass"'
)
SHARES = rule("shares", "sharing", "allowed = true", where='networks = ["x"]', verdict="advise")
SHARES += example('network = "x"', '"pass"')


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (FREE + CEILING, "säger att inget tak finns och provboda.ceiling stoppar"),
        (RANGE + CEILING, "provboda.range kräver fler inlägg än provboda.ceiling tillåter"),
        (RANGE + DAILY, "provboda.daily kräver fler inlägg än provboda.range tillåter"),
        (SHARE + SHARES, "båda säger vad som gäller för samma kanaler"),
    ],
)
def test_rules_that_can_never_both_hold_are_refused(tmp_path: Path, rules: str, why: str) -> None:
    head = FIFTH[: FIFTH.index("[[rule]]")]
    assert why in "\n".join(told(tmp_path, head + rules))


def test_a_rule_for_fewer_channels_takes_the_general_ones_place(tmp_path: Path) -> None:
    """Sharing is forbidden, and on X it is not; three decide, and on YouTube one does."""
    head = FIFTH[: FIFTH.index("[[rule]]")]
    everywhere = SHARE.replace('applies_to = { networks = ["x", "facebook"] }\n', "")
    three = rule("three", "deciders", 'matter = "start", roles = ["board", "registrar"]')
    one = rule("one", "deciders", THE_ONE, where='networks = ["youtube"]')
    three += example('network = "x", step = "start"', '"stop"')
    one += example('network = "youtube", step = "start"', '"stop"')
    rules = everywhere + SHARES + three + one
    asked = engine_of(load_folder(folder(tmp_path, head + rules)))
    monday = datetime(2026, 9, 7, 10, tzinfo=UTC)

    def share(network: str) -> list[str]:
        found = asked.check(PostFacts(network=network, shared_from="https://a.example"), monday)
        return [each.rule_id for each in found if each.verdict == "stop"]

    assert share("facebook") == ["provboda.share"]
    assert share("x") == []
    start = ApplicationFacts(network="youtube", step="start", decisions={"youtube_owner": "a"})
    assert asked.check(start, monday) == []
    assert asked.check(replace(start, network="x"), monday) != []
    assert ChannelRules(asked, monday).decision(start).outstanding == ""


THE_ONE = 'matter = "start", roles = ["youtube_owner"]'


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
