"""Before a channel ends it is decided what is kept of it, and that is done (G-65)."""

from torg.policy.channel_facts import ClosingFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting


class Params(Strict):
    """snapshot: what is to be kept needs a last image of the channel."""

    snapshot: bool = True


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """Deregistration is tried without a choice, or without the image it asks for."""
    if not isinstance(facts, ClosingFacts) or facts.step != "deregister":
        return None
    if not facts.archive:
        return rule.finding(setting.on, field="archive", missing="ett beslut om bevarande")
    if facts.archive == "preserve" and rule.params_as(Params).snapshot and not facts.final_snapshot:
        return rule.finding(setting.on, field="snapshot", missing="en sista ögonblicksbild")
    return None


def words(params: Params) -> str:
    """What the rule says."""
    image = " Det som bevaras får en sista ögonblicksbild." if params.snapshot else ""
    return f"Innan kanalen avslutas beslutas om innehållet ska bevaras.{image}"


KIND = Kind(
    name="archive_choice",
    title="Arkiv vid avslut",
    area="record",
    words=words,
    single=True,
    params=Params,
    facts=(ClosingFacts,),
    judge=judge,
    placeholders={"missing": "ett beslut om bevarande"},
)
