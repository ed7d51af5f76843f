"""Bought reach: the log, the wish, the decision and what came of it (V-46 to V-49)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.channels import actions
from torg.channels.forms.reach import DecideReachForm, ReachForm, SettleReachForm
from torg.channels.models import ReachPurchase
from torg.channels.queries import reach as read
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.kernel.spreadsheets import written_csv
from torg.ledger.queries import timeline
from torg.people.actions.keep_draft import drop_draft
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.people.queries import kept_for
from torg.rules.queries import NoPack, channel_rules

FORM = "reach"


@require_safe
def list_reach(request: SignedInRequest) -> HttpResponse:
    """What waits for the person, the year's sums, and the log."""
    check_can(request.user, Permission.VIEW_DESK)
    year = timezone.localdate().year
    try:
        waiting = read.purchases_waiting(request.user, timezone.now())
    except NoPack:
        waiting = []
    shown = {
        "waiting": waiting,
        "rows": read.purchases_visible_to(request.user)[:200],
        "sums": read.sums_of_year(request.user, year),
        "year": year,
        "may_ask": can(request.user, Permission.APPLY_FOR_CHANNELS),
    }
    return render(request, "channels/reach.html", shown)


@require_safe
def fetch_reach(request: SignedInRequest) -> HttpResponse:
    """The whole log as a file."""
    check_can(request.user, Permission.VIEW_DESK)
    heading = [
        _("Kanal"), _("Förvaltning"), _("Inlägg eller kampanj"), _("Läge"), _("Målgrupp"),
        _("Från och med"), _("Till och med"), _("Får kosta (kr)"), _("Kostade (kr)"),
        _("Antal som nåddes"), _("Vem betalar"),
    ]  # fmt: skip
    rows = read.as_table(list(read.purchases_visible_to(request.user)), heading)
    answer = HttpResponse(written_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kopt-rackvidd.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def request_reach(request: SignedInRequest) -> HttpResponse:
    """Ask for reach, or note it where no rule speaks of it."""
    check_can(request.user, Permission.APPLY_FOR_CHANNELS)
    form = ReachForm(request.POST or None, by=request.user, initial=_begun(request))
    if request.method != "POST":
        kept = kept_for(request.user, FORM, request.user.pk)
        form.initial.update(kept.initial(form.fields) | _about(request))
        return _asked(request, form)
    if not form.is_valid():
        return _asked(request, form, status=422)
    try:
        made = _request(request, form)
    except Denied:
        raise
    except Refusal as error:
        return _asked(request, form, refusal=error, status=409)
    return redirect("channels:show_reach", purchase_id=made.pk)


@require_safe
def show_reach(request: SignedInRequest, purchase_id: UUID) -> HttpResponse:
    """One purchase."""
    return _page(request, _found(request, purchase_id))


@require_POST
def decide_reach(request: SignedInRequest, purchase_id: UUID) -> HttpResponse:
    """Order or decline, in the role that the rules name."""
    form = DecideReachForm(request.POST, auto_id="decide_%s")
    purchase = _found(request, purchase_id)
    if not form.is_valid():
        return _page(request, purchase, decide=form, wrong=form, status=422)
    deeds = {"order": actions.order_reach, "decline": actions.decline_reach}
    given = {"note": form.cleaned_data["note"]}
    deed, said = deeds[form.cleaned_data["do"]], _("Beslutet är fattat.")
    return _done(request, purchase, deed, given, said, decide=form)


@require_POST
def settle_reach(request: SignedInRequest, purchase_id: UUID) -> HttpResponse:
    """Tell what it cost and gave."""
    form = SettleReachForm(request.POST, auto_id="settle_%s")
    purchase = _found(request, purchase_id)
    if not form.is_valid():
        return _page(request, purchase, settle=form, wrong=form, status=422)
    given, said = form.cleaned_data, _("Redovisat.")
    return _done(request, purchase, actions.settle_reach, given, said, settle=form)


@require_POST
def withdraw_reach(request: SignedInRequest, purchase_id: UUID) -> HttpResponse:
    """Take it back."""
    purchase = _found(request, purchase_id)
    return _done(request, purchase, actions.withdraw_reach, {}, _("Begäran är återtagen."))


def _found(request: SignedInRequest, purchase_id: UUID) -> ReachPurchase:
    return get_object_or_404(read.purchases_visible_to(request.user), pk=purchase_id)


def _begun(request: SignedInRequest) -> dict[str, Any]:
    return {"department": request.user.department_id, "channel": request.GET.get("kanal", "")[:36]}


def _about(request: SignedInRequest) -> dict[str, Any]:
    """The post that it was begun at, over what a draft may hold of another."""
    sealed = request.GET.get("om", "")[:1000]
    post = read.opened_post(sealed, request.user)
    return {"about": sealed, "what": post.title} if post else {"about": ""}


def _request(request: SignedInRequest, form: ReachForm) -> ReachPurchase:
    now, by = timezone.now(), request.user
    made = actions.request_reach(
        channel=form.cleaned_data["channel"],
        department=form.cleaned_data["department"],
        wish=form.wish(),
        by=by,
        now=now,
    )
    token = request.POST.get("draft_token", "")
    drop_draft(form=FORM, about_id=str(by.pk), token=token, by=by, now=now)
    noted = made.state == "ordered"
    messages.success(request, _("Köpet är antecknat.") if noted else _("Begäran är skickad."))
    return made


def _asked(
    request: SignedInRequest,
    form: ReachForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = kept_for(request.user, FORM, request.user.pk)
    shown = {"form": form, "refusal": refusal, "kept": kept}
    return render(request, "channels/request_reach.html", shown, status=status)


def _page(
    request: SignedInRequest, purchase: ReachPurchase, *, status: int = 200, **more: Any
) -> HttpResponse:
    forms_of: dict[str, forms.Form] = {
        "decide": DecideReachForm(auto_id="decide_%s"),
        "settle": SettleReachForm(auto_id="settle_%s"),
    }
    shown = {
        "purchase": purchase,
        "history": timeline(Ref("channels.reachpurchase", str(purchase.pk))),
        **_may(request.user, purchase),
        **forms_of,
        **more,
    }
    return render(request, "channels/show_reach.html", shown, status=status)


def _may(user: User, purchase: ReachPurchase) -> dict[str, bool]:
    try:
        orders = read.may_order(user, purchase, channel_rules(purchase.channel.municipality))
    except NoPack:
        orders = False
    return {
        "may_order": orders,
        "may_withdraw": orders or purchase.requested_by_id == user.pk,
        "may_settle": orders or user.pk in {purchase.requested_by_id, purchase.decided_by_id},
    }


def _done(
    request: SignedInRequest,
    purchase: ReachPurchase,
    deed: Callable[..., object],
    given: dict[str, Any],
    said: str,
    **typed: forms.Form,
) -> HttpResponse:
    try:
        deed(purchase=purchase, **given, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, _found(request, purchase.pk), refusal=error, status=409, **typed)
    messages.success(request, said)
    return redirect("channels:show_reach", purchase_id=purchase.pk)
