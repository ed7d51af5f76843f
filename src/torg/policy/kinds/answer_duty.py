"""What residents write that is to get a response (G-21, M1-19, S-06, V-11)."""

from typing import Any, Literal

from pydantic import Field

from torg.policy.facts import EndingFacts, Facts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

Message = Literal["question", "comment", "viewpoint", "praise", "criticism", "implicit", "other"]
IN_WORDS = {
    "question": "frågor",
    "comment": "kommentarer",
    "viewpoint": "synpunkter",
    "praise": "ros",
    "criticism": "ris",
    "implicit": "underförstådda frågor",
    "other": "övrigt",
}


class Params(Strict):
    """kinds: of messages that are answered. reason: closing without an answer tells why."""

    kinds: tuple[Message, ...] = Field(min_length=1)
    reason: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It is closed without a response and without an exception. An interim reply is none."""
    if not isinstance(facts, EndingFacts) or facts.response not in {"none", "interim"}:
        return None
    if facts.exception.strip() or facts.kind not in rule.params_as(Params).kinds:
        return None
    return rule.finding(setting.on, field="outcome")


def show(rule: Rule, _facts: EndingFacts, _setting: Setting) -> dict[str, Any]:
    """The kinds, in words."""
    return {"answered": [IN_WORDS[each] for each in rule.params_as(Params).kinds]}


def words(params: Params) -> str:
    """What the rule says."""
    told = " Den som avslutar utan svar anger skälet." if params.reason else ""
    return f"Besvaras: {listed([IN_WORDS[each] for each in params.kinds])}.{told}"


KIND = Kind(
    name="answer_duty",
    title="Vad som ska besvaras",
    area="reply",
    words=words,
    params=Params,
    facts=(EndingFacts,),
    judge=judge,
    show=show,
)
