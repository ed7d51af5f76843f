"""A figure that the municipality follows (the metrics: M1-53, S-02, G-23, V-40 and others)."""

from typing import Any, Literal

from pydantic import Field

from torg.policy.facts import ChannelFacts, Place
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

FIGURES = {
    "active_share": "andelen aktiva följare",
    "channels": "antalet kanaler",
    "contributors": "hur många verksamheter som bidrar",
    "days_since_post": "dagar sedan senaste inlägget",
    "followers": "antalet följare",
    "handling_time": "tid per besvarat ärende",
    "interaction": "interaktion",
    "areas": "andelen per ansvarsområde",
    "uncovered_hours": "tider utan bemanning",
    "reply_rate": "svarsfrekvens",
    "response_time": "svarstid, median och nittionde percentil",
    "best_hours": "timmar då målgruppen är på plats",
    "themes": "ämnen i det som kommer in",
    "landing_pages": "besök på webbplatsen",
}
_PER = {
    "day": "varje dag",
    "month": "varje månad",
    "quarter": "varje kvartal",
    "year": "varje år",
    "always": "löpande",
}
Figure = Literal[
    "active_share",
    "areas",
    "best_hours",
    "channels",
    "contributors",
    "days_since_post",
    "followers",
    "handling_time",
    "interaction",
    "landing_pages",
    "reply_rate",
    "response_time",
    "themes",
    "uncovered_hours",
]


class Params(Strict):
    """figures: what is shown. ranked: channels are ordered by the first of them.

    own_network: compared only with channels on the same network.
    """

    figures: tuple[Figure, ...] = Field(min_length=1)
    per: Literal["day", "month", "quarter", "year", "always"] = "always"
    ranked: bool = False
    own_network: bool = False


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """The figures and how they are compared."""
    return rule.params_as(Params).model_dump(mode="json")


def words(params: Params) -> str:
    """What the rule says."""
    said = f"Visa {listed([FIGURES[figure] for figure in params.figures])} {_PER[params.per]}."
    if params.ranked:
        said += f" Kanaler ordnas efter {FIGURES[params.figures[0]]}."
    return f"{said} Jämför inom samma nätverk." if params.own_network else said


KIND = Kind(
    name="measure",
    title="Mått",
    area="channel",
    words=words,
    params=Params,
    facts=(ChannelFacts,),
    show=show,
    answers={
        "figures": "visar",
        "per": "hur ofta",
        "ranked": "kanaler ordnas",
        "own_network": "inom samma nätverk",
    },
    codes={**FIGURES, **_PER},
)
