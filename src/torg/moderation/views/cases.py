from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.kernel.blobs import BlobDamaged, BlobMissing
from torg.kernel.refusals import Refusal
from torg.moderation import queries
from torg.moderation.forms import FilterForm
from torg.moderation.models import Case
from torg.moderation.views.case_page import case_of, case_page
from torg.people.models import Place, User
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.people.queries import default_filter, filters_for
from torg.ui.saved_filters import chips

PAGE = 50
CLOSED, OPEN_ONES = "avslutade", "oppna"
KEYS = ("visa", "kanal", "mina", "sena")


@require_safe
def list_cases(request: SignedInRequest) -> HttpResponse:
    """Open cases, what is most urgent first; closed ones in a list of their own."""
    check_can(request.user, Permission.SEE_EVIDENCE)
    first = None if request.GET else default_filter(request.user, Place.CASES)
    if first is not None:
        return redirect(f"{reverse('moderation:list_cases')}?{first.query}")
    now, closed = timezone.now(), request.GET.get("visa") == CLOSED
    filters = FilterForm(request.GET).filters()
    wanted = filters.narrow(_listed(request.user, closed=closed), request.user, now)
    cases, mark = queries.page(wanted, request.GET.get("efter", ""), PAGE)
    shown = _filtering(request, filters, closed=closed, now=now) | {
        "cases": cases,
        "closed": closed,
        "moment": now,
        "open_count": queries.open_cases(request.user).count(),
        "to_accept": queries.to_accept(request.user).count(),
        "overdue": {case.pk for case in queries.overdue_cases(request.user, now)},
        "to_register": queries.to_register(request.user)[:PAGE],
        "state_name": queries.state_name,
        "plain": queries.plain,
        "next_url": f"?{_kept(request, efter=mark)}" if mark else "",
    }
    return render(request, "moderation/cases.html", shown)


def _listed(user: User, *, closed: bool) -> QuerySet[Case]:
    return queries.closed_cases(user) if closed else queries.open_cases(user)


def _kept(request: SignedInRequest, **more: str) -> str:
    """The filters as they go on in links; a page's mark only when it is given."""
    return urlencode({**{key: request.GET[key] for key in KEYS if request.GET.get(key)}, **more})


def _filtering(
    request: SignedInRequest, filters: queries.Filters, *, closed: bool, now: datetime
) -> dict[str, Any]:
    user = request.user
    channels = [(str(one.pk), str(one)) for one in queries.channels_with_cases(user)]

    def rows(query: QueryDict) -> QuerySet[Case]:
        listed = _listed(user, closed=query.get("visa") == CLOSED)
        return FilterForm(query).filters().narrow(listed, user, now)

    on = filters != queries.Filters()
    page = reverse("desk:new_filter", kwargs={"place": Place.CASES})
    return {
        "filter_on": on,
        "filter_fields": [
            _choice("kanal", _("Kanal"), filters.channel, channels),
            _choice("mina", _("Vems"), "1" if filters.mine else "", [("1", _("Mina"))]),
            _choice("sena", _("Tid"), "1" if filters.late else "", [("1", _("Bara försenade"))]),
        ],
        "saved": chips(
            filters_for(user, Place.CASES), reverse("moderation:list_cases"), request.GET, rows
        ),
        "new_filter_url": f"{page}?{_kept(request)}" if on else "",
        "visa": CLOSED if closed else OPEN_ONES,
    }


def _choice(name: str, label: str, value: str, options: list[Any]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "options": [("", _("Alla")), *options]}


@require_safe
def show_case(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """One case: the evidence first, then the decision, then what followed."""
    return case_page(request, case_of(request, case_id))


@require_safe
def evidence_file(request: SignedInRequest, case_id: UUID, part: str) -> HttpResponse:
    """One sealed part, as a file that no browser runs."""
    sealed = queries.part_of(case_of(request, case_id).evidence, part)
    if sealed is None:
        raise Http404
    try:
        content = sealed.read()
    except (BlobMissing, BlobDamaged) as error:
        raise Refusal(
            _("Filen saknas eller stämmer inte längre med sin kontrollsumma."),
            remedy=_("Säg till systemadministratören. Loggen visar vad som förseglades."),
        ) from error
    return HttpResponse(
        content,
        content_type=sealed.mime,
        headers={
            "Content-Disposition": f'attachment; filename="{sealed.name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
