"""A channel's own principles: rules that it makes stricter for itself (S-11, S-41)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import permissions, queries
from torg.channels.forms import PrincipleForm
from torg.channels.models import Channel
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest
from torg.rules.actions import Wanted, propose_change
from torg.rules.models import ChangeProposal
from torg.rules.queries import ChannelFacts, own_principles, principles_open


@require_http_methods(["GET", "HEAD", "POST"])
def propose_principle(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """What the channel has made stricter, and a form for more; a second person decides."""
    channel = get_object_or_404(queries.visible_to(request.user), pk=channel_id)
    permissions.check_can_manage(request.user, channel.department)
    shown = _shown(channel)
    start = {"from_day": timezone.localdate()}
    form = PrincipleForm(request.POST or None, open_rules=shown["open"], initial=start)
    shown["form"] = form
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "channels/principles.html", shown, status=status)
    try:
        made = _proposed(request, channel, form)
    except Denied:
        raise
    except Refusal as error:
        return render(request, "channels/principles.html", shown | {"refusal": error}, status=409)
    messages.success(request, _("Förslaget väntar på en andra person."))
    return redirect("rules:show_change", proposal_id=made.pk)


def _proposed(request: SignedInRequest, channel: Channel, form: PrincipleForm) -> ChangeProposal:
    wanted = Wanted(
        **form.wanted(),
        key="verdict",
        channel=str(channel.pk),
        channel_name=str(channel),
        department=channel.department,
    )
    return propose_change(wanted=wanted, by=request.user, now=timezone.now())


def _shown(channel: Channel) -> dict[str, Any]:
    place = ChannelFacts(
        network=channel.network,
        channel_class=channel.channel_class,
        channel=str(channel.pk),
        comments_open=channel.comments_open,
    )
    own = own_principles(channel.municipality, str(channel.pk))
    return {"channel": channel, "own": own, "open": principles_open(channel.municipality, place)}
