"""What a rule is told about a channel's life, money, access and crisis: plain data, no models.

Roles are keys of `roles.ROLE_NAMES`. Dates are local. A matter that is on no network has
network "".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from torg.policy.facts import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts(Place):
    """A matter that goes through steps and is decided.

    step: the one that is tried. consulted: roles whose advice is noted. decisions: role -> who
    has agreed in it (any stable name of the person). deciding_as: roles of whoever tries to
    decide; elsewhere: they belong to another department than the matter; motive: their reason.
    """

    step: str
    consulted: frozenset[str] = frozenset()
    decisions: Mapping[str, str] = field(default_factory=dict)
    deciding_as: frozenset[str] = frozenset()
    elsewhere: bool = False
    motive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts(DecisionFacts):
    """A wish for a new channel. step: platform, send, decide or start, in that order.

    answers: key of the form -> what is written; yes and no to questions. live_on_network: how
    many channels the municipality has there already. editors: how many are named.
    """

    step: str = "send"
    answers: Mapping[str, str] = field(default_factory=dict)
    live_on_network: int = 0
    editors: int = 0
    weekly_hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts(DecisionFacts):
    """A channel on its way out. step: start, merge, decide, notify, archive or deregister.

    done: steps that are finished. reason: the chosen code. notices: days on which followers
    were told; notice_parts: what the notice in hand contains of reason, referral.
    archive: "" while undecided, else preserve or discard.
    """

    step: str = "start"
    reason: str = ""
    done: frozenset[str] = frozenset()
    closing_on: date | None = None
    notices: tuple[date, ...] = ()
    notice_parts: frozenset[str] = frozenset()
    last_activity: date | None = None
    archive: str = ""
    final_snapshot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchFacts(Place):
    """An approved channel before it goes live. ticked: keys of the checklist."""

    ticked: frozenset[str] = frozenset()
    comments_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFacts(Place):
    """A row of the register that is saved or made live. moment: save or launch.

    filled: keys of register_entry.LABELS that have a value. editor: roles of whoever changes
    it; own_department: the row is of their own department. private: a person's own account.
    """

    moment: str = "save"
    filled: frozenset[str] = frozenset()
    editor: frozenset[str] = frozenset()
    own_department: bool = True
    private: bool = False
    comments_open: bool = True
    comments_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts(Place):
    """Something that is to be done regularly. what: a key of recurring_check.LABELS.

    last_done: the day; since: from when it counts while never done, None = was due long ago.
    changed: what is looked at differs from last time.
    """

    network: str = ""
    what: str
    last_done: date | None = None
    since: date | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts(Place):
    """A channel's review. outcome: keep, no_social_effect or rest; "" while open."""

    outcome: str = ""
    closing_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts(Place):
    """How alive a channel is. last_activity: ours or a reply; since: when it went live."""

    last_activity: date | None = None
    since: date | None = None
    posts_by_day: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestFacts(Place):
    """A channel that somebody wants to lay to rest."""

    comments_off: bool = False
    watched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFacts(Place):
    """Images of a channel for the archive. taken: the days; since: when it went live."""

    taken: tuple[date, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts(Place):
    """One person's right to a channel on its network. two_factor: None while nobody knows.

    left: the person has left; removed: the right is confirmed gone; granted_by: roles of
    whoever granted it.
    """

    two_factor: bool | None = None
    left: bool = False
    removed: bool = False
    granted_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsoringFacts(Place):
    """A request to buy reach. filled: which of value, audience, cost, period are given.

    ordering: it is ordered now; ordered_by: roles of whoever does it.
    personal_audience: a list of persons is used to aim it.
    """

    filled: frozenset[str] = frozenset()
    ordering: bool = False
    ordered_by: frozenset[str] = frozenset()
    personal_audience: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitFacts(Place):
    """What a post gave its publisher. received: pay, gifts or free use; None = not declared.

    brand: a strange logo or product is seen; brand_reason: why. bought: we paid for its reach.
    """

    received: bool | None = None
    brand: bool = False
    brand_reason: str = ""
    bought: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OthersFacts(Place):
    """Something that another person published."""

    personal_data: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFacts(Place):
    """Something that came in and needs an owner. way: direct, comment or mention."""

    way: str = "comment"
    kind: str = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisFacts(Place):
    """A unit's readiness. holders: functions that have a named holder."""

    network: str = ""
    holders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts(Place):
    """An entry of the calendar. view: week or month; filled: title, text, time, owner, theme.

    avoid: what a note about the day says to keep away from it, when the entry is about that.
    """

    view: str = "week"
    filled: frozenset[str] = frozenset()
    avoid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts(Place):
    """An employee with a role in a channel, and whether they have confirmed the rules."""

    network: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RightFacts(Place):
    """Somebody tries something in a channel: publish, check, reply, hide, remove, archive."""

    right: str = "publish"
    held: frozenset[str] = frozenset()
