"""Hashtags, preferably those that are in use (V-34)."""

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Params(Strict):
    """known_first: a tag that is not in the municipality's library is marked as new."""

    known_first: bool


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """A tag is new to the library."""
    if not isinstance(facts, PostFacts) or facts.known_tags is None:
        return None
    if not rule.params_as(Params).known_first:
        return None
    used = dict.fromkeys(setting.tools.text.hashtags(facts.text))
    new = [tag for tag in used if tag[1:].casefold() not in facts.known_tags]
    return rule.finding(setting.on, field="text", tags=listed(new)) if new else None


def words(params: Params) -> str:
    """What the rule says."""
    told = " De som redan används kommer först." if params.known_first else ""
    return f"Inlägg har gärna hashtaggar.{told}"


KIND = Kind(
    name="hashtags",
    title="Hashtaggar",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    placeholders={"tags": "#badet"},
)
