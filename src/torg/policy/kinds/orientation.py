"""What a channel is for, item by item (M1-04, M1-22)."""

from typing import Any

from pydantic import Field

from torg.policy.facts import ChannelFacts, Place
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """items: in the order in which they are shown."""

    items: tuple[Text, ...] = Field(min_length=1)


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The items."""
    return {"items": list(rule.params_as(Params).items)}


def words(params: Params) -> str:
    """What the rule says."""
    return f"Kanalens inriktning: {'; '.join(params.items)}."


KIND = Kind(
    name="orientation",
    title="Inriktning",
    area="channel",
    words=words,
    single=True,
    params=Params,
    facts=(ChannelFacts,),
    show=show,
    answers={"items": "inriktning"},
)
