"""What the page of an image sends in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.ui.widgets import LocalDate


class DateForm(forms.Form):
    """The day of the picture."""

    taken_on = forms.DateField(
        label=_("Bilden togs, eller samtycket gavs"),
        required=False,
        widget=LocalDate(),
        help_text=_("Lagen som gällde den dagen är den som bilden prövas mot."),
    )
