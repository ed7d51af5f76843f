from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from torg.desk.queries import may_draft, words_of
from torg.people import actions
from torg.people.permissions import SignedInRequest


@require_POST
def keep_draft(request: SignedInRequest, form: str, about_id: UUID) -> HttpResponse:
    """Keep what the person has typed so far. 410 when that form was sent or thrown away."""
    _check(request, form, about_id)
    kept = actions.keep_draft(
        form=form,
        about_id=str(about_id),
        fields=words_of(request.POST),
        token=request.POST.get("draft_token", ""),
        by=request.user,
        now=timezone.now(),
    )
    return HttpResponse(status=204 if kept else 410)


@require_POST
def drop_draft(request: SignedInRequest, form: str, about_id: UUID) -> HttpResponse:
    """Throw it away and open the form as it was."""
    _check(request, form, about_id)
    actions.drop_draft(
        form=form,
        about_id=str(about_id),
        token=request.POST.get("draft_token", ""),
        by=request.user,
        now=timezone.now(),
    )
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else "/")


def _check(request: SignedInRequest, form: str, about_id: UUID) -> None:
    if not may_draft(request.user, form, about_id):
        raise Http404
