"""What is filled in on the way to a channel's end."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import ArchiveChoice, Channel
from torg.channels.queries import visible_to
from torg.channels.states import PUBLIC, ChannelState
from torg.people.models import User
from torg.ui.widgets import LocalDate


def _words(label: Any, *, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=2000, required=required, widget=area, **more)


class ReasonForm(forms.Form):
    """Why the channel ends."""

    reason = forms.ChoiceField(label=_("Skäl"), widget=forms.RadioSelect)
    note = _words(_("Med egna ord"), required=False)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (code, words[:1].upper() + words[1:]) for code, words in reasons
        ]


class MergeForm(forms.Form):
    """Where followers and material go, and when it is over."""

    merge_into: forms.ModelChoiceField[Channel] = forms.ModelChoiceField(
        queryset=None,
        label=_("Slås ihop med"),
        required=False,
        empty_label=_("Ingen annan kanal"),
    )
    merge_note = _words(_("Hur ni har tänkt"))
    closing_on = forms.DateField(label=_("Stängningsdag"), widget=LocalDate())

    def __init__(self, *args: Any, by: User, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = visible_to(by).filter(state__in=PUBLIC).exclude(state=ChannelState.CLOSED)
        self.fields["merge_into"].queryset = others.exclude(pk=channel.pk)  # type: ignore[attr-defined]


class AdviceForm(forms.Form):
    """A word of advice."""

    text = _words(_("Råd"))


class DecisionForm(forms.Form):
    """One's yes."""

    motive = _words(_("Motivering"), required=False)


class NoticeForm(forms.Form):
    """A notice that was published by other means than Torg."""

    why = forms.CharField(label=_("Varför kanalen stänger"), max_length=300)
    referral = forms.CharField(label=_("Vart följarna kan vända sig"), max_length=300)
    told_on = forms.DateField(label=_("Publicerat den"), widget=LocalDate())


class DayForm(forms.Form):
    """Another closing day."""

    closing_on = forms.DateField(label=_("Ny stängningsdag"), widget=LocalDate())


class SilenceForm(forms.Form):
    """That the channel has long been silent; empty when the followers were told."""

    quiet_since = forms.DateField(
        label=_("Senaste inlägget eller svaret"),
        required=False,
        widget=LocalDate(),
        help_text=_("Fyll i bara om kanalen har varit tyst så länge att inget besked behövs."),
    )


class ArchiveForm(forms.Form):
    """What becomes of the content."""

    choice = forms.ChoiceField(
        label=_("Innehåll och utseende"),
        choices=[one for one in ArchiveChoice.choices if one[0]],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Varför"))


class SnapshotForm(forms.Form):
    """The last image of the channel."""

    on = forms.DateField(label=_("Bilden togs"), widget=LocalDate())
    kept = forms.CharField(
        label=_("Var den förvaras"),
        max_length=300,
        help_text=_("Till exempel diarienummer eller plats i e-arkivet."),
    )


class DropForm(forms.Form):
    """That the channel stays."""

    reason = _words(_("Varför kanalen blir kvar"))
