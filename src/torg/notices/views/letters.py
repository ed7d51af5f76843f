from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.kernel.refusals import Denied, Refusal
from torg.notices import actions, permissions, queries
from torg.notices.forms import SettleForm
from torg.notices.models import Letter
from torg.people.permissions import SignedInRequest
from torg.ports.mail import mail

MOST = 200


@require_safe
def list_letters(request: SignedInRequest) -> HttpResponse:
    """Letters to the register's owner: those that need somebody first, then the newest."""
    permissions.check_can_read_letters(request.user)
    rows = queries.of_register(request.user)
    shown = {
        "asking": queries.asking(request.user)[:MOST],
        "letters": rows.exclude(state__in=queries.ASKING)[:MOST],
        "state_name": queries.state_name,
        "way": mail(),
    }
    return render(request, "notices/letters.html", shown)


@require_safe
def show_letter(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """One letter as it is sent, and what became of it."""
    return _page(request, _letter(request, letter_id))


@require_POST
def settle_letter(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    """Send it again, note that it arrived, or let it be."""
    letter = _letter(request, letter_id)
    permissions.check_can_settle(request.user, letter)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, letter, status=422)
    try:
        actions.settle_letter(
            letter=letter, **form.cleaned_data, by=request.user, now=timezone.now()
        )
    except Denied:
        raise
    except Refusal as refusal:
        return _page(request, _letter(request, letter_id), refusal=refusal, status=409)
    messages.success(request, _("Tack. Beskedet är sparat."))
    return redirect("notices:show_letter", letter_id=letter.pk)


def _letter(request: SignedInRequest, letter_id: UUID) -> Letter:
    return get_object_or_404(queries.visible_to(request.user), pk=letter_id)


def _page(
    request: SignedInRequest, letter: Letter, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "letter": letter,
        "state": queries.state_name(letter),
        "asks": letter.state in queries.ASKING,
        "refusal": refusal,
        "way": mail(),
    }
    return render(request, "notices/letter.html", shown, status=status)
