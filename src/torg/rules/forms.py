"""Input of the rules' pages."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.rules.queries import PostFacts

NETWORKS = (
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("x", "X"),
    ("youtube", "Youtube"),
    ("linkedin", "Linkedin"),
    ("threads", "Threads"),
    ("bluesky", "Bluesky"),
    ("mastodon", "Mastodon"),
)
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
    network = forms.ChoiceField(label=_("Nätverk"), choices=NETWORKS)
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
