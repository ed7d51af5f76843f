from django import forms
from django.utils.translation import gettext_lazy as _

from torg.kernel.refs import Ref
from torg.ledger.queries import EntryFilter
from torg.ledger.states import Direction


class EntryFilterForm(forms.Form):
    """What the address of the list asks for."""

    verb = forms.CharField(required=False, max_length=80)
    actor = forms.UUIDField(required=False)
    direction = forms.ChoiceField(required=False, choices=[("", ""), *Direction.choices])
    since = forms.DateField(
        required=False, error_messages={"invalid": _("Från och med är inget datum.")}
    )
    until = forms.DateField(
        required=False, error_messages={"invalid": _("Till och med är inget datum.")}
    )
    about = forms.CharField(required=False, max_length=141)
    before = forms.IntegerField(required=False, min_value=1)
    after = forms.IntegerField(required=False, min_value=0)

    def clean_about(self) -> Ref | None:
        """kind:id, as Ref writes itself."""
        kind, colon, target = self.cleaned_data["about"].partition(":")
        if colon and not (kind and target):
            raise forms.ValidationError(_("Det som loggen ska handla om går inte att läsa."))
        return Ref(kind, target) if colon else None

    def chosen(self) -> EntryFilter:
        """The filter. Call only when the form is valid."""
        data = self.cleaned_data
        return EntryFilter(
            verb=data["verb"],
            actor=str(data["actor"] or ""),
            direction=data["direction"],
            since=data["since"],
            until=data["until"],
            about=data["about"],
        )
