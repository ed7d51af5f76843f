"""Input of the people pages. No form has a field for municipality, staff, demo or password:
what is sent beside the fields is ignored and noted in the log."""

import logging
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.people import queries
from torg.people.models import Department, DepartmentKind, RoleGrant, User
from torg.people.permissions import ROLES
from torg.ui.widgets import LocalDate

logger = logging.getLogger(__name__)
EXPECTED_BESIDE = {"csrfmiddlewaretoken"}


class PlainForm(forms.Form):
    """A form that says in the log when it was sent more than it asked for."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any] | None:
        """The fields only; extra names are logged, never their values."""
        extra = set(self.data) - {self.add_prefix(name) for name in self.fields} - EXPECTED_BESIDE
        if extra:
            logger.warning("%s was sent fields it does not have: %s", self.by.pk, sorted(extra))
        return super().clean()


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among the units of the own municipality."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)

    def label_from_instance(self, unit: Department) -> str:
        """Name, and what it stands under."""
        return f"{unit.name} ({unit.parent.name})" if unit.parent else unit.name


class PersonForm(PlainForm):
    """A new person."""

    given_name = forms.CharField(label=_("Förnamn"), max_length=80)
    family_name = forms.CharField(label=_("Efternamn"), max_length=80)
    email = forms.EmailField(
        label=_("E-post"), max_length=254, help_text=_("Används vid inloggning.")
    )
    title = forms.CharField(label=_("Titel"), max_length=120, required=False)
    department = UnitChoice(label=_("Hör till"), required=False, empty_label=_("Ingen enhet"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["department"].queryset = queries.departments_visible_to(by)  # type: ignore[attr-defined]


class RoleForm(PlainForm):
    """One more role."""

    role = forms.ChoiceField(
        label=_("Roll"), choices=[(code, role.name) for code, role in ROLES.items()]
    )
    department = UnitChoice(label=_("Gäller"), required=False, empty_label=_("Hela kommunen"))
    starts_on = forms.DateField(label=_("Från och med"), required=False, widget=LocalDate())
    ends_on = forms.DateField(
        label=_("Till och med"),
        required=False,
        widget=LocalDate(),
        help_text=_("Tomt betyder tills vidare. Efter dagen gäller rollen inte längre."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["department"].queryset = queries.departments_visible_to(by)  # type: ignore[attr-defined]


class DeputyForm(PlainForm):
    """Somebody who stands in for the person in one of the person's roles."""

    grant: forms.ModelChoiceField[RoleGrant] = forms.ModelChoiceField(
        label=_("Roll"), queryset=None, empty_label=None
    )
    user: forms.ModelChoiceField[User] = forms.ModelChoiceField(label=_("Ersättare"), queryset=None)
    starts_on = forms.DateField(label=_("Från och med"), widget=LocalDate())
    ends_on = forms.DateField(
        label=_("Till och med"),
        widget=LocalDate(),
        help_text=_("Ersättningen slutar av sig själv efter dagen."),
    )

    def __init__(self, *args: Any, by: User, person: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, auto_id="ersattare_%s", **kwargs)
        own = queries.grants_visible_to(by).filter(user=person, stands_in_for__isnull=True)
        people = queries.users_visible_to(by).filter(is_active=True)
        self.fields["grant"].queryset = own  # type: ignore[attr-defined]
        self.fields["grant"].label_from_instance = _grant_in_words  # type: ignore[attr-defined]
        self.fields["user"].queryset = people.exclude(pk__in=[person.pk, by.pk])  # type: ignore[attr-defined]


class DepartmentForm(PlainForm):
    """A new unit of the organisation."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    kind = forms.ChoiceField(label=_("Slag"), choices=DepartmentKind.choices)
    parent = UnitChoice(
        label=_("Ligger under"), required=False, empty_label=_("Direkt under kommunen")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["parent"].queryset = queries.departments_visible_to(by)  # type: ignore[attr-defined]


class OrganisationFileForm(PlainForm):
    """A file with the organisation."""

    file = forms.FileField(
        label=_("Fil med organisationen"),
        allow_empty_file=True,
        help_text=_("En CSV-fil. Kalkylprogrammet sparar en under ”Spara som”."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    whole = forms.BooleanField(
        label=_("Filen är hela organisationen"),
        required=False,
        help_text=_("Enheter som inte står i filen upphör. Du ser vilka innan något ändras."),
    )


class TokenForm(PlainForm):
    """A new key to the API."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=80,
        help_text=_("Vad den ska användas till, till exempel intranätets kalender."),
    )
    days = forms.TypedChoiceField(
        label=_("Gäller"),
        coerce=int,
        choices=[(30, _("30 dagar")), (90, _("90 dagar")), (365, _("Ett år"))],
    )


def _grant_in_words(grant: RoleGrant) -> str:
    name = ROLES[grant.role].name if grant.role in ROLES else grant.role
    return f"{name} · {grant.department}" if grant.department else str(name)
