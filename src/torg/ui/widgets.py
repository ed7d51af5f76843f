"""Form widgets with native pickers, and the one way a bound field's widget is written out."""

from typing import Any

from django import forms
from django.utils.safestring import SafeString

TOGGLES = frozenset({"checkbox", "radioselect", "checkboxselectmultiple"})


class LocalDateTime(forms.DateTimeInput):
    """A native picker of date and time; the value is wall time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class LocalDate(forms.DateInput):
    """A native date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class LocalTime(forms.TimeInput):
    """A native time picker, whole minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


def field_kind(bound: forms.BoundField) -> str:
    """How the field is laid out: hidden, checkbox, choices (a group of toggles) or plain."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "plain"


def write_widget(bound: forms.BoundField, attrs: dict[str, Any] | None = None) -> SafeString:
    """The widget's HTML with the design's class beside the widget's own, and `attrs` on top.

    Django writes aria-describedby and aria-invalid itself, from the ids that `field` uses.
    """
    given = dict(attrs or {})
    if "data-counter" in given:
        # Pasted text must not be cut in silence: the counter says it, the server refuses it.
        given["maxlength"] = False
    own = str(bound.field.widget.attrs.get("class", ""))
    given["class"] = " ".join(filter(None, ("ds-input", own, str(given.get("class", "")))))
    return bound.as_widget(attrs=given)
