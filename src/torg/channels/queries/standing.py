"""How a channel's connection and its alarms are put into words: cause, who mends it, the button."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from torg.channels.models import AccountAlarm, AlarmKind, ChannelConnection
from torg.channels.states import ConnectionState, Reading

# The playbook for a hijacked account.
PLAYBOOK = "desk:begin_hijack"


@dataclass(frozen=True, slots=True)
class Standing:
    """name, tone and icon of the badge; cause: what is so; remedy: who mends it, "" when nobody
    has to; button: what whoever may connect presses.
    """

    name: str
    tone: str
    icon: str
    cause: str
    remedy: str
    button: str


def standing_of(row: ChannelConnection | None) -> Standing:
    """Where the connection stands; None is a channel without one."""
    if row is None:
        return _none()
    return {
        ConnectionState.CONNECTED: _connected,
        ConnectionState.VERIFIED: _verified,
        ConnectionState.DEGRADED: lambda: _degraded(row),
        ConnectionState.BROKEN: _broken,
        ConnectionState.ENDED: _ended,
    }[ConnectionState(row.state)]()


def _none() -> Standing:
    return Standing(
        _("Inte ansluten"), "warning", "link",
        _("Kanalen är inte ansluten till något konto, så inget kan publiceras eller hämtas."),
        _("Den som förvaltar kanalen ansluter den."), _("Anslut"),
    )  # fmt: skip


def _connected() -> Standing:
    return Standing(
        _("Ansluten, inte bekräftad"), "info", "clock",
        _("Nyckeln fungerar, men kontot har inte gått att se på nätverket än. Inget skickas "
          "eller hämtas förrän det är bekräftat."),
        _("Torg läser kontot igen av sig självt inom en timme. Du behöver inte göra något."),
        _("Läs kontot nu"),
    )  # fmt: skip


def _verified() -> Standing:
    return Standing(
        _("Ansluten"), "success", "check-circle",
        _("Torg har läst kontot och sett att det är rätt."), "", _("Byt nyckel"),
    )  # fmt: skip


def _degraded(row: ChannelConnection) -> Standing:
    cause = _("Kontot har inte gått att se på nätverket på flera försök.")
    if row.weak_in == Reading.POLL:
        cause = _("Det som händer på kontot har inte gått att hämta på en stund.")
    return Standing(
        _("Svarar inte som den ska"), "warning", "alert-triangle",
        cause + " " + _("Det som ska ut prövas ändå."),
        _("Oftast är det nätverket som har problem, och då går det över av sig självt. Håller "
          "det i sig byter den som förvaltar kanalen nyckel."),
        _("Byt nyckel"),
    )  # fmt: skip


def _broken() -> Standing:
    return Standing(
        _("Behöver anslutas igen"), "danger", "alert-octagon",
        _("Nätverket godtar inte längre nyckeln. Planerade inlägg och svar väntar och skickas "
          "när kanalen är ansluten igen."),
        _("Den som förvaltar kanalen skapar en ny nyckel på nätverket och lägger in den här."),
        _("Anslut igen"),
    )  # fmt: skip


def _ended() -> Standing:
    return Standing(
        _("Bortkopplad"), "neutral", "link",
        _("En person har kopplat bort kanalen. Torg har inte längre någon nyckel, och inget "
          "skickas eller hämtas."),
        "", _("Anslut igen"),
    )  # fmt: skip


def advice(alarm: AccountAlarm) -> str:
    """What has been seen and what to do about it, in whole sentences."""
    old, new = alarm.handle_before, alarm.handle_now
    if alarm.kind == AlarmKind.RENAMED:
        said = _(
            "Kontot heter %(new)s på nätverket, men registret säger %(old)s. Har ni bytt namn "
            "själva godkänner du det nya, så följer registret och svaret till invånarna med."
        ) % {"new": new, "old": old}
        if alarm.account_now:
            said += " " + _("Det gamla namnet har redan tagits av någon annan.")
        return said + " " + _("Har ingen av er bytt namn kan kontot vara kapat.")
    return {
        AlarmKind.GONE: _(
            "Nätverket säger att kontot %(old)s inte finns. Fråga den som sköter kontot om det "
            "är borttaget eller pausat. Är det avsiktligt avslutar ni kanalen i steg; annars "
            "begär ni tillbaka det av nätverket, och kontot kan vara kapat."
        ),
        AlarmKind.TAKEN: _(
            "Namnet %(old)s leder till ett annat konto än kommunens. Logga in på nätverket och "
            "se om ni har kvar ert konto, och anmäl det andra. Till dess svarar registret att "
            "namnet inte längre är officiellt."
        ),
        AlarmKind.UNMARKED: _(
            "Nätverket visar inte längre märket för verifierat konto på %(old)s. Kontrollera "
            "kontots uppgifter på nätverket och ansök om märket igen."
        ),
        AlarmKind.SILENT: alarm.words.replace("%", "%%"),
    }[AlarmKind(alarm.kind)] % {"old": old}


def is_grave(alarm: AccountAlarm) -> bool:
    """Whether the account may be in somebody else's hands."""
    return alarm.kind in {AlarmKind.RENAMED, AlarmKind.GONE, AlarmKind.TAKEN}


def playbook(alarm: AccountAlarm) -> str:
    """Where the playbook for a hijacked account begins; "" where it is not needed or not built."""
    if not is_grave(alarm):
        return ""
    try:
        return reverse(PLAYBOOK, args=[alarm.channel_id])
    except NoReverseMatch:
        return ""
