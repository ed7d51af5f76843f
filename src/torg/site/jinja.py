"""The Jinja2 environment that every page is rendered in."""

import re
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from jinja2 import Environment, Template, pass_context, pass_environment
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from torg.handbook import queries as handbook
from torg.handbook.states import Phase
from torg.rules.queries import Finding
from torg.ui import deadlines, drawn, keys, looks, moments, numbers, widgets, words


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page. Raises NoReverseMatch: a dead link must not pass a test."""
    return _address(name, args, tuple(kwargs.items()))


@lru_cache(maxsize=8_192)
def _address(name: str, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> str:
    """The same rows stand on page after page, and an address costs as much as the row."""
    return reverse(name, args=args or None, kwargs=dict(named) or None)


def help_title(place: str) -> str:
    """What is asked about at a place of the handbook. Raises KeyError, as `url` does."""
    return str(handbook.PLACES[place].title)


def finding_help(finding: Finding) -> str:
    """Where a finding is explained: its help key, else a page, else the rule itself.

    "" for what no rule has found, such as the samples of the gallery.
    """
    if not getattr(finding, "rule_id", ""):
        return ""
    if key := handbook.key_of(finding):
        return url("handbook:show_help", key=key)
    if slug := handbook.page_telling(finding.citation.ledger_ids):
        return url("handbook:show_page", slug=slug)
    return url("rules:show_rule", rule_id=finding.rule_id)


def refusal_help(cite: str) -> str:
    """The page that tells of the clause that a refusal cites; "" when none does."""
    slug = handbook.page_telling(_ROW.findall(cite))
    return url("handbook:show_page", slug=slug) if slug else ""


@pass_context
def network_cards(context: Context, networks: list[str]) -> list[tuple[str, handbook.Page]]:
    """The handbook's advice for each network, as the person's municipality has it."""
    person = context.get("user")
    return handbook.cards(person.municipality, networks) if person else []


@pass_context
def pages_explaining(context: Context, ids: list[str]) -> list[handbook.Page]:
    """The pages of the person's handbook that tell of any of the guideline's rows."""
    person = context.get("user")
    return handbook.explaining(person.municipality, ids) if person else []


@pass_context
def pages_at(context: Context, phase: str) -> list[handbook.Page]:
    """What the person's handbook has about a time of a channel's life (handbook.states.Phase)."""
    person = context.get("user")
    return handbook.for_phase(person.municipality, Phase(phase)) if person else []


@pass_environment
def fixed(env: Environment, name: str, **given: str) -> TemplateModule:
    """A part of the page that is the same for everybody, rendered once for each language."""
    return _fixed(env, name, get_language(), tuple(given.items()))


@lru_cache(maxsize=64)
def _fixed(
    env: Environment, name: str, _language: str | None, given: tuple[tuple[str, str], ...]
) -> TemplateModule:
    return env.get_template(name).make_module(dict(given))


_ROW = re.compile(r"\b(?:M1|M2|G|S|V)-\d{2,3}\b")

FILTERS = {
    "long_date": moments.long_date,
    "short_date": moments.short_date,
    "weekday": moments.weekday,
    "weekday_date": moments.weekday_date,
    "month_year": moments.month_year,
    "clock": moments.clock,
    "long_moment": moments.long_moment,
    "short_moment": moments.short_moment,
    "iso": moments.iso,
    "span": moments.span,
    "relative": moments.relative,
    "number": numbers.number,
    "counted": numbers.counted,
    "percent": numbers.percent,
    "megabytes": numbers.megabytes,
}
GLOBALS = {
    "static": drawn.static_url,
    "url": url,
    "now": timezone.now,
    "moment_now": timezone.now,
    "deadline_look": deadlines.deadline_look,
    "verdict_look": looks.verdict_look,
    "booking_look": looks.booking_look,
    "drawn_deadline": drawn.drawn_deadline,
    "drawn_icon": drawn.drawn_icon,
    "drawn_moment": drawn.drawn_moment,
    "drawn_network": drawn.drawn_network,
    "drawn_options": drawn.drawn_options,
    "drawn_rows": drawn.drawn_rows,
    "fixed": fixed,
    "tone_icon": looks.tone_icon,
    "message_tone": looks.message_tone,
    "help_title": help_title,
    "finding_help": finding_help,
    "refusal_help": refusal_help,
    "network_cards": network_cards,
    "pages_at": pages_at,
    "pages_explaining": pages_explaining,
    "link_out": looks.link_out,
    "network_name": looks.network_name,
    "initials": looks.initials,
    "avatar_tone": looks.avatar_tone,
    "key_groups": keys.GROUPS,
    "field_kind": widgets.field_kind,
    "write_widget": widgets.write_widget,
}


class Page(Template):
    """A template whose macros are made once: no template is given globals of its own here,
    and to find that out anew at each import costs as much as a row of a list."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


class Desk(Environment):
    """The environment of such templates."""

    template_class = Page


def environment(**options: Any) -> Environment:
    """Named by TEMPLATES["OPTIONS"]["environment"]; csrf_input and csrf_token come from Django."""
    options.setdefault("autoescape", True)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Desk(**options)
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.filters.update(FILTERS)
    env.globals.update(GLOBALS, _=words.said, gettext=words.said)
    return env
