"""Who answers for what, by board, on a page and as an extract of the register."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.channels.queries.responsibility import Held, Unit, who_answers
from torg.kernel.spreadsheets import written_csv
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def show_responsibility(request: SignedInRequest) -> HttpResponse:
    """The whole organisation."""
    check_can(request.user, Permission.VIEW_DESK)
    units = who_answers(request.user, timezone.localdate())
    return render(request, "channels/responsibility.html", {"units": units})


@require_safe
def export_unit(request: SignedInRequest, department_id: UUID) -> HttpResponse:
    """What a board, department or company answers for, with all that lies under it (V-08)."""
    check_can(request.user, Permission.VIEW_DESK)
    units = who_answers(request.user, timezone.localdate(), department_id)
    if not units:
        raise Http404
    name = slugify(units[0].department.name) or "enhet"
    answer = HttpResponse(_extract(units), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kanaler-{name}.csv"'
    return answer


def _extract(units: list[Unit]) -> str:
    heading = [
        _("Enhet"),
        _("Kanal"),
        _("Nätverk"),
        _("Adress"),
        _("Ansvarig kommunikatör"),
        _("Sidansvarig"),
        _("Ansvarig chef"),
        _("Saknas i registret"),
    ]
    return written_csv([heading, *(_line(unit, one) for unit in units for one in unit.held)])


def _line(unit: Unit, held: Held) -> list[str]:
    channel = held.channel
    return [
        unit.department.name,
        channel.name,
        channel.get_network_display(),
        channel.address,
        _named(channel.responsible),
        _named(channel.page_responsible),
        _named(channel.accountable_manager),
        ", ".join(words for _key, words, _clause in held.lacks),
    ]


def _named(person: User | None) -> str:
    return person.full_name if person else ""
