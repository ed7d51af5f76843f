"""How content is planned: in detail per week, broadly per month, away from some days (G-08 to
G-10, V-30).
"""

from typing import Any, Literal, Self

from pydantic import model_validator

from torg.policy.channel_facts import PlanFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_PARTS = {
    "title": "rubrik",
    "text": "text",
    "time": "tid",
    "owner": "ansvarig",
    "theme": "tema",
}
Part = Literal["title", "text", "time", "owner", "theme"]


class Params(Strict):
    """week, month: what an entry has in that view. year: the year's spread is shown.

    avoid_notes: notes on days to keep away from are held against what is planned.
    """

    week: tuple[Part, ...] = ()
    month: tuple[Part, ...] = ()
    year: bool = False
    avoid_notes: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any(value for _, value in self):
            raise ValueError("regeln säger ingenting")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """The entry is unfinished for its view, or falls on a day with a note against it."""
    if not isinstance(facts, PlanFacts):
        return None
    params = rule.params_as(Params)
    wanted = params.week if facts.view == "week" else params.month
    missing = [_PARTS[part] for part in wanted if part not in facts.filled]
    if missing or (params.avoid_notes and facts.avoid):
        told = listed(missing) or facts.avoid
        return rule.finding(setting.on, field="plan" if missing else "day", missing=told)
    return None


def show(rule: Rule, _facts: Place, _setting: Setting) -> dict[str, Any]:
    """What the views ask for."""
    return rule.params_as(Params).model_dump(mode="json")


def words(params: Params) -> str:
    """What the rule says."""
    said = (
        (params.week, f"Veckans inlägg har {listed([_PARTS[part] for part in params.week])}."),
        (params.month, f"Månadens har {listed([_PARTS[part] for part in params.month])}."),
        (params.year, "Årets spridning visas, med tomma veckor."),
        (params.avoid_notes, "Dagar som passar dåligt för ett ämne är antecknade."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="calendar_plan",
    title="Innehållskalender",
    area="post",
    words=words,
    params=Params,
    facts=(PlanFacts,),
    judge=judge,
    show=show,
    answers={
        "week": "i veckan",
        "month": "i månaden",
        "year": "året visas",
        "avoid_notes": "anteckningar om dagar",
    },
    codes=_PARTS,
    placeholders={"missing": "text och tid"},
)
