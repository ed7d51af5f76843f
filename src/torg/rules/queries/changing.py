"""What may be changed in the rules in force, how it reads today, and what is proposed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from torg.people.models import Municipality, User
from torg.people.permissions import Permission, departments_in_reach
from torg.policy.building import STRICTNESS
from torg.policy.facts import Place
from torg.policy.findings import Verdict
from torg.policy.kinds import KINDS
from torg.policy.pack import Pack
from torg.policy.param_words import key_in_words
from torg.policy.rule import Rule
from torg.rules.models import ChangeProposal
from torg.rules.queries.adoptions import standing
from torg.rules.queries.held import NoPack
from torg.rules.queries.in_force import pack_in_force, pack_stored

VERDICTS = {
    Verdict.STOP: gettext_lazy("Stoppar"),
    Verdict.WARN: gettext_lazy("Varnar"),
    Verdict.ADVISE: gettext_lazy("Tipsar"),
}
CHOSEN, VERDICT = "chosen", "verdict"


@dataclass(frozen=True, slots=True)
class Adjustable:
    """One value that may be changed. now: as the pack has it; options: (value, words) to choose
    among, none for a value that is written. number: a whole one; lines: a list, one to a line.
    """

    of: str
    key: str
    now: Any
    options: tuple[tuple[Any, str], ...] = ()
    number: bool = False
    lines: bool = False

    @property
    def what(self) -> str:
        """What is changed, in words."""
        return key_in_words(self.key)


@dataclass(frozen=True, slots=True)
class Principle:
    """A rule as it reads on one channel. options: (verdict, word) that the channel may choose."""

    of: str
    title: str
    words: str
    verdict: Verdict
    source: str
    options: tuple[tuple[str, str], ...] = ()


def newest_pack(municipality: Municipality, at: datetime | None = None) -> Pack:
    """The pack that a change from the instant (default now) is made to. Raises NoPack."""
    found = standing(municipality, at or timezone.now())
    if found is None:
        raise NoPack(
            _("Kommunen har inte antagit något regelverk."),
            remedy=_("Systemadministratören antar kommunens regelverk."),
        )
    return pack_stored(found.digest)


def adjustable_in(pack: Pack, of: str) -> list[Adjustable]:
    """What may be changed in a rule, or in a choice of readings; nothing for what is unknown."""
    if of in pack.choices:
        choice = pack.choices[of]
        options = tuple((each.key, each.words) for each in choice.option)
        return [Adjustable(of, CHOSEN, choice.holds, options)]
    rule = next((each for each in pack.rules if each.id == of), None)
    return [_value(rule, key) for key in rule.adjustable] if rule else []


def value_now(pack: Pack, of: str, key: str, channel: str = "") -> Any:
    """The value that holds; on a channel with principles of its own, theirs."""
    if of in pack.choices:
        return pack.choices[of].holds
    rule = pack.principles.get(channel, {}).get(of) or pack.rule(of)
    if key == VERDICT:
        return rule.verdict.value
    return rule.params.model_dump(mode="json")[key]


def reads(pack: Pack, one: Adjustable, channel: str = "") -> str:
    """The value as people read it: the rule in words, the verdict's word, or the reading's."""
    now = value_now(pack, one.of, one.key, channel)
    if one.key not in {VERDICT, CHOSEN}:
        rule = pack.rule(one.of)
        return KINDS[rule.kind].words(rule.params)
    words = dict(one.options) | {each.value: str(word) for each, word in VERDICTS.items()}
    return str(words.get(now, now))


def principles_open(municipality: Municipality, place: Place) -> list[Principle]:
    """The rules that a channel may make stricter, with the verdicts it may choose (S-11, S-41).

    Among the verdicts is the municipality's own, so that a channel can take its word back.
    """
    pack = newest_pack(municipality)
    found = []
    for rule in pack.chosen:
        if VERDICT not in rule.adjustable or not rule.applies_to.covers(place):
            continue
        now = pack.principles.get(place.channel, {}).get(rule.id, rule)
        harder = [each for each in VERDICTS if STRICTNESS[each] >= STRICTNESS[rule.verdict]]
        options = tuple((each.value, str(VERDICTS[each])) for each in harder if each != now.verdict)
        if options:
            found.append(_principle(now, options))
    return found


def own_principles(municipality: Municipality, channel: str) -> list[Principle]:
    """The rules that a channel has made stricter for itself, as they read now."""
    pack = pack_in_force(municipality).pack
    return [_principle(rule) for rule in pack.principles.get(channel, {}).values()]


def proposals(user: User) -> QuerySet[ChangeProposal]:
    """The municipality's proposals, those that wait first; a channel's within one's reach."""
    every = ChangeProposal.objects.filter(municipality=user.municipality).select_related(
        "proposed_by", "settled_by", "department", "adoption"
    )
    reach = departments_in_reach(user, Permission.MANAGE_CHANNELS)
    if reach is None:
        return every
    return every.filter(Q(channel="") | Q(department_id__in=reach))


def waiting(municipality: Municipality, of: str) -> QuerySet[ChangeProposal]:
    """Proposals about a rule or a choice that nobody has settled."""
    return ChangeProposal.objects.filter(municipality=municipality, of=of, state="proposed")


def _principle(rule: Rule, options: tuple[tuple[str, str], ...] = ()) -> Principle:
    kind = KINDS[rule.kind]
    words = kind.words(rule.params)
    return Principle(rule.id, kind.title, words, rule.verdict, rule.citation.section, options)


def _value(rule: Rule, key: str) -> Adjustable:
    if key == VERDICT:
        options = tuple((each.value, str(words)) for each, words in VERDICTS.items())
        return Adjustable(rule.id, key, rule.verdict.value, options)
    now = rule.params.model_dump(mode="json")[key]
    kind = type(rule.params).model_fields[key].annotation
    if isinstance(now, bool):
        return Adjustable(rule.id, key, now, ((True, _("Ja")), (False, _("Nej"))))
    if (named := get_args(kind)) and all(isinstance(each, str) for each in named):
        return Adjustable(rule.id, key, now, tuple((each, each) for each in named))
    number = int in {kind, *get_args(kind)}
    return Adjustable(rule.id, key, now, number=number, lines=isinstance(now, list | tuple))
