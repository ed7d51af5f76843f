from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from torg.inbox import queries
from torg.inbox.forms import filters_of
from torg.inbox.models import Thread
from torg.inbox.queries import Queue
from torg.inbox.views.thread_page import queue_pane, thread_of, thread_page
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.ui.saved_filters import FilterChip, chips


@require_safe
def list_threads(request: SignedInRequest) -> HttpResponse:
    """The queues; the new ones first."""
    check_can(request.user, Permission.READ_INBOX)
    narrowing = queries.narrowing(request.user)
    if narrowing.default and not request.GET:
        return redirect(f"{reverse('inbox:list_threads')}?{narrowing.default.query}")
    shown = queue_pane(request, Queue.NEW, narrowing) | {
        "saved": _saved(request, narrowing),
        "may_answer": can(request.user, Permission.REPLY),
    }
    return render(request, "inbox/threads.html", shown)


@require_safe
def show_thread(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """One conversation, with our post on top and everything about it beside."""
    return thread_page(request, thread_of(request, thread_id))


def _saved(request: SignedInRequest, narrowing: queries.Narrowing) -> list[FilterChip]:
    user, now = request.user, timezone.now()

    def rows(query: QueryDict) -> QuerySet[Thread]:
        asked = query.get("ko", "")
        queue = Queue(asked) if asked in set(Queue) else Queue.NEW
        return queries.queued(user, queue, filters_of(query), now)

    return chips(narrowing.saved, reverse("inbox:list_threads"), request.GET, rows)


@require_safe
def show_post(request: SignedInRequest, publication_id: UUID) -> HttpResponse:
    """A post of ours and its whole comment field, in time order (S-04)."""
    check_can(request.user, Permission.READ_INBOX)
    publication = get_object_or_404(queries.posts_visible_to(request.user), pk=publication_id)
    context = {
        "publication": publication,
        "post": queries.post_text(publication),
        "messages_below": queries.under_post(publication, request.user),
    }
    return render(request, "inbox/post.html", context)
