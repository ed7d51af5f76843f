from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import Channel, RotaWeek, TeamMember, TeamRight, column_of
from torg.channels.permissions import check_may_lead
from torg.channels.queries.teams import monday_of
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.actions import note_teams
from torg.people.models import User


def set_member(
    *,
    channel: Channel,
    user: User,
    rights: Collection[TeamRight],
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: User,
    now: datetime,
) -> TeamMember:
    """Take a person into the channel's team with just these rights, or change them (G-06).

    Nobody gives themselves rights. Raises Denied, Refusal.
    """
    check_may_lead(by, channel)
    if user.pk == by.pk:
        raise Denied(
            _("Ingen ger sig själv rättigheter i en redaktion."),
            remedy=_("Be en annan som ansvarar för kanalen."),
        )
    if user.municipality_id != channel.municipality_id or not user.is_active:
        raise Refusal(_("Personen har inte något konto i kommunen."), field="user")
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal(_("Sista dagen ligger före den första."), field="ends_on")
    held: dict[str, object] = {column_of(right): right in rights for right in TeamRight}
    held |= {"starts_on": starts_on, "ends_on": ends_on}
    with transaction.atomic():
        note_teams(municipality=channel.municipality, now=now)
        member, _created = TeamMember.objects.update_or_create(
            channel=channel,
            user=user,
            defaults=held,
            create_defaults={**held, "municipality_id": channel.municipality_id},
        )
        _tell(
            channel, user, "channel.team_member", _("Satte rättigheter i redaktionen."), by, now,
            ", ".join(sorted(rights)),
        )  # fmt: skip
    return member


def take_in_editors(*, channel: Channel, by: User, now: datetime) -> int:
    """Let those whom the approved application named as editors publish and reply; how many.

    At the start of the channel, in its transaction: the manager who approved the application
    gave them the work. Who has left since, or is a member already, is passed over.
    """
    if channel.application is None:
        return 0
    named = User.objects.filter(
        pk__in=channel.application.editors,
        municipality_id=channel.municipality_id,
        is_active=True,
    )
    fresh = named.exclude(pk__in=channel.team.values("user_id"))
    rights = (TeamRight.PUBLISH, TeamRight.REPLY)
    for number, user in enumerate(fresh.order_by("pk")):
        if not number:
            note_teams(municipality=channel.municipality, now=now)
        TeamMember.objects.create(
            municipality_id=channel.municipality_id,
            channel=channel,
            user=user,
            **{column_of(right): True for right in rights},
        )
        said = _("Tog in en redaktör från den godkända ansökan.")
        _tell(channel, user, "channel.team_member", said, by, now, ", ".join(sorted(rights)))
    return named.count()


def remove_member(*, member: TeamMember, by: User, now: datetime) -> None:
    """Take a person out of the team, and out of the weeks to come. Raises Denied."""
    channel = member.channel
    check_may_lead(by, channel)
    this_week = monday_of(timezone.localdate(now))
    with transaction.atomic():
        RotaWeek.objects.filter(
            channel=channel, user_id=member.user_id, monday__gte=this_week
        ).delete()
        user = member.user
        member.delete()
        sentence = _("Tog bort en person ur redaktionen.")
        _tell(channel, user, "channel.team_member_removed", sentence, by, now, "")


def _tell(
    channel: Channel, user: User, verb: str, sentence: str, by: User, now: datetime, rights: str
) -> None:
    record(
        municipality=channel.municipality,
        verb=verb,
        summary=sentence,
        about=[Ref("channels.channel", str(channel.pk)), Ref("people.user", str(user.pk))],
        by=by,
        now=now,
        facts={"user": str(user.pk), "rights": rights},
    )
