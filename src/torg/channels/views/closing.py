"""A channel's closing: the page with its steps, and each step taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.channels import actions, permissions, queries
from torg.channels.forms import closing as given
from torg.channels.models import Closing, ClosingItem
from torg.channels.queries import closing as read
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def list_closings(request: SignedInRequest) -> HttpResponse:
    """Every closing under way, and how many ended for which reason this year."""
    check_can(request.user, Permission.VIEW_DESK)
    year, rows = timezone.localdate().year, read.closings_visible_to(request.user)
    shown = {
        "open": rows.exclude(state__in=read.OVER),
        "ended": rows.filter(state__in=read.OVER)[:50],
        "year": year,
        "counted": read.reasons_counted(request.user, year),
        "step_names": read.STEP_NAMES,
    }
    return render(request, "channels/closings.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def start_closing(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Why the channel ends; then its closing begins."""
    channel = get_object_or_404(queries.visible_to(request.user), pk=channel_id)
    permissions.check_can_manage(request.user, channel.department)
    now = timezone.now()
    form = given.ReasonForm(request.POST or None, reasons=read.reasons(channel, now))
    shown = {"channel": channel, "form": form}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "channels/start_closing.html", shown, status=status)
    try:
        made = actions.start_closing(channel=channel, **form.cleaned_data, by=request.user, now=now)
    except Denied:
        raise
    except Refusal as error:
        shown["refusal"] = error
        return render(request, "channels/start_closing.html", shown, status=409)
    return redirect("channels:show_closing", closing_id=made.pk)


@require_safe
def show_closing(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """Where the closing stands, what comes next and what was said on the way."""
    return _page(request, _closing(request, closing_id))


@require_POST
def take_closing_step(request: SignedInRequest, closing_id: UUID, step: str) -> HttpResponse:
    """One step by whoever manages the channel. step: a key of STEPS."""
    closing = _closing(request, closing_id)
    permissions.check_can_manage(request.user, closing.channel.department)
    return _taken(request, closing, get_step(step))


@require_POST
def advise_closing(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """A word from an adviser."""
    closing = _closing(request, closing_id)
    permissions.check_can_advise(request.user, closing.channel.department)
    return _taken(request, closing, ADVISE)


@require_POST
def decide_closing(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """A decider's yes."""
    return _taken(request, _closing(request, closing_id), DECIDE)


@require_POST
def confirm_order(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """The register's owner takes the order."""
    closing = _closing(request, closing_id)
    permissions.check_can_keep_register(request.user)
    return _taken(request, closing, CONFIRM)


@dataclass(frozen=True, slots=True)
class Press:
    """A button: the form it reads, the action it calls, and what is said afterwards."""

    form: Callable[[SignedInRequest, Closing], forms.Form]
    act: Callable[..., object]
    said: Promise


def _read(kind: Callable[..., forms.Form]) -> Callable[[SignedInRequest, Closing], forms.Form]:
    return lambda request, _closing: kind(request.POST)


def _reason(request: SignedInRequest, closing: Closing) -> forms.Form:
    return given.ReasonForm(request.POST, reasons=read.reasons(closing.channel, timezone.now()))


def _merge(request: SignedInRequest, closing: Closing) -> forms.Form:
    return given.MergeForm(request.POST, by=request.user, channel=closing.channel)


def _notice(*, closing: Closing, why: str, referral: str, **more: Any) -> object:
    text = read.notice_text(read.standing(closing, more["now"]).plan, why, referral)
    return actions.add_notice(closing=closing, why=why, referral=referral, text=text, **more)


def _day(*, closing: Closing, closing_on: Any, **more: Any) -> object:
    return actions.move_closing_day(closing=closing, on=closing_on, **more)


STEPS = {
    "svara": Press(_reason, actions.accept_closing, gettext_lazy("Avslutet har börjat.")),
    "sammanslagning": Press(
        _merge, actions.prepare_merge, gettext_lazy("Nu väntar avslutet på beslut.")
    ),
    "besked": Press(_read(given.NoticeForm), _notice, gettext_lazy("Beskedet är antecknat.")),
    "dag": Press(_read(given.DayForm), _day, gettext_lazy("Stängningsdagen är flyttad.")),
    "meddelat": Press(
        _read(given.SilenceForm),
        actions.finish_notices,
        gettext_lazy("Nästa steg är vad som bevaras."),
    ),
    "arkiv": Press(
        _read(given.ArchiveForm), actions.choose_archive, gettext_lazy("Beslutet är sparat.")
    ),
    "bild": Press(
        _read(given.SnapshotForm), actions.note_snapshot, gettext_lazy("Bilden är antecknad.")
    ),
    "avregistrera": Press(
        _read(forms.Form), actions.order_deregistration, gettext_lazy("Kanalen är stängd.")
    ),
    "behall": Press(
        _read(given.DropForm), actions.drop_closing, gettext_lazy("Kanalen blir kvar.")
    ),
}
ADVISE = Press(_read(given.AdviceForm), actions.advise_closing, gettext_lazy("Rådet är sparat."))
DECIDE = Press(
    _read(given.DecisionForm), actions.decide_closing, gettext_lazy("Ditt beslut är sparat.")
)
CONFIRM = Press(
    _read(forms.Form), actions.confirm_order, gettext_lazy("Beställningen är mottagen.")
)


@require_POST
def tick_closing_item(request: SignedInRequest, item_id: UUID) -> HttpResponse:
    """One line of the checklist is done."""
    seen = read.closings_visible_to(request.user).order_by()
    item = get_object_or_404(ClosingItem, pk=item_id, closing__in=seen)
    actions.tick_closing_item(item=item, by=request.user, now=timezone.now())
    return redirect("channels:show_closing", closing_id=item.closing_id)


def get_step(key: str) -> Press:
    """The button of the address. Raises Refusal for a word that is none."""
    if key not in STEPS:
        raise Refusal(_("Det steget finns inte."), remedy=_("Gå tillbaka till avslutets sida."))
    return STEPS[key]


def _taken(request: SignedInRequest, closing: Closing, press: Press) -> HttpResponse:
    form = press.form(request, closing)
    if not form.is_valid():
        return _page(request, closing, form=form, status=422)
    try:
        press.act(closing=closing, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, closing, form=form, refusal=error, status=409)
    messages.success(request, str(press.said))
    return redirect("channels:show_closing", closing_id=closing.pk)


def _page(
    request: SignedInRequest,
    closing: Closing,
    *,
    form: forms.Form | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    closing = _closing(request, closing.pk)
    shown = {
        "closing": closing,
        "channel": closing.channel,
        "role_name": read.role_name,
        "forms": _forms(request, closing, form),
        "form": form,
        "refusal": refusal,
        "history": timeline(Ref("channels.closing", str(closing.pk))),
        "letter": read.order_letter(closing),
    }
    shown |= _standing(closing) | _rights(request, closing)
    return render(request, "channels/closing.html", shown, status=status)


def _standing(closing: Closing) -> dict[str, object]:
    """What the rules say of it now, in words."""
    now = timezone.now()
    standing = read.standing(closing, now)
    return {
        "standing": standing,
        "consulted": read.roles_listed(standing.decided_by.consulted),
        "waits_for": read.roles_listed(standing.waits_for),
        "reasons": dict(read.reasons(closing.channel, now)),
        "today": timezone.localdate(now),
    }


def _rights(request: SignedInRequest, closing: Closing) -> dict[str, object]:
    """What the person may do about it."""
    user, deciding = request.user, closing.state == "decide"
    return {
        "roles": read.roles_in_hand(user, closing, timezone.now()) if deciding else (),
        "may_manage": permissions.can_manage(user, closing.channel),
        "may_advise": permissions.can_advise(user, closing.channel.department),
        "may_confirm": closing in read.orders(user),
    }


def _forms(
    request: SignedInRequest, closing: Closing, typed: forms.Form | None
) -> dict[str, forms.Form]:
    """Every form of the page, the one that came back with what was typed."""
    channel, today = closing.channel, timezone.localdate()
    fresh: dict[str, forms.Form] = {
        "reason": given.ReasonForm(
            reasons=read.reasons(channel, timezone.now()), initial={"note": closing.note}
        ),
        "merge": given.MergeForm(by=request.user, channel=channel),
        "advice": given.AdviceForm(prefix=None, auto_id="rad_%s"),
        "decision": given.DecisionForm(),
        "notice": given.NoticeForm(auto_id="besked_%s", initial={"told_on": today}),
        "day": given.DayForm(auto_id="dag_%s", initial={"closing_on": closing.closing_on}),
        "silence": given.SilenceForm(),
        "archive": given.ArchiveForm(),
        "snapshot": given.SnapshotForm(initial={"on": today}),
        "drop": given.DropForm(auto_id="behall_%s"),
    }
    return {key: typed if type(typed) is type(one) else one for key, one in fresh.items()}


def _closing(request: SignedInRequest, closing_id: UUID) -> Closing:
    rows = read.closings_visible_to(request.user).prefetch_related(
        "decisions__by", "notices__by", "advice__by", "items"
    )
    return get_object_or_404(rows, pk=closing_id)
