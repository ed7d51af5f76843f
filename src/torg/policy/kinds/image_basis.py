"""A legal basis is noted for images of persons (G-24, V-108)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

Basis = Literal["consent", "agreement", "public_interest"]
_IN_WORDS = {
    "consent": "samtycke",
    "agreement": "avtal",
    "public_interest": "allmänt intresse",
}


class Params(Strict):
    """bases: those that hold here. purposes: consent is given for each purpose by itself."""

    bases: tuple[Basis, ...] = Field(min_length=1)
    purposes: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Persons, and no basis that holds here; or a purpose without its yes."""
    if not isinstance(facts, MediaFacts) or not facts.persons:
        return None
    params = rule.params_as(Params)
    agreed = not params.purposes or (bool(facts.purposes) and all(facts.purposes.values()))
    if facts.basis in params.bases and agreed:
        return None
    bases = listed([_IN_WORDS[each] for each in params.bases], "eller")
    return rule.finding(setting.on, field="basis", bases=bases)


def words(params: Params) -> str:
    """What the rule says."""
    bases = listed([_IN_WORDS[each] for each in params.bases], "eller")
    each = ", med ja till varje ändamål" if params.purposes else ""
    return f"Bilder på personer har en rättslig grund: {bases}{each}."


KIND = Kind(
    name="image_basis",
    title="Grund för bilder på personer",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
    placeholders={"bases": "samtycke"},
)
