"""A text to start replies from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.inbox.models import Reach, Template
from torg.inbox.queries import template_digest
from torg.people.models import Department, User
from torg.people.permissions import Permission, can_everywhere, departments_in_reach
from torg.people.queries import departments_visible_to

WORDS = ("title", "body", "reach")


class TemplateForm(forms.Form):
    """known: the digest of the words as they were opened, "" for a new one."""

    title = forms.CharField(label=_("Rubrik"), max_length=120)
    body = forms.CharField(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "true", "lang": "sv"}),
        help_text=_(
            "Hälsning och avslutning läggs till av sig själva. {förnamn}, {ditt förnamn}, {titel} "
            "och {länk} fylls i; allt annat inom klamrar får den som svarar fylla i."
        ),
    )
    reach = forms.ChoiceField(label=_("Vem den är till för"), choices=())
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Förvaltning"), queryset=None, required=False, empty_label=_("Välj …"),
        help_text=_("Behövs när mallen är till för en förvaltning."),
    )  # fmt: skip
    known = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, by: User, template: Template | None = None, **kwargs: Any
    ) -> None:
        self._by = by
        kwargs.setdefault("initial", _initial(by, template))
        super().__init__(*args, **kwargs)
        wide = can_everywhere(by, Permission.REPLY)
        chosen: Any = self.fields["reach"]
        chosen.choices = [one for one in Reach.choices if wide or one[0] != Reach.SHARED]
        reach, units = departments_in_reach(by, Permission.REPLY), departments_visible_to(by)
        where: Any = self.fields["department"]
        where.queryset = units if reach is None else units.filter(pk__in=reach)

    def values(self) -> dict[str, Any]:
        """The cleaned words as the actions take them."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "body": data["body"].replace("\r\n", "\n"),
            "reach": data["reach"],
            "department": data["department"],
        }

    def again(self, stored: Template | None) -> "TemplateForm":
        """What was typed, over the words as they stand now: they have been shown."""
        typed = {**self.cleaned_data, "known": template_digest(stored) if stored else ""}
        return TemplateForm(by=self._by, template=stored, initial=typed)


def _initial(by: User, template: Template | None) -> dict[str, Any]:
    if template is None:
        return {"reach": Reach.PERSONAL, "department": by.department_id}
    words = {name: getattr(template, name) for name in WORDS}
    return {**words, "department": template.department_id, "known": template_digest(template)}
