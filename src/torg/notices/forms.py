"""Input of the letters' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.notices.actions import Settling


class SettleForm(forms.Form):
    """What becomes of a letter."""

    settling = forms.TypedChoiceField(
        label=_("Vad ska hända med brevet?"),
        choices=[(one.value, one.value) for one in Settling],
        coerce=Settling,
    )
