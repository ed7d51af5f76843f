from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels.models import Closing
from torg.channels.queries.closing import closings_visible_to, standing
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can
from torg.planning import actions
from torg.planning.forms.deciding import ClosingNoticeForm
from torg.planning.queries import benefits_asked
from torg.rules.queries import Finding


@require_http_methods(["GET", "HEAD", "POST"])
def plan_closing_notice(request: SignedInRequest, closing_id: UUID) -> HttpResponse:
    """A notice to the followers of a closing channel, as a post with its day."""
    closing = get_object_or_404(closings_visible_to(request.user), pk=closing_id)
    check_can(request.user, Permission.WRITE_POSTS, department=closing.channel.department)
    form = ClosingNoticeForm(
        request.POST or None, initial=_initial(closing), declared=_declared(closing)
    )
    plan = standing(closing, timezone.now()).plan
    shown = {"closing": closing, "channel": closing.channel, "form": form, "plan": plan}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "planning/closing_notice.html", shown, status=status)
    given = form.cleaned_data
    wall = given.pop("planned_at").strftime("%Y-%m-%dT%H:%M")
    try:
        post = actions.plan_closing_notice(
            closing=closing, planned_wall=wall, **given, by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as error:
        shown["refusal"] = error
        return render(request, "planning/closing_notice.html", shown, status=409)
    messages.success(request, _("Beskedet är ett utkast. Lämna det till granskning."))
    return redirect("planning:show_post", post_id=post.pk)


def _declared(closing: Closing) -> Finding | None:
    channel = closing.channel
    asked = benefits_asked(channel.municipality, [channel], timezone.now()).get(channel.pk)
    return asked.declared if asked else None


def _initial(closing: Closing) -> dict[str, Any]:
    into = closing.merge_into
    return {"referral": (into.address or into.name) if into else ""}
