"""Facts to answer with, on a post that is out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class FactsForm(forms.Form):
    """A fact a line. revision: of the post, as it was opened."""

    key_facts = forms.CharField(
        label=_("Fakta att svara med"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("En rad för varje faktum. De visas vid svaren på kommentarer till inlägget."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """The cleaned form as `actions.change_facts` takes it."""
        facts = self.cleaned_data["key_facts"].replace("\r\n", "\n")
        return {"facts": facts, "revision": self.cleaned_data["revision"]}
