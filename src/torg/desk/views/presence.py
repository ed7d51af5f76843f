from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from torg.desk.queries.objects import seen_object
from torg.kernel.marks import pack
from torg.people import actions
from torg.people.models import Presence, PresenceMode
from torg.people.permissions import SignedInRequest
from torg.people.queries import others_at

WRITES = {
    "konversation": lambda: _("skriver svar"),
    "inlagg": lambda: _("ändrar inlägget"),
    "arende": lambda: _("skriver bedömning"),
    "ansokan": lambda: _("skriver i ansökan"),
    "avslut": lambda: _("skriver i avslutet"),
    "inventering": lambda: _("skriver i svaret"),
}


@require_POST
def note_presence(request: SignedInRequest, kind: str, object_id: UUID) -> HttpResponse:
    """A sign of life from an open page; who else is there comes back, when that has changed."""
    about, now = seen_object(request.user, kind, object_id), timezone.now()
    if about is None:
        raise Http404
    mode = request.POST.get("mode", "")
    if mode == "left":
        actions.leave(about=about, by=request.user, now=now)
        return HttpResponse(status=204)
    here = PresenceMode.WRITING if mode == PresenceMode.WRITING else PresenceMode.VIEWING
    actions.note_presence(about=about, mode=here, by=request.user, now=now)
    others = others_at(about, request.user, now)
    mark = _mark(others)
    if request.POST.get("known") == mark:
        return HttpResponse(status=204)
    shown = {"others": others, "writes": WRITES[kind](), "mark": mark}
    return render(request, "desk/_presence.html", shown)


def _mark(others: list[Presence]) -> str:
    return pack(f"{one.user_id} {one.mode}" for one in others)
