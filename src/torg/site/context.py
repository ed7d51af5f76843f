"""What every page of the desk knows (the names that ui/frame.html reads)."""

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from torg.delivery.queries import watch as delivery
from torg.desk.queries import Facts, Tone, evidence_line, facts, ground_alarms, navigation_counts
from torg.desk.queries.undo import regrettable
from torg.inbox.queries import SyncAlarm, sync_alarms
from torg.people.models import User
from torg.people.permissions import Permission, can, can_everywhere
from torg.rules.queries import crises
from torg.ui.keys import PLACES as KEYS
from torg.ui.moments import long_moment


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main menu, shown to those who hold the permission."""

    label: Promise
    name: str
    icon: str
    permission: Permission


class Alarm(TypedDict, total=False):
    """A bar above every page. tone: danger, warning or info; url and link: where to mend it."""

    message: str
    detail: str
    url: str
    link: str
    tone: str


P = Permission
PLACES = (
    Place(gettext_lazy("Min dag"), "desk:show_day", "home", P.VIEW_DESK),
    Place(gettext_lazy("Inkorg"), "inbox:list_threads", "inbox", P.READ_INBOX),
    Place(gettext_lazy("Planering"), "planning:show_calendar", "calendar", P.VIEW_DESK),
    Place(gettext_lazy("Ärenden"), "moderation:list_cases", "shield", P.SEE_EVIDENCE),
    Place(gettext_lazy("Utskick"), "delivery:list_acts", "send", P.VIEW_ACTS),
    Place(gettext_lazy("Kanaler"), "channels:list_channels", "megaphone", P.VIEW_DESK),
    Place(gettext_lazy("Regler"), "rules:show_pack", "book", P.VIEW_DESK),
    Place(gettext_lazy("Handbok"), "handbook:show_start", "question", P.VIEW_DESK),
    Place(gettext_lazy("Logg"), "ledger:list_entries", "list", P.VIEW_LEDGER),
    Place(gettext_lazy("Personer"), "people:list_people", "users", P.MANAGE_PEOPLE),
    Place(gettext_lazy("Organisation"), "people:list_departments", "building", P.MANAGE_PEOPLE),
)


@dataclass(frozen=True, slots=True)
class Own:
    """An entry of the person's own menu. post: it changes something, such as signing out."""

    label: Promise
    name: str
    icon: str
    post: bool = False


OWN = (
    Own(gettext_lazy("Fråga kommunikation"), "desk:ask_communications", "question"),
    Own(gettext_lazy("Frågor till kommunikation"), "desk:list_questions", "chat"),
    Own(gettext_lazy("Mitt konto"), "mfa_index", "gear"),
    Own(gettext_lazy("Mina inställningar"), "desk:set_preferences", "sun"),
    Own(gettext_lazy("Aviseringar"), "notices:set_own", "bell"),
    Own(gettext_lazy("Sparade filter"), "desk:list_filters", "filter"),
    Own(gettext_lazy("Driftläge"), "desk:show_status", "activity"),
    Own(gettext_lazy("Krisläge"), "desk:show_crisis", "alert-octagon"),
    Own(gettext_lazy("Logga ut"), "account_logout", "log-out", post=True),
)


@cache
def _built(_language: str) -> tuple[tuple[Place, str, str], ...]:
    """The places that exist in this installation, with their names and addresses."""
    found = []
    for place in PLACES:
        try:
            found.append((place, str(place.label), reverse(place.name)))
        except NoReverseMatch:
            continue
    return tuple(found)


def navigation(request: HttpRequest, person: User, known: Facts) -> list[dict[str, Any]]:
    """The main menu for the person; the longest address that fits is the current one."""
    shown = [each for each in _built(get_language()) if can(person, each[0].permission)]
    fitting = [url for _place, _label, url in shown if url != "/" and request.path.startswith(url)]
    current = max(fitting, key=len, default=request.path)
    figures = navigation_counts(known)
    return [
        {
            "label": label,
            "url": url,
            "icon": place.icon,
            "current": url == current,
            "key": KEYS.get(place.name),
        }
        | (asdict(figures[place.name]) if place.name in figures else {})
        for place, label, url in shown
    ]


@cache
def _own(_language: str) -> list[dict[str, Any]]:
    """The person's own pages as the menu has them."""
    return [
        {"label": str(one.label), "url": reverse(one.name), "icon": one.icon, "post": one.post}
        for one in OWN
    ]


def user_menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Help with what is on the screen, and what the person does with the own account."""
    asking, *others = _own(get_language())
    return [asking | {"url": f"{asking['url']}?{urlencode({'fran': request.path})}"}, *others]


def alarms(person: User, known: Facts) -> list[Alarm]:
    """The bars above every page: the worker, the holds, what cannot be fetched, the ground.

    What may still be mended in time is told to administrators only, a damaged piece of evidence
    to them and to those who may see evidence.
    """
    now, tenant = timezone.now(), person.municipality_id
    found: list[delivery.Alarm | SyncAlarm] = []
    if known.held or not known.works:
        found += delivery.alarms(tenant, now)
    if known.silent or known.broken:
        found += sync_alarms(tenant, now)
    bars: list[Alarm] = [
        {"tone": one.tone, "message": one.message, "detail": one.remedy} for one in found
    ]
    may_mend = can_everywhere(person, Permission.MANAGE_PEOPLE)
    told = [
        line
        for line in ground_alarms(person.municipality, now, ahead=known.ahead)
        if line.tone is Tone.WRONG or may_mend
    ]
    if known.damaged and (may_mend or can(person, Permission.SEE_EVIDENCE)):
        told.append(evidence_line(person.municipality))
    return bars + [
        {"tone": line.tone, "message": line.text, "detail": line.remedy} for line in told
    ]


def in_crisis(person: User, known: Facts) -> list[Alarm]:
    """The band that everyone sees while a crisis goes on, above all others."""
    flag = crises(person.municipality_id).first() if known.crisis else None
    if flag is None:
        return []
    message = _("Krisläge sedan %(when)s.") % {"when": long_moment(flag.since)}
    page = reverse("desk:show_crisis")
    told: Alarm = {"message": message, "detail": flag.reason, "url": page, "tone": "danger"}
    return [told | {"link": _("Vad som gäller nu")}]


def to_read(request: HttpRequest, known: Facts) -> list[Alarm]:
    """A calm bar until the person has confirmed the rules in force (V-02). It closes nothing."""
    if not known.unread:
        return []
    page = reverse("rules:confirm")
    if request.path == page:
        return []
    message = _("Reglerna har en version som du inte har bekräftat.")
    return [{"tone": "info", "message": message, "url": page, "link": _("Läs och bekräfta")}]


def desk(request: HttpRequest) -> dict[str, Any]:
    """Everything the frame reads. Whoever has a step of the sign-in left sees no menu."""
    known: dict[str, Any] = {"LANGUAGE_CODE": get_language(), "user": None}
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return known
    now = timezone.now()
    told = facts(person, now)
    return known | {
        "user": person,
        "municipality": person.municipality,
        "navigation": [] if is_unfinished(request) else navigation(request, person, told),
        "user_menu": user_menu(request),
        "alarms": [
            *([] if is_unfinished(request) else in_crisis(person, told)),
            *alarms(person, told),
            *([] if is_unfinished(request) else to_read(request, told)),
        ],
        "regrets": regrettable(person, now) if told.regrets else [],
    }


def form_token(request: HttpRequest) -> dict[str, Any]:
    """csrf_token and csrf_input, made once for a page: Django makes them anew at each form."""
    token = SimpleLazyObject(lambda: get_token(request))
    field = SimpleLazyObject(
        lambda: format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    )
    return {"csrf_token": token, "csrf_input": field}


def is_unfinished(request: HttpRequest) -> bool:
    """Whether the middleware found that a step of the sign-in is left."""
    return bool(getattr(request, "unfinished_step", ""))
