from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from torg.handbook.queries import advice
from torg.inbox import actions, queries
from torg.inbox.forms import RepostForm
from torg.inbox.models import Direction, Message
from torg.inbox.permissions import check_can_repost
from torg.inbox.queries.reposting import Sharing, obstacle, reposting
from torg.inbox.views.answer import say_done
from torg.inbox.views.thread_page import thread_page
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def repost(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Share what a resident wrote on, after reading why and what the rules say."""
    message = _message(request, message_id)
    check_can_repost(request.user, message.thread)
    form = RepostForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, message, form, obstacle(message), 200)
    undo = request.user.undo_span
    try:
        actions.repost(
            message=message, sharing=form.sharing(), by=request.user, now=timezone.now(), undo=undo
        )
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, _message(request, message_id), form, refusal, 409)
    say_done(request, _("Delningen är på väg."), undo)
    return redirect("inbox:show_thread", thread_id=message.thread_id)


@require_POST
def undo_repost(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Take back a share that has not left."""
    message = _message(request, message_id)
    try:
        actions.undo_repost(message=message, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        return thread_page(request, message.thread, refusal=refusal)
    messages.success(request, _("Ångrat. Inget har delats."))
    return redirect("inbox:show_thread", thread_id=message.thread_id)


def _message(request: SignedInRequest, message_id: UUID) -> Message:
    theirs = Message.objects.filter(
        direction=Direction.IN, thread__in=queries.visible_to(request.user)
    ).select_related(
        "person",
        "thread__channel__connection",
        "thread__channel__department",
        "thread__department",
        "thread__person",
        "thread__municipality",
    )
    return get_object_or_404(theirs, pk=message_id)


def _page(
    request: SignedInRequest,
    message: Message,
    form: RepostForm,
    refusal: Refusal | None,
    status: int,
) -> HttpResponse:
    sharing = form.sharing() if form.is_bound and form.is_valid() else Sharing()
    shown = {
        "message": message,
        "thread": message.thread,
        "form": form,
        "refusal": refusal,
        "said": reposting(message, sharing, at=timezone.now()),
        "why": advice(message.thread.municipality, "m1-15"),
    }
    return render(request, "inbox/repost.html", shown, status=status)
