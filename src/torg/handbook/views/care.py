"""Looking after the pages: what readers say of them, and which are due for a review."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.handbook import actions, queries
from torg.handbook.forms import ClosingForm, RemarkForm
from torg.handbook.permissions import can_close, roles_looked_after
from torg.handbook.views.page import page_with
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import ROLES, Permission, SignedInRequest, check_can


@require_POST
def send_remark(request: SignedInRequest, slug: str) -> HttpResponse:
    """A reader's word to the page's owner."""
    check_can(request.user, Permission.VIEW_DESK)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return page_with(request, slug, form)
    sent = form.cleaned_data
    try:
        actions.send_remark(
            page=slug, digest=sent["digest"], text=sent["text"], by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as refusal:
        return page_with(request, slug, form, refusal)
    messages.success(request, _("Tack. Den som förvaltar sidan ser din synpunkt."))
    return redirect("handbook:show_page", slug=slug)


@require_safe
def look_after(request: SignedInRequest) -> HttpResponse:
    """What the person looks after: remarks, pages to review, files that could not be read."""
    check_can(request.user, Permission.VIEW_DESK)
    roles = roles_looked_after(request.user)
    old = queries.old_pages_now(request.user.municipality)
    remarks = list(queries.visible_to(request.user)[:200])
    shown = {
        "open": [(one, can_close(request.user, one)) for one in remarks if one.state == "open"],
        "closed": [one for one in remarks if one.state == "closed"],
        "versions": {page.slug: page.digest for page in queries.pages(request.user.municipality)},
        "old": [page for page in old if roles is None or page.owner in roles],
        "roles": ROLES,
        "months": queries.handbook().setting(request.user.municipality.slug).review_months,
        "form": ClosingForm(),
        "faults": queries.handbook().faults if roles is None else (),
    }
    return render(request, "handbook/care.html", shown)


@require_POST
def close_remark(request: SignedInRequest, remark_id: UUID) -> HttpResponse:
    """The owner says what came of it."""
    remark = get_object_or_404(queries.visible_to(request.user), pk=remark_id)
    form = ClosingForm(request.POST)
    form.is_valid()
    answer = form.cleaned_data.get("answer", "")
    try:
        actions.close_remark(remark=remark, answer=answer, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Synpunkten är hanterad."))
    return redirect("handbook:look_after")
