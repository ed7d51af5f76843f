from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from torg.kernel.blobs import BlobDamaged, BlobMissing
from torg.kernel.refusals import Refusal
from torg.moderation import queries
from torg.moderation.views.case_page import case_of, case_page
from torg.people.permissions import Permission, SignedInRequest, check_can

PAGE = 50


@require_safe
def list_cases(request: SignedInRequest) -> HttpResponse:
    """Open cases, what is most urgent first; closed ones in a list of their own."""
    check_can(request.user, Permission.SEE_EVIDENCE)
    now, closed = timezone.now(), request.GET.get("visa") == "avslutade"
    wanted = queries.closed_cases(request.user) if closed else queries.open_cases(request.user)
    cases, mark = queries.page(wanted, request.GET.get("efter", ""), PAGE)
    kept = {"visa": "avslutade"} if closed else {}
    shown = {
        "cases": cases,
        "closed": closed,
        "moment": now,
        "open_count": queries.open_cases(request.user).count(),
        "to_accept": queries.to_accept(request.user).count(),
        "overdue": {case.pk for case in queries.overdue_cases(request.user, now)},
        "to_register": queries.to_register(request.user)[:PAGE],
        "state_name": queries.state_name,
        "plain": queries.plain,
        "next_url": f"?{urlencode({**kept, 'efter': mark})}" if mark else "",
    }
    return render(request, "moderation/cases.html", shown)


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
