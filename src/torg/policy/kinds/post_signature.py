"""Ordinary posts carry no personal signature without a special reason (V-62); free under G-14."""

import re
from functools import lru_cache
from typing import Self

from pydantic import model_validator

from torg.policy.facts import Facts, PostFacts
from torg.policy.findings import Finding
from torg.policy.pack_format import Strict, Text
from torg.policy.rule import Kind, Rule, Setting

_TAGS_ONLY = re.compile(r"(?:[#@]\S+|https?://\S+)(?:\s+(?:[#@]\S+|https?://\S+))*")
_NAME = r"[A-ZÅÄÖÉ][\w'-]+"
_SLASH = re.compile(rf"(?:.*\s)?[/–—-]+\s*{_NAME}(?:,?\s+[\w ]+)?")


class Params(Strict):
    """closings: words that a signature begins with, in lower case ("hälsningar", "mvh").

    optional: signing is as good as not signing, and nothing is looked for.
    """

    closings: tuple[Text, ...] = ()
    optional: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.optional == bool(self.closings):
            raise ValueError("ange closings, eller optional när det är fritt")
        return self


def judge(rule: Rule, facts: Facts, setting: Setting) -> Finding | None:
    """The post ends with a person's name as sender, and no special reason is given."""
    if not isinstance(facts, PostFacts) or facts.signature_reason.strip():
        return None
    params = rule.params_as(Params)
    if params.optional or not _signed(facts, params.closings):
        return None
    return rule.finding(setting.on, field="signature")


def _signed(facts: PostFacts, closings: tuple[str, ...]) -> bool:
    lines = [line.strip() for line in facts.text.splitlines()]
    lines = [line for line in lines if line and not _TAGS_ONLY.fullmatch(line)]
    if not lines:
        return False
    closing = _pattern(closings)
    last = lines[-1]
    found = closing.fullmatch(last)
    if found and found["name"]:
        return True
    names = {facts.author_given_name, facts.author_full_name} - {""}
    if last.strip("/–—- .,") in names or _SLASH.fullmatch(last):
        return True
    before = closing.fullmatch(lines[-2]) if len(lines) > 1 else None
    return bool(before and not before["name"] and re.match(_NAME, last))


@lru_cache(maxsize=100)
def _pattern(closings: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(closings, key=len, reverse=True))
    return re.compile(rf"(?:.*[.!?…]\s+)?(?i:{words})[\s,:!/–-]*(?P<name>{_NAME}.*)?")


def words(params: Params) -> str:
    """What the rule says."""
    if params.optional:
        return "Inlägg får skrivas under med namn, men behöver inte."
    return f"Inlägg skrivs inte under med namn ({', '.join(params.closings)} …) utan särskilt skäl."


KIND = Kind(
    name="post_signature",
    title="Underskrift i inlägg",
    area="post",
    words=words,
    single=True,
    params=Params,
    facts=(PostFacts,),
    judge=judge,
)
