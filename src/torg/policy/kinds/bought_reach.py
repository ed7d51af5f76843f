"""Where reach is bought, by whom, and what a request says (V-46 to V-49, V-109).

Buying reach is not the received benefit of `received_benefits` (A-22).
"""

from typing import Any, Literal, Self

from pydantic import model_validator

from torg.kernel.networks import NAMES
from torg.policy.channel_facts import SponsoringFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import ChannelClass, Network, Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import AppliesTo, Kind, Rule, Setting
from torg.policy.swedish import CLASSES, listed

_PARTS = {
    "value": "värdet för invånaren",
    "audience": "målgrupp",
    "cost": "kostnad",
    "period": "period",
}


class Params(Strict):
    """only_networks, only_classes: where it may be done, empty = anywhere.

    ordered_by: one of the roles orders. required: what a request says. no_personal_audience:
    no list of persons aims it.
    """

    only_networks: tuple[Network, ...] = ()
    only_classes: tuple[ChannelClass, ...] = ()
    ordered_by: tuple[Role, ...] = ()
    required: tuple[Literal["value", "audience", "cost", "period"], ...] = ()
    no_personal_audience: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        return self

    @property
    def where(self) -> AppliesTo:
        """The channels on which reach may be bought."""
        return AppliesTo(frozenset(self.only_networks), frozenset(self.only_classes))


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The request is for another channel, from the wrong person, unfinished or personal."""
    if not isinstance(facts, SponsoringFacts):
        return None
    params = rule.params_as(Params)
    missing = [_PARTS[part] for part in params.required if part not in facts.filled]
    wrong_person = (
        facts.ordering and params.ordered_by and not facts.ordered_by & {*params.ordered_by}
    )
    faults = (
        ("channel", not params.where.covers(facts)),
        ("ordered_by", wrong_person),
        ("request", missing),
        ("audience", params.no_personal_audience and facts.personal_audience),
    )
    at = next((field for field, found in faults if found), None)
    return rule.finding(setting.on, field=at, missing=listed(missing)) if at else None


def show(rule: Rule, facts: SponsoringFacts, _setting: Setting) -> dict[str, Any]:
    """Whether the channel may carry it, who orders, what is asked for."""
    params = rule.params_as(Params)
    return {
        "allowed": params.where.covers(facts),
        "ordered_by": list(params.ordered_by),
        "required": list(params.required),
    }


def words(params: Params) -> str:
    """What the rule says."""
    where = listed([CLASSES[each] for each in params.only_classes]) or "alla kanaler"
    if params.only_networks:
        where += f" på {listed([NAMES[each] for each in params.only_networks])}"
    said = (
        (params.only_networks or params.only_classes, f"Spridning köps bara på {where}."),
        (params.ordered_by, f"Den beställs av {roles_in_words(params.ordered_by)}."),
        (params.required, f"Ange {listed([_PARTS[part] for part in params.required])}."),
        (params.no_personal_audience, "Inga listor med personer används för att rikta den."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="bought_reach",
    title="Köpt spridning",
    area="reach",
    words=words,
    params=Params,
    facts=(SponsoringFacts,),
    judge=judge,
    show=show,
    answers={"ordered_by": "beställs av", "required": "anges"},
    codes=_PARTS,
    placeholders={"missing": "kostnad och period"},
)
