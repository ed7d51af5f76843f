"""Input of moderation's pages. Choices hold only what the rules, the network and the role allow."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from torg.moderation.actions import Decision
from torg.moderation.models import Measure, Notice
from torg.moderation.queries import Filters
from torg.people.models import Department
from torg.rules.queries import Ground
from torg.ui.widgets import LocalDate


class ReportForm(forms.Form):
    """What the reporter says of the place; the content itself is captured by the desk."""

    context = forms.CharField(
        label=_("Sammanhang"),
        help_text=_("Var stod det, och vad handlade samtalet om? Ändra förslaget så det stämmer."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={
            "required": _("Beskriv sammanhanget, annars går beviset inte att försegla.")
        },
    )
    no_copy = forms.BooleanField(
        label=_("Innehållet får inte kopieras"),
        help_text=_(
            "Gäller övergreppsbilder på barn: redan en kopia kan vara ett brott. Torg sparar då "
            "bara var det står, vem som skrev, när, och en kontrollsumma. Texten raderas också "
            "ur inkorgen och loggen och går inte att få tillbaka. Ring polisen."
        ),
        required=False,
    )


class DecideForm(forms.Form):
    """Ground, measure, assessment and, where the role allows it, a block with its review day."""

    measure = forms.ChoiceField(label=_("Åtgärd"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Grund"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj en grund ur kommunens lista."),
            "invalid_choice": _("Välj en grund ur kommunens lista. Kritik är aldrig en grund."),
        },
    )
    assessment = forms.CharField(
        label=_("Bedömning"),
        help_text=_("Minst en mening om varför just det här ska bort."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=8000,
        error_messages={"required": _("Skriv en bedömning av just det här fallet.")},
    )
    block = forms.BooleanField(label=_("Blockera personen från kanalen"), required=False)
    review_on = forms.DateField(
        label=_("Blockeringen omprövas"),
        help_text=_("Ingen stängs ute utan att det prövas igen."),
        widget=LocalDate(),
        required=False,
    )

    known = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        grounds: Sequence[Ground],
        measures: Sequence[Measure],
        may_block: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        measure, ground = self.fields["measure"], self.fields["ground"]
        measure.choices = [(one.value, one.label) for one in measures]  # type: ignore[attr-defined]
        ground.choices = [(one.code, one.label) for one in grounds]  # type: ignore[attr-defined]
        if len(measures) == 1:
            measure.initial = measures[0].value
        if not may_block:
            del self.fields["block"], self.fields["review_on"]

    def clean(self) -> dict[str, Any]:
        """A block has a day on which it is reviewed (V-66)."""
        data = super().clean() or self.cleaned_data
        if data.get("block") and not data.get("review_on"):
            self.add_error("review_on", _("Välj en dag då blockeringen omprövas."))
        return data

    def decision(self) -> Decision:
        """What was chosen, as the action takes it."""
        data = self.cleaned_data
        review: date | None = data.get("review_on") if data.get("block") else None
        return Decision(
            measure=Measure(data["measure"]),
            ground=data["ground"],
            assessment=data["assessment"],
            block_until_review=review,
            known=data["known"],
        )


class DismissForm(forms.Form):
    """Why it may stay."""

    reasons = forms.CharField(
        label=_("Varför får det stå kvar?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=8000,
    )
    known = forms.CharField(required=False, widget=forms.HiddenInput)


class FilterForm(forms.Form):
    """What narrows the list of cases; an unknown value in an address means nothing."""

    kanal = forms.UUIDField(required=False)
    mina = forms.BooleanField(required=False)
    sena = forms.BooleanField(required=False)

    def filters(self) -> Filters:
        """The filters of whatever was valid."""
        self.is_valid()
        data = self.cleaned_data
        return Filters(
            channel=str(data.get("kanal") or ""),
            mine=bool(data.get("mina")),
            late=bool(data.get("sena")),
        )


class HandOverForm(forms.Form):
    """The department whose matter it is."""

    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Förvaltning"), queryset=None, empty_label=_("Välj …")
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class RegisterForm(forms.Form):
    """The case's number in the municipality's case system."""

    reference = forms.CharField(label=_("Beteckning"), max_length=80)


class CloseForm(forms.Form):
    """The word to the author, or why there is none (V-65)."""

    notice = forms.ChoiceField(label=_("Fick personen veta varför?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Förklaring till personen"),
        help_text=_("Ett förslag. Skickas som direktmeddelande från kanalen om du väljer det."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=4000,
    )

    def __init__(self, *args: Any, may_send: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {
            Notice.SENT: _("Ja, skicka förklaringen nu"),
            Notice.NOT_POSSIBLE: _("Nej, personen går inte att nå"),
            Notice.NOT_SUITABLE: _("Nej, det vore olämpligt i det här fallet"),
        }
        self.fields["notice"].choices = [  # type: ignore[attr-defined]
            (one.value, words) for one, words in said.items() if may_send or one != Notice.SENT
        ]
        if not may_send:
            del self.fields["text"]
