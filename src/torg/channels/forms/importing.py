"""Input of the import of somebody's table of channels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from torg.channels.models import ChannelImport
from torg.channels.queries.import_columns import FIELDS
from torg.kernel.spreadsheets import letters
from torg.kernel.unfolding import ROW
from torg.people.models import Department, User
from torg.people.queries import departments_visible_to


class TableFileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Fil"),
        help_text=_(
            "CSV, XLSX eller en sparad webbsida med kontona i en tabell eller i listor. Högst 5 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.html,.htm"}),
    )


class ColumnsForm(forms.Form):
    """Which column is what."""

    def __init__(self, *args: Any, opened: ChannelImport, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = opened.rows[opened.heading]
        examples = opened.rows[opened.heading + 1 :]
        columns = [
            (at, _named(at, head, examples))
            for at, head in enumerate(heads)
            if head != ROW and (head or any(row[at] for row in examples))
        ]
        for key, what in FIELDS.items():
            self.fields[key] = forms.TypedChoiceField(
                label=str(what.label),
                choices=[("", _("Finns inte i filen")), *columns],
                coerce=int,
                empty_value=None,
                required=False,
                initial=opened.columns.get(key),
            )
        self.order_fields(["name", "network", "address", "handle", "account_id", "department"])
        self.fields["unit"] = forms.ModelChoiceField(
            queryset=departments_visible_to(by),
            label=_("Ägare när raden inte säger vem"),
            empty_label=_("Ingen, sådana rader läses inte in"),
            required=False,
            initial=opened.department_id,
        )

    def columns(self) -> dict[str, int]:
        """Field -> column. The form has to be valid."""
        return {key: self.cleaned_data[key] for key in FIELDS if self.cleaned_data[key] is not None}

    def unit(self) -> Department | None:
        """Who owns a channel whose row does not say it."""
        found: Department | None = self.cleaned_data["unit"]
        return found


class ImportForm(forms.Form):
    """What the one who imports says."""

    reason = forms.CharField(
        label=_("Varför tas kontona upp först nu?"),
        help_text=_("Till exempel: kontona startades innan registret fanns."),
        max_length=300,
    )
    change = forms.BooleanField(
        label=_("Ändra också de kanaler som redan finns"), required=False, initial=True
    )


def _named(at: int, head: str, examples: list[list[str]]) -> str:
    example = next((row[at] for row in examples if row[at]), "")
    name = f"{letters(at)}: {head}" if head else letters(at)
    return f"{name} ({example[:40]})" if example else name
