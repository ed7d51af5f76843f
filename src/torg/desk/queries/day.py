"""What waits for one person now, in a fixed number of questions to the database."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from torg.channels import queries as channels
from torg.channels.models import (
    AccountAlarm,
    Channel,
    ChannelApplication,
    ChannelConnection,
    ChannelPeriod,
    Closing,
    DepartureTask,
    Hijack,
    ReachPurchase,
)
from torg.channels.queries import closing as closings
from torg.channels.queries.access import Standing, waiting_access
from torg.channels.queries.applications import waiting_applications
from torg.channels.queries.departures import tasks_waiting
from torg.channels.queries.following import alarms_waiting
from torg.channels.queries.hijacks import hijacks_running
from torg.channels.queries.inventory import Waiting
from torg.channels.queries.inventory import waiting as inventories_waiting
from torg.channels.queries.network_settings import SettingsDue, settings_due
from torg.channels.queries.periods import notes_waiting
from torg.channels.queries.reach import purchases_waiting
from torg.channels.queries.reviews import Due, reviews_due
from torg.channels.queries.seasons import seasons_turn
from torg.delivery import queries as delivery
from torg.delivery.models import Act, Breaker
from torg.delivery.permissions import can_settle
from torg.delivery.states import ActState
from torg.desk.queries.questions import questions_waiting
from torg.inbox import queries as inbox
from torg.inbox.models import Reply, Share, Thread
from torg.inbox.queries import WatchLine
from torg.inbox.states import ReplyState, ShareState
from torg.moderation import queries as moderation
from torg.moderation.models import Case
from torg.moderation.states import CaseState
from torg.notices import queries as notices
from torg.notices.models import Letter
from torg.people.models import User
from torg.planning import queries as planning
from torg.planning.models import Post, Variant
from torg.planning.states import PostState
from torg.rules.queries import NoPack, adoptions_held

MOST = 50
STILL_UP = frozenset({CaseState.SEALED, CaseState.DECIDED})
STOPPED = (ActState.REFUSED, ActState.CANCELLED)
# A stopped post that its author has let lie this long is no longer news.
REMEMBERED = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Every list has the most pressing first, at most fifty rows.

    to_answer: the person's own threads and those nobody has. replies,
    shares: colleagues' that wait for the person's eyes, and the person's own that came back.
    silent: channels that wait for their network; they ask nothing of anybody.
    stopped: the person's released posts that a network refused. more_today: goes_out is not
    all that the day has. questions: how many wait for the communications department, for
    those who are of it. no_rules: set when the municipality has adopted no rules, so that
    rounds cannot be known.
    """

    to_answer: list[Thread] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    to_approve: list[Post] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    unclear: list[Act] = field(default_factory=list)
    silent: list[Breaker] = field(default_factory=list)
    broken: list[ChannelConnection] = field(default_factory=list)
    returned: list[Post] = field(default_factory=list)
    stopped: list[Post] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    rounds: list[WatchLine] = field(default_factory=list)
    applications: list[ChannelApplication] = field(default_factory=list)
    goes_out: list[Post] = field(default_factory=list)
    more_today: bool = False
    questions: int = 0
    alarms: list[AccountAlarm] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    reviews: list[Due] = field(default_factory=list)
    seasons: list[Channel] = field(default_factory=list)
    periods: list[ChannelPeriod] = field(default_factory=list)
    settings: list[SettingsDue] = field(default_factory=list)
    access: list[tuple[Channel, Standing]] = field(default_factory=list)
    reach: list[ReachPurchase] = field(default_factory=list)
    inventory: Waiting = field(default_factory=lambda: Waiting([], []))
    tasks: list[DepartureTask] = field(default_factory=list)
    hijacks: list[Hijack] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    no_rules: NoPack | None = None

    @property
    def waiting(self) -> int:
        """How many things ask something of the person; rounds are counted by channel."""
        return self.questions + self.inventory.count + sum(
            len(rows)
            for rows in (
                self.to_answer, self.replies, self.to_approve, self.cases, self.unclear,
                self.broken, self.returned, self.stopped, self.rounds,
                self.shares,
                self.applications, self.alarms,
                self.closings, self.reviews, self.seasons, self.access, self.tasks, self.hijacks,
                self.reach, self.letters, self.periods, self.settings,
            )
        )  # fmt: skip

    @property
    def to_read(self) -> list[Reply]:
        """Colleagues' replies to read."""
        return [one for one in self.replies if one.state == ReplyState.AWAITING]

    @property
    def returned_replies(self) -> list[Reply]:
        """The person's own replies that a reader returned or the network refused."""
        return [one for one in self.replies if one.state != ReplyState.AWAITING]

    @property
    def to_share(self) -> list[Share]:
        """Colleagues' shares to read."""
        return [one for one in self.shares if one.state == ShareState.AWAITING]

    @property
    def unshared(self) -> list[Share]:
        """The person's own shares that a reader returned or the network refused."""
        return [one for one in self.shares if one.state != ShareState.AWAITING]

    def late(self, now: datetime) -> int:
        """How many answers and cases are past their time."""
        threads = sum(bool(one.due_at and one.due_at < now) for one in self.to_answer)
        return threads + sum(
            bool(one.deadline and one.deadline < now and one.state in STILL_UP)
            for one in self.cases
        )


def my_day(user: User, now: datetime) -> Day:
    """Everything that asks something of the person, and what goes out today."""
    with adoptions_held():
        return _day(user, now)


def _day(user: User, now: datetime) -> Day:
    today = timezone.localdate(now)
    posts = list(_posts(user, now)[: MOST * 2])
    goes_out, more_today = _goes_out(user, today, now)
    open_channels = channels.not_closed(user)
    rounds, no_rules = _rounds(user, open_channels, now)
    return Day(
        to_answer=list(inbox.to_answer(user, now)[:MOST]),
        replies=list(inbox.replies_asking(user)[:MOST]),
        to_approve=[post for post in posts if post.state == PostState.SUBMITTED][:MOST],
        cases=list(moderation.open_cases(user)[:MOST]),
        unclear=[act for act in delivery.unclear(user)[:MOST] if can_settle(user, act)],
        silent=list(delivery.waiting_channels(user)[:MOST]),
        broken=channels.broken(user, open_channels)[:MOST],
        returned=[post for post in posts if _comes_back(post, user)],
        stopped=[post for post in posts if _is_stopped(post, user)],
        shares=list(inbox.shares_asking(user)[:MOST]),
        rounds=rounds,
        applications=[] if no_rules else waiting_applications(user),
        goes_out=goes_out,
        more_today=more_today,
        questions=questions_waiting(user),
        alarms=alarms_waiting(user)[:MOST],
        closings=[] if no_rules else closings.waiting_for(user, now)[:MOST],
        reviews=[] if no_rules else reviews_due(user, open_channels, now)[:MOST],
        seasons=seasons_turn(user, open_channels, today)[:MOST],
        periods=list(notes_waiting(user)[:MOST]),
        settings=[] if no_rules else settings_due(user, open_channels, now)[:MOST],
        access=waiting_access(user, now)[:MOST],
        inventory=inventories_waiting(user, now),
        reach=[] if no_rules else purchases_waiting(user, now)[:MOST],
        hijacks=list(hijacks_running(user)[:MOST]),
        letters=list(notices.asking(user)[:MOST]),
        tasks=list(tasks_waiting(user)[:MOST]),
        no_rules=no_rules,
    )


def _posts(user: User, now: datetime) -> QuerySet[Post]:
    """One question for the posts that ask something of the person; sorted into lists later."""
    refused = Variant.objects.filter(post=OuterRef("pk"), act__state__in=STOPPED)
    stopped = planning.seen_by(user).filter(
        Exists(refused), author=user, state=PostState.RELEASED, released_at__gte=now - REMEMBERED
    )
    wanted = stopped | planning.come_back(user) | planning.to_approve(user)
    own = ExpressionWrapper(Q(author=user), output_field=BooleanField())
    return planning.for_cards(wanted.order_by(own.desc(), "planned_at", "id"))


def _goes_out(user: User, today: date, now: datetime) -> tuple[list[Post], bool]:
    """The day's posts, and whether there are more; of a full day what is to come, or its end."""
    posts = planning.for_cards(planning.between(user, today, today))
    shown = list(posts[: MOST + 1])
    if len(shown) <= MOST:
        return shown, False
    to_come = list(posts.filter(planned_at__gte=now)[:MOST])
    return to_come if len(to_come) == MOST else list(posts.reverse()[:MOST])[::-1], True


def _comes_back(post: Post, user: User) -> bool:
    return post.author_id == user.pk and post.state in {PostState.RETURNED, PostState.MISSED}


def _is_stopped(post: Post, user: User) -> bool:
    states = {variant.act.state for variant in post.variants.all() if variant.act}
    mine = post.author_id == user.pk
    return mine and post.state == PostState.RELEASED and bool(states & set(STOPPED))


def _rounds(
    user: User, open_channels: list[Channel], now: datetime
) -> tuple[list[WatchLine], NoPack | None]:
    try:
        return inbox.rounds_left(user, open_channels, now), None
    except NoPack as refusal:
        return [], refusal
