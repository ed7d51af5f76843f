"""Changes of single values: proposed by one, settled by another."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.rules import actions, permissions, queries
from torg.rules.forms import ChangeForm, DeclineForm
from torg.rules.models import ChangeProposal


@require_safe
def list_changes(request: SignedInRequest) -> HttpResponse:
    """What is proposed and what became of it."""
    check_can(request.user, Permission.MANAGE_CHANNELS)
    proposals = list(queries.proposals(request.user))
    names = queries.titles(request.user.municipality, {one.of for one in proposals})
    return render(request, "rules/changes.html", {"proposals": proposals, "names": names})


@require_safe
def show_change(request: SignedInRequest, proposal_id: UUID) -> HttpResponse:
    """One proposal, with what the person may do about it."""
    check_can(request.user, Permission.MANAGE_CHANNELS)
    return _page(request, _proposal(request, proposal_id))


@require_http_methods(["GET", "HEAD", "POST"])
def propose_change(request: SignedInRequest, of: str, key: str) -> HttpResponse:
    """A new value for one of the things that the pack lets the municipality change."""
    permissions.check_can_change(request.user)
    pack = queries.newest_pack(request.user.municipality)
    value = next((one for one in queries.adjustable_in(pack, of) if one.key == key), None)
    if value is None:
        raise Refusal(
            _("Det värdet går inte att ändra med ett eget beslut."),
            remedy=_("Det ändras i en ny utgåva av regelverket."),
        )
    form = ChangeForm(request.POST or None, value=value, initial=_begun(value))
    shown = {"form": form, "value": value, "of": of} | _words(request, of)
    if request.method != "POST" or not form.is_valid():
        return render(request, "rules/propose.html", shown, status=422 if form.is_bound else 200)
    wanted = actions.Wanted(of=of, key=key, **form.cleaned_data)
    try:
        made = actions.propose_change(wanted=wanted, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return render(request, "rules/propose.html", shown | {"refusal": error}, status=409)
    messages.success(request, _("Förslaget väntar på en andra person."))
    return redirect("rules:show_change", proposal_id=made.pk)


@require_POST
def approve_change(request: SignedInRequest, proposal_id: UUID) -> HttpResponse:
    """The second person's yes."""
    proposal = _proposal(request, proposal_id)
    try:
        made = actions.approve_change(proposal=proposal, by=request.user, now=timezone.now())
    except Refusal as error:
        return _page(request, proposal, refusal=error)
    messages.success(request, _("Ändringen är beslutad som version %(n)s.") % {"n": made.number})
    return redirect("rules:show_adoption", number=made.number)


@require_POST
def decline_change(request: SignedInRequest, proposal_id: UUID) -> HttpResponse:
    """The second person's no."""
    proposal, form = _proposal(request, proposal_id), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, form=form)
    reason = form.cleaned_data["settled_reason"]
    try:
        actions.decline_change(
            proposal=proposal, reason=reason, by=request.user, now=timezone.now()
        )
    except Refusal as error:
        return _page(request, proposal, form=form, refusal=error)
    messages.success(request, _("Förslaget är avslaget."))
    return redirect("rules:show_change", proposal_id=proposal.pk)


@require_POST
def withdraw_change(request: SignedInRequest, proposal_id: UUID) -> HttpResponse:
    """The proposer's regret."""
    proposal = _proposal(request, proposal_id)
    try:
        actions.withdraw_change(proposal=proposal, by=request.user, now=timezone.now())
    except Refusal as error:
        return _page(request, proposal, refusal=error)
    messages.success(request, _("Förslaget är återtaget."))
    return redirect("rules:show_change", proposal_id=proposal.pk)


def _proposal(request: SignedInRequest, proposal_id: UUID) -> ChangeProposal:
    check_can(request.user, Permission.MANAGE_CHANNELS)
    return get_object_or_404(queries.proposals(request.user), pk=proposal_id)


def _page(
    request: SignedInRequest,
    proposal: ChangeProposal,
    *,
    form: DeclineForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    held, user = _proposal(request, proposal.pk), request.user
    waits = held.state == "proposed" and permissions.can_change(user, held.department)
    shown = {
        "proposal": held,
        "form": form or DeclineForm(),
        "refusal": refusal,
        "may_settle": waits and held.proposed_by_id != user.pk,
        "may_withdraw": waits and held.proposed_by_id == user.pk,
    } | _words(request, held.of)
    denied = isinstance(refusal, Denied)
    status = 403 if denied else 409 if refusal else 422 if form else 200
    return render(request, "rules/change.html", shown, status=status)


def _begun(value: queries.Adjustable) -> dict[str, object]:
    now = "\n".join(map(str, value.now)) if value.lines else value.now
    return {"value": now, "from_day": timezone.localdate()}


def _words(request: SignedInRequest, of: str) -> dict[str, str]:
    title, words = queries.about(request.user.municipality, of)
    return {"title": title, "words": words}
