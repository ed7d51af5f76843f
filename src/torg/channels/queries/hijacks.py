"""The playbook for an account that somebody else may have taken, and its clocks.

Clocks: cybersäkerhetslagen (2025:1506) asks for an early warning within 24 hours and a report
within 72 when the incident is significant, which people judge; dataskyddsförordningen art. 33
for a notice within 72 hours when personal data may be in other hands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel, Hijack, HijackStep
from torg.channels.queries import visible_to
from torg.channels.states import HijackState, StepState
from torg.people.models import User
from torg.people.permissions import Permission, departments_in_reach

DAY, THREE_DAYS = timedelta(hours=24), timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. within: how long after it was noticed, where the law says; law: which."""

    key: str
    title: str | Promise
    how: str | Promise
    within: timedelta | None = None
    law: str = ""


STEPS = (
    Step("tell", _("Ring den som ansvarar för kontot och it-säkerheten"),
         _("Skriv upp vem du talade med. Använd telefon, inte det konto som kan vara kapat.")),
    Step("lock_out", _("Byt lösenord och logga ut alla enheter"),
         _("Ta också bort appar och personer som ni inte känner igen i kontots inställningar.")),
    Step("second_step", _("Slå på tvåfaktor igen och ta fram nya återställningskoder"),
         _("Den som tog kontot kan ha bytt ut telefon eller app.")),
    Step("disconnect", _("Byt nyckeln mellan Torg och nätverket"),
         _("Koppla bort kanalen och anslut den igen när kontot är ert.")),
    Step("network", _("Anmäl till nätverket"),
         _("Följ nätverkets väg för kapade konton. Skriv upp ärendets nummer.")),
    Step("evidence", _("Spara bilder av det som har lagts ut"),
         _("Det är allmän handling och behövs för polisen. Ta bort det först sedan.")),
    Step("speak", _("Berätta i en annan kanal att kontot inte är att lita på"),
         _("Webbplatsen först. Säg vad följarna ska låta bli att göra.")),
    Step("judge", _("Bedöm om händelsen är betydande"),
         _("Informationssäkerheten bedömer. Skriv vem som bedömde och varför."), DAY,
         "Cybersäkerhetslagen 2 kap."),
    Step("warn", _("Lämna en tidig varning till tillsynen"),
         _("Gäller om händelsen är betydande. Skriv annars att den inte är det."), DAY,
         "Cybersäkerhetslagen 2 kap. 5 §"),
    Step("privacy", _("Anmäl till dataskyddet om personuppgifter kan ha läckt"),
         _("Till exempel meddelanden från invånare. Dataskyddsombudet bedömer."), THREE_DAYS,
         "Dataskyddsförordningen art. 33"),
    Step("report", _("Lämna incidentanmälan till tillsynen"),
         _("Gäller om händelsen är betydande."), THREE_DAYS,
         "Cybersäkerhetslagen 2 kap. 6 §"),
    Step("police", _("Polisanmäl"), _("Dataintrång anmäls på 114 14. Skriv upp numret.")),
    Step("clean", _("Ta bort det som inte var vårt och svara dem som har drabbats"),
         _("När kontot är ert igen. Rätta också det som har ändrats i profilen.")),
)  # fmt: skip
BY_KEY = {step.key: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Line:
    """A step of one hijack. due: when its clock strikes; late: it has, and the step is open."""

    row: HijackStep
    step: Step
    due: datetime | None
    late: bool


def lines_of(hijack: Hijack, now: datetime) -> list[Line]:
    """The playbook as it stands."""
    found = []
    for row in hijack.steps.select_related("by"):
        step = BY_KEY[row.key]
        due = hijack.noticed_at + step.within if step.within else None
        late = bool(due and due < now and row.state == StepState.OPEN)
        found.append(Line(row, step, due, late))
    return found


def hijacks_visible_to(user: User) -> QuerySet[Hijack]:
    """Of the channels whose department the person may pause."""
    rows = Hijack.objects.filter(channel__in=visible_to(user).order_by())
    reach = departments_in_reach(user, Permission.HOLD_PUBLISHING)
    if reach is not None:
        rows = rows.filter(channel__department__in=reach)
    return rows.select_related(
        "channel__department", "channel__municipality", "begun_by", "over_by"
    )


def running(channel: Channel) -> Hijack | None:
    """The playbook under way for the channel, if any."""
    return Hijack.objects.filter(channel=channel, state=HijackState.RUNNING).first()


def past_of(user: User, channel: Channel) -> list[Hijack]:
    """The channel's finished playbooks that the person may read, the latest first."""
    rows = hijacks_visible_to(user).filter(channel=channel, state=HijackState.OVER)
    return list(rows.order_by("-noticed_at")[:10])


def hijacks_running(user: User) -> QuerySet[Hijack]:
    """Those under way that the person may act on, the first noticed first."""
    return hijacks_visible_to(user).filter(state=HijackState.RUNNING).order_by("noticed_at")
