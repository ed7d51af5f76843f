"""The inventory round: opened, answered department by department, reminded, closed (V-120)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.channels import actions, permissions
from torg.channels.forms.inventory import PartForm, RoundForm
from torg.channels.models import InventoryPart, InventoryRound
from torg.channels.queries import inventory as read
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.actions.keep_draft import drop_draft
from torg.people.permissions import Permission, SignedInRequest, can_everywhere, check_can
from torg.people.queries import kept_for

FORM = "inventory"


@require_safe
def list_inventories(request: SignedInRequest) -> HttpResponse:
    """Every round, and what waits for the person."""
    check_can(request.user, Permission.VIEW_DESK)
    return _list(request, RoundForm())


@require_POST
def start_inventory(request: SignedInRequest) -> HttpResponse:
    """Whoever keeps the register opens a round."""
    permissions.check_can_keep_register(request.user)
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        held = actions.start_inventory(**form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _list(request, form, refusal=error, status=409)
    return redirect("channels:show_inventory", round_id=held.pk)


@require_safe
def show_inventory(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Who has answered and who has not, and what came of it."""
    check_can(request.user, Permission.VIEW_DESK)
    held = _round(request, round_id)
    parts = read.parts_visible_to(request.user).filter(round=held)
    shown = {
        "held": held,
        "parts": parts.prefetch_related("rows__channel"),
        "today": timezone.localdate(),
        "may_keep": can_everywhere(request.user, Permission.KEEP_REGISTER),
        "history": timeline(Ref("channels.inventoryround", str(held.pk))),
    }
    return render(request, "channels/inventory.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_inventory(request: SignedInRequest, part_id: UUID) -> HttpResponse:
    """One screen for a department: its channels as a table, and one button."""
    part = get_object_or_404(read.parts_visible_to(request.user), pk=part_id)
    permissions.check_can_manage(request.user, part.department)
    channels = read.channels_of(part)
    if request.method != "POST":
        kept = kept_for(request.user, FORM, part.pk)
        form = PartForm(channels=channels)
        form.initial.update(kept.initial(form.fields))
        return _screen(request, part, form)
    form = PartForm(request.POST, channels=channels)
    if not form.is_valid():
        return _screen(request, part, form, status=422)
    try:
        _answer(request, part, form)
    except Denied:
        raise
    except Refusal as error:
        return _screen(request, part, form, refusal=error, status=409)
    return redirect("channels:show_inventory", round_id=part.round_id)


@require_POST
def remind_departments(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """Remind those that have not answered."""
    held = _round(request, round_id)
    number = actions.remind_departments(held=held, by=request.user, now=timezone.now())
    said = ngettext("En förvaltning är påmind.", "%(num)d förvaltningar är påminda.", number)
    messages.success(request, said % {"num": number})
    return redirect("channels:show_inventory", round_id=held.pk)


@require_POST
def close_inventory(request: SignedInRequest, round_id: UUID) -> HttpResponse:
    """End the round."""
    held = _round(request, round_id)
    actions.close_inventory(held=held, by=request.user, now=timezone.now())
    messages.success(request, _("Inventeringen är avslutad."))
    return redirect("channels:show_inventory", round_id=held.pk)


def _round(request: SignedInRequest, round_id: UUID) -> InventoryRound:
    return get_object_or_404(read.rounds_visible_to(request.user), pk=round_id)


def _list(request: SignedInRequest, form: RoundForm, *, refusal: Refusal | None = None,
          status: int = 200) -> HttpResponse:  # fmt: skip
    rounds = list(read.rounds_visible_to(request.user)[:100])
    shown = {
        "rounds": rounds,
        "form": form,
        "refusal": refusal,
        "today": timezone.localdate(),
        "next": read.next_inventory(request.user, timezone.now()),
        "may_keep": can_everywhere(request.user, Permission.KEEP_REGISTER),
        "open": any(one.closed_at is None for one in rounds),
        "mine": read.parts_to_answer(request.user),
    }
    return render(request, "channels/inventories.html", shown, status=status)


def _answer(request: SignedInRequest, part: InventoryPart, form: PartForm) -> None:
    now = timezone.now()
    actions.answer_inventory(
        part=part,
        said=form.said(),
        missing=form.cleaned_data["missing"],
        by=request.user,
        now=now,
    )
    token = request.POST.get("draft_token", "")
    drop_draft(form=FORM, about_id=str(part.pk), token=token, by=request.user, now=now)
    messages.success(request, _("Tack. Svaret är sparat, och rättelserna syns i registret."))


def _screen(
    request: SignedInRequest, part: InventoryPart, form: PartForm, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    shown = {
        "part": part,
        "form": form,
        "lines": form.lines(),
        "kept": kept_for(request.user, FORM, part.pk),
        "today": timezone.localdate(),
        **more,
    }
    return render(request, "channels/answer_inventory.html", shown, status=status)
