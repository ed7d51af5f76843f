"""What goes out by itself on a channel (M1-17)."""

from typing import Any

from torg.policy.facts import ChannelFacts, Place
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """source: the feed's name. uses_day: such a post takes the channel's booked day."""

    source: Text
    uses_day: bool = False


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The feed as values."""
    return rule.params_as(Params).model_dump()


def words(params: Params) -> str:
    """What the rule says."""
    day = "De tar dagens plats." if params.uses_day else "De tar ingen bokad dag."
    return f"Pressmeddelanden från {params.source} publiceras av sig själva. {day}"


KIND = Kind(
    name="auto_distribution",
    title="Automatisk publicering",
    area="post",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    show=show,
    answers={"source": "källa", "uses_day": "tar dagens plats"},
)
