from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import actions, permissions, queries
from torg.channels.forms.periods import PurposeForm
from torg.channels.models import Channel
from torg.channels.queries.periods import periods_of
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def show_periods(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """What the channel did month by month, and how it met its purpose (V-89)."""
    channel = get_object_or_404(queries.visible_to(request.user), pk=channel_id)
    if request.method != "POST":
        return _page(request, channel)
    permissions.check_can_follow_up(request.user, channel)
    form = PurposeForm(request.POST, channel=channel)
    if not form.is_valid():
        return _page(request, channel, form, status=422)
    try:
        actions.note_purpose(**form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, form, refusal=error, status=409)
    messages.success(request, _("Sparat."))
    return redirect("channels:show_periods", channel_id=channel.pk)


def _page(
    request: SignedInRequest,
    channel: Channel,
    typed: PurposeForm | None = None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    may_note = permissions.can_follow_up(request.user, channel)
    periods = list(periods_of(channel)[:60])
    shown = {
        "channel": channel,
        "refusal": refusal,
        "typed": typed,
        "periods": [
            (one, _form(channel, str(one.pk), typed) if may_note and one.noted_at is None else None)
            for one in periods
        ],
    }
    return render(request, "channels/periods.html", shown, status=status)


def _form(channel: Channel, period: str, typed: PurposeForm | None) -> PurposeForm:
    if typed is not None and typed["period"].value() == period:
        return typed
    return PurposeForm(channel=channel, initial={"period": period}, auto_id=f"{period}_%s")
