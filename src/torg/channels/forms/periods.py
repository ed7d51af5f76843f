"""The word on how a channel met its purpose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel, ChannelPeriod
from torg.channels.queries.periods import periods_of


class PurposeForm(forms.Form):
    """One span's word; period: a span of the channel that has none yet."""

    period: forms.ModelChoiceField[ChannelPeriod] = forms.ModelChoiceField(
        queryset=None, widget=forms.HiddenInput
    )
    note = forms.CharField(
        label=_("Hur kanalen fyllde sitt syfte"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        period: Any = self.fields["period"]
        period.queryset = periods_of(channel)
