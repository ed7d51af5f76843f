"""Input of a channel's team and its weeks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel, RotaWeek, TeamRight
from torg.channels.queries.teams import coming_weeks
from torg.people.models import User
from torg.people.queries import users_visible_to
from torg.ui.widgets import LocalDate


class MemberForm(forms.Form):
    """Somebody of the municipality in the channel's team, with rights."""

    user: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("Person"), queryset=None, empty_label=_("Välj person")
    )
    rights = forms.MultipleChoiceField(
        label=_("Får göra"),
        choices=TeamRight.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Alla i redaktionen ser kalendern och inkorgen."),
        required=False,
    )
    starts_on = forms.DateField(label=_("Från och med"), required=False, widget=LocalDate())
    ends_on = forms.DateField(label=_("Till och med"), required=False, widget=LocalDate())

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = users_visible_to(by).filter(is_active=True).exclude(pk=by.pk)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class RotaForm(forms.Form):
    """Weeks to give to the team in turn."""

    first = forms.DateField(
        label=_("Från veckan med"),
        widget=LocalDate(),
        help_text=_("Vilken dag som helst i veckan."),
    )
    weeks = forms.IntegerField(label=_("Antal veckor"), min_value=1, max_value=53, initial=12)


class SwapForm(forms.Form):
    """Two weeks that change hands."""

    one: forms.ModelChoiceField[RotaWeek] = forms.ModelChoiceField(
        label=_("Vecka"), queryset=None, empty_label=None
    )
    other: forms.ModelChoiceField[RotaWeek] = forms.ModelChoiceField(
        label=_("Byter med"), queryset=None, empty_label=None
    )

    def __init__(self, *args: Any, channel: Channel, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            field = self.fields[name]
            field.queryset = coming_weeks(channel, day)  # type: ignore[attr-defined]
            field.label_from_instance = _week_in_words  # type: ignore[attr-defined]


def _week_in_words(week: RotaWeek) -> str:
    number = week.monday.isocalendar().week
    return _("Vecka %(number)d, %(who)s") % {"number": number, "who": week.user}
