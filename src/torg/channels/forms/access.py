"""What is filled in about who gets into an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.actions import AccessWish, Safety
from torg.channels.models import AccessLevel, ChannelAccess, SecondFactor
from torg.people.models import User
from torg.people.queries import users_visible_to
from torg.ui.widgets import LocalDate

NETWORK_ROLE = _("Som nätverket kallar den, till exempel administratör.")
SHARED = _("Loggar in med ett lösenord som flera känner till")


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **more
    )


class WishForm(forms.Form):
    """Whom it is for, how far and why."""

    user: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("Person i kommunen"),
        queryset=None,
        required=False,
        empty_label=_("Någon utanför kommunen"),
    )
    holder_name = forms.CharField(
        label=_("Namn, om personen är utanför"), max_length=120, required=False
    )
    holder_of = forms.CharField(label=_("Byrå eller företag"), max_length=120, required=False)
    level = forms.ChoiceField(label=_("Vad personen får göra"), choices=AccessLevel.choices)
    network_role = forms.CharField(
        label=_("Roll på nätverket"), max_length=80, required=False, help_text=NETWORK_ROLE
    )
    shared_login = forms.BooleanField(label=SHARED, required=False)
    reason = _words(_("Varför personen behöver det"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = users_visible_to(by).filter(is_active=True).prefetch_related(None)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]

    def wish(self) -> AccessWish:
        """What is asked for."""
        return AccessWish(**self.cleaned_data)


class DecisionForm(forms.Form):
    """Yes or no, with a word."""

    note = _words(_("Med egna ord"), required=False, help_text=_("Behövs när du avslår."))


class SafetyForm(forms.Form):
    """What somebody has seen of how the person gets in. Never a password, never a code."""

    two_factor = forms.TypedChoiceField(
        label=_("Tvåfaktor"),
        choices=[("", _("Vet inte")), ("yes", _("På")), ("no", _("Inte på"))],
        coerce=lambda told: told == "yes",
        empty_value=None,
        required=False,
    )
    two_factor_how = forms.ChoiceField(
        label=_("På vilket sätt"),
        choices=[("", _("Vet inte")), *SecondFactor.choices],
        required=False,
    )
    two_factor_on = forms.DateField(label=_("Kontrollerat den"), widget=LocalDate(), required=False)
    keeps_codes = forms.BooleanField(
        label=_("Förvarar kontots återställningskoder"), required=False
    )
    codes_where = forms.CharField(
        label=_("Var koderna ligger"),
        max_length=200,
        required=False,
        help_text=_("Platsen, till exempel kassaskåpet. Skriv aldrig koder eller lösenord här."),
    )
    level = forms.ChoiceField(label=_("Vad personen får göra"), choices=AccessLevel.choices)
    network_role = forms.CharField(
        label=_("Roll på nätverket"), max_length=80, required=False, help_text=NETWORK_ROLE
    )
    shared_login = forms.BooleanField(label=SHARED, required=False)

    @staticmethod
    def start(access: ChannelAccess) -> dict[str, Any]:
        """What the row holds, as the form begins."""
        known = {True: "yes", False: "no", None: ""}[access.two_factor]
        names = (
            "two_factor_how", "two_factor_on", "keeps_codes", "codes_where", "level",
            "network_role", "shared_login",
        )  # fmt: skip
        return {"two_factor": known} | {name: getattr(access, name) for name in names}

    def safety(self) -> Safety:
        """What was seen."""
        return Safety(**self.cleaned_data)


class WithdrawalForm(forms.Form):
    """How it is known that the person gets in no more."""

    proof = _words(
        _("Hur du vet att den är borta"),
        help_text=_("Till exempel: borttagen under Personer i kontots inställningar i dag."),
    )
