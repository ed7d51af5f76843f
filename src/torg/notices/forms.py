"""Input of the pages of letters and notices."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from torg.notices.actions import Settling
from torg.notices.queries.events import GROUPS, WAY_NAMES
from torg.notices.queries.settings import Line
from torg.notices.states import Event, Way


class SettleForm(forms.Form):
    """What becomes of a letter."""

    settling = forms.TypedChoiceField(
        label=gettext_lazy("Vad ska hända med brevet?"),
        choices=[(one.value, one.value) for one in Settling],
        coerce=Settling,
    )


class WaysForm(forms.Form):
    """A way for each event; one that cannot be changed is shown and not asked for.

    own: a person's page, where a choice can be left to the roles.
    """

    def __init__(self, *args: Any, lines: Sequence[Line], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {line.event: line for line in lines}
        for line in lines:
            if not line.locked:
                self.fields[line.event.value] = _field(line, own=own)

    def groups(self) -> Iterator[tuple[str, list[tuple[Line, BoundField | None]]]]:
        """Heading, and the events under it with their fields; None where it is always a letter."""
        for title, events in GROUPS:
            held = [self.lines[event] for event in events if event in self.lines]
            if held:
                yield str(title), [(one, self._bound(one)) for one in held]

    def ways(self) -> dict[Event, Way | None]:
        """What was chosen; None: as the roles say."""
        return {
            Event(name): Way(chosen) if chosen else None
            for name, chosen in self.cleaned_data.items()
        }

    def _bound(self, line: Line) -> BoundField | None:
        return None if line.locked else self[line.event.value]


def _field(line: Line, *, own: bool) -> forms.ChoiceField:
    given = str(WAY_NAMES[line.given])
    choices = [(way.value, name) for way, name in WAY_NAMES.items()]
    if own:
        as_role = _("Som min roll: %(way)s") % {"way": given[:1].lower() + given[1:]}
        return forms.ChoiceField(
            label=line.name,
            choices=[("", as_role), *choices],
            required=False,
            initial=line.chosen.value if line.chosen else "",
        )
    differs = line.chosen is not None and line.chosen is not line.given
    return forms.ChoiceField(
        label=line.name,
        choices=choices,
        initial=(line.chosen or line.given).value,
        help_text=_("Ändrat av kommunen. Förvalt: %(way)s.") % {"way": given} if differs else "",
    )
