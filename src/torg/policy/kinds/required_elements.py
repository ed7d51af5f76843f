"""A post must carry one of a set of elements (M1-40, V-75; a tip under G-18)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_IN_WORDS = {"link": "länk", "image": "bild", "video": "film", "graphic": "grafik"}


class Params(Strict):
    """any_of: one of these is enough."""

    any_of: tuple[Literal["link", "image", "video", "graphic"], ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """None of the elements is there. A web address in the text is a link."""
    if not isinstance(facts, PostFacts):
        return None
    carried = set(facts.elements)
    if setting.tools.text.links(facts.text):
        carried.add("link")
    if carried & set(rule.params_as(Params).any_of):
        return None
    return rule.finding(setting.on, field="media")


def words(params: Params) -> str:
    """What the rule says."""
    return f"Ett inlägg har {listed([_IN_WORDS[each] for each in params.any_of], 'eller')}."


KIND = Kind(
    name="required_elements",
    title="Vad ett inlägg ska ha",
    area="post",
    words=words,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
)
