"""Where in the desk each help key is shown, and which ones wait for a screen of their own.

A place is a field, a button or a list that somebody may wonder about. It names the keys of all
municipalities; whoever opens it is shown the own ones first, and the others' as theirs.
Source: requirements section 9.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """title: what is asked about, in Swedish. screen: the template that shows it, "" while the
    screen does not exist; awaits: which one that is, and why the help stands nowhere yet.
    """

    title: Promise
    keys: tuple[str, ...]
    screen: str
    awaits: str = ""


def _place(title: Promise, keys: str, screen: str = "", *, awaits: str = "") -> Place:
    return Place(title, tuple(keys.split()), screen, awaits)


EDITOR, POST = "planning/editor.html", "planning/_decide.html"
REPLY, TALK = "inbox/_editor.html", "inbox/_talk.html"
DECIDE = "moderation/_decide.html"
ADD, CONNECT = "channels/add_channel.html", "channels/connect.html"

PLACES: dict[str, Place] = {
    "inlagg.text": _place(_("Ett bra inlägg"), "m1-41 g-19 v-28 s-21 v-117", EDITOR),
    "inlagg.ton": _place(_("Tonen"), "g-13 v-70", EDITOR),
    "inlagg.relevans": _place(_("Angår det invånarna?"), "m1-02 m1-39", EDITOR),
    "inlagg.bild": _place(_("Länk, bild eller film"), "m1-40 m2-23 g-18 v-33 v-75", EDITOR),
    "inlagg.taggar": _place(_("Hashtaggar"), "m2-22 v-34", EDITOR),
    "inlagg.dag": _place(_("Hur ofta?"), "m1-32 m2-15 m2-17 m2-18", EDITOR),
    "inlagg.anpassa": _place(_("Anpassa för kanalen"), "g-12", EDITOR),
    "inlagg.dela": _place(_("Dela andras inlägg"), "m1-35 m1-37 v-85", EDITOR),
    "inlagg.forsakran": _place(_("Fritt från reklam"), "g-49", "planning/_received.html"),
    "inlagg.samarbete": _place(_("Berätta om samarbeten"), "g-53", EDITOR),
    "inlagg.kansligt": _place(_("Känsligt läge"), "v-29 v-31 v-72", EDITOR),
    "inlagg.svarar": _place(_("Vem svarar på frågor?"), "m1-19", EDITOR),
    "inlagg.fraga": _place(_("När vi ställer en fråga"), "g-20", EDITOR),
    "film": _place(_("Filmens titel och beskrivning"), "m1-44", "planning/_film.html"),
    "media.bild": _place(_("Får bilden användas?"), "g-25 g-26 g-27 g-52 m2-21 v-79", EDITOR),
    "inlagg.granska": _place(_("Fyra ögon"), "g-16", POST),
    "inlagg.publicera": _place(_("Innan det går ut"), "g-15", POST),
    "inlagg.samtal": _place(_("Inlägget och dess kommentarer"), "s-04", "inbox/post.html"),
    "kalender.vy": _place(_("Vecka och månad"), "g-10 v-41", "planning/_toolbar.html"),
    "inkorg.varfor": _place(_("Därför svarar vi"), "s-03", "inbox/threads.html"),
    "inkorg.tid": _place(_("När ska svaret komma?"), "g-22 v-60", "inbox/_facts.html"),
    "inkorg.synpunkt": _place(_("Synpunkter får alltid gensvar"), "v-55 v-116", REPLY),
    "inkorg.kritik": _place(_("Att svara på kritik"), "s-23 s-24 g-43 g-44 g-46 g-48", REPLY),
    "inkorg.gilla": _place(_("Att gilla"), "v-83", TALK),
    "svar.ton": _place(_("Tonen i svaret"), "g-13 s-15 s-18 v-70 v-71", REPLY),
    "svar.sprak": _place(_("Språket i svaret"), "s-14 g-47 s-19", REPLY),
    "svar.fakta": _place(_("Berätta mer i svaret"), "s-22", REPLY),
    "svar.lasare": _place(_("De tysta läsarna"), "s-05", REPLY),
    "svar.underskrift": _place(_("Underskriften"), "v-61", REPLY),
    "kris": _place(_("I krisen"), "s-25 s-26 s-29", REPLY),
    "kris.svar": _place(_("Det du skriver sprids"), "s-30", REPLY),
    "vidaredela": _place(_("Dela en invånares fråga"), "m1-15", "inbox/repost.html"),
    "inkorg.vidare": _place(_("Skicka vidare"), "v-53", "inbox/forward.html"),
    "inkorg.hanvisa": _place(_("Hänvisa rätt"), "s-07", "inbox/refer.html"),
    "inkorg.upprepat": _place(_("Samma fråga igen"), "s-20", "inbox/close.html"),
    "ronder": _place(_("Turas om"), "g-05", "inbox/rounds.html"),
    "arende.sammanhang": _place(_("Beskriv sammanhanget"), "g-34", "moderation/report.html"),
    "arende.bedomning": _place(_("Bedöm varje fall för sig"), "v-68", DECIDE),
    "arende.grund": _place(_("Vem ansvarar för orden?"), "v-112", DECIDE),
    "arende.besked": _place(_("Förklara borttagningen"), "v-65", "moderation/_close.html"),
    "kanal.behov": _place(_("Behov, syfte och plan"), "m2-07 v-10 v-16 v-20 v-21", ADD),
    "kanal.plattform": _place(_("Välj nätverk"), "m1-50 v-18 v-115", ADD),
    "lansering.instagram": _place(_("Läs på inför Instagram"), "m2-19", "channels/launch.html"),
    "beslut.chef": _place(_("Chefens beslut"), "v-26", "channels/_application_deeds.html"),
    "kanal.atkomst": _place(_("Säker åtkomst"), "s-37", CONNECT),
    "person.slutar": _place(_("När någon slutar"), "s-38", "desk/leave.html"),
    "kanal.behorighet": _place(_("Säker åtkomst"), "s-37 s-39", "channels/access.html"),
    "annons": _place(_("Köpt räckvidd"), "v-48", "channels/request_reach.html"),
    "vila": _place(_("Kanal i vila"), "g-58", "channels/turn_season.html"),
    "avslut.skal": _place(_("Skäl att avsluta"), "g-55", "channels/start_closing.html"),
    "avslut.besked": _place(_("Berätta för följarna"), "g-62", "planning/closing_notice.html"),
    "avslut.arkiv": _place(_("Arkivera före avslut"), "g-66", "channels/_closing_archive.html"),
    "arkivkopia": _place(_("Ögonblicksbilden"), "v-105", "channels/_closing_archive.html"),
    "handbok.start": _place(_("Handboken"), "m2-02 v-82 v-84 v-119", "handbook/start.html"),
    "handbok.ordlista": _place(_("Ordlistan"), "m2-05", "handbook/start.html"),
    "handbok.privat": _place(_("Som privatperson"), "v-86", "handbook/start.html"),
    # Screens that are not built: the advice is read in the handbook until they are.
    "ideer": _place(
        _("Idéer från andra"), "g-07", awaits="no list of ideas from people outside the team"
    ),
    "kalender.aterkommande": _place(
        _("Återkommande inslag"), "g-11", awaits="the calendar has no recurring entries"
    ),
    "inkorg.arende": _place(
        _("Flytta till ärendet"),
        "s-09",
        awaits="a thread cannot be moved to a case in another system",
    ),
    "inkorg.delning": _place(
        _("Någon delade vårt inlägg"),
        "v-35",
        awaits="no network tells of shares as something that came in",
    ),
    "foljda": _place(
        _("Vilka vi följer"), "v-37", awaits="no register of the accounts that a channel follows"
    ),
    "korstips": _place(
        _("Dela varandras inlägg"), "v-39", awaits="no suggestions between channels"
    ),
    "statistik": _place(_("Aktiva följare"), "v-40", awaits="the statistics room is planned"),
}


def place_of(key: str) -> str:
    """The place that shows a help key; "" when none does."""
    return next((name for name, place in PLACES.items() if key in place.keys), "")


def waiting() -> dict[str, tuple[str, ...]]:
    """The places without a screen, with their keys."""
    return {name: place.keys for name, place in PLACES.items() if not place.screen}
