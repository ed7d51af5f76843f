"""Links in a post have been tried and answer (G-40)."""

from typing import Literal

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Params(Strict):
    """Which result of a trial the rule is about."""

    result: Literal["broken", "timeout"]


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Some link gave that result."""
    if not isinstance(facts, PostFacts):
        return None
    wanted = rule.params_as(Params).result
    bad = [address for address, result in facts.link_results.items() if result == wanted]
    return rule.finding(setting.on, field="links", links=listed(bad)) if bad else None


def words(params: Params) -> str:
    """What the rule says."""
    found = "svarar med fel" if params.result == "broken" else "svarar inte i tid"
    return f"En länk i inlägget {found}."


KIND = Kind(
    name="link_check",
    title="Länkkontroll",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    placeholders={"links": "https://example.org/"},
)
