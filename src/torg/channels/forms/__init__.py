"""Input of the channel pages."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from torg.channels.forms.launch import WATCH, WATCH_HELP
from torg.channels.models import REGISTER_LABELS, Channel, ChannelClass, NetworkName, functions_of
from torg.channels.queries.public import LANGUAGES
from torg.people.models import Department, User
from torg.people.permissions import Permission, departments_in_reach
from torg.people.queries import departments_visible_to, people_with
from torg.ports.registry import network_for, wired
from torg.rules.queries import Principle
from torg.ui.moments import MONTHS
from torg.ui.widgets import LocalDate


class ChannelForm(forms.Form):
    """A channel that is there already, taken up in the register (V-13)."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    network = forms.ChoiceField(label=_("Nätverk"), choices=NetworkName.choices)
    channel_class = forms.ChoiceField(
        label=_("Slag av kanal"), choices=ChannelClass.choices, initial=ChannelClass.ORDINARY
    )
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        queryset=None, label=_("Ägande förvaltning"), empty_label=None
    )
    responsible: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=_("Ansvarig"), required=False, empty_label=_("Ingen utsedd")
    )
    purpose = forms.CharField(
        label=_("Syfte"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=_("Varför tas kontot upp först nu?"),
        help_text=_("Till exempel: kontot startades innan registret fanns."),
        max_length=300,
    )
    watch_daily = forms.BooleanField(
        label=WATCH, help_text=WATCH_HELP, required=False, initial=True
    )
    private = forms.BooleanField(label=_("Kontot är någons privata konto"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("department", departments_visible_to(by))
        self._choose("responsible", people_with(Permission.REPLY, by.municipality))

    def clean(self) -> dict[str, Any]:
        """Where nobody can comment there is nothing to watch."""
        data = super().clean() or self.cleaned_data
        if "comments" not in functions_of(data.get("network", "")):
            data["watch_daily"] = False
        return data

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


_MONTHS = [("", "–"), *((number, month) for number, month in enumerate(MONTHS, 1))]
_LONG = ("purpose", "goal", "plan", "target_groups", "tone", "usage", "allowed_users", "page_rules")


def _managed(by: User) -> QuerySet[Department]:
    """The departments whose channels the person manages."""
    reach = departments_in_reach(by, Permission.MANAGE_CHANNELS)
    units = departments_visible_to(by)
    return units if reach is None else units.filter(pk__in=reach)


class RegisterForm(forms.ModelForm[Channel]):
    """A row of the register that is corrected. Fields of one kind of channel only are left out."""

    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        queryset=None, empty_label=None
    )
    address = forms.URLField(max_length=500, required=False, assume_scheme="https")
    language = forms.ChoiceField()
    season_first = forms.TypedChoiceField(
        choices=_MONTHS, coerce=int, empty_value=None, required=False
    )
    season_last = forms.TypedChoiceField(
        choices=_MONTHS, coerce=int, empty_value=None, required=False
    )

    class Meta:
        model = Channel
        fields = tuple(REGISTER_LABELS)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in _LONG}

    def __init__(self, *args: Any, by: User, only: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in REGISTER_LABELS.items():
            self.fields[name].label = str(label).capitalize()
        self._choose("department", _managed(by))
        for name in ("responsible", "page_responsible", "accountable_manager", "contact_person"):
            self._choose(name, people_with(Permission.VIEW_DESK, by.municipality))
            self.fields[name].empty_label = _("Ingen utsedd")  # type: ignore[attr-defined]
        spoken = LANGUAGES | {self.instance.language: LANGUAGES.get(self.instance.language, "")}
        self.fields["language"].choices = [(key, name or key) for key, name in spoken.items()]  # type: ignore[attr-defined]
        if self.instance.channel_class != ChannelClass.SEASONAL:
            del self.fields["season_first"], self.fields["season_last"]
        if "comments" not in self.instance.functions:
            del self.fields["watch_daily"]
        if not self.instance.is_main:
            del self.fields["usage"], self.fields["allowed_users"]
        for name in set(self.fields) - set(only) if only else ():
            del self.fields[name]

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Closed comments have a reason; a season has both ends."""
        data = super().clean() or {}
        if not data.get("comments_open", True) and not data.get("comments_reason"):
            self.add_error("comments_reason", _("Skriv varför kommentarerna är stängda."))
        if bool(data.get("season_first")) != bool(data.get("season_last")):
            self.add_error("season_last", _("Ange säsongens båda månader, eller ingen."))
        return data


class ConnectForm(forms.Form):
    """The account behind a channel. The secret is never shown again."""

    adapter = forms.ChoiceField(label=_("Anslut genom"))
    base_url = forms.URLField(
        label=_("Nätverkets adress"), max_length=300, assume_scheme="https",
        help_text=_("För övningsnätet fylls den i av sig själv."), required=False,
    )  # fmt: skip
    handle = forms.CharField(label=_("Kontonamn"), max_length=200)
    secret = forms.CharField(
        label=_("App-lösenord eller nyckel"), max_length=500, strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=_("Sparas krypterat och visas aldrig igen."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adapter"].choices = [  # type: ignore[attr-defined]
            (name, network_for(name).card.name) for name in wired()
        ]

    def clean(self) -> dict[str, Any]:
        """The practice network's address is known; others must be given."""
        data = super().clean() or {}
        if not data.get("base_url") and "base_url" not in self.errors:
            if data.get("adapter") == "practice":
                data["base_url"] = settings.PRACTICE_URL
            else:
                self.add_error("base_url", _("Skriv adressen till kontots server."))
        return data


class PrincipleForm(forms.Form):
    """A rule that the channel makes stricter, or takes back to what the municipality has."""

    choice = forms.ChoiceField(label=_("Regel och utfall"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Varför"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    body = forms.CharField(
        label=_("Vem beslutar"),
        help_text=_("Den som ansvarar för kanalen. Det står sedan som källa."),
        max_length=200,
    )
    from_day = forms.DateField(label=_("Gäller från"), widget=LocalDate())

    def __init__(self, *args: Any, open_rules: Sequence[Principle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (f"{rule.of} {verdict}", f"{words}: {rule.words}")
            for rule in open_rules
            for verdict, words in rule.options
        ]

    def wanted(self) -> dict[str, Any]:
        """What is proposed. The form has to be valid."""
        given = self.cleaned_data
        of, _space, value = given["choice"].rpartition(" ")
        return {key: given[key] for key in ("reason", "body", "from_day")} | {
            "of": of,
            "value": value,
        }
