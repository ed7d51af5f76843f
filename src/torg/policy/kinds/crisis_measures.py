"""What holds in a crisis: clock, reach, tone, tasks, word to those in charge (S-25 to S-36, V-72,
V-116, V-118). Rules that apply are read together.
"""

from datetime import timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.channel_facts import CrisisFacts
from torg.policy.facts import InboundFacts, Place
from torg.policy.findings import Deadline
from torg.policy.pack_format import Named, Strict
from torg.policy.roles import Role, roles_in_words
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, instant_words, listed


class Params(Strict):
    """reply_hours: from arrival, around the clock. broadcast: any channel may be used, past its
    limits; pause: what is scheduled waits. tone: how one writes.

    tasks: the checklist. digest: who gets the day's report. exercises: scenarios to train on.
    answers_ready: approved questions and answers. backup: who is called to a stormy thread.
    """

    reply_hours: int | None = Field(default=None, ge=1, le=240)
    broadcast: bool = False
    pause: bool = False
    tone: Literal["", "straight"] = ""
    tasks: tuple[Named, ...] = ()
    digest: tuple[Role, ...] = ()
    exercises: tuple[Named, ...] = ()
    answers_ready: bool = False
    backup: tuple[Role, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        return self


def show(rule: Rule, facts: Place, setting: Setting) -> dict[str, Any]:
    """What the rule states; with something that came in, when its answer is due."""
    params = rule.params_as(Params)
    stated = params.model_dump(mode="json", include=set(params.model_fields_set))
    if params.reply_hours is None or not isinstance(facts, InboundFacts):
        return {**stated, "limit": ""}
    due = setting.tools.clock.local(facts.arrived_at + timedelta(hours=params.reply_hours))
    return {**stated, "limit": f"{due:%Y-%m-%d %H:%M}"}


def answer(rule: Rule, facts: InboundFacts, setting: Setting) -> Deadline | None:
    """When an answer is due on a channel that the crisis concerns; None: no hours are stated."""
    hours = rule.params_as(Params).reply_hours
    if hours is None:
        return None
    clock = setting.tools.clock
    limit = facts.arrived_at + timedelta(hours=hours)
    steps = [
        f"Kom in {instant_words(clock.local(facts.arrived_at))}, i krisläge.",
        f"{counted(hours, 'timme', 'timmar')} räknas dygnet runt, alla dagar.",
        f"Svar senast {instant_words(clock.local(limit))}.",
    ]
    if rule.local_setting:
        steps.append(rule.local_setting)
    return Deadline(
        target=None,
        limit=limit,
        explanation=tuple(steps),
        rule_id=rule.id,
        citation=rule.citation,
        help_key=rule.help_key,
        local_setting=bool(rule.local_setting),
    )


def words(params: Params) -> str:
    """What the rule says."""
    hours = counted(params.reply_hours or 0, "timme", "timmar")
    said = (
        (params.reply_hours, f"I en kris ges svar inom {hours}, dygnet runt."),
        (params.broadcast, "Krisinformation får gå ut på alla kanaler, oavsett tak."),
        (params.pause, "Det som är schemalagt väntar."),
        (params.tone, "Tonen är rak och saklig."),
        (params.tasks, f"Checklista: {listed([each.label for each in params.tasks])}."),
        (params.digest, f"Dagens läge går till {roles_in_words(params.digest)}."),
        (params.exercises, f"Övningar: {listed([each.label for each in params.exercises])}."),
        (params.answers_ready, "Frågor och svar är förberedda."),
        (params.backup, f"Stöd kallas från {roles_in_words(params.backup)}."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="crisis_measures",
    title="Åtgärder i en kris",
    area="crisis",
    words=words,
    params=Params,
    facts=(InboundFacts, CrisisFacts),
    show=show,
    answers={
        "reply_hours": "timmar",
        "broadcast": "alla kanaler",
        "pause": "det schemalagda väntar",
        "tone": "tonen är",
        "digest": "dagens läge till",
        "answers_ready": "svar är förberedda",
        "backup": "stöd av",
    },
    codes={"straight": "rak och saklig"},
)
