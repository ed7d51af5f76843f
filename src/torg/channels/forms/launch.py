"""What is decided and ticked before a channel starts."""

from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.actions import Preparation
from torg.channels.models import Channel
from torg.people.models import User
from torg.people.permissions import Permission
from torg.people.queries import people_with
from torg.ui.widgets import LocalDate

WATCH = _("Någon bevakar kommentarerna varje arbetsdag")
WATCH_HELP = _("Ger en rond om dagen där kommunens regler inte redan kräver ronder.")


def _text(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


def _person(label: Any) -> "forms.ModelChoiceField[User]":
    return forms.ModelChoiceField(
        queryset=None, label=label, required=False, empty_label=_("Ingen utsedd")
    )


class PreparationForm(forms.Form):
    """The fields of Preparation. rules: the proposal for the page rules while none are written."""

    page_responsible = _person(_("Sidansvarig"))
    accountable_manager = _person(_("Ansvarig chef"))
    responsible = _person(_("Ansvarig kommunikatör"))
    contact = forms.CharField(
        label=_("Kontakt"), help_text=_("En funktion, till exempel kontaktcenter."),
        required=False, max_length=200,
    )  # fmt: skip
    address = forms.URLField(
        label=_("Kontots adress"), required=False, max_length=500, assume_scheme="https"
    )
    handle = forms.CharField(label=_("Kontonamn"), required=False, max_length=200)
    purpose = _text(_("Syfte"))
    goal = _text(_("Mål"))
    plan = _text(_("Plan"))
    target_groups = _text(_("Målgrupper"), 2)
    tone = _text(_("Kanalens ton"), 2)
    usage = _text(_("Hur kontot får användas"), 2)
    allowed_users = _text(_("Vilka som får använda kontot"), 2)
    comments_open = forms.BooleanField(label=_("Kommentarerna är öppna"), required=False)
    watch_daily = forms.BooleanField(label=WATCH, help_text=WATCH_HELP, required=False)
    comments_reason = forms.CharField(
        label=_("Skäl, om kommentarerna är stängda"), required=False, max_length=300
    )
    page_rules = _text(
        _("Sidregler"), 14, help_text=_("Ett förslag ur kommunens regler. Ändra det som du vill.")
    )

    def __init__(self, data: Any = None, *, channel: Channel, rules: str = "") -> None:
        start = {each.name: getattr(channel, each.name) for each in fields(Preparation)}
        start["page_rules"] = channel.page_rules or rules
        super().__init__(data, initial=start)
        people = people_with(Permission.VIEW_DESK, channel.municipality)
        for name in ("page_responsible", "accountable_manager", "responsible"):
            self.fields[name].queryset = people.order_by(  # type: ignore[attr-defined]
                "given_name", "family_name"
            )
        if "comments" not in channel.functions:
            del self.fields["watch_daily"]
        if not channel.is_main:
            del self.fields["usage"], self.fields["allowed_users"]

    def decided(self) -> Preparation:
        """What is decided. The form has to be valid."""
        return Preparation(**self.cleaned_data)


class TickForm(forms.Form):
    """One item of the checklist. done_on: the day on which it was done, default today."""

    item = forms.CharField(max_length=60)
    do = forms.ChoiceField(choices=[("tick", "tick"), ("untick", "untick")])
    done_on = forms.DateField(required=False, widget=LocalDate())
