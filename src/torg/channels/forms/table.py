"""Input of the register as a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import REGISTER_LABELS
from torg.channels.queries.public import LANGUAGES
from torg.people.models import User
from torg.people.permissions import Permission
from torg.people.queries import people_with

_ROLES = ("responsible", "page_responsible", "accountable_manager", "contact_person")


class SharedForm(forms.Form):
    """What is to be the same on all the chosen channels; an empty field changes nothing."""

    language = forms.ChoiceField(required=False)
    contact = forms.CharField(
        max_length=200,
        required=False,
        help_text=_("En funktion, till exempel kontaktcenter@kommunen.example. Visas för alla."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_with(Permission.VIEW_DESK, by.municipality)
        for name in _ROLES:
            self.fields[name] = forms.ModelChoiceField(
                queryset=people, required=False, empty_label=_("Ändra inte")
            )
        for name, field in self.fields.items():
            field.label = str(REGISTER_LABELS[name]).capitalize()
        self.fields["language"].choices = [("", _("Ändra inte")), *LANGUAGES.items()]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """What was filled in. The form has to be valid."""
        return {name: value for name, value in self.cleaned_data.items() if value}
