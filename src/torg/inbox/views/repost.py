from dataclasses import asdict
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
from torg.inbox.models import Direction, Message, Share
from torg.inbox.permissions import can_read_share, check_can_repost
from torg.inbox.queries.reposting import Sharing, obstacle, reposting, reposts_of, sharing_of
from torg.inbox.states import ShareState
from torg.inbox.views.answer import say_done
from torg.inbox.views.thread_page import thread_page
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest

# What came back is gone on with.
TAKEN_UP = frozenset({ShareState.RETURNED, ShareState.FAILED})


@require_http_methods(["GET", "HEAD", "POST"])
def repost(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Share what a resident wrote on, after reading why and what the rules say."""
    message = _message(request, message_id)
    check_can_repost(request.user, message.thread)
    opened = {"known": queries.seen_now(message.thread)}
    form = RepostForm(request.POST if request.method == "POST" else None, initial=opened)
    if not form.is_valid():
        return _page(request, message, form, obstacle(message), 200)
    try:
        _press(request, message, form.sharing())
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, _message(request, message_id), form, refusal, 409)
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


def _press(request: SignedInRequest, message: Message, sharing: Sharing) -> None:
    """The button that was pressed: ask a colleague first, or share."""
    now, undo = timezone.now(), request.user.undo_span
    if request.POST.get("do") == "reader":
        actions.ask_share(message=message, sharing=sharing, by=request.user, now=now)
        messages.success(request, _("En kollega läser innan det delas. Inget har delats."))
    else:
        actions.repost(message=message, sharing=sharing, by=request.user, now=now, undo=undo)
        say_done(request, _("Delningen är på väg."), undo)


def _message(request: SignedInRequest, message_id: UUID) -> Message:
    theirs = Message.objects.filter(
        direction=Direction.IN, thread__in=queries.visible_to(request.user)
    ).select_related(
        "person",
        "share__asked_by",
        "share__reader",
        "thread__channel__connection",
        "thread__channel__department",
        "thread__department",
        "thread__person",
        "thread__municipality",
    )
    return get_object_or_404(theirs, pk=message_id)


def _news(message: Message, form: RepostForm, refusal: Refusal | None) -> list[queries.New]:
    """What has come since the form was opened: told once, and then known."""
    if refusal is None or refusal.field != "despite_newer":
        return []
    found = queries.news(message.thread, form.cleaned_data["known"])
    form.data = dict(form.data.items()) | {"known": queries.seen_now(message.thread)}
    return found


def _begun(share: Share | None, form: RepostForm) -> tuple[RepostForm, Sharing]:
    """What was typed, or what was said of a share that came back, to go on with."""
    if form.is_bound:
        return form, form.sharing() if form.is_valid() else Sharing()
    if share is None or share.state not in TAKEN_UP:
        return form, Sharing()
    said = sharing_of(share)
    return RepostForm(initial=asdict(said) | {"known": form.initial["known"]}), said


def _page(
    request: SignedInRequest,
    message: Message,
    form: RepostForm,
    refusal: Refusal | None,
    status: int,
) -> HttpResponse:
    share = getattr(message, "share", None)
    form, sharing = _begun(share, form)
    shown = {
        "share": share,
        "act": next(iter(reposts_of([message])), None),
        "may_read": share is not None and can_read_share(request.user, share),
        "message": message,
        "thread": message.thread,
        "form": form,
        "refusal": refusal,
        "news": _news(message, form, refusal),
        "said": reposting(message, sharing, at=timezone.now()),
        "why": advice(message.thread.municipality, "m1-15"),
    }
    return render(request, "inbox/repost.html", shown, status=status)
