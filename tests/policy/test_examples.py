"""Every pack on disk is whole, and every example in it answers as it says."""

import json
from datetime import UTC, date, datetime

import pytest
from tests.policy.packs import MUNICIPALITIES, POLICIES, engine

from torg.policy.examples import answer, day_of
from torg.policy.findings import Verdict
from torg.policy.kinds import KINDS
from torg.policy.rule import Setting

CASES = [
    pytest.param(name, rule.id, number, id=f"{rule.id}-{number}")
    for name in MUNICIPALITIES
    for rule in engine(name).pack.rules
    for number in range(len(engine(name).pack.examples[rule.id]))
]


@pytest.mark.parametrize(("name", "rule_id", "number"), CASES)
def test_an_example_answers_as_it_says(name: str, rule_id: str, number: int) -> None:
    asked = engine(name)
    example = asked.pack.examples[rule_id][number]
    setting = Setting(at=datetime.now(UTC), on=date.min, tools=asked.tools)
    given = answer(asked.pack.rule(rule_id), example, day_of(example, setting))
    assert given == example.expected, example.name


def test_every_folder_is_a_pack() -> None:
    folders = sorted(folder.name for folder in POLICIES.iterdir() if folder.is_dir())
    assert set(MUNICIPALITIES) <= set(folders)


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_every_judging_rule_shows_a_pass_and_a_fault(name: str) -> None:
    pack = engine(name).pack
    for rule in pack.rules:
        verdicts = {
            each.expected for each in pack.examples[rule.id] if isinstance(each.expected, str)
        }
        if verdicts and rule.kind not in {"watch_rounds"} and verdicts != {"pass"}:
            assert {"pass", rule.verdict.value} == verdicts, rule.id


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_a_ground_stands_once_and_says_law_or_policy(name: str) -> None:
    pack = engine(name).pack
    codes: list[str] = []
    for rule in pack.rules:
        if rule.kind == "removal_grounds":
            codes += [ground["code"] for ground in rule.params.model_dump()["grounds"]]
            assert rule.statutes or rule.policy_basis, rule.id
    assert len(codes) == len(set(codes))


def test_every_kind_is_used_by_some_municipality() -> None:
    used = {rule.kind for name in MUNICIPALITIES for rule in engine(name).pack.rules}
    assert used == set(KINDS)


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_a_pack_is_the_same_after_being_stored(name: str) -> None:
    pack = engine(name).pack
    assert json.loads(pack.content)["pack"]["municipality"] == name
    assert len(pack.digest) == 64
    assert all(isinstance(rule.verdict, Verdict) for rule in pack.rules)
