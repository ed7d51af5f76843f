from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.channels.models import Channel, RotaWeek, TeamMember
from torg.channels.permissions import check_may_lead, may_lead
from torg.channels.queries.teams import WEEK, members_of, monday_of
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.actions import record
from torg.people.models import User

LONGEST = 53


def make_rota(
    *, channel: Channel, first: date, weeks: int, by: User, now: datetime
) -> list[RotaWeek]:
    """Give the weeks from `first` to the team in turn, after whoever had the week before (G-05).

    first: any day of the first week. Weeks that were given already are given anew.
    Raises Denied, Refusal.
    """
    check_may_lead(by, channel)
    first = monday_of(first)
    if first < monday_of(timezone.localdate(now)):
        raise Refusal(_("Veckan har redan varit."), field="first")
    if not 1 <= weeks <= LONGEST:
        raise Refusal(_("Ett schema är mellan en vecka och ett år."), field="weeks")
    with transaction.atomic():
        Channel.objects.select_for_update().get(pk=channel.pk)
        mondays = [first + number * WEEK for number in range(weeks)]
        holders = _in_turn(channel, mondays)
        RotaWeek.objects.filter(channel=channel, monday__in=mondays).delete()
        made = [
            RotaWeek(
                municipality_id=channel.municipality_id, channel=channel, user=user, monday=monday
            )
            for monday, user in zip(mondays, holders, strict=True)
            if user is not None
        ]
        if not made:
            raise Refusal(
                _("Redaktionen har inga medlemmar de veckorna."),
                remedy=_("Lägg först till dem som ska turas om."),
            )
        RotaWeek.objects.bulk_create(made)
        sentence = _("Lade ett veckoschema för %(weeks)d veckor.") % {"weeks": len(made)}
        _tell(channel, "channel.rota", sentence, {"first": first.isoformat()}, by, now)
    return made


def swap_weeks(*, one: RotaWeek, other: RotaWeek, by: User, now: datetime) -> None:
    """Let two weeks change hands: by who leads the channel, or by one of the two.

    Raises Denied, Refusal.
    """
    channel = one.channel
    if by.pk not in (one.user_id, other.user_id) and not may_lead(by, channel):
        raise Denied(
            _("Veckorna är andras."), remedy=_("Be någon av dem, eller kanalens ansvariga.")
        )
    if one.channel_id != other.channel_id or one.pk == other.pk:
        raise Refusal(_("Välj två olika veckor i samma schema."), field="other")
    this_week = monday_of(timezone.localdate(now))
    if min(one.monday, other.monday) < this_week:
        raise Refusal(_("En vecka som har varit kan inte bytas."), field="other")
    with transaction.atomic():
        rows = {
            row.pk: row
            for row in RotaWeek.objects.select_for_update().filter(pk__in=[one.pk, other.pk])
        }
        one, other = rows[one.pk], rows[other.pk]
        one.user_id, other.user_id = other.user_id, one.user_id
        one.save(update_fields=["user"])
        other.save(update_fields=["user"])
        facts = {"one": one.monday.isoformat(), "other": other.monday.isoformat()}
        _tell(channel, "channel.rota_swapped", _("Bytte två veckor i schemat."), facts, by, now)


def _in_turn(channel: Channel, mondays: list[date]) -> list[User | None]:
    members = list(members_of(channel).filter(user__is_active=True))
    before = RotaWeek.objects.filter(channel=channel, monday__lt=mondays[0]).last()
    known = [member.user_id for member in members]
    turn = known.index(before.user_id) + 1 if before and before.user_id in known else 0
    holders: list[User | None] = []
    for monday in mondays:
        waiting = members[turn:] + members[:turn]
        chosen = next((one for one in waiting if _is_there(one, monday)), None)
        holders.append(chosen.user if chosen else None)
        if chosen is not None:
            turn = (members.index(chosen) + 1) % len(members)
    return holders


def _is_there(member: TeamMember, monday: date) -> bool:
    """In the team for the whole week."""
    last = monday + WEEK
    return (member.starts_on is None or member.starts_on <= monday) and (
        member.ends_on is None or member.ends_on >= last
    )


def _tell(
    channel: Channel, verb: str, sentence: str, facts: dict[str, str], by: User, now: datetime
) -> None:
    record(
        municipality=channel.municipality,
        verb=verb,
        summary=sentence,
        about=[Ref("channels.channel", str(channel.pk))],
        by=by,
        now=now,
        facts=facts,
    )
