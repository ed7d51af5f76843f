"""Followers are told before a channel closes, unless it has long been silent (G-62 to G-64)."""

from datetime import date, timedelta
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from torg.policy.channel_facts import ClosingFacts
from torg.policy.facts import Place
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import counted, listed

_PARTS = {"reason": "skälet", "referral": "vart följarna kan vända sig"}


class Params(Strict):
    """notices: how many; first_days_before: the first of them, before the closing day.

    parts: what each contains. not_after_days: after so long a silence none is needed.
    template: words to begin with.
    """

    notices: int = Field(default=0, ge=0, le=50)
    first_days_before: int = Field(default=0, ge=0, le=3650)
    parts: tuple[Literal["reason", "referral"], ...] = ()
    not_after_days: int | None = Field(default=None, ge=1, le=3650)
    template: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.notices or self.parts):
            raise ValueError("ange notices eller parts")
        return self


def judge(rule: Rule, facts: Place, setting: Setting) -> Finding | None:
    """A notice lacks a part, or the channel would go without the notices."""
    if not isinstance(facts, ClosingFacts):
        return None
    params = rule.params_as(Params)
    if facts.step == "notify":
        missing = [_PARTS[part] for part in params.parts if part not in facts.notice_parts]
        said = listed(missing)
        return rule.finding(setting.on, field="notice", missing=said) if missing else None
    if facts.step not in {"archive", "deregister"} or silent(params, facts, setting.on):
        return None
    if len(facts.notices) < params.notices or _too_late(params, facts):
        told = f"{len(facts.notices)} av {params.notices} besked i tid"
        return rule.finding(setting.on, field="notices", missing=told)
    return None


def silent(params: Params, facts: ClosingFacts, on: date) -> bool:
    """Whether the channel has been silent so long that nobody needs to be told."""
    if params.not_after_days is None:
        return False
    last = facts.last_activity
    return last is None or (on - last).days >= params.not_after_days


def _too_late(params: Params, facts: ClosingFacts) -> bool:
    if not params.first_days_before or facts.closing_on is None or not facts.notices:
        return False
    return (facts.closing_on - min(facts.notices)).days < params.first_days_before


def show(rule: Rule, facts: ClosingFacts, setting: Setting) -> dict[str, Any]:
    """How many notices, the first one's last day, and whether the exception holds."""
    params, closes = rule.params_as(Params), facts.closing_on
    excepted = silent(params, facts, setting.on)
    first = closes - timedelta(days=params.first_days_before) if closes else None
    return {
        "notices": 0 if excepted else params.notices,
        "first": first.isoformat() if first and not excepted else "",
        "excepted": excepted,
        "template": params.template,
    }


def words(params: Params) -> str:
    """What the rule says."""
    days = counted(params.first_days_before, "dag", "dagar")
    long = counted(params.not_after_days or 0, "dag", "dagar")
    said = (
        (params.notices, f"Följarna får minst {params.notices} besked före stängningen."),
        (params.first_days_before, f"Det första kommer senast {days} före."),
        (params.parts, f"Beskedet anger {listed([_PARTS[part] for part in params.parts])}."),
        (params.not_after_days, f"Efter {long} tystnad behövs inget besked."),
    )
    return " ".join(sentence for stated, sentence in said if stated)


KIND = Kind(
    name="closing_notice",
    title="Besked före stängning",
    area="channel",
    words=words,
    params=Params,
    facts=(ClosingFacts,),
    judge=judge,
    show=show,
    answers={
        "notices": "antal besked",
        "first": "det första senast",
        "excepted": "undantag",
        "template": "mall",
    },
    placeholders={"missing": "skälet"},
)
