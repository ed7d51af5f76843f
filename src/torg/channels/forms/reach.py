"""What is filled in when reach is bought (requirements section 6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.actions import ReachWish
from torg.channels.models import Channel
from torg.channels.queries import open_channels
from torg.channels.queries.reach import AboutPost, opened_post
from torg.people.models import Department, User
from torg.people.permissions import Permission, departments_in_reach
from torg.people.queries import departments_visible_to
from torg.ui.widgets import LocalDate

MOST_KRONOR = 10_000_000


class ReachForm(forms.Form):
    """A wish to buy reach. What is demanded is said by the rules when it is sent."""

    channel: forms.ModelChoiceField[Channel] = forms.ModelChoiceField(
        queryset=None, label=_("Kanal"), empty_label=None
    )
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(
        queryset=None, label=_("Vem vill köpa"), empty_label=None
    )
    what = forms.CharField(
        label=_("Inlägg eller kampanj"), max_length=300, required=False,
        help_text=_("Adressen till inlägget, eller vad kampanjen handlar om."),
    )  # fmt: skip
    value = forms.CharField(
        label=_("Värdet för invånaren"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    audience = forms.CharField(label=_("Målgrupp"), max_length=300, required=False)
    personal_audience = forms.BooleanField(
        label=_("Riktas med en lista över personer"), required=False
    )
    cost = forms.IntegerField(
        label=_("Får kosta, i kronor"), min_value=1, max_value=MOST_KRONOR, required=False
    )
    payer = forms.CharField(
        label=_("Vem betalar"), max_length=120, required=False,
        help_text=_("Förvaltning, projekt eller konto."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Från och med"), required=False, widget=LocalDate())
    ends_on = forms.DateField(label=_("Till och med"), required=False, widget=LocalDate())

    about = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by
        reach = departments_in_reach(by, Permission.APPLY_FOR_CHANNELS)
        units = departments_visible_to(by)
        self._choose("channel", open_channels(by))
        self._choose("department", units if reach is None else units.filter(pk__in=reach))

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def wish(self) -> ReachWish:
        """The cleaned data as the action takes it."""
        own = {"channel", "department", "about"}
        given = {key: val for key, val in self.cleaned_data.items() if key not in own}
        return ReachWish(**given, post=self.post)

    @property
    def post(self) -> AboutPost | None:
        """The planned post that it is bought for, if it was begun there."""
        return opened_post(str(self["about"].value() or ""), self._by)


class DecideReachForm(forms.Form):
    """Yes or no to a wish."""

    do = forms.ChoiceField(
        label=_("Beslut"),
        choices=[("order", _("Beställ")), ("decline", _("Avslå"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Skäl"), max_length=2000, required=False,
        help_text=_("Behövs för ett avslag."), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class SettleReachForm(forms.Form):
    """What it cost and gave."""

    paid = forms.IntegerField(label=_("Kostade, i kronor"), min_value=0, max_value=MOST_KRONOR)
    reached = forms.IntegerField(
        label=_("Antal som nåddes"), min_value=0, max_value=2_000_000_000, required=False
    )
    outcome = forms.CharField(
        label=_("Vad gav det?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
