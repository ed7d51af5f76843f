"""No personal identity number leaves the house in a post or a reply (V-98)."""

from torg.policy.facts import Facts, PostFacts, ReplyFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """Nothing to set."""


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The text holds a personal identity or coordination number."""
    if not isinstance(facts, PostFacts | ReplyFacts):
        return None
    if not setting.tools.text.personal_numbers(facts.text):
        return None
    return rule.finding(setting.on, field="text")


def words(_params: Params) -> str:
    """What the rule says."""
    return "Inget personnummer lämnar huset i ett inlägg eller ett svar."


KIND = Kind(
    name="personal_number",
    title="Personnummer",
    area="post",
    words=words,
    single=True,
    params=Params,
    facts=(PostFacts, ReplyFacts),
    judge=judge,
)
