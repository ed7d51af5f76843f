"""What a wish for a new channel answers, and before which step (M2-07, V-10 to V-23)."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.channel_facts import ApplicationFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.kinds.deciders import ORDER, reached
from torg.policy.pack_format import Named, Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_BEFORE = {
    "platform": "Innan nätverket väljs",
    "send": "Innan ansökan skickas",
    "decide": "Före beslutet",
}


class FieldForm(Named):
    """One question. kind: how it is answered; read: by confirming that `text` has been read."""

    kind: Literal["text", "yes_no", "link", "people", "read"] = "text"
    text: str = ""

    @model_validator(mode="after")
    def _has_something_to_read(self) -> Self:
        if (self.kind == "read") != bool(self.text.strip()):
            raise ValueError("text hör till ett fält som ska läsas, och bara till det")
        return self


class Params(Strict):
    """fields: in the form's order. before: the step at which all of them are answered."""

    fields: tuple[FieldForm, ...] = Field(min_length=1)
    before: Literal["platform", "send", "decide"] = "send"


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """A question has no answer, and the step is reached. field: the first one's key."""
    if not isinstance(facts, ApplicationFacts):
        return None
    params = rule.params_as(Params)
    missing = [each for each in params.fields if not facts.answers.get(each.key, "").strip()]
    if not missing or not reached(facts.step, params.before, ORDER["start"]):
        return None
    said = listed([each.label for each in missing])
    return rule.finding(setting.on, field=missing[0].key, missing=said)


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The fields, and when they are asked for."""
    params = rule.params_as(Params)
    return {"fields": [each.label for each in params.fields], "before": params.before}


def words(params: Params) -> str:
    """What the rule says."""
    asked = listed([each.label for each in params.fields])
    return f"{_BEFORE[params.before]} besvaras: {asked}."


KIND = Kind(
    name="start_form",
    title="Ansökan om ny kanal",
    area="channel",
    words=words,
    params=Params,
    facts=(ApplicationFacts,),
    judge=judge,
    show=show,
    answers={"fields": "besvaras", "before": "senast"},
    codes={
        "platform": "innan nätverket väljs",
        "send": "innan ansökan skickas",
        "decide": "före beslutet",
    },
    placeholders={"missing": "syfte och målgrupper"},
)
