"""Who owns the register."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RegisterOwnerForm(forms.Form):
    """The support function and its own mailbox."""

    name = forms.CharField(
        label=_("Vilken funktion äger registret?"),
        help_text=_("En funktion, inte en person."),
        max_length=120,
    )
    mailbox = forms.EmailField(
        label=_("Funktionens brevlåda"),
        help_text=_("Hit skickas beställningar med e-post. Utan adress skickas inga brev."),
        required=False,
        max_length=254,
    )
