"""The log as a list."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.ledger import queries
from torg.ledger.forms import EntryFilterForm
from torg.ledger.permissions import check_can_read
from torg.ledger.states import Direction
from torg.people.models import User

FILTERS = ("verb", "actor", "direction", "since", "until", "about")


@require_safe
def list_entries(request: HttpRequest) -> HttpResponse:
    """The log, newest first, narrowed by what the address asks for."""
    user = cast(User, request.user)
    check_can_read(user)
    form = EntryFilterForm(request.GET)
    page = queries.EntryPage([], None, None)
    if form.is_valid():
        asked = {key: form.cleaned_data[key] for key in ("before", "after")}
        page = queries.entries(user, form.chosen(), **asked)
    context = {
        "page": page,
        "problems": [text for texts in form.errors.values() for text in texts],
        "fields": _fields(form, user),
        "about": request.GET.get("about", ""),
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "older_url": _address(request, before=page.older),
        "newer_url": _address(request, after=page.newer),
        "checkpoint": queries.latest_checkpoint(user.municipality),
    }
    return render(request, "ledger/list.html", context, status=200 if form.is_valid() else 400)


def _fields(form: EntryFilterForm, user: User) -> list[dict[str, Any]]:
    everything = ("", _("Alla"))
    verbs = [(verb, verb) for verb in queries.verbs(user)]
    people = [(str(person.pk), person.full_name) for person in queries.actors(user)]
    fields: list[dict[str, Any]] = [
        {"name": "verb", "label": _("Händelse"), "options": [everything, *verbs]},
        {"name": "actor", "label": _("Vem"), "options": [everything, *people]},
        {"name": "direction", "label": _("Handling"), "options": [everything, *Direction.choices]},
        {"name": "since", "label": _("Från och med"), "type": "date"},
        {"name": "until", "label": _("Till och med"), "type": "date"},
    ]
    # A value that could not be read is told of above the list; a picker cannot hold it.
    typed = {name: text for name, text in form.data.items() if name not in form.errors}
    return [{**item, "value": typed.get(item["name"], "")} for item in fields]


def _address(request: HttpRequest, **place: int | None) -> str:
    """The list's own address with the same filters and another place; empty without one."""
    if None in place.values():
        return ""
    query = request.GET.copy()
    for key in ("before", "after"):
        query.pop(key, None)
    query.update({key: str(value) for key, value in place.items()})
    return f"?{query.urlencode()}"
