"""The layers on an edition: the municipality's own values, and a channel's own principles."""

import json
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.policy.packs import MUNICIPALITIES, changed, engine, engine_of, rule_of

from torg.policy.adjusting import adjusted, as_toml, carried
from torg.policy.engine import Engine
from torg.policy.facts import ReplyFacts
from torg.policy.faults import PackRefusedError
from torg.policy.findings import Verdict
from torg.policy.loading import FILE_NAME, load_content, load_folder
from torg.policy.pack import Pack, canonical
from torg.policy.pack_format import Adjustment

GREETING = "stockholm.reply.greeting"
NOW = datetime(2026, 9, 8, 8, tzinfo=UTC)
DECIDED = {"reason": "Prov", "decided": date(2026, 9, 1), "by": "kulturchefen"}


def stockholm() -> Engine:
    """Stockholm's pack where the greeting's verdict may be changed, whatever the file says."""

    def open_verdict(raw: dict) -> None:  # type: ignore[type-arg]
        rule_of(raw, GREETING)["adjustable"] = ["verdict", "template"]

    return changed("stockholm", open_verdict)


def word(**given: object) -> Adjustment:
    return Adjustment.model_validate({"of": GREETING, "key": "verdict", **DECIDED, **given})


def verdicts(pack: Pack, channel: str) -> list[Verdict]:
    facts = ReplyFacts(
        network="facebook", channel=channel, recipient_name="Anna Karlsson", text="Det går bra."
    )
    found = engine_of(pack).check(facts, NOW)
    return [each.verdict for each in found if each.rule_id == GREETING]


@pytest.mark.req("S-41")
def test_a_channel_makes_the_warning_a_stop_for_itself_alone() -> None:
    fresh = stockholm().pack
    own = adjusted(fresh, word(value="stop", channels=["kulturskolan"]))
    assert verdicts(fresh, "kulturskolan") == [Verdict.WARN]
    assert verdicts(own, "kulturskolan") == [Verdict.STOP]
    assert verdicts(own, "stadsbiblioteket") == [Verdict.WARN]
    cited = own.principles["kulturskolan"][GREETING].citation
    assert cited.document == "Kanalens egna principer"
    assert "Principer vid svar" in cited.section
    assert "S-12" in cited.ledger_ids
    assert own.digest != fresh.digest


def test_a_channel_takes_its_word_back_but_never_loosens() -> None:
    fresh = stockholm().pack
    own = adjusted(fresh, word(value="stop", channels=["a", "b"]))
    back = adjusted(own, word(value="warn", channels=["a"]))
    assert verdicts(back, "a") == [Verdict.WARN]
    assert verdicts(back, "b") == [Verdict.STOP]
    with pytest.raises(PackRefusedError, match="stop, warn"):
        adjusted(fresh, word(value="advise", channels=["a"]))
    with pytest.raises(PackRefusedError, match="skärper bara utfallet"):
        adjusted(fresh, word(key="template", value="Hej!", channels=["a"]))
    with pytest.raises(PackRefusedError, match="finns inte"):
        adjusted(fresh, word(of="stockholm.okand", value="stop", channels=["a"]))


def test_the_municipality_may_be_as_strict_as_a_channel() -> None:
    own = adjusted(stockholm().pack, word(value="stop", channels=["a"]))
    all_of_us = adjusted(own, word(value="stop"))
    assert all_of_us.principles["a"] == {}
    assert verdicts(all_of_us, "a") == verdicts(all_of_us, "b") == [Verdict.STOP]


def test_a_new_edition_keeps_the_channels_principles_that_still_fit() -> None:
    before = adjusted(stockholm().pack, word(value="stop", channels=["a"]))
    after, lost = carried(stockholm().pack, before)
    assert (after.digest, lost) == (before.digest, [])
    shut = json.loads(stockholm().pack.content)
    rule_of(shut, GREETING)["adjustable"] = []
    closed = load_content(canonical(shut))
    after, lost = carried(closed, before)
    assert after.digest == closed.digest
    assert [one.of for one in lost] == [GREETING]


@pytest.mark.parametrize("slug", MUNICIPALITIES)
def test_an_exported_pack_loads_again_to_the_same_digest(slug: str, tmp_path: Path) -> None:
    pack = engine(slug).pack
    text = as_toml(pack)
    (tmp_path / slug).mkdir()
    (tmp_path / slug / FILE_NAME).write_text(text, encoding="utf-8")
    assert load_folder(tmp_path / slug).digest == pack.digest
    assert "valid_from = 20" in text or "valid_from" not in text


def test_a_changed_pack_is_exported_with_its_layers(tmp_path: Path) -> None:
    pack = adjusted(stockholm().pack, word(value="stop", channels=["a"], where="Kulturskolan"))
    (tmp_path / "stockholm").mkdir()
    (tmp_path / "stockholm" / FILE_NAME).write_text(as_toml(pack), encoding="utf-8")
    again = load_folder(tmp_path / "stockholm")
    assert again.digest == pack.digest
    assert verdicts(again, "a") == [Verdict.STOP]
    assert tomllib.loads(as_toml(pack))["adjustment"][0]["decided"] == date(2026, 9, 1)
