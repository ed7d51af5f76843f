"""How we sound, every day and when it is serious (M2-08, V-70, V-72)."""

import re
from typing import Any, Literal

from pydantic import Field

from torg.policy.facts import Facts, PostFacts, ReplyFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting
from torg.policy.swedish import listed

_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")


class Params(Strict):
    """when: everyday, or a serious matter or crisis. words: how it sounds, in our own words.

    no_emoji: pictures among the words are left out then.
    """

    when: Literal["everyday", "serious"]
    words: tuple[Text, ...] = Field(min_length=1)
    no_emoji: bool = False


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """Emoji where the tone leaves them out."""
    if not isinstance(facts, PostFacts | ReplyFacts):
        return None
    params = rule.params_as(Params)
    concerned = facts.serious == (params.when == "serious")
    if not (params.no_emoji and concerned and _EMOJI.search(facts.text)):
        return None
    return rule.finding(setting.on, field="text")


def show(rule: Rule, facts: PostFacts | ReplyFacts, _setting: Setting) -> dict[str, Any]:
    """The words, where they concern the matter in hand."""
    params = rule.params_as(Params)
    concerned = facts.serious == (params.when == "serious")
    return {"tone": list(params.words) if concerned else []}


def words(params: Params) -> str:
    """What the rule says."""
    when = "Till vardags" if params.when == "everyday" else "I allvarliga lägen"
    no_emoji = " Inga emojier." if params.no_emoji else ""
    return f"{when} är tonen {listed(params.words)}.{no_emoji}"


KIND = Kind(
    name="tone",
    title="Tonen",
    area="reply",
    words=words,
    params=Params,
    facts=(ReplyFacts, PostFacts),
    judge=judge,
    show=show,
)
