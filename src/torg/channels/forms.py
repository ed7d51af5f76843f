"""Input of the channel pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from torg.channels.models import ChannelClass, NetworkName
from torg.people.models import Department, User
from torg.people.permissions import Permission
from torg.people.queries import departments_visible_to, people_with
from torg.ports.registry import network_for, wired
from torg.rules.queries import Principle
from torg.ui.widgets import LocalDate


class ChannelForm(forms.Form):
    """A channel in the register."""

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

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("department", departments_visible_to(by))
        self._choose("responsible", people_with(Permission.REPLY, by.municipality))

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


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
