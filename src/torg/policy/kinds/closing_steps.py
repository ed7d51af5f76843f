"""Why and in which order a channel is closed (G-55, G-60 to G-67)."""

from typing import Any, Literal, Self

from pydantic import model_validator

from torg.policy.channel_facts import ClosingFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Named, Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

Step = Literal["merge", "decide", "notify", "archive", "deregister"]
_IN_WORDS = {
    "merge": "förbered sammanslagning",
    "decide": "besluta",
    "notify": "meddela följarna",
    "archive": "pröva vad som bevaras",
    "deregister": "avregistrera",
}


class Params(Strict):
    """reasons: one of them is chosen at the start. steps: in their order."""

    reasons: tuple[Named, ...] = ()
    steps: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.reasons or self.steps):
            raise ValueError("ange reasons eller steps")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """No reason of the list is chosen, or an earlier step is not done."""
    if not isinstance(facts, ClosingFacts):
        return None
    params = rule.params_as(Params)
    if params.reasons and facts.reason not in {reason.key for reason in params.reasons}:
        return rule.finding(setting.on, field="reason", missing="ett skäl ur listan")
    missing = [_IN_WORDS[step] for step in _before(params, facts.step) if step not in facts.done]
    if missing:
        return rule.finding(setting.on, field="step", missing=listed(missing))
    return None


def _before(params: Params, step: str) -> tuple[Step, ...]:
    """The steps that come before the one that is tried; none when the rule has no such step."""
    reached = [number for number, one in enumerate(params.steps) if one == step]
    return params.steps[: reached[0]] if reached else ()


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """Steps, and the reasons to choose from."""
    params = rule.params_as(Params)
    return {
        "steps": list(params.steps),
        "reasons": [reason.label for reason in params.reasons],
    }


def words(params: Params) -> str:
    """What the rule says."""
    steps = listed([_IN_WORDS[step] for step in params.steps])
    said = (
        (params.reasons, f"Skäl: {listed([each.label for each in params.reasons], 'eller')}."),
        (params.steps, f"En kanal avslutas stegvis: {steps}."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="closing_steps",
    title="Avsluta en kanal",
    area="channel",
    words=words,
    params=Params,
    facts=(ClosingFacts,),
    judge=judge,
    show=show,
    answers={"steps": "steg", "reasons": "skäl"},
    codes=_IN_WORDS,
    placeholders={"missing": "besluta"},
)
