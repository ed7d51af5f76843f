"""The access register: one channel's, the municipality's, and one person's way in."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.channels import actions, permissions
from torg.channels.forms import access as given
from torg.channels.models import Channel, ChannelAccess
from torg.channels.queries import access as read
from torg.channels.queries import visible_to
from torg.channels.states import OPEN_ACCESS, AccessState
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def list_access(request: SignedInRequest) -> HttpResponse:
    """Who gets into which account in the municipality, and what is overdue."""
    check_can(request.user, Permission.VIEW_DESK)
    shown = request.GET.get("visa", "")
    held = read.accesses_visible_to(request.user).filter(state__in=OPEN_ACCESS)
    rows = read.rows_of(held, request.user, timezone.now())
    return render(
        request,
        "channels/access_list.html",
        {
            "rows": read.chosen(rows, shown),
            "all": len(rows),
            "shown": shown if shown in read.SHOWN else "",
            "kinds": [
                (key, words, len(read.chosen(rows, key))) for key, words in read.SHOWN.items()
            ],
        },
    )


@require_safe
def show_access(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """One channel's access: who, how far, how safely, last confirmed."""
    return _page(request, _channel(request, channel_id))


@require_POST
def request_access(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Ask for somebody to be let in."""
    channel = _channel(request, channel_id)
    form = given.WishForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, channel, wish=form, status=422)
    try:
        actions.request_access(
            channel=channel, wish=form.wish(), by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as error:
        return _page(request, channel, wish=form, refusal=error, status=409)
    messages.success(request, _("Begäran är skickad till den som ger behörighet."))
    return redirect("channels:show_access", channel_id=channel.pk)


@require_POST
def confirm_access(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """The listed ones are right."""
    channel = _channel(request, channel_id)
    permissions.check_may_lead(request.user, channel)
    seen = {str(one.pk): one.pk for one in read.of_channel(channel)}
    rows = [seen[told] for told in request.POST.getlist("rows") if told in seen]
    try:
        actions.confirm_access(channel=channel, rows=rows, by=request.user, now=timezone.now())
    except Refusal as error:
        return _page(request, channel, refusal=error, status=409)
    messages.success(request, _("Behörigheterna är bekräftade."))
    return redirect("channels:show_access", channel_id=channel.pk)


@require_safe
def show_holder(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """One person's way into one account."""
    return _holder(request, _access(request, access_id))


@require_POST
def decide_access(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """Yes or no to a request."""
    grants = request.POST.get("do") == "grant"
    act = actions.grant_access if grants else actions.decline_access
    said = _("Behörigheten är beviljad.") if grants else _("Begäran är avslagen.")
    form = given.DecisionForm(request.POST)
    return _pressed(
        request, access_id, form, lambda: {"note": form.cleaned_data["note"]}, act, said
    )


@require_POST
def note_safety(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """What was seen of the second factor, the codes and the role."""
    form = given.SafetyForm(request.POST)
    act, said = actions.note_safety, _("Sparat.")
    return _pressed(request, access_id, form, lambda: {"safety": form.safety()}, act, said)


@require_POST
def withdraw_access(request: SignedInRequest, access_id: UUID) -> HttpResponse:
    """The person gets in no more."""
    form = given.WithdrawalForm(request.POST)
    said = _("Behörigheten är borttagen ur registret.")
    return _pressed(
        request, access_id, form, lambda: form.cleaned_data, actions.withdraw_access, said
    )


def _pressed(
    request: SignedInRequest,
    access_id: UUID,
    form: forms.Form,
    words: Callable[[], dict[str, object]],
    act: Callable[..., ChannelAccess],
    said: str,
) -> HttpResponse:
    access = _access(request, access_id)
    permissions.check_may_lead(request.user, access.channel)
    if not form.is_valid():
        return _holder(request, access, form=form, status=422)
    try:
        act(access=access, **words(), by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _holder(request, access, form=form, refusal=error, status=409)
    messages.success(request, said)
    return redirect("channels:show_access", channel_id=access.channel_id)


def _page(
    request: SignedInRequest,
    channel: Channel,
    *,
    wish: given.WishForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    seen = read.accesses_visible_to(user).filter(channel=channel)
    rows = read.rows_of(seen, user, timezone.now())
    held = [one for one in rows if one.access.state in OPEN_ACCESS]
    shown = {
        "channel": channel,
        "rows": held,
        "past": [one.access for one in rows if one.access.state not in OPEN_ACCESS],
        "wish": wish or given.WishForm(by=user),
        "asked": wish,
        "refusal": refusal,
        **_about(user, channel, held),
    }
    return render(request, "channels/access.html", shown, status=status)


def _about(user: User, channel: Channel, held: list[read.Row]) -> dict[str, object]:
    granted = [one.access.pk for one in held if one.access.state == AccessState.GRANTED]
    return {
        "standing": read.standing_of(held),
        "enough": read.ENOUGH,
        "confirms": granted,
        "may_keep": permissions.may_lead(user, channel),
        "sees_all": permissions.sees_access(user, channel),
    }


def _holder(
    request: SignedInRequest,
    access: ChannelAccess,
    *,
    form: forms.Form | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    (row,) = read.rows_of([access], request.user, timezone.now())
    shown = {
        "access": access,
        "row": row,
        "channel": access.channel,
        "may_keep": permissions.may_lead(request.user, access.channel),
        "own": access.user_id == request.user.pk,
        "forms": _forms(access, form),
        "form": form,
        "refusal": refusal,
        "history": timeline(Ref("channels.access", str(access.pk))),
    }
    return render(request, "channels/holder.html", shown, status=status)


def _forms(access: ChannelAccess, typed: forms.Form | None) -> dict[str, forms.Form]:
    fresh: dict[str, forms.Form] = {
        "decision": given.DecisionForm(),
        "safety": given.SafetyForm(initial=given.SafetyForm.start(access)),
        "withdrawal": given.WithdrawalForm(),
    }
    return {key: typed if type(typed) is type(one) else one for key, one in fresh.items()}


def _channel(request: SignedInRequest, channel_id: UUID) -> Channel:
    return get_object_or_404(visible_to(request.user), pk=channel_id)


def _access(request: SignedInRequest, access_id: UUID) -> ChannelAccess:
    return get_object_or_404(read.accesses_visible_to(request.user), pk=access_id)
