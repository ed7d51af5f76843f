"""An image that a resident made is used with permission (M2-21)."""

from typing import Literal

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """permission: is stored with the image."""

    permission: Literal[True]


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """It comes from a resident, and permission is not noted."""
    if not isinstance(facts, MediaFacts) or facts.origin != "resident" or facts.permission:
        return None
    return rule.finding(setting.on, field="permission")


def words(params: Params) -> str:
    """What the rule says."""
    return "En invånares bild används med lov av den som tog den." if params.permission else ""


KIND = Kind(
    name="resident_image",
    title="Invånares bilder",
    area="media",
    words=words,
    single=True,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
)
