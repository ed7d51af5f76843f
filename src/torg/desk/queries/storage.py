"""The ground that the desk stands on: database, disk, backups, restores and the clock.

What is wrong here also stands as a bar above every page, before it has stopped anything.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from torg.desk.queries.line import Line, Tone
from torg.kernel.clock_drift import drift
from torg.ledger.models import Entry
from torg.moderation.models import FixityRound
from torg.moderation.queries import open_faults
from torg.people.models import Municipality
from torg.ui.moments import long_moment, span
from torg.ui.numbers import NO_BREAK, number

RESTORED = "desk.restored"
RESTORED_LATELY = timedelta(days=7)
LITTLE_SPACE = 2_000_000_000
LEAST_SPACE = 200_000_000
BACKUP_SILENT = timedelta(days=2)
CLOCK_MOVED = timedelta(minutes=2)


def ground(municipality: Municipality, now: datetime) -> Iterator[Line]:
    """Each line, in the order of the page."""
    yield _database()
    yield _disk()
    yield _backup(now)
    yield from _restored(municipality, now)
    yield evidence_line(municipality)
    yield _clock(_last(municipality), now)


def ground_alarms(municipality: Municipality, now: datetime, *, ahead: bool) -> list[Line]:
    """What everybody must see on every page, and what may still be mended in time.

    ahead: whether the log holds an entry from a time that has not come (frame.Facts).
    """
    last = _last(municipality) if ahead else None
    lines = (_disk(), _clock(last, now))
    return [line for line in lines if line.tone in {Tone.LOOK, Tone.WRONG}]


def _database() -> Line:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            version = str(cursor.fetchone()[0]).split()[0]
            return Line(_("Databas"), Tone.GOOD, f"PostgreSQL {version}")
        cursor.execute("PRAGMA journal_mode")
        journal = str(cursor.fetchone()[0]).upper()
    damaged = _noted("damaged_at")
    if damaged:
        # Each night's copy is a look through all of it (RELIABILITY R1).
        text = _("Databasen är skadad, och ingen kopia har gjorts av den.")
        remedy = _(
            "Den som sköter datorn stoppar Torg och återställer den senaste hela säkerhetskopian."
        )
        return Line(_("Databas"), Tone.WRONG, text, remedy, damaged, _("Upptäckt"))
    tone = Tone.GOOD if journal == "WAL" else Tone.LOOK
    return Line(_("Databas"), tone, f"SQLite {sqlite3.sqlite_version}, {journal}")


def _disk() -> Line:
    """The scarcest of the disks: where the desk's own files are, and where drafts of them are."""
    name = _("Diskutrymme")
    rooms = (shutil.disk_usage(each) for each in (settings.DATA_DIR, Path(tempfile.gettempdir())))
    room = min(rooms, key=lambda room: room.free)
    told = {"free": _gigabytes(room.free), "total": _gigabytes(room.total)}
    text = _("%(free)s ledigt av %(total)s") % told
    if room.free < LEAST_SPACE:
        text = _("Disken är nästan full: %(free)s ledigt av %(total)s.") % told
        remedy = _(
            "Det som redan är sparat är kvar, men nytt kan bli nekat. "
            "Den som sköter datorn ger Torg mer utrymme nu."
        )
        return Line(name, Tone.WRONG, text, remedy)
    if room.free < LITTLE_SPACE:
        text = _("Disken börjar bli full: %(free)s ledigt av %(total)s.") % told
        return Line(name, Tone.LOOK, text, _("Den som sköter datorn ger Torg mer utrymme."))
    return Line(name, Tone.GOOD, text)


def _gigabytes(size: int) -> str:
    return f"{number(size / 1_000_000_000, 1)}{NO_BREAK}GB"


def _backup(now: datetime) -> Line:
    name = _("Säkerhetskopia")
    remedy = _("Den som sköter datorn kör backup varje natt.")
    at = _noted("at")
    if at is None:
        tone = Tone.PLAIN if settings.DEMO else Tone.LOOK
        return Line(name, tone, _("Ingen säkerhetskopia har gjorts."), remedy)
    if at < now - BACKUP_SILENT:
        return Line(name, Tone.LOOK, _("Den senaste är gammal."), remedy, at, _("Gjord"))
    return Line(name, Tone.GOOD, _("Gjord och granskad."), when=at, since=_("Gjord"))


def _noted(what: str) -> datetime | None:
    """When the last backup was made ("at"), or found the database damaged ("damaged_at")."""
    try:
        told = json.loads((settings.DATA_DIR / "last-backup.json").read_text(encoding="utf-8"))
        return datetime.fromisoformat(told[what])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _restored(municipality: Municipality, now: datetime) -> Iterator[Line]:
    last = Entry.objects.filter(municipality=municipality, verb=RESTORED).order_by("-seq").first()
    if last is None:
        return
    lately = last.at > now - RESTORED_LATELY
    remedy = _("Jämför kanalerna med planeringen för tiden mellan kopian och återställningen.")
    yield Line(
        _("Återställning"),
        Tone.LOOK if lately else Tone.PLAIN,
        last.summary,
        remedy if lately else "",
        last.at,
        _("Återställd"),
    )


def evidence_line(municipality: Municipality) -> Line:
    """Whether every sealed file was whole when it was last read again."""
    name, broken = _("Bevisens filer"), open_faults().filter(municipality=municipality).count()
    held = FixityRound.objects.filter(municipality=municipality).first()
    if broken:
        text = ngettext(
            "%(count)d bevisfil är skadad eller borta.",
            "%(count)d bevisfiler är skadade eller borta.",
            broken,
        )
        remedy = _(
            "Den som sköter datorn lägger tillbaka filen från en säkerhetskopia med "
            "kommandot evidence check. Beviset i övrigt är kvar."
        )
        return Line(name, Tone.WRONG, text % {"count": broken}, remedy)
    if held is None or (held.ended_at is None and not held.count):
        return Line(name, Tone.PLAIN, _("Läses igen varje natt när det finns några."))
    text = _("Hela när de lästes igen: %(count)d bevis.") % {"count": held.count}
    return Line(name, Tone.GOOD, text, when=held.ended_at or held.began_at, since=_("Läst"))


def _last(municipality: Municipality) -> Entry | None:
    return Entry.objects.filter(municipality=municipality).order_by("-seq").first()


def _clock(last: Entry | None, now: datetime) -> Line:
    """Wrong when it goes before what the log has already seen, or has been moved under us."""
    name, moved = _("Datorns klocka"), drift()
    remedy = _("Den som sköter datorn ställer klockan, slår på tidssynken och startar om Torg.")
    if last is not None and last.at > now + CLOCK_MOVED:
        text = _("Klockan går efter: loggens senaste post är från %(when)s.")
        return Line(name, Tone.WRONG, text % {"when": long_moment(last.at)}, remedy)
    if abs(moved) > CLOCK_MOVED:
        way = _("fram") if moved > timedelta(0) else _("tillbaka")
        text = _("Klockan har ställts %(way)s %(span)s medan Torg var igång.")
        return Line(name, Tone.LOOK, text % {"way": way, "span": span(abs(moved))}, remedy)
    return Line(name, Tone.GOOD, _("Går rätt, så vitt loggen visar."))
