"""A person leaves: everything the desk itself can end ends at once, the rest becomes tasks."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from torg.channels.actions.access_steps import tell_access
from torg.channels.models import (
    ChannelAccess,
    Departure,
    DepartureTask,
    RotaWeek,
    TeamMember,
)
from torg.channels.queries.departures import left_behind
from torg.channels.queries.teams import monday_of
from torg.channels.states import AccessState, TaskState, move_access
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.actions import deactivate_user, end_sessions, note_teams
from torg.people.models import AccessToken, User
from torg.people.permissions import Permission, check_can_everywhere


def leave(
    *, user: User, colleague: User | None, did: dict[str, int], by: User, now: datetime
) -> Departure:
    """Close the person's account and open what is left to do at the channels (S-38).

    colleague: who takes over what the person had planned. did: what the rooms above have ended.
    Raises Denied, Refusal.
    """
    with transaction.atomic():
        check_can_everywhere(by, Permission.MANAGE_PEOPLE)
        tasks = left_behind(user, now)
        ended = _end_here(user, by, now)
        departure = _begin(user, colleague, did | ended, by, now)
        _end_accesses(user, by, now)
        for one in tasks:
            DepartureTask.objects.create(
                municipality_id=user.municipality_id,
                departure=departure,
                channel=one.channel,
                access=one.access,
                kind=one.kind,
                part=one.part,
                cited=one.cited[:300],
                due_on=one.due_on,
            )
        record(
            municipality=user.municipality,
            verb="people.left",
            summary=_summary(len(tasks)),
            about=[
                Ref("people.user", str(user.pk)),
                *{Ref("channels.channel", str(one.channel.pk)) for one in tasks},
            ],
            by=by,
            now=now,
            facts={"user": str(user.pk), "tasks": len(tasks), **departure.did},
        )
        if not tasks:
            Departure.objects.filter(pk=departure.pk).update(state=TaskState.DONE, done_at=now)
            departure.refresh_from_db()
    return departure


def _summary(left: int) -> str:
    return ngettext(
        "En person slutade; en sak återstår vid kanalerna.",
        "En person slutade; %(number)d saker återstår vid kanalerna.",
        left,
    ) % {"number": left}


def _end_here(user: User, by: User, now: datetime) -> dict[str, int]:
    """Sessions, keys for programs, teams and weeks."""
    tokens = AccessToken.objects.filter(user=user, withdrawn_at__isnull=True).count()
    end_sessions(user=user, with_tokens=True, by=by, now=now)
    deactivate_user(user=user, by=by, now=now)
    note_teams(municipality=user.municipality, now=now)
    this_week = monday_of(timezone.localdate(now))
    weeks, _rows = RotaWeek.objects.filter(user=user, monday__gte=this_week).delete()
    teams, _rows = TeamMember.objects.filter(user=user).delete()
    return {"tokens": tokens, "weeks": weeks, "teams": teams}


def _begin(
    user: User, colleague: User | None, did: dict[str, int], by: User, now: datetime
) -> Departure:
    try:
        with transaction.atomic():
            made: Departure = Departure.objects.create(
                municipality_id=user.municipality_id,
                user=user,
                begun_at=now,
                begun_by=by,
                colleague=colleague,
                did=did,
            )
    except IntegrityError as error:
        raise Refusal(_("Någon har redan tryckt att personen slutar.")) from error
    return made


def _end_accesses(user: User, by: User, now: datetime) -> None:
    due = timezone.localdate(now) + timedelta(days=1)
    rows = ChannelAccess.objects.filter(user=user).select_related(
        "channel__department", "channel__municipality", "user"
    )
    for row in rows.filter(state=AccessState.GRANTED):
        row.state, row.due_on = move_access(AccessState(row.state), AccessState.ENDING), due
        row.save(update_fields=["state", "due_on"])
        said = _("En behörighet till %(channel)s ska tas bort, personen har slutat.")
        tell_access(row, "channel.access_ending", said, by=by, now=now)
    for row in rows.filter(state=AccessState.REQUESTED):
        row.state = move_access(AccessState(row.state), AccessState.DECLINED)
        row.decided_by, row.decided_at = by, now
        row.decision_note = _("Personen har slutat.")
        row.save()
        said = _("Avslog behörighet till %(channel)s.")
        tell_access(row, "channel.access_declined", said, by=by, now=now)
