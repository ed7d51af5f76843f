"""Input of the desk's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import Channel, ReviewOutcome
from torg.channels.queries import visible_to
from torg.channels.states import ChannelState
from torg.people.models import Department, User
from torg.people.models.user import UNDO_CHOICES
from torg.people.permissions import Permission
from torg.people.queries import departments_visible_to, people_with
from torg.ui.widgets import LocalDateTime


class PreferencesForm(forms.Form):
    """How the desk works for one person."""

    undo_seconds = forms.TypedChoiceField(
        label=_("Tid att ångra"),
        help_text=_(
            "Så länge väntar det du skickar innan det går iväg. En borttagning väntar aldrig "
            "mer än 15 sekunder."
        ),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (one, _("%(count)s sekunder") % {"count": one} if one else _("Ingen, skicka direkt"))
            for one in UNDO_CHOICES
        ],
    )
    shortcuts_on = forms.BooleanField(
        label=_("Kortkommandon på"),
        help_text=_("En bokstav i taget, aldrig medan du skriver i ett fält."),
        required=False,
    )


class FilterForm(forms.Form):
    """A list's filters under a name."""

    name = forms.CharField(label=_("Namn"), max_length=60)
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        queryset=None,
        label=_("Vem ser filtret"),
        empty_label=_("Bara jag"),
        required=False,
    )
    is_default = forms.BooleanField(label=_("Öppna min lista med det här filtret"), required=False)

    def __init__(self, *args: Any, by: User, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_share:
            self.fields["department"].queryset = departments_visible_to(by)  # type: ignore[attr-defined]
        else:
            del self.fields["department"]


class QuestionForm(forms.Form):
    """A question to the communications department. fran: the path it is asked from."""

    text = forms.CharField(
        label=_("Vad undrar du över?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    fran = forms.CharField(required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The communications department's answer."""

    answer = forms.CharField(
        label=_("Svar"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ReviewForm(forms.Form):
    """A channel's review."""

    purpose_note = forms.CharField(
        label=_("Hur kanalen fyller sitt syfte"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    outcome = forms.ChoiceField(
        label=_("Vad omprövningen leder till"),
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Anteckning"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CrisisForm(forms.Form):
    """A crisis begins. No channel named is all of them."""

    reason = forms.CharField(
        label=_("Vad har hänt?"),
        help_text=_("Visas för alla, på varje sida."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decider = forms.CharField(
        label=_("Vem har beslutat det?"),
        help_text=_("Namn och funktion, till exempel krisledningens ordförande."),
        max_length=200,
    )
    channels: "forms.ModelMultipleChoiceField[Channel]" = forms.ModelMultipleChoiceField(
        label=_("Vilka kanaler gäller det?"),
        help_text=_("Välj ingen om krisen gäller alla."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["channels"]
        shown.queryset = (
            visible_to(by)
            .filter(state__in=[ChannelState.LIVE, ChannelState.RESTING])
            .order_by("name")
        )

    def values(self) -> dict[str, Any]:
        """The cleaned form as `rules.actions.set_mode` takes it."""
        named = [str(channel.pk) for channel in self.cleaned_data["channels"]]
        return {**self.cleaned_data, "channels": named}


class CrisisEndForm(forms.Form):
    """A crisis is over."""

    reason = forms.CharField(
        label=_("Varför upphör krisläget?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    decider = forms.CharField(label=_("Vem har beslutat det?"), max_length=200)


class LeavingForm(forms.Form):
    """Who takes over what a leaver has planned."""

    colleague: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        queryset=None,
        label=_("Vem tar över det planerade"),
        help_text=_("Inläggen ligger hos kollegan och går ut först när hen har läst dem."),
        empty_label=_("Välj en kollega"),
        required=False,
    )

    def __init__(self, *args: Any, by: User, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_with(Permission.WRITE_POSTS, by.municipality).exclude(pk=person.pk)
        self.fields["colleague"].queryset = people.order_by(  # type: ignore[attr-defined]
            "given_name", "family_name"
        )


class ProofForm(forms.Form):
    """How it is known that something is done."""

    proof = forms.CharField(
        label=_("Hur du vet att det är gjort"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AlarmForm(forms.Form):
    """An account that somebody else may have taken."""

    seen = forms.CharField(
        label=_("Vad har hänt?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    noticed_at = forms.DateTimeField(
        label=_("När märktes det?"),
        help_text=_("Klockorna på 24 och 72 timmar räknas härifrån."),
        widget=LocalDateTime(),
    )
    told_public = forms.BooleanField(
        label=_("Visa i det offentliga registret att kontot inte är att lita på"),
        required=False,
        initial=True,
    )


class StepForm(forms.Form):
    """A word about a step."""

    note = forms.CharField(
        label=_("Vad som gjordes, eller varför det inte behövs"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CallOffForm(forms.Form):
    """The end, with a report."""

    report = forms.CharField(
        label=_("Rapport"),
        help_text=_("Vad som hände, vilka som drabbades och vad ni gör åt det."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    lift = forms.BooleanField(label=_("Häv också pausen för kanalen"), required=False)
