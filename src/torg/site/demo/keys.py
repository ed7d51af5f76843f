"""Who gets into the accounts: in Stockholm one of everything that the access register knows."""

from datetime import timedelta

from django.utils.translation import gettext as _

from torg.channels.actions import (
    AccessWish,
    Alarm,
    Safety,
    begin_hijack,
    confirm_access,
    decline_access,
    end_hijack,
    grant_access,
    note_safety,
    request_access,
    settle_task,
    take_hijack_step,
    withdraw_access,
)
from torg.channels.models import Channel, ChannelAccess
from torg.desk.actions import let_go
from torg.people.actions import add_user
from torg.people.models import User
from torg.site.demo.stage import Stage


def lay_keys(stage: Stage) -> None:
    """Two with keys, a bureau without a second factor and one that is gone, a wish and one that
    was declined, a leaver, and an alarm over."""
    if stage.municipality.slug != "stockholm":
        return
    people, channel = stage.people, stage.channels["main"]
    rows = [_let_in(stage, channel, people[key], True) for key in ("writer", "moderator")]
    _let_in(stage, channel, "Exempelbyrån", False)
    confirm_access(channel=channel, rows=[row.pk for row in rows], by=people["lead"], now=stage.now)
    _wish(stage, stage.channels["culture"], people["manager"])
    _no_longer(stage, channel)
    _let_leave(stage)
    _sound_alarm(stage, stage.channels["jobs"])


def _wish(stage: Stage, channel: Channel, holder: User | str) -> ChannelAccess:
    why = _("Arbetar med innehållet varje vecka.")
    if isinstance(holder, str):
        wish = AccessWish(holder_name=holder, level="publish", reason=why)
    else:
        wish = AccessWish(user=holder, level="full", reason=why)
    return request_access(channel=channel, wish=wish, by=stage.people["writer"], now=stage.now)


def _let_in(stage: Stage, channel: Channel, holder: User | str, safe: bool) -> ChannelAccess:
    lead, now = stage.people["lead"], stage.now
    asked = _wish(stage, channel, holder)
    row = grant_access(access=asked, note="", by=lead, now=now)
    safety = Safety(
        two_factor=safe,
        two_factor_how="app" if safe else "",
        level=row.level,
        keeps_codes=holder == stage.people["writer"],
    )
    return note_safety(access=row, safety=safety, by=lead, now=now)


def _no_longer(stage: Stage, channel: Channel) -> None:
    lead, now = stage.people["lead"], stage.now
    declined = _wish(stage, channel, "Praktikbyrån")
    decline_access(access=declined, note=_("En byrå räcker."), by=lead, now=now)
    gone = _let_in(stage, channel, "Förra byrån", True)
    withdraw_access(access=gone, proof=_("Borta ur nätverkets lista."), by=lead, now=now)


def _let_leave(stage: Stage) -> None:
    admin = stage.people["admin"]
    person = add_user(
        email="har-slutat@stockholm.example",
        given_name="Exempel",
        family_name="Slutsson",
        title=_("kommunikatör"),
        department=stage.units["culture"],
        by=admin,
        now=stage.now,
    ).user
    User.objects.filter(pk=person.pk).update(is_demo=True)
    for key in ("culture", "jobs"):
        _let_in(stage, stage.channels[key], person, True)
    departure = let_go(user=person, colleague=None, by=admin, now=stage.now)
    task = departure.tasks.filter(channel=stage.channels["jobs"]).first()
    assert task is not None  # noqa: S101 # nosec B101 the person got in there
    proof = _("Borttagen ur kontots lista, en kollega såg efter.")
    settle_task(task=task, proof=proof, by=stage.people["lead"], now=stage.now)


def _sound_alarm(stage: Stage, channel: Channel) -> None:
    lead, now = stage.people["lead"], stage.now
    alarm = Alarm(
        seen=_("En inloggning från en okänd dator i natt."), noticed_at=now - timedelta(hours=5)
    )
    hijack = begin_hijack(channel=channel, alarm=alarm, by=lead, now=now)
    for step in hijack.steps.all():
        take_hijack_step(
            step=step, needed=False, note=_("Det var en kollega på resa."), by=lead, now=now
        )
    end_hijack(hijack=hijack, report=_("Falskt larm, inget var ändrat."), by=lead, now=now)
