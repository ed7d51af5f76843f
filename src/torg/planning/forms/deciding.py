"""What is sent in when a post is read, ticked and let out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.planning.models import Received
from torg.rules.queries import ApprovalPoint, Finding
from torg.ui.widgets import LocalDateTime

RECEIVED_LABEL = _("Har någon fått betalt, eller fått en vara eller tjänst gratis, för inlägget?")
CHECKS = [
    ("tone", _("Tonen är rätt")),
    ("wording", _("Orden är rätt")),
    ("image", _("Bilden är rätt")),
    ("links", _("Länkarna fungerar")),
]


class ReturnForm(forms.Form):
    """Why a post goes back."""

    reason = forms.CharField(
        label=_("Vad behöver ändras?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class PointsForm(forms.Form):
    """The points that the rules have ticked before anything may go out."""

    points = forms.MultipleChoiceField(
        label=_("Detta stämmer"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, asked: Sequence[ApprovalPoint] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        points: Any = self.fields["points"]
        points.choices = [(point.code, _capital(point.label)) for point in asked]
        points.help_text = _("Behövs innan det kan gå ut: %(clauses)s.") % {
            "clauses": "; ".join(dict.fromkeys(str(point.citation) for point in asked))
        }


class ApproveForm(PointsForm):
    """What the colleague looked at, and which words they saw."""

    content = forms.CharField(max_length=64, widget=forms.HiddenInput)
    checks = forms.MultipleChoiceField(
        label=_("Jag har kontrollerat"), choices=CHECKS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """The cleaned form as `actions.approve` takes it."""
        data = self.cleaned_data
        return {"content": data["content"], "checks": [*data["checks"], *data["points"]]}


class AloneForm(PointsForm):
    """The author's own word, where nobody else reads it."""

    confirmed = forms.BooleanField(
        label=_(
            "Jag har läst igenom det själv och vill att det går ut utan en kollegas granskning"
        ),
        required=False,
    )


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


class ClosingNoticeForm(forms.Form):
    """What the followers are told, and when."""

    why = forms.CharField(label=_("Varför kanalen stänger"), max_length=300)
    referral = forms.CharField(label=_("Vart följarna kan vända sig"), max_length=300)
    planned_at = forms.DateTimeField(
        label=_("När det ska ut"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=LocalDateTime(),
    )
    fold = forms.ChoiceField(
        label=_("Timmen kommer två gånger"),
        choices=[("", _("Inte aktuellt")), ("first", _("Första")), ("second", _("Andra"))],
        required=False,
    )
    received = forms.ChoiceField(
        label=RECEIVED_LABEL, choices=Received.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, declared: Finding | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if declared is None:
            del self.fields["received"]
        else:
            self.fields["received"].help_text = str(declared.citation)
