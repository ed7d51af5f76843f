"""What whoever approves a post has looked at (G-02, M1-38)."""

from pydantic import Field

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import ApprovalPoint, Finding
from torg.policy.pack_format import Key, Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Item(Strict):
    """One point of the list. code: what the desk stores; label: what is ticked."""

    code: Key
    label: Text


class Params(Strict):
    """items: all of them are ticked before anything is approved."""

    items: tuple[Item, ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """A point is not ticked."""
    if not isinstance(facts, PostFacts) or facts.ticked is None:
        return None
    items = rule.params_as(Params).items
    missing = [item.label for item in items if item.code not in facts.ticked]
    return rule.finding(setting.on, field="checks", missing=listed(missing)) if missing else None


def points(rule: Rule) -> list[ApprovalPoint]:
    """The list, for whoever ticks it."""
    items = rule.params_as(Params).items
    return [ApprovalPoint(item.code, item.label, rule.citation, rule.help_key) for item in items]


def words(params: Params) -> str:
    """What the rule says."""
    return f"Den som godkänner har bockat av: {listed([item.label for item in params.items])}."


KIND = Kind(
    name="approval_checklist",
    title="Punkter vid godkännandet",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    placeholders={"missing": "relevant för invånarna"},
)
