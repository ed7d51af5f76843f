"""Somebody else reads before it goes out (G-16, G-17, G-39, G-44, V-74)."""

from typing import Any, Literal, Self

from pydantic import model_validator

from torg.policy.facts import Facts, PostFacts, ReplyFacts
from torg.policy.findings import Finding, FourEyes, Verdict
from torg.policy.kinds.answer_duty import IN_WORDS, Message
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_CHECKS = {"tone": "ton", "wording": "ordval", "image": "bild", "meaning": "innebörd"}


class Params(Strict):
    """when: every post, replies to criticism, to kinds of messages or to something heated, or
    when the author is in doubt. kinds: for message_kinds alone.

    The verdict says how hard: stop makes the reader required, else recommended.
    """

    when: Literal["every_post", "criticism", "doubt", "heated", "message_kinds"]
    kinds: tuple[Message, ...] = ()
    checks: tuple[Literal["tone", "wording", "image", "meaning"], ...] = ()

    @model_validator(mode="after")
    def _own_key(self) -> Self:
        if (self.when == "message_kinds") != bool(self.kinds):
            raise ValueError("kinds hör till message_kinds och bara dit")
        return self


def concerns(rule: Rule, facts: Facts) -> bool:
    """Whether this very post or reply should have a second reader."""
    params = rule.params_as(Params)
    if isinstance(facts, PostFacts):
        return params.when == "every_post" or (params.when == "doubt" and facts.in_doubt)
    if not isinstance(facts, ReplyFacts):
        return False
    return {
        "every_post": False,
        "criticism": facts.kind == "criticism",
        "doubt": facts.in_doubt,
        "heated": facts.heated,
        "message_kinds": facts.kind in params.kinds,
    }[params.when]


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
        "heated": "Ett svar i ett upprört läge får vänta tills en kollega har läst det",
        "message_kinds": f"Någon annan läser svar på {listed([IN_WORDS[k] for k in params.kinds])}",
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
