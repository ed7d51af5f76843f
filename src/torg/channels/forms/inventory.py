"""What is filled in during an inventory round."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.actions import Said
from torg.channels.models import Channel, RowAnswer
from torg.ui.widgets import LocalDate

CORRECTED = ("address", "contact")
LABELS = {
    "answer": _("Svar"),
    "address": _("Adress"),
    "contact": _("Kontaktväg som visas för alla"),
    "note": _("Kommentar"),
}


class Line(NamedTuple):
    """One channel with its fields."""

    channel: Channel
    answer: forms.BoundField
    address: forms.BoundField
    contact: forms.BoundField
    note: forms.BoundField


class RoundForm(forms.Form):
    """A new round."""

    last_day = forms.DateField(
        label=_("Svar senast"),
        widget=LocalDate(),
        help_text=_("Varje förvaltning med en kanal får sin lista direkt."),
    )


class PartForm(forms.Form):
    """A department's channels, each with an answer and what may be corrected at once."""

    missing = forms.CharField(
        label=_("Kanaler som saknas i registret"),
        help_text=_("Namn och adress räcker. Den som håller registret tar upp dem."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, channels: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._channels = channels
        for channel in channels:
            for name, made in _fields(channel).items():
                made.label = f"{LABELS[name]}: {channel.name}"
                self.fields[f"{name}_{channel.pk}"] = made
        self.order_fields([name for name in self.fields if name != "missing"])

    def lines(self) -> list[Line]:
        """Each channel with its fields."""
        names = ("answer", "address", "contact", "note")
        return [
            Line(channel, *(self[f"{name}_{channel.pk}"] for name in names))
            for channel in self._channels
        ]

    def clean(self) -> dict[str, Any]:
        """Whoever says no to a channel says why."""
        data = super().clean() or {}
        for channel in self._channels:
            answer = data.get(f"answer_{channel.pk}")
            if answer in {RowAnswer.NOT_OURS, RowAnswer.CLOSE} and not data.get(
                f"note_{channel.pk}"
            ):
                self.add_error(f"note_{channel.pk}", _("Skriv varför."))
        return data

    def said(self) -> dict[UUID, Said]:
        """What is said of each channel. The form has to be valid."""
        given = self.cleaned_data
        return {
            channel.pk: Said(
                answer=given[f"answer_{channel.pk}"],
                note=given[f"note_{channel.pk}"],
                changes={name: given[f"{name}_{channel.pk}"] for name in CORRECTED},
            )
            for channel in self._channels
        }


def _fields(channel: Channel) -> dict[str, forms.Field]:
    return {
        "answer": forms.ChoiceField(choices=[("", _("Välj svar")), *RowAnswer.choices]),
        "address": forms.URLField(
            max_length=500,
            required=False,
            assume_scheme="https",
            initial=channel.address,
        ),
        "contact": forms.CharField(max_length=200, required=False, initial=channel.contact),
        "note": forms.CharField(max_length=500, required=False),
    }
