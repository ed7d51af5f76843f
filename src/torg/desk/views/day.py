from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from torg.channels.queries.teams import own_weeks
from torg.desk import queries
from torg.moderation.queries import state_name
from torg.people.permissions import Permission, SignedInRequest, can, check_can
from torg.planning.queries import status_of


@require_safe
def show_day(request: SignedInRequest) -> HttpResponse:
    """Min dag: what waits for the person, the most pressing first, and what goes out today."""
    check_can(request.user, Permission.VIEW_DESK)
    now = timezone.now()
    day = queries.my_day(request.user, now)
    shown = {
        "day": day,
        "late": day.late(now),
        "weeks": own_weeks(request.user) if request.user.teams().on_duty else [],
        "moment": now,
        "today": timezone.localdate(now),
        "status_of": status_of,
        "case_state": state_name,
        "may_answer": can(request.user, Permission.REPLY),
        "may_write": can(request.user, Permission.WRITE_POSTS),
        "may_read": can(request.user, Permission.READ_INBOX),
    }
    return render(request, "desk/day.html", shown)
