"""What is noted of images with personal data (V-77)."""

from typing import Literal

from pydantic import Field

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_IN_WORDS = {"purpose": "ändamål", "basis": "rättslig grund", "retention": "hur länge de sparas"}


class Params(Strict):
    """needs: what is noted for each."""

    needs: tuple[Literal["purpose", "basis", "retention"], ...] = Field(min_length=1)


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Something is not noted."""
    if not isinstance(facts, MediaFacts) or not facts.persons:
        return None
    noted = {"purpose": facts.purpose, "basis": facts.basis, "retention": facts.retention}
    needs = rule.params_as(Params).needs
    missing = [_IN_WORDS[each] for each in needs if not noted[each].strip()]
    return rule.finding(setting.on, field="basis", missing=listed(missing)) if missing else None


def words(params: Params) -> str:
    """What the rule says."""
    noted = listed([_IN_WORDS[each] for each in params.needs])
    return f"För bilder med personuppgifter antecknas {noted}."


KIND = Kind(
    name="processing_record",
    title="Behandlingen av bilder antecknas",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
    placeholders={"missing": "ändamål"},
)
