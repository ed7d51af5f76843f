"""What the gallery shows: invented people, posts and cases of an invented afternoon."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.kernel.networks import NAMES
from torg.kernel.refusals import Refusal
from torg.ui.palette import ACCENTS
from torg.ui.widgets import LocalDateTime

NOW = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)
MUNICIPALITIES = {
    "malmo": "Malmö stad",
    "goteborg": "Göteborgs Stad",
    "stockholm": "Stockholms stad",
    "vallentuna": "Vallentuna kommun",
}
assert set(MUNICIPALITIES) == set(ACCENTS) - {""}  # noqa: S101 (the gallery shows every theme)


@dataclass(frozen=True, slots=True)
class Clause:
    """Shaped as rules.queries.Citation."""

    document: str
    section: str
    ledger_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Shaped as rules.queries.Finding."""

    verdict: str
    message: str
    citation: Clause
    help_key: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Shaped as ledger.queries.TimelineItem."""

    who: str
    what: str
    when: datetime
    detail: str = ""
    icon: str = ""
    tone: str = ""
    url: str = ""


class SampleForm(forms.Form):
    """One field of every kind."""

    text = forms.CharField(
        label=_("Text"), max_length=300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Skriv så att den som inte känner till ärendet förstår."),
    )  # fmt: skip
    link = forms.URLField(label=_("Länk"), required=False, assume_scheme="https")
    network = forms.ChoiceField(
        label=_("Kanal"), choices=[("", _("Välj kanal")), ("1", "Kulturnatten, Instagram")]
    )
    send_at = forms.DateTimeField(
        label=_("Publiceras"), widget=LocalDateTime, help_text=_("Svensk tid.")
    )
    picture = forms.FileField(label=_("Bild"), required=False)
    reason = forms.ChoiceField(
        label=_("Skäl"), widget=forms.RadioSelect,
        choices=[("spam", _("Reklam")), ("personal", _("Personuppgifter"))],
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("Kanaler"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("fb", "Facebook"), ("ig", "Instagram"), ("bs", "Bluesky")],
        help_text=_("Varje kanal får sin egen text om du vill."),
    )  # fmt: skip
    consent = forms.BooleanField(label=_("Alla på bilden har gett sitt samtycke"))
    locked = forms.CharField(label=_("Diarienummer"), disabled=True, initial="KS 2026/118")


def forms_shown() -> dict[str, Any]:
    """A filled form, a refused one that keeps what was typed, and a refusal."""
    filled = {"text": "Isbanan i Folkparken är öppen till klockan 20 i kväll.", "network": "1",
              "send_at": "2026-03-13T10:00", "reason": "spam", "channels": ["fb", "bs"],
              "consent": "on"}  # fmt: skip
    wrong = SampleForm(
        {"fel-text": "Välkommen till Kulturnatten! " * 12, "fel-link": "inte en länk"},
        prefix="fel",
    )
    refusal = Refusal(
        "Huvudkanalen är redan bokad den 13 mars.",
        remedy="Välj en annan dag eller be Parkenheten om dagen.",
        cite="Riktlinjer för sociala medier, kanaler · M1-12", field="send_at",
    )  # fmt: skip
    return {"form": SampleForm(initial=filled), "wrong": wrong, "refusal": refusal}


def _cards() -> list[dict[str, Any]]:
    return [
        {"time": "08:00", "network": "facebook", "title": "Sopbilen kommer en dag senare",
         "url": "#", "status": "Publicerad", "tone": "success"},
        {"time": "10:30", "network": "instagram", "title": "Kulturnatten: programmet är här",
         "url": "#", "status": "Godkänd", "tone": "accent"},
        {"time": "14:00", "network": "bluesky", "title": "Frågestund om nya cykelbanan",
         "url": "#", "status": "Utkast", "draft": True},
        {"time": "16:15", "network": "x", "title": "Vattenläcka på Torggatan",
         "url": "#", "status": "Misslyckades", "failed": True},
    ]  # fmt: skip


def week() -> list[dict[str, Any]]:
    """Seven days, one of each booking state and look."""
    start, cards = date(2026, 3, 9), _cards()
    looks: list[dict[str, Any]] = [
        {"booking": "free", "past": True},
        {"booking": "booked", "holder": "Parkenheten", "cards": cards[:1], "past": True},
        {"booking": "held", "holder": "Fritid, till i morgon 12:00", "cards": cards[2:3]},
        {"booking": "booked", "holder": "Kultur", "cards": cards[:3], "more": 2, "more_url": "#",
         "today": True, "add_url": "#"},
        {"booking": "free", "add_url": "#"},
        {"booking": "locked", "holder": "Krisläge: bara krisinformation", "cards": cards[3:]},
        {"outside": True},
    ]  # fmt: skip
    return [{"day": start + timedelta(days=step), **look} for step, look in enumerate(looks)]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rest of what the gallery shows."""

    deadlines: list[dict[str, Any]] = field(default_factory=lambda: [
        {"due": NOW + timedelta(hours=27)}, {"due": NOW + timedelta(hours=3)},
        {"due": NOW + timedelta(minutes=40)},
        {"due": NOW - timedelta(hours=2), "limit": NOW + timedelta(hours=20)},
        {"due": NOW - timedelta(hours=26), "limit": NOW - timedelta(hours=5)},
        {"due": NOW + timedelta(hours=1), "done": NOW - timedelta(hours=1)},
        {"due": NOW - timedelta(hours=4), "done": NOW - timedelta(hours=1)}, {"due": None},
    ])  # fmt: skip
    findings: list[Remark] = field(default_factory=lambda: [
        Remark("stop", "Bilden saknar alternativtext.",
               Clause("Riktlinjer för sociala medier", "Tillgänglighet", ("M1-29",)), "alt-text"),
        Remark("warn", "Texten är svårläst (läsbarhetsindex 52). Dela de två längsta meningarna.",
               Clause("Riktlinjer för sociala medier", "Språk", ("M1-31", "M1-32")), "klarsprak"),
        Remark("advise", "Svara hellre med länken till e-tjänsten än med telefonnumret.",
               Clause("Handbok", "Att svara")),
    ])  # fmt: skip
    happenings: list[Happening] = field(default_factory=lambda: [
        Happening("Sara Lindqvist", "Godkände inlägget", NOW - timedelta(minutes=4),
                  icon="check", tone="success"),
        Happening("", "Publicering misslyckades", NOW - timedelta(minutes=50),
                  detail="Nätverket svarade inte. Torg läser tillbaka innan något görs om.",
                  icon="alert-octagon", tone="danger", url="#"),
        Happening("Omar Haddad", "Bytte bild och skrev ny alternativtext",
                  NOW - timedelta(hours=5), icon="image"),
        Happening("Omar Haddad", "Skrev utkastet", NOW - timedelta(days=9), icon="pencil"),
    ])  # fmt: skip


def navigation() -> list[dict[str, Any]]:
    """The side's links as every page has them."""
    rows = [
        ("Min dag", "today", 7, False), ("Planering", "calendar", 0, False),
        ("Inkorg", "inbox", 23, True), ("Moderering", "shield", 2, False),
        ("Kanaler", "broadcast", 0, False), ("Leverans", "send", 0, False),
        ("Logg", "list", 0, False), ("Personer", "users", 0, False),
        ("Status", "activity", 0, False),
    ]  # fmt: skip
    return [
        {"label": label, "icon": icon, "count": count, "urgent": urgent, "url": "#",
         "current": label == "Planering"}
        for label, icon, count, urgent in rows
    ]  # fmt: skip


def samples(slug: str) -> dict[str, Any]:
    """The gallery page's context; slug: the municipality whose theme is worn, or ""."""
    name = MUNICIPALITIES.get(slug)
    return {
        "at": NOW,
        "municipality": {"slug": slug, "name": name} if name else None,
        "municipalities": MUNICIPALITIES,
        "networks": list(NAMES),
        "navigation": navigation(),
        "user_menu": [{"label": _("Min profil"), "url": "#", "icon": "user"}],
        "alarms": [
            {"message": "Publiceringen är pausad.", "url": "#",
             "detail": "Karin Ek pausade 12:40: fel pris i kampanjen för simskolan."},
        ],
        "search_url": "#",
        "week": week(),
        "shelf": Shelf(),
        **forms_shown(),
    }  # fmt: skip
