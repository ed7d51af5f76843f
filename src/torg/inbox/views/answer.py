from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from torg.inbox import actions, queries
from torg.inbox.forms import ReadForm, ReplyForm
from torg.inbox.models import Message, Reply, Thread
from torg.inbox.views.thread_page import drop_draft_of, thread_of, thread_page
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@dataclass(frozen=True, slots=True)
class Deed:
    """What one of the editor's buttons does. leaves: whether something goes out, after a time
    for regret; the frame then tells of it, with a button to take it back."""

    act: Callable[..., Reply | Message]
    done: Callable[[], str]
    leaves: bool = True


DOES = {
    "send": Deed(actions.reply, lambda: _("Svaret är på väg.")),
    "interim": Deed(
        actions.send_interim,
        lambda: _("Mellansvaret är på väg. Konversationen ligger kvar under Väntar."),
    ),
    "reader": Deed(
        actions.request_second_reader,
        lambda: _("Svaret väntar på en andra läsare. Inget har skickats."),
        leaves=False,
    ),
    "noted": Deed(
        actions.note_answer,
        lambda: _("Svaret är noterat, och konversationen är klar."),
        leaves=False,
    ),
}


@require_POST
def reply(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Send, send as interim, ask a reader, or put a template or a fact into the text."""
    thread = thread_of(request, thread_id)
    form = ReplyForm(request.POST, templates=queries.templates_for(request.user))
    valid = form.is_valid()
    does = request.POST.get("do", "send")
    if not valid or does not in DOES:
        return _with_more(request, thread, form, does)
    deed = DOES[does]
    waits = {"undo": request.user.undo_span} if deed.leaves else {}
    try:
        deed.act(thread=thread, words=form.words(), by=request.user, now=timezone.now(), **waits)
    except Denied:
        raise
    except Refusal as refusal:
        return _refused(request, thread, form, refusal)
    drop_draft_of(request, "reply", thread.pk)
    say_done(request, deed.done(), waits.get("undo"))
    return redirect("inbox:show_thread", thread_id=thread.pk)


@require_POST
def undo_reply(request: SignedInRequest, reply_id: UUID) -> HttpResponse:
    """Take back what has not left; the words are in the editor again."""
    written = _reply(request, reply_id)
    try:
        actions.undo_reply(reply=written, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as refusal:
        return thread_page(request, written.thread, refusal=refusal)
    messages.success(request, _("Ångrat. Inget har skickats, och din text finns kvar."))
    return redirect("inbox:show_thread", thread_id=written.thread_id)


@require_POST
def advise(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """What the rules say of the text as it stands; a part of the page."""
    thread = thread_of(request, thread_id)
    found = _advice(request, thread, request.POST.get("text", ""))
    return render(request, "inbox/_advice.html", {"advice": found, "asked": True})


@require_POST
def second_read(request: SignedInRequest, reply_id: UUID) -> HttpResponse:
    """Approve a colleague's answer, which sends it, or return it."""
    written = _reply(request, reply_id)
    form = ReadForm(request.POST)
    form.is_valid()
    approve = request.POST.get("do") == "approve"
    note = form.cleaned_data.get("note", "")
    try:
        actions.second_read(
            reply=written,
            approve=approve,
            note=note,
            by=request.user,
            now=timezone.now(),
            undo=request.user.undo_span,
        )
    except Denied:
        raise
    except Refusal as refusal:
        return thread_page(request, written.thread, refusal=refusal, read_form=form)
    if approve:
        say_done(request, _("Svaret är på väg."), request.user.undo_span)
    else:
        messages.success(request, _("Svaret är återlämnat."))
    return redirect("inbox:show_thread", thread_id=written.thread_id)


def say_done(request: SignedInRequest, done: str, undo: timedelta | None) -> None:
    """Unless the frame says it, with a button to take it back."""
    if not undo:
        messages.success(request, done)


def _reply(request: SignedInRequest, reply_id: UUID) -> Reply:
    return get_object_or_404(
        Reply.objects.select_related("thread__channel__department", "thread__department").filter(
            thread__in=queries.visible_to(request.user)
        ),
        pk=reply_id,
    )


def _refused(
    request: SignedInRequest, thread: Thread, form: ReplyForm, refusal: Refusal
) -> HttpResponse:
    """The page with what was typed; what is new is told once, and then known."""
    words = form.words()
    shown: dict[str, Any] = {"advice": _advice(request, thread, words.text)}
    if refusal.field == "despite_newer":
        shown["news"] = queries.news(thread, words.known, token=words.form_token)
        data = request.POST.copy()
        data["known"] = queries.seen_now(thread)
        form = ReplyForm(data, templates=queries.templates_for(request.user))
        form.is_valid()
    return thread_page(request, thread, reply_form=form, refusal=refusal, **shown)


def _with_more(
    request: SignedInRequest, thread: Thread, form: ReplyForm, does: str
) -> HttpResponse:
    """The editor again, with the chosen template's words or a key fact in the text."""
    chosen, answered = form.cleaned_data.get("template"), _answered(request, thread)
    fact = _fact(thread, does)
    if answered is None or not (chosen or fact):
        return thread_page(request, thread, reply_form=form)
    found = queries.advice(answered, "", by=request.user, at=timezone.now())
    data = request.POST.copy()
    if fact:
        data["text"] = queries.with_fact(data.get("text", ""), fact, found.frame)
    elif chosen:
        body = queries.filled(chosen, answered, by=request.user, frame=found.frame)
        data["text"] = queries.opening_text(found.frame, body)
    filled = ReplyForm(data, templates=queries.templates_for(request.user))
    return thread_page(request, thread, reply_form=filled)


def _fact(thread: Thread, does: str) -> str:
    """The key fact that a button stands for: fact-1 is the first."""
    facts = {f"fact-{number}": fact for number, fact in enumerate(queries.key_facts(thread), 1)}
    return facts.get(does, "")


def _advice(request: SignedInRequest, thread: Thread, text: str) -> queries.Advice | None:
    answered = _answered(request, thread)
    if answered is None:
        return None
    return queries.advice(answered, text, by=request.user, at=timezone.now())


def _answered(request: SignedInRequest, thread: Thread) -> Message | None:
    message = queries.conversation(thread, request.user).answered
    if message is not None:
        message.thread = thread
    return message
