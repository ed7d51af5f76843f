"""What a person may do, and the roles that hold it, under the keys of the rules' own roles.

Source of the roles: requirements section 5. A role is a list of permissions and
one Swedish sentence that says what its holder does.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Permission(StrEnum):
    """What a person may do. The value is stable: it stands in the ledger."""

    VIEW_DESK = "view_desk"
    VIEW_LEDGER = "view_ledger"
    VIEW_ACTS = "view_acts"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CHANNELS = "manage_channels"
    CONNECT_CHANNELS = "connect_channels"
    WRITE_POSTS = "write_posts"
    PUBLISH_ALONE = "publish_alone"
    APPROVE_POSTS = "approve_posts"
    MOVE_BOOKINGS = "move_bookings"
    HOLD_PUBLISHING = "hold_publishing"
    SETTLE_ACTS = "settle_acts"
    READ_INBOX = "read_inbox"
    READ_MESSAGES = "read_messages"
    REPLY = "reply"
    SECOND_READ = "second_read"
    FORWARD = "forward"
    WATCH = "watch"
    REPORT_CONTENT = "report_content"
    HIDE = "hide"
    REMOVE = "remove"
    BLOCK = "block"
    SEE_EVIDENCE = "see_evidence"
    REGISTER_RECORDS = "register_records"
    SHARE_FILTERS = "share_filters"
    APPLY_FOR_CHANNELS = "apply_for_channels"
    KEEP_REGISTER = "keep_register"
    KEEP_ACCESS = "keep_access"
    ADVISE = "advise"


@dataclass(frozen=True, slots=True)
class Role:
    """A named list of permissions. name and does: Swedish, for the sign-in and people pages."""

    code: str
    name: str | Promise
    does: str | Promise
    permissions: frozenset[Permission]


P = Permission
# Asking for a channel decides nothing, so everyone may (V-22).
_READ = frozenset({P.VIEW_DESK, P.READ_INBOX, P.VIEW_ACTS, P.APPLY_FOR_CHANNELS})
_WRITE = _READ | {
    P.WRITE_POSTS,
    P.PUBLISH_ALONE,
    P.REPLY,
    P.FORWARD,
    P.WATCH,
    P.REPORT_CONTENT,
    P.SECOND_READ,
    P.ADVISE,
}
_LEAD = _WRITE | {
    P.APPROVE_POSTS,
    P.MOVE_BOOKINGS,
    P.HOLD_PUBLISHING,
    P.SETTLE_ACTS,
    P.HIDE,
    P.SEE_EVIDENCE,
    P.MANAGE_CHANNELS,
    P.CONNECT_CHANNELS,
    P.KEEP_ACCESS,
    P.READ_MESSAGES,
    P.VIEW_LEDGER,
    P.SHARE_FILTERS,
}
_REGISTER = _READ | {
    P.ADVISE,
    P.MANAGE_CHANNELS,
    P.KEEP_REGISTER,
    P.VIEW_LEDGER,
}
# Roles that a guideline names: they read, and decide, advise or hear where a rule says so.
_READERS = (
    (
        "nearest_manager",
        gettext_lazy("Närmaste chef"),
        gettext_lazy("Beslutar om att en kanal startar och svarar för resurserna."),
    ),
    (
        "responsible_manager",
        gettext_lazy("Ansvarig chef"),
        gettext_lazy(
            "Beslutar tillsammans med kommunikationsansvarig chef om att en kanal avslutas."
        ),
    ),
    (
        "communications_manager",
        gettext_lazy("Kommunikationsansvarig chef"),
        gettext_lazy("Beslutar tillsammans med ansvarig chef om att en kanal avslutas."),
    ),
    (
        "head_of_communications",
        gettext_lazy("Kommunikationschef"),
        gettext_lazy("Svarar för riktlinjerna."),
    ),
    (
        "municipal_director",
        gettext_lazy("Kommundirektör"),
        gettext_lazy("Leder förvaltningen och får riktlinjerna föredragna."),
    ),
    ("leadership", gettext_lazy("Ledningen"), gettext_lazy("Får sammanfattningar i en kris.")),
    (
        "responsible_operation",
        gettext_lazy("Ansvarig verksamhet"),
        gettext_lazy("Får sammanfattningar om det som rör verksamheten."),
    ),
    (
        "press_officer",
        gettext_lazy("Pressansvarig"),
        gettext_lazy("Får sammanfattningar och samordnar med medierna."),
    ),
    (
        "registry_office",
        gettext_lazy("Kansliet"),
        gettext_lazy("Ger råd när det är tveksamt om något ska registreras."),
    ),
)
_WRITERS = (
    (
        "department_watcher",
        gettext_lazy("Berörd kommunikatör"),
        gettext_lazy("Bevakar det som rör den egna förvaltningen."),
    ),
    (
        "department_communicator",
        gettext_lazy("Förvaltningskommunikatör"),
        gettext_lazy("Tar emot ansökningar om nya kanaler och önskemål om köpt räckvidd."),
    ),
    (
        "social_media_editor",
        gettext_lazy("Redaktör för sociala medier"),
        gettext_lazy("Svarar i förvaltningens kanaler."),
    ),
    (
        "channel_admin",
        gettext_lazy("Kanalens administratör"),
        gettext_lazy("Svarar i kanalen och skickar vidare det som någon annan kan bättre."),
    ),
    (
        "page_responsible",
        gettext_lazy("Sidansvarig"),
        gettext_lazy("Sätter tonen i en kanal och svarar för den till vardags."),
    ),
    (
        "youtube_owner",
        gettext_lazy("Youtube-ansvarig"),
        gettext_lazy("Lägger upp film och tillfrågas om nya Youtube-kanaler."),
    ),
)
_ADVISERS = (
    (
        "web_strategist",
        gettext_lazy("Webbstrateg"),
        gettext_lazy("Ger råd när kanaler slås samman eller avslutas."),
    ),
)
_KEEPERS = (
    (
        "main_account_owner",
        gettext_lazy("Huvudkontots kontaktperson"),
        gettext_lazy("Bokar huvudkontots dagar och ger behörighet till kontot."),
    ),
)
_REGISTRY = (
    (
        "communications_department",
        gettext_lazy("Kommunikationsavdelningen"),
        gettext_lazy("Håller ihop förteckningen över kanalerna och ger råd."),
    ),
    (
        "communications_strategist",
        gettext_lazy("Kommunikationsstrateg"),
        gettext_lazy("Ger råd om kanaler och förvaltar riktlinjerna."),
    ),
    (
        "register_owner",
        gettext_lazy("Kanalregistrets support"),
        gettext_lazy("Tar emot beställningar till kanalregistret."),
    ),
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "communicator",
            gettext_lazy("Kommunikatör"),
            gettext_lazy("Planerar inlägg, svarar invånare och gör bevakningsronder."),
            _WRITE,
        ),
        Role(
            "account_lead",
            gettext_lazy("Ansvarig kommunikatör"),
            gettext_lazy("Godkänner, bestämmer över huvudkontots dagar och pausar publicering."),
            _LEAD,
        ),
        Role(
            "moderator",
            gettext_lazy("Moderator"),
            gettext_lazy("Bedömer och tar bort innehåll när beviset är förseglat."),
            _READ
            | {
                P.WATCH,
                P.REPLY,
                P.SECOND_READ,
                P.REPORT_CONTENT,
                P.HIDE,
                P.REMOVE,
                P.BLOCK,
                P.SEE_EVIDENCE,
                P.VIEW_LEDGER,
                P.SHARE_FILTERS,
            },
        ),
        Role(
            "contact_centre",
            gettext_lazy("Kontaktcenter"),
            gettext_lazy("Svarar på direktmeddelanden."),
            _READ | {P.READ_MESSAGES, P.REPLY, P.FORWARD, P.REPORT_CONTENT},
        ),
        Role(
            "official",
            gettext_lazy("Tjänsteperson"),
            gettext_lazy("Lämnar sakuppgifter till svar som har skickats till förvaltningen."),
            _READ | {P.REPORT_CONTENT},
        ),
        Role(
            "registrar",
            gettext_lazy("Registrator"),
            gettext_lazy("Registrerar handlingar och följer loggen."),
            _READ | {P.REGISTER_RECORDS, P.SEE_EVIDENCE, P.VIEW_LEDGER, P.READ_MESSAGES},
        ),
        Role(
            "administrator",
            gettext_lazy("Systemadministratör"),
            gettext_lazy("Lägger upp personer, förvaltningar, kanaler och anslutningar."),
            frozenset(
                {
                    P.VIEW_DESK,
                    P.VIEW_ACTS,
                    P.VIEW_LEDGER,
                    P.MANAGE_PEOPLE,
                    P.MANAGE_CHANNELS,
                    P.CONNECT_CHANNELS,
                    P.KEEP_REGISTER,
                    P.KEEP_ACCESS,
                    P.APPLY_FOR_CHANNELS,
                    P.HOLD_PUBLISHING,
                }
            ),
        ),
        *(Role(*named, _READ) for named in _READERS),
        *(Role(*named, _READ | {P.ADVISE}) for named in _ADVISERS),
        *(Role(*named, _WRITE) for named in _WRITERS),
        *(Role(*named, _LEAD) for named in _KEEPERS),
        *(Role(*named, _REGISTER) for named in _REGISTRY),
        Role(
            "contributor",
            gettext_lazy("Bidragsgivare"),
            gettext_lazy("Skriver utkast som andra granskar och publicerar."),
            _READ | {P.WRITE_POSTS},
        ),
        Role(
            "reviewer",
            gettext_lazy("Granskare"),
            gettext_lazy("Läser inlägg och svar innan de går ut."),
            _READ | {P.APPROVE_POSTS, P.SECOND_READ},
        ),
    )
}
