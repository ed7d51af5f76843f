"""The playbook for an account that may be in other hands."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.channels.actions import Alarm
from torg.channels.actions import take_hijack_step as take_step
from torg.channels.models import Hijack, HijackStep
from torg.channels.permissions import check_can_respond
from torg.channels.queries import hijacks as read
from torg.channels.queries import visible_to
from torg.channels.states import StepState
from torg.delivery.queries import hold_over
from torg.desk import actions
from torg.desk.forms import AlarmForm, CallOffForm, StepForm
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def begin_hijack(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """What will happen, and the alarm."""
    channel = get_object_or_404(visible_to(request.user), pk=channel_id)
    check_can_respond(request.user, channel)
    now = timezone.now()
    given = request.POST if request.method == "POST" else None
    form = AlarmForm(given, initial={"noticed_at": now})
    shown = {"channel": channel, "form": form, "running": read.running(channel)}
    if not form.is_valid():
        return render(request, "desk/alarm.html", shown, status=422 if form.is_bound else 200)
    alarm = Alarm(**form.cleaned_data)
    try:
        hijack = actions.raise_alarm(channel=channel, alarm=alarm, by=request.user, now=now)
    except Denied:
        raise
    except Refusal as error:
        return render(request, "desk/alarm.html", shown | {"refusal": error}, status=409)
    messages.success(request, _("Kanalen är pausad. Följ stegen uppifrån och ned."))
    return redirect("desk:show_hijack", hijack_id=hijack.pk)


@require_safe
def show_hijack(request: SignedInRequest, hijack_id: UUID) -> HttpResponse:
    """The steps, the clocks and what was done; printed, it is the record."""
    return _page(request, _hijack(request, hijack_id))


@require_POST
def take_hijack_step(request: SignedInRequest, step_id: UUID) -> HttpResponse:
    """A step is done, or not needed."""
    seen = read.hijacks_visible_to(request.user).order_by()
    step = get_object_or_404(HijackStep, pk=step_id, hijack__in=seen)
    form = StepForm(request.POST, auto_id=f"{step.key}_%s")
    hijack = _hijack(request, step.hijack_id)
    if not form.is_valid():
        return _page(request, hijack, typed=(step.pk, form), status=422)
    needed = request.POST.get("do") != "aside"
    try:
        take_step(
            step=step, needed=needed, **form.cleaned_data, by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as error:
        return _page(request, hijack, typed=(step.pk, form), refusal=error, status=409)
    return redirect("desk:show_hijack", hijack_id=hijack.pk)


@require_POST
def end_hijack(request: SignedInRequest, hijack_id: UUID) -> HttpResponse:
    """The account is ours again."""
    hijack = _hijack(request, hijack_id)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return _page(request, hijack, end=form, status=422)
    try:
        actions.call_off(hijack=hijack, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, hijack, end=form, refusal=error, status=409)
    messages.success(request, _("Handlingsplanen är avslutad."))
    return redirect("desk:show_hijack", hijack_id=hijack.pk)


def _hijack(request: SignedInRequest, hijack_id: UUID) -> Hijack:
    return get_object_or_404(read.hijacks_visible_to(request.user), pk=hijack_id)


def _page(
    request: SignedInRequest,
    hijack: Hijack,
    *,
    typed: tuple[UUID, StepForm] | None = None,
    end: CallOffForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = _lines(hijack, typed)
    shown = {
        "hijack": hijack,
        "channel": hijack.channel,
        "lines": lines,
        "left": sum(line.row.state == StepState.OPEN for line, _form in lines),
        "end": end or CallOffForm(),
        "asked": typed[1] if typed else end,
        "refusal": refusal,
        "now": timezone.now(),
        "hold": hold_over(hijack.channel),
        "history": timeline(Ref("channels.hijack", str(hijack.pk))),
    }
    return render(request, "desk/hijack.html", shown, status=status)


def _lines(hijack: Hijack, typed: tuple[UUID, StepForm] | None) -> list[tuple[read.Line, StepForm]]:
    pk, form = typed or (None, None)
    return [
        (line, form if form and line.row.pk == pk else StepForm(auto_id=f"{line.row.key}_%s"))
        for line in read.lines_of(hijack, timezone.now())
    ]
