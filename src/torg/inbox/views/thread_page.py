"""The three panes: queue, conversation, facts. Built here, shown by every view of a thread."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from torg.delivery.queries import state_name
from torg.handbook.queries import asked_about
from torg.inbox import permissions, queries
from torg.inbox.forms import KindForm, NoteForm, ReadForm, ReplyForm, filters_of, new_token
from torg.inbox.models import Message, MessageKind, Reply, Thread, ThreadKind
from torg.inbox.queries import Conversation, Filters, Queue
from torg.inbox.queries.reposting import cannot_repost
from torg.inbox.states import ReplyState
from torg.inbox.views.rows import Rows, words_of
from torg.kernel.refs import Ref
from torg.kernel.refusals import Refusal
from torg.people.actions import drop_draft
from torg.people.models import User
from torg.people.permissions import Permission, SignedInRequest, can
from torg.people.queries import Kept, kept_for
from torg.rules.queries import Mode, mode

NAMES = {
    Queue.NEW: lambda: _("Nya"),
    Queue.MINE: lambda: _("Mina"),
    Queue.OTHERS: lambda: _("Andras"),
    Queue.WAITING: lambda: _("Väntar"),
    Queue.DONE: lambda: _("Klara"),
}


def thread_of(request: SignedInRequest, thread_id: UUID) -> Thread:
    """The thread, or 404 for whoever may not know of it."""
    return get_object_or_404(queries.visible_to(request.user), pk=thread_id)


def thread_page(
    request: SignedInRequest,
    thread: Thread,
    *,
    reply_form: ReplyForm | None = None,
    refusal: Refusal | None = None,
    advice: queries.Advice | None = None,
    news: Sequence[queries.New] = (),
    **typed: forms.Form,
) -> HttpResponse:
    """The page of a thread, with what was typed when something was refused.

    news: what has come since the form was opened. typed: small forms by their name here.
    """
    # What an action left in memory may be half done; the page shows what is stored.
    thread = thread_of(request, thread.pk)
    shown = queries.conversation(thread, request.user)
    context = {
        **queue_pane(request, queries.queue_of(request.user, thread), current=thread.pk),
        **_editor(request, shown, reply_form, advice),
        **_rights(request.user, shown),
        **_small_forms(shown) | typed,
        "thread": thread,
        "shown": shown,
        "refusal": refusal,
        "news": news,
        **_around(request.user, thread),
    }
    return render(request, "inbox/thread.html", context, status=409 if refusal else 200)


def _around(user: User, thread: Thread) -> dict[str, Any]:
    return {
        "key_facts": queries.key_facts(thread),
        "facts_url": facts_url(thread),
        "cannot_repost": cannot_repost(thread),
        "by_hand": queries.is_by_hand(thread.channel),
        "may_read_share": partial(permissions.can_read_share, user),
        "act_state": state_name,
        "report_url": report_url,
        "next_thread": queries.next_after(user, thread),
        "questions": asked_about(Ref("inbox.thread", str(thread.pk))),
    }


def _small_forms(shown: Conversation) -> dict[str, Any]:
    return {
        "note_form": NoteForm(),
        "read_form": ReadForm(),
        "kind_form": _kind_form(shown.newest),
    }


def queue_pane(
    request: SignedInRequest,
    fallback: Queue,
    narrowing: queries.Narrowing | None = None,
    current: UUID | None = None,
) -> dict[str, Any]:
    """The left pane: queues with counts, filters, and one page of rows. current: the open one."""
    by = narrowing or queries.narrowing(request.user)
    now = timezone.now()
    filters = filters_of(request.GET)
    asked = request.GET.get("ko", "")
    queue = Queue(asked) if asked in set(Queue) else fallback
    found = queries.listing(request.user, queue, filters, now, request.GET.get("efter", ""))
    kept = _kept(request)
    return {
        "queue": queue,
        "queues": _tabs(request, queue, queries.counts(request.user, filters, now)),
        "listed": Rows(f"?ko={queue.value}{kept}", now, current).drawn(found.rows),
        "after": found.after,
        "filters": filters,
        "filter_fields": _filter_fields(by.channels, filters),
        "kept": kept,
        "moment": now,
    }


def drop_draft_of(request: SignedInRequest, form: str, about_id: object) -> None:
    """It has been sent: what was kept of it goes."""
    drop_draft(
        form=form,
        about_id=str(about_id),
        token=request.POST.get("draft_token", ""),
        by=request.user,
        now=timezone.now(),
    )


def report_url(message: Message) -> str:
    """Where moderation takes a report on the message; "" while there is no such room."""
    try:
        return reverse("moderation:report_message", args=[message.pk])
    except NoReverseMatch:
        return ""


def facts_url(thread: Thread) -> str:
    """Where planning changes the facts of the post above; "" where it made no such post."""
    act = thread.publication.act if thread.publication else None
    if act is None or act.origin_kind != "planning.variant":
        return ""
    return reverse("planning:change_facts", args=[act.origin_id])


def _editor(
    request: SignedInRequest,
    shown: Conversation,
    form: ReplyForm | None,
    advice: queries.Advice | None,
) -> dict[str, Any]:
    if shown.answered is None or not permissions.can_reply(request.user, shown.thread):
        return {"reply_form": None, "advice": None}
    shown.answered.thread = shown.thread
    found = advice or queries.advice(shown.answered, "", by=request.user, at=timezone.now())
    kept = kept_for(request.user, "reply", shown.thread.pk)
    if form is None:
        form = _fresh_form(request.user, shown, found, kept)
    in_crisis = mode(request.user.municipality) is Mode.CRISIS
    return {"reply_form": form, "advice": found, "draft": kept, "in_crisis": in_crisis}


def _fresh_form(user: User, shown: Conversation, found: queries.Advice, kept: Kept) -> ReplyForm:
    initial = {
        "text": queries.opening_text(found.frame),
        "form_token": new_token(),
        "known": queries.seen_now(shown.thread),
    }
    earlier = _taken_up(user, shown)
    if earlier is not None:
        if earlier.author_id == user.pk:
            initial["form_token"] = earlier.form_token
        initial["text"] = earlier.text
    initial |= kept.initial(("text", "motive"))
    return ReplyForm(initial=initial, templates=queries.templates_for(user))


def _taken_up(user: User, shown: Conversation) -> Reply | None:
    """A reply to go on with: one that its reader returned, or that the person took back."""
    returned = shown.open_reply
    if returned is not None and returned.state == ReplyState.RETURNED:
        return returned
    mine = [one for one in shown.replies if one.author_id == user.pk]
    return mine[-1] if mine and mine[-1].state == ReplyState.DRAFT else None


def _rights(user: User, shown: Conversation) -> dict[str, bool]:
    thread, waiting = shown.thread, shown.open_reply
    return {
        "may_reply": permissions.can_reply(user, thread),
        "may_forward": permissions.can_forward(user, thread),
        "may_repost": permissions.can_repost(user, thread),
        "may_report": can(user, Permission.REPORT_CONTENT),
        "may_read": bool(
            waiting
            and waiting.state == ReplyState.AWAITING
            and permissions.can_second_read(user, waiting)
        ),
    }


def _kind_form(newest: Message | None) -> KindForm | None:
    if newest is None:
        return None
    return KindForm(initial={"message": newest.pk, "kind": newest.kind})


def _tabs(
    request: SignedInRequest, current: Queue, found: dict[Queue, int]
) -> list[dict[str, Any]]:
    kept, page = _kept(request), reverse("inbox:list_threads")
    return [
        {
            "label": NAMES[queue](),
            "url": f"{page}?ko={queue.value}{kept}",
            "current": queue is current,
            "count": found.get(queue),
        }
        for queue in Queue
    ]


def _kept(request: SignedInRequest) -> str:
    """The filters as they go on in links."""
    chosen = request.GET.copy()
    for name in ("ko", "efter"):
        chosen.pop(name, None)
    return f"&{chosen.urlencode()}" if chosen else ""


def _filter_fields(channels: list[tuple[str, str]], filters: Filters) -> list[dict[str, Any]]:
    return [
        _choice("kanal", _("Kanal"), filters.channel, channels),
        _choice("typ", _("Typ"), filters.kind, words_of(ThreadKind).items()),
        _choice("sort", _("Sort"), filters.sort, words_of(MessageKind).items()),
        _choice("sena", _("Tid"), "1" if filters.late else "", [("1", _("Bara försenade"))]),
    ]


def _choice(
    name: str, label: str, value: str, options: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "options": [("", _("Alla")), *options]}
