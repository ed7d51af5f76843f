from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.kernel.refusals import Denied, Refusal
from torg.media import actions
from torg.media.forms import DateForm
from torg.media.models import MediaItem
from torg.media.queries import personal_data_law, visible_to
from torg.people.permissions import Permission, SignedInRequest, can, check_can


@require_http_methods(["GET", "HEAD", "POST"])
def show_record(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What is known of one image, with the law that personal data in it are cited by."""
    item = get_object_or_404(visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, item, DateForm(initial={"taken_on": item.taken_on}))
    check_can(request.user, Permission.WRITE_POSTS, department=item.department)
    form = DateForm(request.POST)
    if not form.is_valid():
        return _page(request, item, form, status=422)
    try:
        actions.date_image(item=item, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, item, form, refusal=refusal, status=409)
    messages.success(request, _("Sparat."))
    return redirect("media:show_record", pk=item.pk)


def _page(
    request: SignedInRequest,
    item: MediaItem,
    form: DateForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "item": item,
        "form": form,
        "refusal": refusal,
        "law": personal_data_law(item),
        "may_write": can(request.user, Permission.WRITE_POSTS, department=item.department),
    }
    return render(request, "media/record.html", shown, status=status)
