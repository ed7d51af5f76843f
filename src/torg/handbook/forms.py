"""Input of the handbook's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RemarkForm(forms.Form):
    """What a reader says of a page. digest: of the version that was read."""

    text = forms.CharField(
        label=_("Vad stämmer inte, eller saknas?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class ClosingForm(forms.Form):
    """What came of a remark."""

    answer = forms.CharField(
        label=_("Vad blev det av synpunkten?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
