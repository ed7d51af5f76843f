"""Who gets into the channels' accounts, how safely, and what is overdue."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from torg.channels.models import Channel, ChannelAccess, TeamMember
from torg.channels.queries import visible_to
from torg.channels.states import OPEN_ACCESS, AccessState, ChannelState
from torg.kernel.refusals import Refusal
from torg.people.models import User
from torg.people.permissions import ROLES, Permission, departments_in_reach
from torg.people.queries import grants_visible_to
from torg.rules.queries import (
    AccessFacts,
    ChannelRules,
    CheckFacts,
    Citation,
    Finding,
    channel_rules,
)

# No guideline says how often; the confirmation is quarterly where the rules are silent.
QUARTER = timedelta(days=91)
# Fewer, and one illness or quarrel locks the municipality out of its own account.
ENOUGH = 2
# Items of a launch checklist that the register answers, where it has rows.
CHECKED = frozenset({"two_factor", "two_holders"})
SEES = (Permission.KEEP_ACCESS, Permission.KEEP_REGISTER, Permission.MANAGE_CHANNELS)
SHOWN = {
    "": gettext_lazy("Alla"),
    "begart": gettext_lazy("Väntar på beslut"),
    "forsenat": gettext_lazy("Försenad genomgång"),
    "utan-tvafaktor": gettext_lazy("Utan känd tvåfaktor"),
    "utanfor": gettext_lazy("Utanför kommunen"),
    "ska-bort": gettext_lazy("Ska tas bort"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to see about a row. clause: the rule that says so; None: no rule of the town."""

    words: str | Promise
    tone: str
    icon: str
    clause: Citation | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An access with what there is to see. due: the day of the next confirmation; None: none
    is asked for. here: what the person is in Torg."""

    access: ChannelAccess
    marks: tuple[Mark, ...]
    due: date | None
    late: bool
    here: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A channel's access as a whole. holders: who gets in and has not left. alone: nobody but
    people who have left gets in. unsafe: how many without a second factor that somebody saw.
    """

    holders: int
    unsafe: int
    requests: int
    overdue: int
    alone: bool

    @property
    def known(self) -> bool:
        """Whether the register has rows of who gets in."""
        return bool(self.holders) or self.alone


def accesses_visible_to(user: User) -> QuerySet[ChannelAccess]:
    """Of the channels whose access the person keeps or manages, and whatever is their own."""
    mine = Q(user=user) | Q(requested_by=user)
    reach = [departments_in_reach(user, permission) for permission in SEES]
    rows = ChannelAccess.objects.filter(channel__in=visible_to(user).order_by())
    if None not in reach:
        units = frozenset[UUID]().union(*(one for one in reach if one))
        rows = rows.filter(mine | Q(channel__department__in=units))
    return rows.select_related(
        "channel__department", "channel__municipality", "user", "requested_by", "decided_by",
        "confirmed_by", "withdrawn_by",
    )  # fmt: skip


def facts_of(access: ChannelAccess, granted_by: frozenset[str] = frozenset()) -> AccessFacts:
    """The access as the rules are told of it. granted_by: roles of whoever is about to grant."""
    channel = access.channel
    return AccessFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        two_factor=access.two_factor,
        left=access.has_left or access.state == AccessState.ENDING,
        removed=access.state == AccessState.WITHDRAWN,
        granted_by=granted_by,
    )


def rows_of(accesses: Iterable[ChannelAccess], user: User, now: datetime) -> list[Row]:
    """Each with its marks; one look for the rules."""
    held = list(accesses)
    rules, here = rules_or_none(user, now), _places_here(held, user)
    today = timezone.localdate(now)
    return [_row(one, rules, today, here) for one in held]


def rules_or_none(user: User, now: datetime) -> ChannelRules | None:
    """The town's rules; None where it has adopted none, which says nothing of an access."""
    try:
        return channel_rules(user.municipality, now)
    except Refusal:
        return None


def standing_of(rows: Sequence[Row]) -> Standing:
    """One channel's rows together."""
    inside = [one.access for one in rows if one.access.gets_in]
    staying = [one for one in inside if stays(one)]
    return Standing(
        holders=len(staying),
        unsafe=sum(one.two_factor is not True for one in staying),
        requests=sum(one.access.state == AccessState.REQUESTED for one in rows),
        overdue=sum(one.late for one in rows),
        alone=bool(inside) and not staying,
    )


def stays(access: ChannelAccess) -> bool:
    """Whether the holder gets in and is not on the way out."""
    return access.state == AccessState.GRANTED and not access.has_left


def of_channel(channel: Channel) -> QuerySet[ChannelAccess]:
    """Every row of a channel that is not over."""
    rows = ChannelAccess.objects.filter(channel=channel, state__in=OPEN_ACCESS)
    return rows.select_related("channel__department", "channel__municipality", "user")


def channel_standing(channel: Channel, user: User, now: datetime) -> Standing:
    """How a channel's access stands, for its own page."""
    return standing_of(rows_of(of_channel(channel), user, now))


def chosen(rows: Iterable[Row], shown: str) -> list[Row]:
    """Those that the reader wants to see: a key of SHOWN, else all."""
    return [one for one in rows if not shown or shown not in SHOWN or shown in _kinds(one)]


def _kinds(row: Row) -> set[str]:
    access = row.access
    told = {
        "begart": access.state == AccessState.REQUESTED,
        "forsenat": row.late,
        "utan-tvafaktor": access.gets_in and access.two_factor is not True,
        "utanfor": access.user is None,
        "ska-bort": access.state == AccessState.ENDING or access.has_left,
    }
    return {key for key, is_so in told.items() if is_so}


def waiting_access(user: User, now: datetime) -> list[tuple[Channel, Standing]]:
    """Channels whose access asks something of the person who keeps it: a request, a
    confirmation, or nobody left who gets in."""
    reach = departments_in_reach(user, Permission.KEEP_ACCESS)
    rows = ChannelAccess.objects.filter(
        channel__in=visible_to(user).order_by(), state__in=OPEN_ACCESS
    ).exclude(channel__state=ChannelState.CLOSED)
    if reach is not None:
        if not reach:
            return []
        rows = rows.filter(channel__department__in=reach)
    held = list(rows.select_related("channel__department", "channel__municipality", "user"))
    if not held:
        return []
    rules, today = rules_or_none(user, now), timezone.localdate(now)
    by_channel: dict[Channel, list[Row]] = defaultdict(list)
    for one in held:
        by_channel[one.channel].append(_row(one, rules, today, {}))
    found = [(channel, standing_of(rows)) for channel, rows in by_channel.items()]
    return [(channel, one) for channel, one in found if one.requests or one.overdue or one.alone]


def _row(
    access: ChannelAccess, rules: ChannelRules | None, today: date, here: Mapping[UUID, list[str]]
) -> Row:
    due, late = next_confirmation(access, rules, today)
    marks = [*_marks(access, rules, today)]
    if late and due:
        words = _("Skulle ha bekräftats %(day)s") % {"day": due}
        marks.append(Mark(words, "warning", "clock-alert"))
    mine = tuple(here.get(access.user_id, ())) if access.user_id else ()
    return Row(access, tuple(marks), due, late, mine)


def next_confirmation(
    access: ChannelAccess, rules: ChannelRules | None, today: date
) -> tuple[date | None, bool]:
    """When it is next confirmed, and whether that is overdue."""
    if access.state != AccessState.GRANTED or access.decided_at is None:
        return None, False
    since = access.confirmed_on or timezone.localdate(access.decided_at)
    asked = rules and rules.next_check(
        CheckFacts(
            network=access.channel.network,
            channel_class=access.channel.channel_class,
            channel=str(access.channel_id),
            what="access",
            last_done=access.confirmed_on,
            since=since,
        )
    )
    if asked and asked.on:
        return asked.on, bool(asked.state)
    return since + QUARTER, today >= since + QUARTER


def _marks(access: ChannelAccess, rules: ChannelRules | None, today: date) -> Iterable[Mark]:
    if access.state == AccessState.REQUESTED:
        yield Mark(gettext_lazy("Väntar på beslut"), "warning", "clock")
    if access.gets_in:
        facts = facts_of(access)
        said = {one.field: one.citation for one in (rules.access(facts) if rules else [])}
        if access.two_factor is not True:
            yield _unsafe(access, said.get("two_factor"))
        if facts.left:
            clause, past = said.get("left"), bool(access.due_on and access.due_on < today)
            tone = "danger" if clause or past else "warning"
            yield Mark(gettext_lazy("Har slutat och ska bort"), tone, "alert-octagon", clause)


def _unsafe(access: ChannelAccess, clause: Citation | None) -> Mark:
    """Red where the rules ask for a second factor and somebody has seen that it is off."""
    if access.two_factor is None:
        words = gettext_lazy("Ingen vet om tvåfaktor är på")
        return Mark(words, "warning", "alert-triangle", clause)
    tone = "danger" if clause else "warning"
    return Mark(gettext_lazy("Utan tvåfaktor"), tone, "alert-octagon", clause)


def _places_here(accesses: Iterable[ChannelAccess], user: User) -> dict[UUID, list[str]]:
    """What each holder is in Torg, in two questions: roles, and whether in a channel's team."""
    people = {one.user_id for one in accesses if one.user_id}
    found: dict[UUID, list[str]] = defaultdict(list)
    if not people:
        return found
    for grant in grants_visible_to(user).filter(user__in=people).prefetch_related(None):
        if grant.role in ROLES and grant.holds_on(timezone.localdate()):
            found[grant.user_id].append(str(ROLES[grant.role].name))
    channels = {one.channel_id for one in accesses}
    members = TeamMember.objects.filter(user__in=people, channel__in=channels)
    for who in sorted(members.values_list("user_id", flat=True).distinct()):
        found[who].append(_("i redaktionen"))
    return found


def launch_keys(channel: Channel) -> frozenset[str] | None:
    """Which of CHECKED the rows say are done; None while there are no rows."""
    inside = [one for one in of_channel(channel) if stays(one)]
    if not inside:
        return None
    told = {"two_factor"} if all(one.two_factor for one in inside) else set()
    return frozenset(told | ({"two_holders"} if len(inside) >= ENOUGH else set()))


def found_before_start(channel: Channel, at: datetime) -> list[Finding]:
    """What the rules say of those who get in, each rule once. Raises NoPack."""
    rules = channel_rules(channel.municipality, at)
    inside = [one for one in of_channel(channel) if one.gets_in]
    found = {one.rule_id: one for row in inside for one in rules.access(facts_of(row))}
    return [one for one in found.values() if one.field != "granted_by"]
