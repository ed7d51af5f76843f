"""What is filled in when a channel goes to rest or wakes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.people.models import Municipality, User
from torg.people.permissions import Permission
from torg.people.queries import people_with
from torg.ui.widgets import LocalDate


class RestForm(forms.Form):
    """How the channel is looked after while it rests."""

    comments_off = forms.BooleanField(
        label=_("Kommentarerna är avstängda på nätverket"), required=False
    )
    watcher: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=_("Bevakas av"), required=False, empty_label=_("Ingen")
    )
    wakes_on = forms.DateField(
        label=_("Vaknar den"),
        required=False,
        widget=LocalDate(),
        help_text=_("Lämna tomt så vaknar den när säsongen börjar."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_with(Permission.READ_INBOX, municipality)
        self.fields["watcher"].queryset = people  # type: ignore[attr-defined]


class WakeForm(forms.Form):
    """That the channel is used again."""

    comments_open = forms.BooleanField(
        label=_("Kommentarerna är öppna igen"), required=False, initial=True
    )
