"""What a person saw of a channel's settings, and what a change means."""

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import SettingState


class SettingsForm(forms.Form):
    """The settings as they stand at the network."""

    comments = forms.ChoiceField(label=_("Kommentarer"), choices=SettingState.choices)
    visitor_posts = forms.ChoiceField(
        label=_("Andras inlägg på sidan"), choices=SettingState.choices
    )
    tagging = forms.ChoiceField(label=_("Att andra taggar kontot"), choices=SettingState.choices)
    note = forms.CharField(
        label=_("Anteckning"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Till exempel en ny funktion på nätverket."),
    )


class AssessForm(forms.Form):
    """What the changed settings mean."""

    assessment = forms.CharField(
        label=_("Vad ändringen betyder för det vi ansvarar för"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
