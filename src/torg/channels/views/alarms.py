from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import actions, permissions
from torg.channels.forms.alarm import AlarmForm
from torg.channels.models import AccountAlarm, AlarmKind
from torg.channels.queries import standing
from torg.channels.queries.following import alarms_visible_to
from torg.channels.states import AlarmState
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def settle_alarm(request: SignedInRequest, alarm_id: UUID) -> HttpResponse:
    """An alarm about a channel's account: accept the new name, or lay it aside, with a reason."""
    alarm = get_object_or_404(alarms_visible_to(request.user), pk=alarm_id)
    permissions.check_can_change(request.user, alarm.channel)
    form = AlarmForm(request.POST or None, initial={"seen": _seen(alarm)})
    shown = {"alarm": alarm, "channel": alarm.channel, "form": form, "standing": standing}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "channels/alarm.html", shown, status=status)
    try:
        _settle(request, alarm, form)
    except Denied:
        raise
    except Refusal as error:
        return render(request, "channels/alarm.html", shown | {"refusal": error}, status=409)
    return redirect("channels:show_channel", channel_id=alarm.channel_id)


def _settle(request: SignedInRequest, alarm: AccountAlarm, form: AlarmForm) -> None:
    accepts = request.POST.get("do") == "accept"
    if alarm.state == AlarmState.OPEN and form.cleaned_data["seen"] != _seen(alarm):
        raise Refusal(
            _("Nätverket visar något annat nu än när du öppnade sidan."),
            remedy=_("Läs larmet igen och ta ställning till det som gäller."),
        )
    act = actions.accept_handle if accepts else actions.dismiss_alarm
    said = {"reason": form.cleaned_data["reason"], "by": request.user, "now": timezone.now()}
    act(alarm=alarm, **said)
    messages.success(
        request, _("Det nya namnet gäller.") if accepts else _("Larmet är lagt åt sidan.")
    )


def _seen(alarm: AccountAlarm) -> str:
    """What the page tells, so that nobody accepts another name than the one they read."""
    return f"{alarm.handle_now} {alarm.account_now}" if alarm.kind != AlarmKind.SILENT else ""
