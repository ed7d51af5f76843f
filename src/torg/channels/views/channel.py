from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.channels import actions, permissions, queries
from torg.channels.forms import ConnectForm
from torg.channels.models import Channel, ChannelConnection
from torg.channels.queries import standing
from torg.channels.queries.access import Standing, channel_standing
from torg.channels.queries.closing import open_closing
from torg.channels.queries.following import open_alarms
from torg.channels.queries.hijacks import past_of, running
from torg.channels.states import ChannelState
from torg.handbook.queries import asked_about
from torg.kernel.refs import Ref
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest

# The rounds have a page of their own and would fill the channel's history day by day.
ROUTINE = ("watch.done",)


@require_safe
def show_channel(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """One channel: owner, purpose, connection, history."""
    channel = _channel(request, channel_id)
    connection = getattr(channel, "connection", None)
    shown = {
        "channel": channel,
        "connection": connection,
        "standing": standing.standing_of(connection),
        "account_alarms": open_alarms(channel),
        "wording": standing,
        "direct": connection is not None and queries.hears_directly(connection),
        "seconds": queries.POLL_SECONDS,
        "breaker": getattr(channel, "breaker", None),
        "lacking": queries.lacking(channel, request.user),
        "orientation": queries.orientation(channel),
        "history": timeline(Ref("channels.channel", str(channel.pk)), without=ROUTINE),
        "closing": open_closing(channel),
        "hijack": running(channel),
        "past_hijacks": past_of(request.user, channel),
        "may_respond": permissions.can_respond(request.user, channel),
        "access": _access(request.user, channel),
        "questions": asked_about(Ref("channels.channel", str(channel.pk))),
        **_may(request.user, channel),
    }
    return render(request, "channels/channel.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """Connect the channel: a live read must succeed before anything is stored."""
    channel = _channel(request, channel_id)
    permissions.check_can_connect(request.user, channel)
    form = ConnectForm(request.POST or None, initial=_account(channel))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.connect(
                channel=channel, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except Denied:
            raise
        except Refusal as error:
            refusal = error
        else:
            actions.subscribe(connection=found, by=request.user, now=timezone.now())
            messages.success(request, _("Ansluten till %(handle)s.") % {"handle": found.handle})
            return redirect("channels:show_channel", channel_id=channel.pk)
    shown = {"channel": channel, "form": form, "refusal": refusal}
    return render(request, "channels/connect.html", shown)


@require_POST
def disconnect(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """End our access to the channel's account."""
    channel = _channel(request, channel_id)
    permissions.check_can_connect(request.user, channel)
    connection = get_object_or_404(ChannelConnection, channel=channel)
    actions.disconnect(connection=connection, by=request.user, now=timezone.now())
    messages.success(request, _("Kanalen är bortkopplad. Nycklarna är borttagna härifrån."))
    return redirect("channels:show_channel", channel_id=channel.pk)


def _may(user: User, channel: Channel) -> dict[str, bool]:
    return {
        "may_connect": permissions.can_connect(user, channel)
        and channel.state != ChannelState.CLOSED,
        "may_watch": permissions.may(user, Permission.WATCH, channel),
        "may_set_tone": bool(permissions.own_fields(user, channel)),
        "may_change": permissions.can_change(user, channel),
        "may_manage": permissions.can_manage(user, channel),
        "may_prepare": permissions.can_apply(user, channel.department),
    }


def _access(user: User, channel: Channel) -> Standing | None:
    """Only for those who see everybody's."""
    if not permissions.sees_access(user, channel):
        return None
    return channel_standing(channel, user, timezone.now())


def _account(channel: Channel) -> dict[str, str]:
    """The account that the form begins with: the one in use, else the practice network's."""
    row = getattr(channel, "connection", None)
    if row is None:
        return {"adapter": "practice", "base_url": settings.PRACTICE_URL}
    return {"adapter": row.adapter, "base_url": row.base_url, "handle": row.handle}


def _channel(request: SignedInRequest, channel_id: UUID) -> Channel:
    return get_object_or_404(queries.visible_to(request.user), pk=channel_id)
