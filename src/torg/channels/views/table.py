"""The register as a table: narrowed, fetched as a file, and changed many at a time."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from torg.channels import actions, permissions, queries
from torg.channels.forms.table import SharedForm
from torg.channels.models import REGISTER_LABELS, Channel
from torg.channels.queries import columns, table
from torg.channels.queries.applications import may_follow
from torg.channels.queries.public import LANGUAGES, status_words
from torg.channels.queries.standing import standing_of
from torg.kernel.networks import NAMES
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.spreadsheets import written_csv, written_xlsx
from torg.people.models import Place, User
from torg.people.permissions import Permission, SignedInRequest, can, can_everywhere, check_can
from torg.people.queries import default_filter, departments_visible_to, filters_for
from torg.ui.saved_filters import FilterChip, chips

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Choices = Sequence[tuple[str, Any]]


@require_safe
def list_channels(request: SignedInRequest) -> HttpResponse:
    """The register: every official channel, its owner and whether it is reachable."""
    check_can(request.user, Permission.VIEW_DESK)
    first = None if request.GET else default_filter(request.user, Place.CHANNELS)
    if first is not None:
        return redirect(f"{reverse('channels:list_channels')}?{first.query}")
    chosen = table.Chosen.of(request.GET)
    try:
        rows, mark = table.page(
            _rows(request.user, chosen), chosen.sort, request.GET.get("efter", "")
        )
    except ValueError as error:
        raise Http404 from error
    more = urlencode([*chosen.pairs, ("efter", mark)])
    shown = _choosing(request.user, chosen) | {
        "rows": rows,
        "next_url": f"?{more}" if mark else "",
        "saved": _saved(request),
        "today": timezone.localdate(),
        "may_add": can(request.user, Permission.KEEP_REGISTER),
        "may_follow": may_follow(request.user),
        "may_own": can_everywhere(request.user, Permission.KEEP_REGISTER),
        "changeable": {row.pk for row in rows if permissions.can_change(request.user, row)},
    }
    return render(request, "channels/channels.html", shown)


@require_safe
def fetch_channels(request: SignedInRequest, form: str) -> HttpResponse:
    """What the filter shows, in its columns, as a file. form: csv | xlsx."""
    check_can(request.user, Permission.VIEW_DESK)
    chosen, today = table.Chosen.of(request.GET), timezone.localdate()
    cells: list[list[columns.Told]] = [[*columns.headings(chosen.columns)]]
    cells += [columns.cells(row, chosen.columns, today) for row in _rows(request.user, chosen)]
    name = f"kanaler-{today.isoformat()}.{form}"
    xlsx = form == "xlsx"
    return HttpResponse(
        written_xlsx(cells, sheet=_("Kanaler")) if xlsx else written_csv(cells),
        content_type=XLSX if xlsx else "text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_channels(request: SignedInRequest) -> HttpResponse:
    """The same correction on many channels; each that is refused says why."""
    check_can(request.user, Permission.VIEW_DESK)
    given = request.POST if request.method == "POST" else request.GET
    picked = _picked(request.user, given)
    permissions.check_can_change_some(request.user, picked)
    form = SharedForm(request.POST if request.method == "POST" else None, by=request.user)
    outcomes: list[actions.Outcome] = []
    refusal = None
    if form.is_valid():
        try:
            outcomes = actions.change_channels(
                channels=picked, changes=form.changes(), by=request.user, now=timezone.now()
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
    shown = {"picked": picked, "form": form, "refusal": refusal, "outcomes": outcomes}
    shown |= {"labels": REGISTER_LABELS}
    return render(request, "channels/change_channels.html", shown, status=409 if refusal else 200)


def _picked(user: User, given: QueryDict) -> list[Channel]:
    asked = set()
    for text in given.getlist("kanal")[: actions.MOST_TOGETHER + 1]:
        try:
            asked.add(UUID(text))
        except ValueError as error:
            raise Http404 from error
    found = list(queries.visible_to(user).filter(pk__in=asked).order_by("name", "pk"))
    if len(found) != len(asked):
        raise Http404
    return found


def _rows(user: User, chosen: table.Chosen) -> QuerySet[Channel]:
    return table.rows(user, chosen, timezone.now(), timezone.localdate())


def _saved(request: SignedInRequest) -> list[FilterChip]:
    def rows(query: QueryDict) -> QuerySet[Channel]:
        return _rows(request.user, table.Chosen.of(query))

    return chips(
        filters_for(request.user, Place.CHANNELS),
        reverse("channels:list_channels"),
        request.GET,
        rows,
    )


def _choosing(user: User, chosen: table.Chosen) -> dict[str, Any]:
    """What the page needs to say what is chosen and what could be."""
    page = reverse("desk:new_filter", kwargs={"place": Place.CHANNELS})
    return {
        "chosen": chosen,
        "columns": columns.COLUMNS,
        "standing_of": standing_of,
        "standing": columns.standing,
        "fields": _fields(user, chosen),
        "new_filter_url": f"{page}?{chosen.address}" if chosen.address else "",
    }


def _fields(user: User, chosen: table.Chosen) -> list[dict[str, Any]]:
    units = [(str(unit.pk), unit.name) for unit in departments_visible_to(user)]
    missing: list[tuple[str, Any]] = [(table.BY_RULE, _("Något som reglerna kräver"))]
    missing += [(key, words) for key, (words, _empty) in table.MISSING.items()]
    people = [(str(one.pk), one.full_name) for one in table.holders(user)]
    return [
        {"name": "q", "label": _("Sök"), "value": chosen.text},
        _field("forvaltning", _("Förvaltning"), chosen.department, units),
        _field("natverk", _("Nätverk"), chosen.network, [*NAMES.items(), ("web", _("Webbplats"))]),
        _field("lage", _("Läge"), chosen.status, [*table.states(), *status_words().items()]),
        _field("sprak", _("Språk"), chosen.language, list(LANGUAGES.items())),
        _field("saknar", _("Saknar"), chosen.missing, missing),
        _field("vem", _("Den som har en roll"), chosen.person, [("mina", _("Jag")), *people]),
        _field(
            "omprova", _("Omprövning"), chosen.review,
            [("dags", _("Dags att ompröva")), ("sen", _("Försenad"))],
        ),
        {"name": "sort", "label": _("Ordna efter"), "value": chosen.sort,
         "options": [(key, words) for key, (words, _by, _back) in table.SORTS.items()]},
    ]  # fmt: skip


def _field(name: str, label: str, value: str, options: Choices) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "options": [("", _("Alla")), *options]}
