from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from torg.inbox import actions
from torg.inbox.forms import KindForm, NoteForm
from torg.inbox.models import Direction, Message, Thread
from torg.inbox.views.thread_page import thread_of, thread_page
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest


@require_POST
def claim(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Take the thread."""
    return _step(
        request,
        thread_id,
        lambda thread: actions.claim(thread=thread, by=request.user, now=timezone.now()),
        _("Du har hand om konversationen."),
    )


@require_POST
def release(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Put it back."""
    return _step(
        request,
        thread_id,
        lambda thread: actions.release(thread=thread, by=request.user, now=timezone.now()),
        _("Konversationen är släppt och ligger bland de nya."),
    )


@require_POST
def reopen(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Take up a finished thread."""
    return _step(
        request,
        thread_id,
        lambda thread: actions.reopen(thread=thread, by=request.user, now=timezone.now()),
        _("Konversationen är öppen igen."),
    )


@require_POST
def set_kind(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Say what a message is about."""
    form = KindForm(request.POST)

    def sort(thread: Thread) -> object:
        if not form.is_valid():
            raise Refusal(_("Välj en av sorterna i listan."), field="kind")
        message = _message(thread, form.cleaned_data["message"])
        kind = form.cleaned_data["kind"]
        return actions.set_kind(message=message, kind=kind, by=request.user, now=timezone.now())

    return _step(request, thread_id, sort, _("Sorten är sparad."))


@require_POST
def like(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Like the message, as the channel."""
    form = KindForm(request.POST)
    form.fields.pop("kind")

    def act(thread: Thread) -> object:
        if not form.is_valid():
            raise Refusal(_("Välj vad du vill gilla."))
        message = _message(thread, form.cleaned_data["message"])
        return actions.like(message=message, by=request.user, now=timezone.now())

    return _step(request, thread_id, act, _("Gillandet är på väg."))


@require_POST
def add_note(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Write for colleagues."""
    form = NoteForm(request.POST)

    def note(thread: Thread) -> object:
        if not form.is_valid():
            raise Refusal(_("Anteckningen är för lång."), field="note")
        text = form.cleaned_data["note"]
        return actions.add_note(thread=thread, text=text, by=request.user, now=timezone.now())

    return _step(request, thread_id, note, _("Anteckningen är sparad."), note_form=form)


def _step(
    request: SignedInRequest,
    thread_id: UUID,
    act: Callable[[Thread], object],
    done: str,
    note_form: NoteForm | None = None,
) -> HttpResponse:
    thread = thread_of(request, thread_id)
    try:
        act(thread)
    except Denied:
        raise
    except Refusal as refusal:
        return thread_page(request, thread, refusal=refusal, note_form=note_form or NoteForm())
    messages.success(request, done)
    return redirect("inbox:show_thread", thread_id=thread.pk)


def _message(thread: Thread, message_id: UUID) -> Message:
    theirs = thread.messages.filter(direction=Direction.IN).select_related(
        "thread__channel__connection", "thread__channel__department", "thread__department"
    )
    return get_object_or_404(theirs, pk=message_id)
