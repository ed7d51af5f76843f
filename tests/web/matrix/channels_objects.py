from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from tests.factories.applications import NOW
from tests.factories.delivery import make_channel, wire_scripted
from tests.factories.people import make_department, make_user
from tests.web.matrix.world import Side

from torg.channels.actions import start_application
from torg.channels.models import (
    AccountAlarm,
    ApplicationNote,
    Channel,
    ChannelAccess,
    ChannelApplication,
    ChannelPeriod,
    ChannelReview,
    Closing,
    ClosingAdvice,
    ClosingDecision,
    ClosingItem,
    ClosingNotice,
    InventoryPart,
    InventoryRound,
    InventoryRow,
    NoteKind,
    ReachPurchase,
    RotaWeek,
    SettingsCheck,
    TeamMember,
)
from torg.channels.queries.teams import monday_of
from torg.people.models import Municipality, Scoped


def make_own_channel(side: Side) -> Channel:
    wire_scripted()
    return make_channel(department=side.department, name=f"Kanal {side.canary}")


def make_own_application(side: Side) -> ChannelApplication:
    """Somebody else's, begun in the department."""
    applicant = make_user(municipality=side.municipality, role="administrator")
    made = start_application(
        department=side.department, title=f"Ansökan {side.canary}", by=applicant, now=NOW
    )
    made.answers = {"purpose": side.canary}
    made.save(update_fields=["answers"])
    ApplicationNote.objects.create(
        municipality=side.municipality,
        application=made,
        kind=NoteKind.ADVICE,
        person=applicant,
        text=side.canary,
        by=applicant,
        at=NOW,
    )
    return made


def make_alarm(side: Side) -> AccountAlarm:
    """The side's own channel has been renamed."""
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    return AccountAlarm.objects.create(
        municipality=side.municipality,
        channel=channel,
        kind="renamed",
        raised_at=side.now,
        handle_before="gammaltnamn",
        handle_now="nyttnamn",
        words=side.canary,
        reason=side.canary,
    )


def make_member(side: Side) -> TeamMember:
    """In the team of the side's own channel."""
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    return TeamMember.objects.create(
        municipality=side.municipality,
        channel=channel,
        user=make_user(municipality=side.municipality, family_name=f"Lag {side.canary}"),
        reply=True,
    )


def make_week(side: Side) -> RotaWeek:
    """Next week is a member's of the side's own channel."""
    member = side.get("channels.member")
    assert isinstance(member, TeamMember)
    first = monday_of(timezone.localdate()) + timedelta(days=7)
    return RotaWeek.objects.create(
        municipality=side.municipality, channel=member.channel, user=member.user, monday=first
    )


def the_municipality(side: Side) -> Municipality:
    return side.municipality


def make_closing(side: Side) -> Closing:
    """One at its first step, with something said at every other."""
    side.get("inbox.message")
    side.get("planning.post")  # the newer rules, which hold
    where = {"municipality": side.municipality}
    author = side.people["communicator"]
    closing = Closing.objects.create(
        channel=make_channel(department=side.department),
        state="merge",
        reason="other_channels",
        begun_at=side.now,
        begun_by=author,
        **where,
    )
    said = {"closing": closing, "by": author, "at": side.now, **where}
    ClosingDecision.objects.create(role="board", **said)
    ClosingAdvice.objects.create(text=side.canary, **said)
    ChannelReview.objects.create(
        channel=closing.channel,
        at=side.now,
        on=side.now.date(),
        by=author,
        outcome="keep",
        purpose_note=side.canary,
        note=side.canary,
        **where,
    )
    ClosingNotice.objects.create(why=side.canary, referral=side.canary, text="x", **said)
    return closing


def make_closing_item(side: Side) -> ClosingItem:
    closing = side.get("channels.closing")
    assert isinstance(closing, Closing)
    return ClosingItem.objects.create(
        position=0, municipality=side.municipality, closing=closing, label=side.canary
    )


def make_access(side: Side) -> ChannelAccess:
    """A bureau's way into the side's own channel."""
    return _access(side, "granted", holder_name=f"Byrå {side.canary}", decided_at=side.now,
                   decided_by=side.people["account_lead"])  # fmt: skip


def make_access_request(side: Side) -> ChannelAccess:
    """A colleague's wish."""
    colleague = make_user(municipality=side.municipality, family_name=f"Kollega {side.canary}")
    return _access(side, "requested", user=colleague)


def _access(side: Side, state: str, **more: object) -> ChannelAccess:
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    words = dict.fromkeys(("reason", "network_role", "codes_where", "decision_note"), side.canary)
    made: ChannelAccess = ChannelAccess.objects.create(
        municipality=side.municipality,
        channel=channel,
        state=state,
        level="full",
        requested_by=side.people["account_lead"],
        requested_at=side.now,
        **words,
        **more,
    )
    return made


def make_part(side: Side) -> InventoryPart:
    """The side's department is asked in an open round; another has answered."""
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    keeper = make_user(municipality=side.municipality, role="administrator")
    held = InventoryRound.objects.first() or InventoryRound.objects.create(
        municipality=side.municipality,
        last_day=side.now.date() + timedelta(days=400),
        started_at=side.now,
        started_by=keeper,
    )
    asked: InventoryPart
    asked, _new = InventoryPart.objects.get_or_create(
        municipality=side.municipality, round=held, department=side.department
    )
    other = InventoryPart.objects.create(
        municipality=side.municipality,
        round=held,
        department=make_department(municipality=side.municipality),
        state="answered",
        missing=side.canary,
        answered_at=side.now,
        answered_by=keeper,
    )
    InventoryRow.objects.create(
        municipality=side.municipality,
        part=other,
        channel=make_channel(department=other.department),
        answer="close",
        note=side.canary,
    )
    return asked


def make_round(side: Side) -> InventoryRound:
    part = side.get("channels.part")
    assert isinstance(part, InventoryPart)
    return part.round


def make_purchase(side: Side) -> ReachPurchase:
    """A wish of the side's department for its own channel, by somebody without a part in it."""
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    words = dict.fromkeys(("what", "value", "audience", "decision_note", "outcome"), side.canary)
    made: ReachPurchase = ReachPurchase.objects.create(
        municipality=side.municipality,
        channel=channel,
        department=side.department,
        cost=500,
        payer=side.canary,
        starts_on=side.now.date(),
        ends_on=side.now.date(),
        requested_at=side.now,
        requested_by=make_user(municipality=side.municipality, family_name=f"Köp {side.canary}"),
        **words,
    )
    return made


def make_period(side: Side) -> ChannelPeriod:
    """A month of the side's own channel that waits for a word."""
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    told = {"municipality": side.municipality, "channel": channel, "counted_at": side.now}
    counts = {"posts": 1, "comments": 2, "answered": 2, "in_time": 1, "clause": "riktlinjer"}
    ChannelPeriod.objects.create(
        since=date(2026, 7, 1), until=date(2026, 8, 1), note=side.canary, noted_at=side.now,
        noted_by=side.people["communicator"], **told, **counts,
    )  # fmt: skip
    return ChannelPeriod.objects.create(
        since=date(2026, 8, 1), until=date(2026, 9, 1), **told, **counts
    )


def make_settings(side: Side) -> SettingsCheck:
    """The side's own channel has other settings than before, and nobody has gone through it."""
    channel = side.get("channels.channel")
    assert isinstance(channel, Channel)
    return SettingsCheck.objects.create(
        municipality=side.municipality,
        channel=channel,
        on=side.now.date(),
        at=side.now,
        by=side.people["communicator"],
        comments="open",
        visitor_posts="off",
        tagging="open",
        note=side.canary,
        differs=True,
        responsible=True,
    )


MAKERS: dict[str, Callable[[Side], Scoped | Municipality]] = {
    "channels.channel": make_own_channel,
    "channels.part": make_part,
    "channels.period": make_period,
    "channels.purchase": make_purchase,
    "channels.round": make_round,
    "channels.settings": make_settings,
    "channels.alarm": make_alarm,
    "channels.week": make_week,
    "channels.access": make_access,
    "channels.access_request": make_access_request,
    "channels.application": make_own_application,
    "channels.municipality": the_municipality,
    "channels.member": make_member,
    "channels.closing": make_closing,
    "channels.closing_item": make_closing_item,
}
