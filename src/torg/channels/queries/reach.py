"""Bought reach: who sees it, what the rules say of it, whom it waits for, and the year's sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from torg.channels.models import ReachPurchase
from torg.channels.states import ReachState
from torg.kernel.spreadsheets import Cell
from torg.people.models import User
from torg.people.permissions import Permission, can, roles_for
from torg.rules.queries import (
    ChannelRules,
    Finding,
    SponsoringFacts,
    Verdict,
    channel_rules,
    check,
)

SPENT = (ReachState.ORDERED, ReachState.SETTLED)


# Planning signs what it sends along, so that nobody ties a purchase to what is no post.
SALT = "torg.channels.reach"


@dataclass(frozen=True, slots=True)
class AboutPost:
    """The planned post that reach is bought for, in the municipality; title: as it is called."""

    municipality: UUID
    id: UUID
    title: str


def sealed_post(post: AboutPost) -> str:
    """The post as an address or a form carries it."""
    return signing.dumps([str(post.municipality), str(post.id), post.title[:120]], salt=SALT)


def opened_post(text: str, user: User) -> AboutPost | None:
    """What sealed_post made for the person's own municipality; None for anything else."""
    try:
        municipality, post, title = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    found = AboutPost(UUID(municipality), UUID(post), title)
    return found if found.municipality == user.municipality_id else None


def purchases_about(user: User, post_id: UUID) -> QuerySet[ReachPurchase]:
    """Bought, or asked for, for one post."""
    return purchases_visible_to(user).filter(post_id=post_id)


@dataclass(frozen=True, slots=True)
class YearSum:
    """What one department bought in a year. kronor: paid where it is known, else as ordered."""

    department: str
    number: int
    kronor: int


def purchases_visible_to(user: User) -> QuerySet[ReachPurchase]:
    """The municipality's log, the newest first: open to every employee."""
    if not can(user, Permission.VIEW_DESK):
        return ReachPurchase.objects.none()
    rows = ReachPurchase.objects.filter(municipality_id=user.municipality_id)
    return rows.select_related(
        "channel", "department", "municipality", "requested_by", "decided_by", "settled_by"
    )


def facts_of(purchase: ReachPurchase, *, orderer: User | None = None) -> SponsoringFacts:
    """The wish as the rules are told of it. orderer: whoever orders it now."""
    given = {
        "value": purchase.value.strip(),
        "audience": purchase.audience.strip(),
        "cost": purchase.cost,
        "period": purchase.starts_on and purchase.ends_on,
    }
    return SponsoringFacts(
        network=purchase.channel.network,
        channel_class=purchase.channel.channel_class,
        channel=str(purchase.channel_id),
        filled=frozenset(part for part, value in given.items() if value),
        ordering=orderer is not None,
        ordered_by=roles_for(orderer, purchase.department) if orderer else frozenset(),
        personal_audience=purchase.personal_audience,
    )


def first_stop(
    purchase: ReachPurchase, at: datetime, *, orderer: User | None = None
) -> Finding | None:
    """What stops the wish, or its being ordered by the person. Raises NoPack."""
    found = check(purchase.channel.municipality, facts_of(purchase, orderer=orderer), at)
    return next((one for one in found if one.verdict is Verdict.STOP), None)


def may_order(user: User, purchase: ReachPurchase, rules: ChannelRules) -> bool:
    """Whether the person holds the role that the rules name for the department; whoever manages
    its channels where they name none."""
    says = rules.reach(facts_of(purchase))
    if says is None or not says.ordered_by:
        return can(user, Permission.MANAGE_CHANNELS, department=purchase.department)
    return bool(roles_for(user, purchase.department) & {*says.ordered_by})


def purchases_waiting(user: User, now: datetime) -> list[ReachPurchase]:
    """Wishes that wait for the person to order or decline, the oldest first. Raises NoPack."""
    open_ones = purchases_visible_to(user).filter(state=ReachState.REQUESTED)
    rows = list(open_ones.order_by("requested_at"))
    if not rows:
        return []
    rules = channel_rules(user.municipality, now)
    return [row for row in rows if may_order(user, row, rules)]


def sums_of_year(user: User, year: int) -> list[YearSum]:
    """What each department bought, by the year in which it began (V-46)."""
    rows = purchases_visible_to(user).filter(state__in=SPENT, starts_on__year=year).order_by()
    found = rows.values("department__name").annotate(
        number=Count("pk"), kronor=Sum(Coalesce("paid", "cost"))
    )
    return [
        YearSum(row["department__name"], row["number"], row["kronor"])
        for row in found.order_by("department__name")
    ]


def as_table(rows: Sequence[ReachPurchase], heading: Sequence[str]) -> list[list[Cell]]:
    """The log for a spreadsheet, one purchase a line."""
    return [
        list(heading),
        *(
            [
                row.channel.name,
                row.department.name,
                row.what,
                row.get_state_display(),
                row.audience,
                row.starts_on,
                row.ends_on,
                row.cost,
                row.paid,
                row.reached,
                row.payer,
            ]
            for row in rows
        ),
    ]
