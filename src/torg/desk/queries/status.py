"""How Torg is doing: worker, queues, networks, database, evidence, disk, log and rules.

Nothing here names a secret. Paths, hosts and process numbers are for administrators only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata

from django.conf import settings
from django.utils.translation import gettext as _

from torg.channels import queries as channels
from torg.channels.models import Channel, ChannelKind
from torg.channels.queries.standing import standing_of
from torg.delivery.models import Act, Worker
from torg.delivery.queries import watch as delivery
from torg.delivery.states import ActState
from torg.desk.queries.line import Line, Tone
from torg.desk.queries.storage import ground
from torg.inbox.models import RawDelivery, SyncState
from torg.inbox.queries import broken_deliveries
from torg.ledger.queries import latest_checkpoint, outside
from torg.notices.queries import personal_asking
from torg.notices.queries import standing as letters_standing
from torg.people.models import User
from torg.people.permissions import Permission, can_everywhere
from torg.ports.evidence import renderer
from torg.rules.queries import NoPack, pack_in_force
from torg.ui.moments import span

WEEK = timedelta(days=7)
LATE = timedelta(minutes=2)
POLL_SILENT = timedelta(minutes=10)
CHECKPOINT_SILENT = timedelta(hours=1)
GONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel's link to its network. read_at: the last time that its events were fetched."""

    channel: Channel
    tone: Tone
    text: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole page. processes: the workers of the last day, for administrators."""

    work: list[Line]
    channels: list[ChannelLine]
    house: list[Line]
    processes: list[Worker]
    is_administrator: bool

    @property
    def wrong(self) -> int:
        """How many lines need somebody."""
        lines: list[Line | ChannelLine] = [*self.work, *self.channels, *self.house]
        return sum(line.tone in {Tone.LOOK, Tone.WRONG} for line in lines)


def status(user: User, now: datetime) -> Status:
    """Everything that the status page tells this person. Asks in the person's scope."""
    administrator = can_everywhere(user, Permission.MANAGE_PEOPLE)
    workers = list(Worker.objects.filter(beat_at__gte=now - GONE).order_by("-beat_at")[:10])
    return Status(
        work=[_worker(workers, now), _outgoing(now), _incoming(user, now), _letters(user, now)],
        channels=list(_channels(user, now)),
        house=[
            *ground(user.municipality, now),
            _renderer(),
            _log(user, now),
            *_outside(user, now),
            _rules(user, now),
            _practice(),
            Line(_("Torg"), Tone.PLAIN, _("Version %(version)s") % {"version": torg_version()}),
        ],
        processes=workers if administrator else [],
        is_administrator=administrator,
    )


def torg_version() -> str:
    """The installed version."""
    return metadata.version("torg")


def _worker(workers: list[Worker], now: datetime) -> Line:
    name = _("Bakgrundsarbete")
    alive = [
        one for one in workers if not one.stopped_at and one.beat_at >= now - delivery.SILENT_AFTER
    ]
    last = max((one.beat_at for one in workers), default=None)
    seen = _("Senaste livstecken")
    if alive:
        text = _("Igång, %(count)d arbetare.") % {"count": len(alive)}
        return Line(name, Tone.GOOD, text, when=last, since=seen)
    return Line(
        name,
        Tone.WRONG,
        _("Står still. Inget skickas eller hämtas."),
        _("Systemadministratören startar om Torg."),
        last,
        seen,
    )


def _outgoing(now: datetime) -> Line:
    name = _("Kö ut till nätverken")
    due = Act.objects.filter(state=ActState.DUE, not_before__lte=now).order_by("not_before")
    first = due.first()
    if first is None:
        return Line(name, Tone.GOOD, _("Tom. Allt som skulle ut har skickats."))
    age = now - first.not_before
    text = _("Det äldsta uppdraget har väntat %(age)s.") % {"age": span(age)}
    if age < LATE:
        return Line(name, Tone.GOOD, text)
    return Line(name, Tone.LOOK, text, _("Se efter om kanalen är ansluten och inte pausad."))


def _incoming(user: User, now: datetime) -> Line:
    name = _("Kö in från nätverken")
    first = RawDelivery.objects.filter(processed_at__isnull=True).order_by("received_at").first()
    if first is None:
        return Line(name, Tone.GOOD, _("Tom. Allt som kommit är inläst."))
    age = now - first.received_at
    broken = broken_deliveries(user.municipality_id).count()
    if broken:
        text = _("%(count)d leveranser går inte att läsa.") % {"count": broken}
        return Line(name, Tone.WRONG, text, _("Inget är förlorat. Administratören ser felet."))
    text = _("Den äldsta leveransen har väntat %(age)s.") % {"age": span(age)}
    return Line(name, Tone.GOOD if age < LATE else Tone.LOOK, text)


def _letters(user: User, now: datetime) -> Line:
    name = _("Brev med e-post")
    waiting, asking, oldest = letters_standing(user.municipality_id)
    if asking:
        text = _("%(count)d brev gick inte att skicka eller är oklara.") % {"count": asking}
        return Line(name, Tone.WRONG, text, _("Registrets ägare öppnar breven och ger besked."))
    lost = personal_asking(user.municipality_id, now - WEEK)
    if lost:
        text = _("%(count)d aviseringar har inte nått fram den senaste veckan.") % {"count": lost}
        return Line(name, Tone.LOOK, text, _("Mottagaren ser det under Aviseringar."))
    if oldest is None:
        return Line(name, Tone.GOOD, _("Inget brev väntar."))
    text = _("%(count)d väntar. Det äldsta har väntat %(age)s.") % {
        "count": waiting,
        "age": span(now - oldest),
    }
    if now - oldest < LATE:
        return Line(name, Tone.GOOD, text)
    return Line(name, Tone.LOOK, text, _("Den som driver Torg ser över e-postservern."))


def _channels(user: User, now: datetime) -> Iterator[ChannelLine]:
    read = {row.channel_id: row for row in SyncState.objects.all()}
    for channel in channels.open_channels(user).exclude(kind=ChannelKind.OWN_SITE):
        sync = read.get(channel.pk)
        tone, text = _link(channel, sync, now)
        yield ChannelLine(channel, tone, text, sync.last_ok_at if sync else None)


def _link(channel: Channel, sync: SyncState | None, now: datetime) -> tuple[Tone, str]:
    link = getattr(channel, "connection", None)
    if link is None:
        return Tone.LOOK, standing_of(None).name
    if not link.works:
        return Tone.WRONG, standing_of(link).name
    if sync is None or sync.last_ok_at is None:
        return Tone.PLAIN, _("Ansluten, inte hämtad än")
    if sync.failing_since and sync.failing_since < now - POLL_SILENT:
        return Tone.LOOK, _("Kan inte hämtas just nu")
    return Tone.GOOD, _("Ansluten")


def _renderer() -> Line:
    name, found = _("Bevis som PDF/A"), renderer()
    lacking = found.available() if found else _("Beviset sparas som data och kontrollsumma.")
    if not lacking:
        return Line(name, Tone.GOOD, _("Varje bevis får en PDF/A."))
    return Line(name, Tone.PLAIN, lacking)


def _log(user: User, now: datetime) -> Line:
    name, last = _("Loggens senaste kontrollpunkt"), latest_checkpoint(user.municipality)
    if last is None:
        return Line(name, Tone.PLAIN, _("Ingen än. Den första kommer inom en kvart."))
    tone = Tone.GOOD if last.at >= now - CHECKPOINT_SILENT else Tone.LOOK
    text = _("Omfattar %(count)d händelser.") % {"count": last.size}
    return Line(name, tone, text, when=last.at, since=_("Skriven"))


def _outside(user: User, now: datetime) -> Iterator[Line]:
    """The places outside the house that have the log's checkpoints."""
    name, found = _("Kontrollpunkter utanför huset"), outside(user.municipality, now)
    if not found:
        text = _("Ingen plats är inställd. Loggen kan då skrivas om från början utan att det syns.")
        mender = _(
            "Den som driver Torg anger en mapp, en e-postadress eller en tidsstämplingstjänst."
        )
        yield Line(name, Tone.PLAIN, text, mender)
    places = {"folder": _("mapp"), "mail": _("e-post"), "stamp": _("tidsstämpel")}
    for place in found:
        tone = Tone.LOOK if place.is_late or place.cause else Tone.GOOD
        text = _("Omfattar %(count)d händelser.") % {"count": place.size} if place.size else ""
        line = f"{name}, {places.get(place.name, place.name)}"
        trouble = _("Den senaste gick inte att lämna: %(cause)s") % {"cause": place.cause}
        told = f"{text} {trouble}".strip() if place.cause else text or _("Ingen lämnad än.")
        remedy = _("Den som driver Torg ser över platsen; Torg försöker igen av sig självt.")
        yield Line(line, tone, told, remedy if tone == Tone.LOOK else "", place.at, _("Lämnad"))


def _rules(user: User, now: datetime) -> Line:
    try:
        pack = pack_in_force(user.municipality, now)
    except NoPack as refusal:
        return Line(_("Regelverk"), Tone.WRONG, refusal.message, refusal.remedy)
    text = _("%(name)s, utgåva %(version)s") % {"name": pack.pack.name, "version": pack.version}
    return Line(_("Regelverk"), Tone.GOOD, text, when=pack.in_force_from, since=_("Gäller från"))


def _practice() -> Line:
    text = _("Påslaget. Det som sker där når ingen på riktigt.") if settings.PRACTICE else ""
    return Line(_("Övningsnätet"), Tone.PLAIN, text or _("Avstängt."))
