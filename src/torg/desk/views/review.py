from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.channels import actions
from torg.channels import queries as channels
from torg.channels.models import ReviewOutcome
from torg.channels.permissions import check_can_manage
from torg.channels.queries.reviews import next_review
from torg.desk.forms import ReviewForm
from torg.desk.queries.channel_figures import figures_of
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def review_channel(request: SignedInRequest, channel_id: UUID) -> HttpResponse:
    """A channel's review: its purpose beside what it did in a year, and what follows."""
    channel = get_object_or_404(channels.visible_to(request.user), pk=channel_id)
    check_can_manage(request.user, channel.department)
    now, form = timezone.now(), ReviewForm(request.POST or None)
    figures = figures_of(channel, now)
    shown = {
        "channel": channel,
        "form": form,
        "figures": figures,
        "next": next_review(channel, now),
    }
    shown |= {"earlier": channel.reviews.select_related("by")[:5]}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/review.html", shown, status=422 if form.is_bound else 200)
    given, kept = form.cleaned_data, figures.kept()
    try:
        actions.review_channel(channel=channel, **given, figures=kept, by=request.user, now=now)
    except Denied:
        raise
    except Refusal as error:
        return render(request, "desk/review.html", shown | {"refusal": error}, status=409)
    messages.success(request, _said(given["outcome"]))
    return redirect("channels:show_channel", channel_id=channel.pk)


def _said(outcome: str) -> str:
    if outcome in {ReviewOutcome.NO_EFFECT, ReviewOutcome.CLOSE}:
        return _("Omprövningen är sparad, och den som ansvarar för kanalen får frågan att stänga.")
    return _("Omprövningen är sparad.")
