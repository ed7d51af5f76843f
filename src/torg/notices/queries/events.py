"""What people are told of: the words, who may hear of it, and which roles do where nobody chose.

Data, and the only place for it: a municipality and a person change the ways on their pages.
Roles: requirements section 5 (S-32, S-33).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.notices.states import Event, Way
from torg.people.permissions import Permission

E, P = Event, Permission


@dataclass(frozen=True, slots=True)
class Kind:
    """One event. name: on the settings pages. says: in the letter, of %(what)s. do: what then.

    needs: who may hear of it at all, in the department that it befell; None: only the one for
    whom it waits. ways: of each role. named: for whoever it waits for by name. must: roles
    whose holders always get the letter at once.
    """

    name: str | Promise
    says: str | Promise
    do: str | Promise
    needs: Permission | None = None
    ways: Mapping[str, Way] = field(default_factory=dict)
    named: Way = Way.DAY
    must: frozenset[str] = frozenset()


def _ways(*, at_once: str = "", digest: str = "") -> dict[str, Way]:
    return dict.fromkeys(digest.split(), Way.DIGEST) | dict.fromkeys(at_once.split(), Way.AT_ONCE)


EVENTS: dict[Event, Kind] = {
    E.CRISIS_BEGUN: Kind(
        _("Krisläget börjar gälla"),
        _("Krisläget gäller nu."),
        _("Läs vad som gäller och vad rollerna gör."),
        P.VIEW_DESK,
        _ways(
            at_once="press_officer leadership responsible_operation social_media_editor "
            "nearest_manager account_lead communicator head_of_communications "
            "communications_manager "
            "municipal_director",
            digest="responsible_manager administrator contact_centre registrar",
        ),
        must=frozenset({"press_officer", "leadership"}),
    ),
    E.CRISIS_ENDED: Kind(
        _("Krisläget upphör"),
        _("Krisläget har upphört."),
        _("De vanliga svarstiderna gäller för det som kommer in nu."),
        P.VIEW_DESK,
        _ways(
            at_once="press_officer leadership social_media_editor account_lead",
            digest="responsible_operation communicator head_of_communications "
            "communications_manager municipal_director administrator contact_centre registrar",
        ),
    ),
    E.HIJACK: Kind(
        _("Ett konto kan vara kapat"),
        _("%(what)s kan vara kapat. Handlingsplanen är öppnad."),
        _("Öppna kanalen och se vad som är gjort och vad som återstår."),
        P.VIEW_DESK,
        _ways(
            at_once="account_lead channel_admin administrator press_officer leadership "
            "social_media_editor head_of_communications",
            digest="responsible_operation communications_department",
        ),
        must=frozenset({"account_lead", "channel_admin"}),
    ),
    E.ACCOUNT_ALARM: Kind(
        _("Ett konto har bytt namn, försvunnit eller tagits över"),
        _("Kontolarm. %(what)s."),
        _("Öppna kanalen och säg om det är i sin ordning."),
        P.MANAGE_CHANNELS,
        _ways(
            at_once="account_lead",
            digest="communications_department register_owner",
        ),
    ),
    E.SILENCE_ALARM: Kind(
        _("En kanal har blivit oväntat tyst"),
        _("%(what)s är tystare än den brukar."),
        _("Öppna kanalen och se om anslutningen fungerar."),
        P.MANAGE_CHANNELS,
        _ways(digest="account_lead"),
    ),
    E.CONNECTION_LOST: Kind(
        _("En kanal tappar sin anslutning"),
        _("%(what)s har tappat sin anslutning."),
        _("Inget går ut och inget hämtas förrän kanalen är ansluten igen."),
        P.CONNECT_CHANNELS,
        _ways(at_once="account_lead administrator"),
    ),
    E.ACT_UNCLEAR: Kind(
        _("Det är oklart om något gick ut"),
        _("Det är oklart om något gick ut på %(what)s."),
        _("Nätverket kan inte visa det. Titta på kanalen och ge besked i Torg."),
        P.SETTLE_ACTS,
        _ways(at_once="account_lead"),
    ),
    E.POST_REFUSED: Kind(
        _("Något som du har skickat nekas av nätverket"),
        _("%(what)s blev inte av."),
        _("Nätverket sade nej. Läs varför och bestäm vad som görs."),
        named=Way.AT_ONCE,
    ),
    E.READING_ASKED: Kind(
        _("En kollega vill ha ett svar läst innan det går ut"),
        _("Ett svar på %(what)s väntar på att läsas av en kollega."),
        _("Läs svaret och godkänn det eller lämna det åter."),
        P.SECOND_READ,
        _ways(at_once="reviewer social_media_editor", digest="account_lead"),
    ),
    E.PROMISE_SOON: Kind(
        _("En svarstid går snart ut"),
        _("Svarstiden går snart ut. %(what)s."),
        _("Svara, eller skriv att ett svar är på väg."),
        P.REPLY,
        _ways(at_once="social_media_editor"),
        named=Way.AT_ONCE,
    ),
    E.PROMISE_BROKEN: Kind(
        _("En svarstid har gått ut utan svar"),
        _("Svarstiden har gått ut. %(what)s."),
        _("Svara så snart det går."),
        P.READ_INBOX,
        _ways(
            at_once="social_media_editor account_lead",
            digest="responsible_operation page_responsible",
        ),
        named=Way.AT_ONCE,
    ),
    E.DECISION_WAITS: Kind(
        _("En ansökan eller ett avslut väntar på dig"),
        _("%(what)s väntar på dig."),
        _("Läs och ge besked."),
        named=Way.AT_ONCE,
    ),
    E.DECISION_GIVEN: Kind(
        _("Det du har ansökt om eller begärt får besked"),
        _("%(what)s har fått besked."),
        _("Läs vad som beslutades och vad som återstår för dig."),
        named=Way.AT_ONCE,
    ),
    E.ACCESS_DUE: Kind(
        _("Behörigheter till ett konto ska bekräftas"),
        _("Behörigheterna till %(what)s ska bekräftas."),
        _("Gå igenom vilka som kommer in och bekräfta eller dra tillbaka."),
        P.KEEP_ACCESS,
        _ways(digest="account_lead main_account_owner"),
    ),
    E.REVIEW_DUE: Kind(
        _("En kanal ska ses över"),
        _("%(what)s ska ses över."),
        _("Se om kanalen fyller sitt syfte och bestäm om den behålls."),
        P.MANAGE_CHANNELS,
        _ways(digest="account_lead"),
        named=Way.DIGEST,
    ),
}
# As they stand on the settings pages.
GROUPS: tuple[tuple[str | Promise, tuple[Event, ...]], ...] = (
    (_("Kris"), (E.CRISIS_BEGUN, E.CRISIS_ENDED, E.HIJACK)),
    (
        _("Inlägg och svar"),
        (E.PROMISE_SOON, E.PROMISE_BROKEN, E.READING_ASKED, E.POST_REFUSED, E.ACT_UNCLEAR),
    ),
    (
        _("Kanalerna"),
        (
            E.CONNECTION_LOST,
            E.ACCOUNT_ALARM,
            E.SILENCE_ALARM,
            E.DECISION_WAITS,
            E.DECISION_GIVEN,
            E.ACCESS_DUE,
            E.REVIEW_DUE,
        ),
    ),
)
WAY_NAMES: dict[Way, Promise] = {
    Way.DAY: _("Bara på Min dag"),
    Way.DIGEST: _("Daglig sammanfattning"),
    Way.AT_ONCE: _("Brev genast"),
}
# Not held back by the pause between two letters to the same person.
URGENT = frozenset({E.CRISIS_BEGUN, E.HIJACK})


def line(event: Event, what: str) -> str:
    """What happened, in one sentence."""
    return str(EVENTS[event].says) % {"what": what}


def ways_by_default(role: str) -> dict[Event, Way]:
    """How the role's holders are told where the municipality has chosen nothing."""
    return {event: kind.ways.get(role, Way.DAY) for event, kind in EVENTS.items() if kind.needs}


def always(role: str) -> frozenset[Event]:
    """Events of which the role's holders get a letter at once, whatever anybody chose."""
    return frozenset(event for event, kind in EVENTS.items() if role in kind.must)
