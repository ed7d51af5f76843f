"""Input of delivery's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel
from torg.channels.queries import visible_to
from torg.delivery.permissions import can_hold
from torg.people.models import User
from torg.people.permissions import Permission, departments_in_reach


class HoldForm(forms.Form):
    """Pause publishing."""

    channel: forms.ModelChoiceField[Channel] = forms.ModelChoiceField(
        queryset=None, label=_("Vad pausas?"), required=False, empty_label=_("Alla kanaler")
    )
    reason = forms.CharField(
        label=_("Varför?"), max_length=500, help_text=_("Visas för alla, på varje sida.")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["channel"]
        chosen.queryset = visible_to(by)
        if not can_hold(by, None):
            reach = departments_in_reach(by, Permission.HOLD_PUBLISHING)
            chosen.queryset = visible_to(by).filter(department_id__in=reach or ())
            chosen.required, chosen.empty_label = True, _("Välj kanal")


class SettleForm(forms.Form):
    """What a person saw on the network."""

    is_live = forms.TypedChoiceField(
        label=_("Finns det på nätverket?"),
        choices=[("yes", _("Ja, det syns där")), ("no", _("Nej, det syns inte"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    url = forms.URLField(
        label=_("Adress där det syns"), required=False, max_length=500, assume_scheme="https"
    )
    note = forms.CharField(label=_("Vad du såg"), max_length=500)
