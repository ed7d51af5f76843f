"""A person leaves: what will happen, the button, and what is left to do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from torg.channels.actions import settle_task
from torg.channels.models import DepartureTask
from torg.channels.permissions import may_lead
from torg.channels.queries import departures as read
from torg.channels.states import TaskState
from torg.desk import actions
from torg.desk.forms import LeavingForm, ProofForm
from torg.desk.queries.leaving import ahead_of, ended_at_once, left_empty
from torg.kernel.refusals import Denied, Refusal
from torg.people.models import User
from torg.people.permissions import (
    Permission,
    SignedInRequest,
    check_can,
    check_can_everywhere,
)
from torg.people.queries import users_visible_to


@require_http_methods(["GET", "HEAD", "POST"])
def leave_person(request: SignedInRequest, user_id: UUID) -> HttpResponse:
    """Everything that the button does, and the button."""
    check_can_everywhere(request.user, Permission.MANAGE_PEOPLE)
    people = users_visible_to(request.user)
    person = get_object_or_404(people.filter(is_active=True), pk=user_id)
    now = timezone.now()
    given = request.POST if request.method == "POST" else None
    form = LeavingForm(given, by=request.user, person=person)
    shown = {"person": person, "form": form, "ahead": ahead_of(person, now)}
    if not form.is_valid():
        return render(request, "desk/leave.html", shown, status=422 if form.is_bound else 200)
    try:
        departure = actions.let_go(
            user=person, colleague=form.cleaned_data["colleague"], by=request.user, now=now
        )
    except Denied:
        raise
    except Refusal as error:
        return render(request, "desk/leave.html", shown | {"refusal": error}, status=409)
    messages.success(request, _("Inloggningen är stängd. Det som återstår står här."))
    return redirect("desk:show_departure", departure_id=departure.pk)


@require_safe
def list_departures(request: SignedInRequest) -> HttpResponse:
    """Everybody who has left and of whom something remains, and who is done."""
    check_can(request.user, Permission.VIEW_DESK)
    rows = list(read.departures_visible_to(request.user).prefetch_related("tasks")[:200])
    shown = {
        "open": [one for one in rows if one.state == TaskState.OPEN],
        "done": [one for one in rows if one.state == TaskState.DONE],
    }
    return render(request, "desk/departures.html", shown)


@require_safe
def show_departure(request: SignedInRequest, departure_id: UUID) -> HttpResponse:
    """What was done at the press, and what is left to do."""
    return _page(request, departure_id)


@require_POST
def settle_departure_task(request: SignedInRequest, task_id: UUID) -> HttpResponse:
    """One task is done, with its proof."""
    task = get_object_or_404(read.tasks_visible_to(request.user), pk=task_id)
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _page(request, task.departure_id, typed=(task.pk, form), status=422)
    try:
        settle_task(task=task, **form.cleaned_data, by=request.user, now=timezone.now())
    except Denied:
        raise
    except Refusal as error:
        return _page(request, task.departure_id, typed=(task.pk, form), refusal=error, status=409)
    messages.success(request, _("Klart."))
    return redirect("desk:show_departure", departure_id=task.departure_id)


def _page(
    request: SignedInRequest,
    departure_id: UUID,
    *,
    typed: tuple[UUID, ProofForm] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    departure = get_object_or_404(read.departures_visible_to(request.user), pk=departure_id)
    tasks = list(read.tasks_visible_to(request.user).filter(departure=departure))
    shown = {
        "departure": departure,
        "rows": _rows(request.user, tasks, typed),
        "left": sum(task.state == TaskState.OPEN for task in tasks),
        "today": (today := timezone.localdate()),
        "did": ended_at_once(departure),
        "empty": left_empty(departure.user, today),
        "form": typed[1] if typed else None,
        "refusal": refusal,
    }
    return render(request, "desk/departure.html", shown, status=status)


def _rows(
    user: User, tasks: list[DepartureTask], typed: tuple[UUID, ProofForm] | None
) -> list[tuple[DepartureTask, str, ProofForm, bool]]:
    """Each task with its words, its form, and whether the person may settle it."""
    pk, form = typed or (None, None)
    return [
        (
            task,
            read.task_words(task.kind, task.part),
            form if form and task.pk == pk else ProofForm(auto_id=f"{task.pk}_%s"),
            task.state == TaskState.OPEN and may_lead(user, task.channel),
        )
        for task in tasks
    ]
