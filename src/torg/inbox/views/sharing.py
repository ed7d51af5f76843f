"""A share that waits for its second reader: read, let out, returned or taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from torg.inbox import actions, queries
from torg.inbox.forms import ReadShareForm
from torg.inbox.models import Share
from torg.inbox.permissions import check_can_read_share
from torg.inbox.queries.reposting import repost_ref, reposting, share_digest, sharing_of
from torg.inbox.views.answer import say_done
from torg.inbox.views.thread_page import thread_page
from torg.kernel.refusals import Denied, Refusal
from torg.ledger.queries import timeline
from torg.people.permissions import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def read_share(request: SignedInRequest, share_id: UUID) -> HttpResponse:
    """Read a colleague's share; approve it, which sends it, or return it with a reason."""
    share = _share(request, share_id)
    check_can_read_share(request.user, share)
    form = ReadShareForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, share, form, None)
    approve, undo = request.POST.get("do") == "approve", request.user.undo_span
    try:
        actions.read_share(
            share=share, approve=approve, **form.cleaned_data, by=request.user,
            now=timezone.now(), undo=undo,
        )  # fmt: skip
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, _share(request, share_id), form, refusal)
    if approve:
        say_done(request, _("Delningen är på väg."), undo)
    else:
        messages.success(request, _("Delningen är återlämnad."))
    return redirect("inbox:show_thread", thread_id=share.message.thread_id)


@require_POST
def withdraw_share(request: SignedInRequest, share_id: UUID) -> HttpResponse:
    """Let it be."""
    share = _share(request, share_id)
    try:
        actions.withdraw_share(share=share, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        return thread_page(request, share.message.thread, refusal=refusal)
    messages.success(request, _("Delningen är tillbakatagen. Inget har delats."))
    return redirect("inbox:show_thread", thread_id=share.message.thread_id)


def _share(request: SignedInRequest, share_id: UUID) -> Share:
    theirs = Share.objects.filter(message__thread__in=queries.visible_to(request.user))
    return get_object_or_404(
        theirs.select_related(
            "asked_by",
            "reader",
            "message__person",
            "message__thread__channel__connection",
            "message__thread__channel__department",
            "message__thread__department",
            "message__thread__person",
            "message__thread__municipality",
        ),
        pk=share_id,
    )


def _page(
    request: SignedInRequest, share: Share, form: ReadShareForm, refusal: Refusal | None
) -> HttpResponse:
    """Always about the words that are shown now, with the comment that was typed."""
    typed = form.data.get("note", "") if form.is_bound else ""
    shown = {
        "share": share,
        "message": share.message,
        "thread": share.message.thread,
        "form": ReadShareForm(initial={"content": share_digest(share), "note": typed}),
        "refusal": refusal,
        "said": reposting(share.message, sharing_of(share), at=timezone.now()),
        "history": timeline(repost_ref(share.message)),
    }
    return render(request, "inbox/share.html", shown, status=409 if refusal else 200)
