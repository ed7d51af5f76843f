"""The application's form: the municipality's own questions as fields."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from torg.channels.actions import ApplicationWords
from torg.channels.models import ChannelApplication, ChannelClass, NetworkName, Outcome
from torg.people.models import Department, User
from torg.people.permissions import Permission
from torg.people.queries import people_with
from torg.rules.queries import ROLE_NAMES, Question

PREFIX = "svar-"
SEVERAL = frozenset({"editors"})
YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]
CLASSES = [choice for choice in ChannelClass.choices if choice[0] != ChannelClass.MAIN]


class StartForm(forms.Form):
    """What an application begins with."""

    title = forms.CharField(label=_("Vad ska kanalen heta?"), max_length=120)
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        queryset=None, label=_("Förvaltning eller verksamhet"), empty_label=None
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["department"]
        shown.queryset, shown.label_from_instance = units, attrgetter("in_full")


class ApplicationForm(forms.Form):
    """Everything of an application; nothing but its name is asked for before it is sent.

    locked: the network waits for the groundwork. groundwork: the questions that are answered
    before the network; rest: those after it.
    """

    title = forms.CharField(label=_("Vad ska kanalen heta?"), max_length=120)
    network = forms.ChoiceField(label=_("Nätverk"), required=False)
    channel_class = forms.ChoiceField(label=_("Slag av kanal"), choices=CLASSES)
    editors: forms.ModelMultipleChoiceField[User] = forms.ModelMultipleChoiceField(
        queryset=None, label=_("Redaktörer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    weekly_hours = forms.IntegerField(
        label=_("Timmar i veckan som avsätts"), min_value=0, max_value=999, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        application: ChannelApplication,
        questions: Sequence[Question],
        locked: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        none = _("Välj när förarbetet är klart") if locked else _("Inte valt än")
        networks = [one for one in NetworkName.choices if one[0] != NetworkName.WEB]
        self.fields["network"].choices = [("", none), *networks]  # type: ignore[attr-defined]
        self.fields["editors"].queryset = people_with(  # type: ignore[attr-defined]
            Permission.WRITE_POSTS, application.municipality, department=application.department
        ).order_by("given_name", "family_name")
        for asked in questions:
            self.fields[PREFIX + asked.key] = _field(asked)

    @property
    def groundwork(self) -> list[tuple[Question, forms.BoundField]]:
        """The questions that come before the network, as they are written out."""
        return [pair for pair in self._written() if pair[0].before == "platform"]

    @property
    def rest(self) -> list[tuple[Question, forms.BoundField]]:
        """The other questions."""
        return [pair for pair in self._written() if pair[0].before != "platform"]

    @property
    def readings(self) -> list[tuple[Question, forms.BoundField]]:
        """What is confirmed as read where the network is chosen."""
        return [pair for pair in self._asked() if pair[0].kind == "read"]

    def _written(self) -> list[tuple[Question, forms.BoundField]]:
        return [pair for pair in self._asked() if pair[0].kind != "read"]

    def _asked(self) -> list[tuple[Question, forms.BoundField]]:
        return [(asked, self[PREFIX + asked.key]) for asked in self.questions]

    def words(self) -> ApplicationWords:
        """What is written. The form has to be valid."""
        given = self.cleaned_data
        return ApplicationWords(
            title=given["title"],
            network=given["network"],
            channel_class=given["channel_class"],
            answers={asked.key: _said(given[PREFIX + asked.key]) for asked in self.questions},
            editors=tuple(str(person.pk) for person in given["editors"]),
            weekly_hours=given["weekly_hours"] or 0,
        )


def initial_of(application: ChannelApplication) -> dict[str, Any]:
    """The form's beginning."""
    answers = {PREFIX + key: words for key, words in application.answers.items()}
    return answers | {
        "title": application.title,
        "network": application.network,
        "channel_class": application.channel_class,
        "editors": application.editors,
        "weekly_hours": application.weekly_hours,
        "version": application.version,
    }


def field_of(name: str, questions: Sequence[Question]) -> str:
    """The form's field that a finding's or refusal's field is about."""
    if any(asked.key == name for asked in questions):
        return PREFIX + name
    return {"platform": "network"}.get(name, name)


class DecideForm(forms.Form):
    """A decision and its reason. version: the one that was read; None: it is not told."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Beslut"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    motive = forms.CharField(
        label=_("Skäl"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReturnForm(forms.Form):
    """What has to be mended."""

    reason = forms.CharField(
        label=_("Vad behöver ändras?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AdviceForm(forms.Form):
    """A word of advice."""

    text = forms.CharField(
        label=_("Råd"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConsultForm(forms.Form):
    """A talk with somebody whom a rule wants asked."""

    role = forms.ChoiceField(label=_("Avstämt med"))
    person: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=_("Person"), empty_label=None
    )
    text = forms.CharField(
        label=_("Vad sades?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, roles: Sequence[str], people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, ROLE_NAMES[role].capitalize()) for role in roles
        ]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


def _said(given: str | bool) -> str:
    return given if isinstance(given, str) else "yes" if given else ""


def _field(asked: Question) -> forms.Field:
    if asked.kind == "read":
        return forms.BooleanField(label=_("Jag har läst %s") % asked.label, required=False)
    label = asked.label[:1].upper() + asked.label[1:]
    if asked.kind == "yes_no":
        return forms.ChoiceField(
            label=label, choices=YES_NO, required=False, widget=forms.RadioSelect
        )
    if asked.kind == "link":
        return forms.CharField(
            label=label,
            required=False,
            max_length=500,
            validators=[URLValidator(["https", "http"])],
        )
    return forms.CharField(
        label=label, required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
    )
