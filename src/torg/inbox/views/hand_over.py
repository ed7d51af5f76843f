from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from torg.inbox import actions, queries
from torg.inbox.forms import CloseForm, ForwardForm, ReferForm, new_token, words_of
from torg.inbox.models import Thread
from torg.inbox.permissions import check_can_forward, check_can_reply
from torg.inbox.views.answer import say_done
from torg.inbox.views.thread_page import thread_of
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import SignedInRequest
from torg.people.queries import departments_visible_to
from torg.rules.queries import clauses, statute

FormPage = require_http_methods(["GET", "HEAD", "POST"])


@FormPage
def forward(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Hand the thread to another department."""
    thread = thread_of(request, thread_id)
    check_can_forward(request.user, thread)
    units = departments_visible_to(request.user).exclude(pk=thread.department_id)
    if request.method != "POST":
        told = _("Tack för din fråga. Vi har tagit emot den och återkommer så snart vi kan.")
        form = ForwardForm(
            initial=_opened(request, thread, "acknowledgement", told), departments=units
        )
        return _page(request, thread, "forward", form)
    form = ForwardForm(request.POST, departments=units)
    if not form.is_valid():
        return _page(request, thread, "forward", form)
    done = _("Konversationen är skickad till %(unit)s.") % {"unit": form.cleaned_data["department"]}
    return _done(request, thread, "forward", form, done, form.values())


@FormPage
def refer(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Send the resident to another body."""
    thread = thread_of(request, thread_id)
    check_can_reply(request.user, thread)
    if request.method != "POST":
        told = _("Din fråga besvaras av {instans}. Du når dem på {kontaktväg}.")
        return _page(
            request, thread, "refer", ReferForm(initial=_opened(request, thread, "text", told))
        )
    form = ReferForm(request.POST)
    if not form.is_valid():
        return _page(request, thread, "refer", form)
    values = {"body": form.cleaned_data["body"], "words": words_of(form.cleaned_data)}
    return _done(request, thread, "refer", form, _("Hänvisningen är på väg."), values)


@FormPage
def close(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """End the thread with its outcome."""
    thread = thread_of(request, thread_id)
    check_can_reply(request.user, thread)
    earlier = queries.earlier_threads(thread, request.user)
    form = CloseForm(request.POST if request.method == "POST" else None, earlier=earlier)
    if not form.is_valid():
        return _page(request, thread, "close", form)
    return _done(
        request, thread, "close", form, _("Konversationen är avslutad."), form.cleaned_data
    )


# The kinds of rules that each page shows what the municipality states about.
TOLD = {
    "forward": ["forwarding"],
    "refer": ["forwarding"],
    "close": ["answer_duty", "answer_exception", "reaction"],
}
DOES: dict[str, Any] = {
    "forward": actions.forward,
    "refer": actions.refer,
    "close": actions.close,
}


def _done(
    request: SignedInRequest,
    thread: Thread,
    name: str,
    form: Any,
    done: str,
    values: dict[str, Any],
) -> HttpResponse:
    waits = {"undo": request.user.undo_span} if name == "refer" else {}
    try:
        DOES[name](thread=thread, by=request.user, now=timezone.now(), **values, **waits)
    except Denied:
        raise
    except Refusal as refusal:
        return _refused(request, thread, name, form, refusal)
    say_done(request, done, waits.get("undo"))
    return redirect("inbox:show_thread", thread_id=thread.pk)


def _refused(
    request: SignedInRequest, thread: Thread, name: str, form: Any, refusal: Refusal
) -> HttpResponse:
    """The form with what was typed; what is new is told once, and then known."""
    if refusal.field != "despite_newer":
        return _page(request, thread, name, form, refusal)
    found = queries.news(thread, form.cleaned_data["known"])
    form.data = form.data.copy()
    form.data["known"] = queries.seen_now(thread)
    return _page(request, thread, name, form, refusal, found)


def _page(
    request: SignedInRequest,
    thread: Thread,
    name: str,
    form: Any,
    refusal: Refusal | None = None,
    news: Sequence[queries.New] = (),
) -> HttpResponse:
    thread = thread_of(request, thread.pk)
    place, now = queries.place_of(thread.channel), timezone.now()
    context = {
        "thread": thread,
        "form": form,
        "clauses": clauses(thread.municipality, TOLD[name], place, now),
        "refusal": refusal,
        "news": news,
        "newest": queries.conversation(thread, request.user).newest,
        "service_duty": statute(thread.municipality, "service_duty", timezone.localdate(now)),
    }
    return render(request, f"inbox/{name}.html", context, status=409 if refusal else 200)


def _opened(request: SignedInRequest, thread: Thread, field: str, body: str) -> dict[str, Any]:
    """A form with the greeting, a first sentence and the closing in its text."""
    answered = queries.conversation(thread, request.user).answered
    if answered is None:
        return {"form_token": new_token()}
    answered.thread = thread
    found = queries.advice(answered, "", by=request.user, at=timezone.now())
    return {
        field: queries.opening_text(found.frame, body),
        "form_token": new_token(),
        "known": queries.seen_now(thread),
    }
