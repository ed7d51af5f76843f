"""Where to look when the right to an image is in doubt (G-27, G-28)."""

from torg.policy.facts import Facts, MediaFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """source: in the municipality's words. bank_consent: its items tell whether there is one."""

    source: Text
    bank_consent: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """In doubt about one's own image, or an item of the bank without consent."""
    if not isinstance(facts, MediaFacts):
        return None
    params = rule.params_as(Params)
    if params.bank_consent:
        due = facts.origin == "bank" and facts.identifiable and facts.bank_consent != "yes"
    else:
        due = facts.in_doubt and facts.origin != "bank"
    return rule.finding(setting.on, field="origin", source=params.source) if due else None


def words(params: Params) -> str:
    """What the rule says."""
    if params.bank_consent:
        return f"{params.source.capitalize()} säger om samtycke finns."
    return f"Den som är osäker tar bilden ur {params.source}."


KIND = Kind(
    name="image_fallback",
    title="Bilder när man är osäker",
    area="media",
    words=words,
    params=Params,
    facts=(MediaFacts,),
    judge=judge,
    placeholders={"source": "mediabanken"},
)
