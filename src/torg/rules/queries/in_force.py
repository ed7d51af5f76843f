"""What the municipality's rules say. The rooms above ask here and nowhere else.

Build the facts from your own objects, ask, and show what comes back. Decisions store
`Finding.rule_id` and `pack_in_force(...).digest`, so that they can be explained years later.
Raises NoPack (a Refusal) when the municipality has adopted no rules: nothing goes on unruled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from torg.kernel.worktime import OfficeCalendar
from torg.people.models import Municipality
from torg.policy.engine import Engine
from torg.policy.facts import (
    ChannelFacts,
    InboundFacts,
    Place,
    PostFacts,
    RemovalFacts,
    ReplyFacts,
)
from torg.policy.faults import PackRefusedError
from torg.policy.findings import (
    ApprovalPoint,
    BookingRule,
    Citation,
    Deadline,
    Duty,
    Finding,
    FollowUp,
    FourEyes,
    Frame,
    RemovalTerms,
)
from torg.policy.loading import load_content
from torg.policy.office import calendar_of, instruments_of
from torg.policy.pack import Pack
from torg.policy.rule import Rule
from torg.rules.models import ModeFlag, PackAdoption
from torg.rules.queries.held import NoPack, adoptions, of_the_time
from torg.rules.states import Mode


@dataclass(frozen=True, slots=True)
class PackInForce:
    """Which rules hold. Store `digest` with every decision."""

    adoption_id: UUID
    digest: str
    version: str
    number: int
    in_force_from: datetime
    pack: Pack


def check(municipality: Municipality, facts: Place, at: datetime) -> list[Finding]:
    """Every finding about the facts under the rules in force at the instant, stops first."""
    return engine_in_force(municipality, at).check(facts, at)


def check_each(
    municipality: Municipality, asked: Sequence[tuple[Place, datetime]]
) -> list[list[Finding]]:
    """Each one's findings under the rules of its own instant, with one look for the rules."""
    held = adoptions(municipality)
    return [_engine_of(of_the_time(held, at).digest).check(facts, at) for facts, at in asked]


def deadline(municipality: Municipality, facts: InboundFacts) -> Deadline:
    """When an answer is due, under the rules in force when it arrived."""
    return deadlines(municipality, [facts])[0][0]


def deadlines(
    municipality: Municipality, arrivals: Sequence[InboundFacts]
) -> list[tuple[Deadline, str]]:
    """The deadline of each, with its pack's digest, with one look for the rules."""
    held = adoptions(municipality)
    digests = [of_the_time(held, facts.arrived_at).digest for facts in arrivals]
    engines = [_engine_of(digest) for digest in digests]
    rushed = [engine.crisis_deadline(f) for engine, f in zip(engines, arrivals, strict=True)]
    crisis = _crisis(municipality) if any(rushed) else None
    usual = (engine.deadline(f) for engine, f in zip(engines, arrivals, strict=True))
    found = [
        soon if crisis and crisis.concerns(f.channel, f.arrived_at) and _is_sooner(soon, late)
        else late
        for f, soon, late in zip(arrivals, rushed, usual, strict=True)
    ]  # fmt: skip
    return [(each, digest) for each, digest in zip(found, digests, strict=True) if each]


def _crisis(municipality: Municipality) -> ModeFlag | None:
    return ModeFlag.objects.filter(municipality=municipality, mode=Mode.CRISIS).first()


def _is_sooner(rushed: Deadline | None, usual: Deadline) -> bool:
    """A crisis never gives more time than the ordinary rules do (S-27)."""
    due = rushed.due if rushed else None
    return due is not None and (usual.due is None or due < usual.due)


def follow_up(municipality: Municipality, facts: InboundFacts, *, at: datetime) -> FollowUp | None:
    """When we are back after an interim reply that leaves at the instant; None: no rule says."""
    return engine_in_force(municipality, at).follow_up(facts, at)


def reply_frame(
    municipality: Municipality, facts: ReplyFacts, *, at: datetime | None = None
) -> Frame:
    """How a reply begins and ends. at: default now."""
    at = at or timezone.now()
    return engine_in_force(municipality, at).reply_frame(facts, at)


def booking_limit(
    municipality: Municipality, facts: ChannelFacts, *, at: datetime | None = None
) -> BookingRule | None:
    """The day booking that the channel has, if any. at: default now."""
    at = at or timezone.now()
    return engine_in_force(municipality, at).booking_limit(facts, at)


def bookings_by_channel(
    municipality: Municipality, channels: Sequence[ChannelFacts], *, at: datetime | None = None
) -> list[BookingRule | None]:
    """The day booking of each channel, with one look for the rules. at: default now."""
    at = at or timezone.now()
    engine = engine_in_force(municipality, at)
    return [engine.booking_limit(facts, at) for facts in channels]


def four_eyes(
    municipality: Municipality, facts: PostFacts | ReplyFacts, *, at: datetime | None = None
) -> FourEyes | None:
    """The second reader that is asked for, the strictest rule first; None when none is."""
    at = at or timezone.now()
    return engine_in_force(municipality, at).four_eyes(facts, at)


def approval_points(
    municipality: Municipality, facts: PostFacts, *, at: datetime
) -> list[ApprovalPoint]:
    """What whoever approves the post ticks first."""
    return engine_in_force(municipality, at).approval_points(facts, at)


def availability(municipality: Municipality, facts: PostFacts, *, at: datetime) -> timedelta | None:
    """How long somebody answers questions about the post once it is out; None: no rule says."""
    return engine_in_force(municipality, at).availability(facts, at)


def watch_duties(municipality: Municipality, facts: ChannelFacts, day: date) -> list[Duty]:
    """The watch rounds to do on the channel on a local day, under the day's rules."""
    return duties_by_channel(municipality, [facts], day)[0]


def duties_by_channel(
    municipality: Municipality, channels: Sequence[ChannelFacts], day: date
) -> list[list[Duty]]:
    """The day's watch rounds on each of the channels, with one look for the rules."""
    noon = datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())
    engine = engine_in_force(municipality, noon.replace(hour=12))
    return [engine.watch_duties(facts, day) for facts in channels]


def removal_terms(municipality: Municipality, facts: RemovalFacts) -> RemovalTerms:
    """Grounds, clock, evidence and retention, under the rules in force at discovery."""
    return engine_in_force(municipality, facts.discovered_at).removal_terms(facts)


def pack_in_force(municipality: Municipality, at: datetime | None = None) -> PackInForce:
    """The pack that holds at the instant (default now). Raises NoPack.

    What happened before the first adoption is judged by the first one.
    """
    adoption = _adoption(municipality, at or timezone.now())
    return PackInForce(
        adoption_id=adoption.pk,
        digest=adoption.digest,
        version=adoption.version,
        number=adoption.number,
        in_force_from=adoption.in_force_from,
        pack=_engine_of(adoption.digest).pack,
    )


def rule_as_decided(digest: str, rule_id: str) -> Rule:
    """The rule as it read in the pack that a decision was taken under.

    Raises PackAdoption.DoesNotExist or KeyError when there is no such pack or rule in scope.
    """
    return pack_stored(digest).rule(rule_id)


def pack_stored(digest: str) -> Pack:
    """An adopted pack. Raises PackAdoption.DoesNotExist when there is none in scope."""
    if not PackAdoption.objects.filter(digest=digest).exists():
        raise PackAdoption.DoesNotExist
    return _engine_of(digest).pack


def pack_readable(digest: str) -> Pack | None:
    """An adopted pack, or None when this version of Torg cannot read it."""
    try:
        return pack_stored(digest)
    except NoPack:
        return None


def statute(municipality: Municipality, key: str, on: date) -> Citation | None:
    """The law under a key ("personal_data", "service_duty") as it stood on a day."""
    return engine_in_force(municipality, timezone.now()).pack.statute(key, on)


def calendar(municipality: Municipality, at: datetime | None = None) -> OfficeCalendar:
    """The municipality's working time under the rules in force at the instant (default now)."""
    return calendar_of(engine_in_force(municipality, at or timezone.now()).pack.office)


def _adoption(municipality: Municipality, at: datetime) -> PackAdoption:
    return of_the_time(adoptions(municipality), at)


def engine_in_force(municipality: Municipality, at: datetime) -> Engine:
    """The pack that holds at the instant, with its instruments. Raises NoPack."""
    return _engine_of(_adoption(municipality, at).digest)


@lru_cache(maxsize=512)
def _engine_of(digest: str) -> Engine:
    """A parsed pack, once per process and digest: equal digests are equal packs."""
    content = PackAdoption.objects.filter(digest=digest).values_list("content", flat=True)[0]
    try:
        pack = load_content(content.encode())
    except PackRefusedError as error:
        raise NoPack(
            _("Den här versionen av Torg kan inte läsa det antagna regelverket. %(why)s")
            % {"why": error},
            remedy=_("Systemadministratören antar en utgåva som går att läsa, under Regler."),
        ) from error
    return Engine(pack, instruments_of(pack.office))
