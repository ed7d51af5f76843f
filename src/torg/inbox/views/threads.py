from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from torg.inbox import queries
from torg.inbox.queries import Queue
from torg.inbox.views.thread_page import queue_pane, thread_of, thread_page
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def list_threads(request: SignedInRequest) -> HttpResponse:
    """The queues; the new ones first."""
    check_can(request.user, Permission.READ_INBOX)
    return render(request, "inbox/threads.html", queue_pane(request, Queue.NEW))


@require_safe
def show_thread(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """One conversation, with our post on top and everything about it beside."""
    return thread_page(request, thread_of(request, thread_id))


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
