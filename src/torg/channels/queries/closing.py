"""Reads of closings: how far each has come, what the rules ask, and whom it waits for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel, Closing, ClosingNotice
from torg.channels.queries import visible_to
from torg.channels.states import CLOSING_STEPS, ClosingState
from torg.notices.models import Letter
from torg.notices.queries import written
from torg.people.models import User
from torg.people.permissions import (
    Permission,
    can,
    can_everywhere,
    roles_for,
)
from torg.rules.queries import (
    ROLE_NAMES,
    Citation,
    ClosingFacts,
    ClosingPlan,
    DecidedBy,
    channel_rules,
)

OVER = (ClosingState.DONE.value, ClosingState.DROPPED.value)
# Where the rules list no reasons the person writes one.
OWN_REASON = "own"
STEP_NAMES: Mapping[ClosingState, Promise] = {
    ClosingState.MERGE: _("Förbered sammanslagning"),
    ClosingState.DECIDE: _("Besluta"),
    ClosingState.NOTIFY: _("Meddela följarna"),
    ClosingState.ARCHIVE: _("Pröva vad som bevaras"),
    ClosingState.DEREGISTER: _("Avregistrera"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the page. standing: done, now or locked."""

    state: ClosingState
    number: int
    name: Promise
    standing: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A closing under the rules: plan, who decides, and the roles that have not agreed yet.

    cited: the clause that orders the steps; None where no rule speaks of closing.
    """

    plan: ClosingPlan
    decided_by: DecidedBy
    waits_for: tuple[str, ...]
    cited: Citation | None
    steps: tuple[Step, ...]


def closings_visible_to(user: User) -> QuerySet[Closing]:
    """Closings of the channels that the person may see."""
    return Closing.objects.filter(channel__in=visible_to(user).order_by()).select_related(
        "channel", "channel__department", "channel__municipality", "merge_into", "begun_by"
    )


def open_closing(channel: Channel) -> Closing | None:
    """The channel's closing that is under way, if any."""
    return Closing.objects.filter(channel=channel).exclude(state__in=OVER).first()


def reasons(channel: Channel, now: datetime) -> tuple[tuple[str, str], ...]:
    """(code, words) of the reasons to choose from; one's own words where no rule lists any."""
    listed = channel_rules(channel.municipality, now).closing(facts_at_start(channel, "")).reasons
    return listed or ((OWN_REASON, str(_("Annat skäl, med egna ord"))),)


def facts_at_start(channel: Channel, reason: str) -> ClosingFacts:
    """What the rules are told when a closing begins."""
    return ClosingFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        step="start",
        reason=reason,
    )


def facts_of(
    closing: Closing,
    step: ClosingState,
    *,
    by: User | None = None,
    motive: str = "",
    **more: object,
) -> ClosingFacts:
    """The closing as the rules are told of it when a step is tried.

    by: whoever tries to decide. more: facts that the step itself brings.
    """
    channel = closing.channel
    held = {one.role: str(one.by_id) for one in closing.decisions.all()}
    told = tuple(one.told_on for one in closing.notices.all() if one.told_on)
    facts: dict[str, object] = {
        "network": channel.network,
        "channel_class": channel.channel_class,
        "channel": str(channel.pk),
        "step": step.value,
        "reason": closing.reason,
        "done": frozenset(CLOSING_STEPS[: CLOSING_STEPS.index(ClosingState(closing.state))])
        if closing.state in CLOSING_STEPS
        else frozenset(),
        "consulted": frozenset(role for one in closing.advice.all() for role in one.roles),
        "decisions": held,
        "deciding_as": roles_for(by, channel.department) if by else frozenset(),
        "motive": motive,
        "closing_on": closing.closing_on,
        "notices": told,
        # The exception for the long silent holds when somebody has claimed it, and then only.
        "last_activity": closing.quiet_since or date.max,
        "archive": closing.archive,
        "final_snapshot": closing.snapshot_on is not None,
    }
    return ClosingFacts(**(facts | more))  # type: ignore[arg-type]


def standing(closing: Closing, now: datetime) -> Standing:
    """How the closing stands under the rules that hold now. Raises NoPack."""
    rules = channel_rules(closing.channel.municipality, now)
    facts = facts_of(closing, _tried(closing))
    decided_by = rules.decision(facts)
    held = {one.role for one in closing.decisions.all()}
    return Standing(
        plan=rules.closing(facts),
        decided_by=decided_by,
        waits_for=tuple(role for role in decided_by.roles if role not in held),
        cited=decided_by.citation,
        steps=_steps(closing),
    )


def _tried(closing: Closing) -> ClosingState:
    return ClosingState(closing.state) if closing.state in CLOSING_STEPS else CLOSING_STEPS[0]


def _steps(closing: Closing) -> tuple[Step, ...]:
    begun = closing.state in CLOSING_STEPS
    at = CLOSING_STEPS.index(ClosingState(closing.state)) if begun else len(CLOSING_STEPS)
    if closing.state in {ClosingState.ASKED, ClosingState.DROPPED}:
        at = -1
    return tuple(
        Step(
            state,
            number + 1,
            STEP_NAMES[state],
            "done" if number < at else "now" if number == at else "locked",
        )
        for number, state in enumerate(CLOSING_STEPS)
    )


def may_decide(user: User, closing: Closing, now: datetime) -> bool:
    """Whether the person is one of those who decide, whatever step the closing stands at."""
    named = standing(closing, now).decided_by.roles
    if named:
        return bool(roles_for(user, closing.channel.department) & set(named))
    return can(user, Permission.MANAGE_CHANNELS, department=closing.channel.department)


def roles_in_hand(user: User, closing: Closing, now: datetime) -> tuple[str, ...]:
    """Roles in which the person may decide now; ("",) where no rule names any and they may."""
    held = standing(closing, now)
    if not held.decided_by.roles:
        free = may_decide(user, closing, now) and not closing.decisions_held
        return ("",) if free else ()
    mine = roles_for(user, closing.channel.department)
    roles = tuple(role for role in held.waits_for if role in mine)
    if not held.decided_by.different_people:
        return roles
    return () if closing.decisions.filter(by=user).exists() else roles[:1]


def role_name(role: str) -> str:
    """A role as the rules name it."""
    return ROLE_NAMES.get(role, str(_("ansvarig för kanalen")))


def roles_listed(roles: Iterable[str]) -> str:
    """Roles in words, with commas."""
    return ", ".join(role_name(role) for role in roles)


def notice_text(plan: ClosingPlan, why: str, referral: str) -> str:
    """Words for a notice out of the municipality's template, or our own."""
    template = plan.template or str(
        _("Den här kanalen stänger eftersom {reason}. Vi finns i stället här: {referral}.")
    )
    return template.replace("{reason}", why).replace("{referral}", referral)


def untold(posts: QuerySet[ClosingNotice] | None = None) -> QuerySet[ClosingNotice]:
    """Notices that are planned as posts and not yet known to be published."""
    rows = ClosingNotice.objects if posts is None else posts
    return rows.filter(post__isnull=False, told_on__isnull=True).select_related("closing")


def waiting_for(user: User, now: datetime) -> list[Closing]:
    """Closings that ask something of the person: an answer, a decision, an order to take.

    One question to the database while there are none.
    """
    wanted = Q(state__in=["asked", "decide"]) | Q(state="done", confirmed_at__isnull=True)
    rows = closings_visible_to(user).filter(wanted).order_by("begun_at")
    return [
        row
        for row in rows.prefetch_related("decisions", "notices", "advice")
        if _asks(user, row, now)
    ]


def _asks(user: User, closing: Closing, now: datetime) -> bool:
    if closing.state == ClosingState.ASKED:
        mine = closing.channel.responsible_id == user.pk
        return mine or can(user, Permission.MANAGE_CHANNELS, department=closing.channel.department)
    if closing.state == ClosingState.DECIDE:
        return bool(roles_in_hand(user, closing, now))
    return can_everywhere(user, Permission.KEEP_REGISTER)


def orders(user: User) -> QuerySet[Closing]:
    """Deregistrations that the register's owner has not taken yet (G-67, G-68)."""
    if not can_everywhere(user, Permission.KEEP_REGISTER):
        return Closing.objects.none()
    return closings_visible_to(user).filter(state=ClosingState.DONE, confirmed_at__isnull=True)


def reasons_counted(user: User, year: int) -> list[tuple[str, int]]:
    """(reason in words, how many) of the channels closed in the year, most first (G-55)."""
    words = dict(_all_reasons(user))
    counted: dict[str, int] = {}
    for code in (
        closings_visible_to(user)
        .filter(
            state=ClosingState.DONE,
            channel__closed_on__range=(date(year, 1, 1), date(year, 12, 31)),
        )
        .values_list("reason", flat=True)
    ):
        counted[code] = counted.get(code, 0) + 1
    return sorted(((words.get(code, code), n) for code, n in counted.items()), key=lambda x: -x[1])


def _all_reasons(user: User) -> tuple[tuple[str, str], ...]:
    plan = channel_rules(user.municipality).closing(ClosingFacts(network=""))
    return (*plan.reasons, (OWN_REASON, str(_("annat skäl"))))


def answered_lately(channel: Channel, since: datetime) -> bool:
    """Whether somebody has decided since then that the channel stays."""
    return Closing.objects.filter(
        channel=channel, state=ClosingState.DROPPED, ended_at__gte=since
    ).exists()


def order_letter(closing: Closing) -> Letter | None:
    """The letter about the deregistration; None before the order, or without a mailbox."""
    if closing.state != ClosingState.DONE:
        return None
    return written(closing.municipality_id, f"order:deregister:{closing.pk}")
