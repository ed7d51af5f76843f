"""Hints while one writes: text alone, much text, a video untold (M1-44, M2-23, S-21)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting

_SEEN = frozenset({"image", "video", "graphic"})


class Params(Strict):
    """about: what is looked at. longest: characters, for long_text alone."""

    about: Literal["text_only", "long_text", "video_description"]
    longest: int | None = Field(default=None, ge=50)

    @model_validator(mode="after")
    def _own_key(self) -> Self:
        if (self.about == "long_text") != (self.longest is not None):
            raise ValueError("longest hör till long_text och bara dit")
        return self


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The hint is due."""
    if not isinstance(facts, PostFacts):
        return None
    params = rule.params_as(Params)
    length = len(facts.text.strip())
    linked = bool(setting.tools.text.links(facts.text)) or "link" in facts.elements
    due = {
        "text_only": bool(length) and not linked and not facts.elements & _SEEN,
        "long_text": length > (params.longest or length),
        "video_description": "video" in facts.elements and facts.video_description == "",
    }[params.about]
    field = "media" if params.about == "text_only" else "text"
    return rule.finding(setting.on, field=field, length=length) if due else None


def words(params: Params) -> str:
    """What the rule says."""
    return {
        "text_only": "Den som bara har text får ett tips om bild eller film.",
        "long_text": f"Över {params.longest} tecken får den som skriver ett tips om att korta.",
        "video_description": "En film utan beskrivning får ett tips om att skriva en.",
    }[params.about]


KIND = Kind(
    name="draft_hint",
    title="Tips om utkastet",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
    placeholders={"length": 900},
)
