"""An account that somebody else may have taken: begin, take a step, end with a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.channels.actions.telling import tell_people
from torg.channels.models import Channel, Hijack, HijackStep
from torg.channels.permissions import check_can_respond
from torg.channels.queries.hijacks import BY_KEY, STEPS
from torg.channels.states import ChannelState, HijackState, StepState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.notices.states import Event
from torg.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What was seen, since when it is known, and whether everybody is to be warned."""

    seen: str
    noticed_at: datetime
    told_public: bool = True


def begin_hijack(*, channel: Channel, alarm: Alarm, by: User, now: datetime) -> Hijack:
    """Open the playbook; with told_public everybody who asks of the account is warned.

    Raises Denied, Refusal.
    """
    check_can_respond(by, channel)
    if not alarm.seen.strip():
        raise Refusal(_("Skriv vad som har hänt."), field="seen")
    if alarm.noticed_at > now:
        raise Refusal(_("Tiden har inte varit än."), field="noticed_at")
    if channel.state == ChannelState.CLOSED:
        raise Refusal(_("Kanalen är avslutad och visas redan så i registret."))
    try:
        with transaction.atomic():
            made = Hijack(
                municipality_id=channel.municipality_id,
                channel=channel,
                noticed_at=alarm.noticed_at,
                begun_at=now,
                begun_by=by,
                seen=alarm.seen.strip(),
                told_public=alarm.told_public,
            )
            made.save(force_insert=True)
            for position, step in enumerate(STEPS):
                HijackStep.objects.create(
                    municipality_id=channel.municipality_id,
                    hijack=made,
                    key=step.key,
                    position=position,
                )
            _warn(channel, alarm.noticed_at if alarm.told_public else None, now)
            said = _("Misstänker att %(channel)s är kapat; handlingsplanen är öppnad.")
            _tell(made, "channel.hijack_begun", said, by, now, content={"seen": made.seen})
            tell_people(Event.HIJACK, channel, key=str(made.pk), by=by, now=now)
    except IntegrityError as error:
        raise Refusal(
            _("Handlingsplanen är redan öppnad för kanalen."),
            remedy=_("Öppna den från kanalens sida."),
        ) from error
    return made


def take_hijack_step(
    *, step: HijackStep, needed: bool, note: str, by: User, now: datetime
) -> HijackStep:
    """Say that a step is done, or why it is not needed. Raises Denied, Refusal."""
    with transaction.atomic():
        hijack = _held(step.hijack, by)
        row = HijackStep.objects.select_for_update().get(pk=step.pk)
        if row.state != StepState.OPEN:
            raise Refusal(_("Steget är redan gjort av någon annan."), remedy=_("Ladda om sidan."))
        if not needed and not note.strip():
            raise Refusal(_("Skriv varför steget inte behövs."), field="note")
        row.state = StepState.DONE if needed else StepState.ASIDE
        row.note, row.at, row.by = note.strip(), now, by
        row.save()
        said = _("Gjorde på %(channel)s: %(what)s.") if needed else _(
            "Lade åt sidan på %(channel)s: %(what)s."
        )  # fmt: skip
        _tell(
            hijack, "channel.hijack_step", said, by, now, what=str(BY_KEY[row.key].title),
            facts={"step": row.key, "state": row.state}, content={"note": row.note},
        )  # fmt: skip
    return row


def end_hijack(*, hijack: Hijack, report: str, by: User, now: datetime) -> Hijack:
    """The account is ours again, with a report; refused while a step is open.

    The warning in the public register goes. Raises Denied, Refusal.
    """
    with transaction.atomic():
        row = _held(hijack, by)
        if not report.strip():
            raise Refusal(_("Skriv rapporten."), field="report")
        left = row.steps.filter(state=StepState.OPEN).count()
        if left:
            raise Refusal(
                _("%(number)d steg är kvar.") % {"number": left},
                remedy=_("Gör dem, eller skriv varför de inte behövs."),
            )
        row.state, row.report = HijackState.OVER, report.strip()
        row.over_at, row.over_by = now, by
        row.save()
        _warn(row.channel, None, now)
        said = _("Avslutade handlingsplanen för %(channel)s med en rapport.")
        _tell(row, "channel.hijack_over", said, by, now, content={"report": row.report})
    return row


def _held(hijack: Hijack, by: User) -> Hijack:
    row: Hijack = (
        Hijack.objects.select_for_update(of=("self",))
        .select_related("channel__department", "channel__municipality")
        .get(pk=hijack.pk)
    )
    check_can_respond(by, row.channel)
    if row.state != HijackState.RUNNING:
        raise Refusal(_("Handlingsplanen är avslutad."), remedy=_("Ladda om sidan."))
    return row


def _warn(channel: Channel, since: datetime | None, now: datetime) -> None:
    Channel.objects.filter(pk=channel.pk).update(not_trusted_since=since, changed_at=now)


def _tell(
    hijack: Hijack,
    verb: str,
    said: str,
    by: User,
    now: datetime,
    *,
    what: str = "",
    facts: Mapping[str, object] | None = None,
    content: Mapping[str, object] | None = None,
) -> None:
    record(
        municipality=hijack.channel.municipality,
        verb=verb,
        summary=said % {"channel": hijack.channel, "what": what},
        about=[
            Ref("channels.hijack", str(hijack.pk)),
            Ref("channels.channel", str(hijack.channel_id)),
        ],
        by=by,
        now=now,
        facts={"hijack": str(hijack.pk), **(facts or {})},
        content=content,
    )
