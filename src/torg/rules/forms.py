"""Input of the rules' pages."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from torg.kernel.networks import NAMES
from torg.rules.queries import Adjustable, Decision, PostFacts
from torg.ui.widgets import LocalDate

CLASSES = (
    ("ordinary", _("Vanlig kanal")),
    ("main", _("Huvudkonto")),
    ("seasonal", _("Säsongskanal")),
)
ELEMENTS = (("image", _("Bild")), ("video", _("Film")), ("graphic", _("Grafik")))


class TryForm(forms.Form):
    """A text that is only tried: nothing of it is kept."""

    text = forms.CharField(
        label=_("Text"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    network = forms.ChoiceField(label=_("Nätverk"), choices=list(NAMES.items()))
    channel_class = forms.ChoiceField(label=_("Slag av kanal"), choices=CLASSES)
    elements = forms.MultipleChoiceField(
        label=_("Följer med"),
        choices=ELEMENTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    planned_for = forms.DateField(
        label=_("Dag"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    others = forms.IntegerField(
        label=_("Andra inlägg samma dag"), min_value=0, max_value=20, initial=0
    )
    shared_from = forms.CharField(label=_("Delat från"), required=False, max_length=300)

    def facts(self) -> PostFacts:
        """What the rules are told. The form has to be valid."""
        given: dict[str, Any] = self.cleaned_data
        day: date = given["planned_for"]
        return PostFacts(
            network=given["network"],
            channel_class=given["channel_class"],
            text=given["text"],
            elements=frozenset(given["elements"]),
            planned_for=day,
            posts_by_day={day: given["others"]},
            shared_from=given["shared_from"],
        )


class AdoptForm(forms.Form):
    """The decision on the edition in the folder, as the minutes have it (V-01)."""

    adopting_body = forms.CharField(
        label=_("Antagen av"),
        help_text=_("Nämnd, styrelse eller chef som har beslutat."),
        max_length=200,
        error_messages={"required": _("Skriv vem som har antagit regelverket.")},
    )
    decided_on = forms.DateField(
        label=_("Beslutsdag"),
        widget=LocalDate(),
        error_messages={"required": _("Skriv vilken dag beslutet fattades.")},
    )
    paragraph = forms.CharField(label=_("Paragraf"), required=False, max_length=40)
    reference = forms.CharField(label=_("Diarienummer"), required=False, max_length=80)
    proposing_body = forms.CharField(label=_("Föreslagen av"), required=False, max_length=200)
    proposed_on = forms.DateField(label=_("Dag för förslaget"), required=False, widget=LocalDate())
    basis = forms.CharField(
        label=_("Underlag för beslutet"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    from_day = forms.DateField(
        label=_("Gäller från"),
        widget=LocalDate(),
        help_text=_("I dag gäller från nu, en senare dag från midnatt."),
        error_messages={"required": _("Skriv från vilken dag regelverket gäller.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def decision(self) -> Decision:
        """The decision. The form has to be valid."""
        given = self.cleaned_data
        return Decision(
            **{key: given[key] for key in given if key not in {"from_day", "seen"}},
        )

    def in_force_from(self, now: datetime) -> datetime:
        """Midnight of the day; today it is now."""
        day: date = self.cleaned_data["from_day"]
        if day == timezone.localdate(now):
            return now
        return timezone.make_aware(datetime.combine(day, time.min))


class SentForm(forms.Form):
    """That the decision went to one of those it is sent to (V-03)."""

    address = forms.CharField(label=_("Skickat till"), required=False, max_length=200)
    sent_on = forms.DateField(
        label=_("Dag"),
        widget=LocalDate(),
        error_messages={"required": _("Skriv vilken dag det skickades.")},
    )


class ChangeForm(forms.Form):
    """A new value of what may be changed, with why, who decides and from when."""

    reason = forms.CharField(
        label=_("Varför"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför värdet ändras.")},
    )
    body = forms.CharField(
        label=_("Vem beslutar"),
        help_text=_("Den i kommunen som har rätt att besluta. Det står sedan som källa."),
        max_length=200,
        error_messages={"required": _("Skriv vem i kommunen som beslutar.")},
    )
    from_day = forms.DateField(
        label=_("Gäller från"),
        widget=LocalDate(),
        error_messages={"required": _("Skriv från vilken dag värdet gäller.")},
    )

    def __init__(self, *args: Any, value: Adjustable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.value = value
        self.fields["value"] = _value_field(value)
        self.order_fields(["value", "reason", "body", "from_day"])

    def clean_value(self) -> Any:
        """The value as the pack has it: one of the options, a number, a list or a text."""
        given = self.cleaned_data["value"]
        if self.value.options:
            return {str(each): each for each, _words in self.value.options}[given]
        if self.value.lines:
            return [line.strip() for line in given.splitlines() if line.strip()]
        return given


class DeclineForm(forms.Form):
    """Why the second person says no."""

    settled_reason = forms.CharField(
        label=_("Varför förslaget avslås"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv varför förslaget avslås.")},
    )


def _value_field(value: Adjustable) -> forms.Field:
    label = _("Nytt värde")
    wrong = {"required": _("Skriv det nya värdet.")}
    if value.options:
        choices = [(str(each), words) for each, words in value.options]
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
    if value.number:
        wrong["invalid"] = _("Skriv ett heltal, utan enhet.")
        return forms.IntegerField(label=label, error_messages=wrong)
    if value.lines:
        return forms.CharField(
            label=label,
            help_text=_("En på varje rad."),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
    return forms.CharField(label=label, max_length=2000, error_messages=wrong)
