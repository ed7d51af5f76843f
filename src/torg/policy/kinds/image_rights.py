"""Only images that we own or may use, with what their licence asks for (M2-20, V-76, V-78)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_IN_WORDS = {"own": "vår egen", "permitted": "lånad med lov", "licensed": "fri under en licens"}


class Params(Strict):
    """ownership: what is accepted. credit: an image under a licence names its author."""

    ownership: tuple[Literal["own", "permitted", "licensed"], ...] = Field(min_length=1)
    credit: bool = True


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The right is unknown or not enough, or the author is not named."""
    if not isinstance(facts, MediaFacts):
        return None
    params = rule.params_as(Params)
    if facts.ownership not in params.ownership:
        return rule.finding(setting.on, field="ownership", missing="vem som äger eller får använda")
    licensed = facts.licence.casefold().startswith("cc-by")
    if params.credit and licensed and not facts.credit.strip():
        return rule.finding(setting.on, field="credit", missing="upphovspersonens namn")
    return None


def words(params: Params) -> str:
    """What the rule says."""
    credit = " En licens som kräver namn får det." if params.credit else ""
    owned = listed([_IN_WORDS[each] for each in params.ownership], "eller")
    return f"Bilden är {owned}.{credit}"


KIND = Kind(
    name="image_rights",
    title="Rätt till bilden",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
    placeholders={"missing": "upphovspersonens namn"},
)
