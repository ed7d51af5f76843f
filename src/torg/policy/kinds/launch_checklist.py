"""What is ticked before a channel goes live (M2-19, G-02, G-29, V-24, V-38)."""

from typing import Any

from pydantic import Field

from torg.policy.channel_facts import LaunchFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Named, Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Params(Strict):
    """items: what is ticked. by: who confirms them. open_comments: only where they are open."""

    items: tuple[Named, ...] = Field(min_length=1)
    by: Role | None = None
    open_comments: bool = False


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """An item is not ticked."""
    if not isinstance(facts, LaunchFacts):
        return None
    params = rule.params_as(Params)
    if params.open_comments and not facts.comments_open:
        return None
    missing = [item.label for item in params.items if item.key not in facts.ticked]
    if not missing:
        return None
    return rule.finding(setting.on, field="checklist", missing=listed(missing))


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The items, and who ticks them."""
    params = rule.params_as(Params)
    return {"items": [item.label for item in params.items], "by": params.by or ""}


def words(params: Params) -> str:
    """What the rule says."""
    by = f" Det bekräftas av {roles_in_words([params.by])}." if params.by else ""
    when = " när kommentarerna är öppna" if params.open_comments else ""
    return f"Klart före start{when}: {listed([item.label for item in params.items])}.{by}"


KIND = Kind(
    name="launch_checklist",
    title="Före start",
    area="channel",
    words=words,
    params=Params,
    facts=(LaunchFacts,),
    judge=judge,
    show=show,
    answers={"items": "punkter", "by": "bekräftas av"},
    placeholders={"missing": "profilbild"},
)
