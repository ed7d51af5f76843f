from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from torg.channels.models import ApplicationReading, ChannelApplication
from torg.channels.permissions import check_can_apply
from torg.channels.queries.applications import facts_of, first_stop, standing
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.ledger.actions import record
from torg.people.models import User
from torg.rules.queries import pack_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWords:
    """What is written in the form; the words are those of ChannelApplication."""

    title: str
    network: str = ""
    channel_class: str = "ordinary"
    answers: Mapping[str, str]
    editors: tuple[str, ...] = ()
    weekly_hours: int = 0


def save_application(
    *,
    application: ChannelApplication,
    words: ApplicationWords,
    version: int,
    by: User,
    now: datetime,
) -> ChannelApplication:
    """Keep what is written. version: the one that the writer had open.

    Raises Denied; Refusal when somebody has saved since, the application is sent, or the network
    is chosen before the groundwork (V-17).
    """
    check_can_apply(by, application.department)
    with transaction.atomic():
        held: ChannelApplication = ChannelApplication.objects.select_for_update().get(
            pk=application.pk
        )
        _check_open(held, version)
        before = held.network
        _put(held, words)
        if words.network and words.network != before:
            _check_groundwork(held, now)
        held.version, held.changed_by, held.changed_at = version + 1, by, now
        held.save()
        _note_readings(held, by, now)
        record(
            municipality=held.municipality,
            verb="application.saved",
            summary=_("Skrev i en ansökan om en ny kanal."),
            about=[Ref("channels.application", str(held.pk))],
            by=by,
            now=now,
            facts={"version": held.version, "network": held.network},
            content={"title": held.title, "answers": held.answers},
        )
    return held


def _check_open(held: ChannelApplication, version: int) -> None:
    if not held.writable:
        raise Refusal(
            _("Ansökan är skickad och går inte att ändra."),
            remedy=_("Den som har den hos sig kan lämna den åter till dig."),
        )
    if held.version != version:
        raise Refusal(
            _("%(who)s har sparat ansökan sedan du öppnade den.")
            % {"who": held.changed_by.full_name},
            remedy=_("Det du har skrivit står kvar. Jämför, ändra och spara igen."),
            field="version",
        )


def _put(held: ChannelApplication, words: ApplicationWords) -> None:
    if not words.title.strip():
        raise Refusal(_("Skriv vad kanalen ska heta."), field="title")
    held.title = words.title.strip()
    held.network, held.channel_class = words.network, words.channel_class
    held.answers = {**held.answers, **words.answers}
    held.editors, held.weekly_hours = list(words.editors), words.weekly_hours


def _note_readings(held: ChannelApplication, by: User, now: datetime) -> None:
    """Who confirmed first that it is read; whoever takes the tick away takes that too."""
    for asked in standing(held, now).questions:
        if asked.kind != "read":
            continue
        if held.answers.get(asked.key) != "yes":
            ApplicationReading.objects.filter(application=held, key=asked.key).delete()
            continue
        digest = pack_in_force(held.municipality, now).digest
        new = {"municipality_id": held.municipality_id, "person": by, "at": now, "digest": digest}
        _reading, is_new = ApplicationReading.objects.get_or_create(
            application=held, key=asked.key, defaults=new
        )
        if is_new:
            record(
                municipality=held.municipality,
                verb="application.read",
                summary=_("Bekräftade att ha läst %(what)s.") % {"what": asked.label},
                about=[Ref("channels.application", str(held.pk))],
                by=by,
                now=now,
                facts={"key": asked.key, "pack": digest},
            )


def _check_groundwork(held: ChannelApplication, now: datetime) -> None:
    stop = first_stop(held.municipality, facts_of(held, "platform"), now)
    if stop is not None:
        raise Refusal(
            stop.message,
            remedy=_("Spara förarbetet utan nätverk, och välj nätverk när det är klart."),
            cite=str(stop.citation),
            field="network",
        )
