"""What is said when an alarm about an account is settled."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AlarmForm(forms.Form):
    """seen: what the alarm told when the page was opened."""

    reason = forms.CharField(
        label=_("Varför?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Det sparas i kanalens historik."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
