"""What is read before images are used (M2-19)."""

from typing import Any

from pydantic import Field

from torg.policy.facts import MediaFacts
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed


class Params(Strict):
    """topics: of the reading."""

    topics: tuple[Text, ...] = Field(min_length=1)


def show(rule: Rule, _facts: MediaFacts, _setting: Setting) -> dict[str, Any]:
    """The topics."""
    return {"topics": list(rule.params_as(Params).topics)}


def words(params: Params) -> str:
    """What the rule says."""
    return f"Den som använder bilder har läst på om {listed(params.topics)}."


KIND = Kind(
    name="image_reading",
    title="Läsning före bilder",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    show=show,
)
