from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.inbox.models import Message
from torg.kernel.refusals import Denied, Refusal
from torg.moderation import actions, queries
from torg.moderation.forms import ReportForm
from torg.moderation.models import Case
from torg.moderation.permissions import check_can_report
from torg.people.permissions import Permission, SignedInRequest
from torg.people.queries import people_with


@require_http_methods(["GET", "HEAD", "POST"])
def report_message(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Report a resident's message: the evidence is sealed when the form is sent."""
    message = get_object_or_404(queries.reportable(request.user), pk=message_id)
    check_can_report(request.user, message)
    if request.method != "POST":
        form = ReportForm(initial={"context": queries.opening_context(message)})
        return _page(request, message, form)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, message, form, status=422)
    try:
        case = actions.report(
            message=message, **form.cleaned_data, by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, message, form, refusal=refusal, status=409)
    return _done(request, case)


def _done(request: SignedInRequest, case: Case) -> HttpResponse:
    message = case.message
    department = message.channel.department
    able = people_with(Permission.REMOVE, message.municipality, department=department)
    names = ", ".join(person.full_name for person in able[:5])
    messages.success(
        request,
        _("Tack. Beviset är förseglat. Ärendet står nu överst hos %(who)s.") % {"who": names}
        if names
        else _("Tack. Beviset är förseglat och ärendet väntar på beslut."),
    )
    if queries.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("moderation:show_case", case_id=case.pk)
    return redirect("inbox:show_thread", thread_id=message.thread_id)


def _page(
    request: SignedInRequest,
    message: Message,
    form: ReportForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    already = queries.open_case_of(message)
    seen = already and queries.visible_to(request.user).filter(pk=already.pk).exists()
    shown = {
        "message": message,
        "text": queries.plain(message.text),
        "form": form,
        "refusal": refusal,
        "already": already,
        "case": already if seen else None,
    }
    return render(request, "moderation/report.html", shown, status=status)
