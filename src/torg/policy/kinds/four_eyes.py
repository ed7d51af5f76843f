"""Somebody else reads before it goes out (G-16, G-17, G-39, V-74)."""

from typing import Any, Literal

from torg.policy.facts import Facts, PostFacts, ReplyFacts
from torg.policy.findings import Finding, FourEyes, Verdict
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_CHECKS = {"tone": "ton", "wording": "ordval", "image": "bild", "meaning": "innebörd"}


class Params(Strict):
    """when: every post, replies to criticism, or when the author is in doubt.

    The verdict says how hard: stop makes the reader required, else recommended.
    """

    when: Literal["every_post", "criticism", "doubt"]
    checks: tuple[Literal["tone", "wording", "image", "meaning"], ...] = ()


def concerns(rule: Rule, facts: Facts) -> bool:
    """Whether this very post or reply should have a second reader."""
    when = rule.params_as(Params).when
    if isinstance(facts, PostFacts):
        return when == "every_post" or (when == "doubt" and facts.in_doubt)
    return isinstance(facts, ReplyFacts) and when == "criticism" and facts.kind == "criticism"


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It concerns the text, and nobody else has read it."""
    if not concerns(rule, facts):
        return None
    if (isinstance(facts, PostFacts) and facts.reviewed) or (
        isinstance(facts, ReplyFacts) and facts.second_reader
    ):
        return None
    return rule.finding(setting.on, field="second_reader")


def second_reader(rule: Rule) -> FourEyes:
    """The answer to `four_eyes`."""
    return FourEyes(
        rule_id=rule.id,
        level="required" if rule.verdict is Verdict.STOP else "recommended",
        message=f"{rule.message} {rule.reason}".strip(),
        citation=rule.citation,
        checks=rule.params_as(Params).checks,
        help_key=rule.help_key,
    )


def show(rule: Rule, facts: Facts, _setting: Setting) -> dict[str, Any]:
    """The level, "none" when this text is not concerned."""
    return {"level": second_reader(rule).level if concerns(rule, facts) else "none"}


def words(params: Params) -> str:
    """What the rule says."""
    when = {
        "every_post": "Någon annan läser varje inlägg innan det publiceras",
        "criticism": "Någon annan läser svar på kritik innan de skickas",
        "doubt": "Den som är osäker ber någon annan läsa",
    }[params.when]
    looked_at = listed([_CHECKS[check] for check in params.checks])
    return f"{when}: {looked_at}." if looked_at else f"{when}."


KIND = Kind(
    name="four_eyes",
    title="Fyra ögon",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts, ReplyFacts),
    judge=judge,
    show=show,
)
