"""Ask the communications department from any page, and the queue where it answers (M2-10)."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.desk.forms import AnswerForm, QuestionForm
from torg.desk.queries import questions
from torg.handbook import actions, permissions
from torg.handbook.models import Question
from torg.handbook.states import Asking
from torg.kernel.refusals import Denied, Refusal
from torg.people.permissions import Permission, SignedInRequest, check_can


@require_safe
def list_questions(request: SignedInRequest) -> HttpResponse:
    """The person's own questions; for the communications department the whole queue."""
    check_can(request.user, Permission.VIEW_DESK)
    ended = request.GET.get("visa") == "avslutade"
    before = request.GET.get("fore", "")
    page, older = questions.question_page(request.user, before, ended=ended)
    kept = {"visa": "avslutade"} if ended else {}
    shown = {
        "rows": [(one, questions.link_of(one)) for one in page],
        "ended": ended,
        "answers": permissions.answers_questions(request.user),
        "older_url": f"?{urlencode({**kept, 'fore': older})}" if older else "",
        "first_url": f"?{urlencode(kept)}" if before else "",
    }
    return render(request, "desk/questions.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_communications(request: SignedInRequest) -> HttpResponse:
    """Ask about the page that the link was pressed on: ?fran=<its path>."""
    check_can(request.user, Permission.VIEW_DESK)
    sent = request.method == "POST"
    path = request.POST.get("fran", request.GET.get("fran", ""))
    subject = questions.subject_of(request.user, path)
    form = QuestionForm(request.POST if sent else None, initial={"fran": path})
    if sent and form.is_valid():
        actions.ask_communications(
            text=form.cleaned_data["text"],
            about=subject.about,
            department=subject.department,
            page=subject.page,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Frågan är skickad. Svaret visas bland dina frågor."))
        return redirect("desk:list_questions")
    shown = {"form": form, "link": subject.link, "about": subject.about}
    return render(request, "desk/ask.html", shown, status=422 if sent else 200)


@require_safe
def show_question(request: SignedInRequest, question_id: UUID) -> HttpResponse:
    """One question, what it is about, and its answer or the form for it."""
    return _page(request, _question(request, question_id))


@require_POST
def answer_question(request: SignedInRequest, question_id: UUID) -> HttpResponse:
    """The communications department's answer."""
    question = _question(request, question_id)
    permissions.check_can_answer(request.user, question)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, question, form)
    answer = form.cleaned_data["answer"]
    return _done(
        request,
        question,
        lambda: actions.answer_question(
            question=question, answer=answer, by=request.user, now=timezone.now()
        ),
        _("Svaret är sparat. Den som frågade ser det."),
        form,
    )


@require_POST
def withdraw_question(request: SignedInRequest, question_id: UUID) -> HttpResponse:
    """The asker needs no answer any more."""
    question = _question(request, question_id)
    return _done(
        request,
        question,
        lambda: actions.withdraw_question(question=question, by=request.user, now=timezone.now()),
        _("Frågan är tillbakadragen."),
    )


def _question(request: SignedInRequest, question_id: UUID) -> Question:
    check_can(request.user, Permission.VIEW_DESK)
    return get_object_or_404(questions.visible_to(request.user), pk=question_id)


def _done(
    request: SignedInRequest,
    question: Question,
    act: Callable[[], Question],
    said: str,
    form: AnswerForm | None = None,
) -> HttpResponse:
    try:
        act()
    except Denied:
        raise
    except Refusal as refusal:
        question.refresh_from_db()
        return _page(request, question, form, refusal)
    messages.success(request, said)
    return redirect("desk:show_question", question_id=question.pk)


def _page(
    request: SignedInRequest,
    question: Question,
    form: AnswerForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    waits = question.state == Asking.ASKED
    shown = {
        "question": question,
        "link": questions.link_of(question),
        "form": form or AnswerForm(),
        "refusal": refusal,
        # What was typed stays on the page, even when somebody else has answered since.
        "may_answer": permissions.can_answer(request.user, question)
        and (waits or form is not None),
        "may_withdraw": waits and question.asker_id == request.user.pk,
    }
    status = 409 if refusal else 422 if form is not None else 200
    return render(request, "desk/question.html", shown, status=status)
