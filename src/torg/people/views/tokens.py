from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from torg.kernel.refusals import Refusal
from torg.people import actions, queries
from torg.people.forms import TokenForm
from torg.people.permissions import SignedInRequest


@require_safe
def list_tokens(request: SignedInRequest) -> HttpResponse:
    """The person's keys to the API."""
    return _page(request, TokenForm(by=request.user))


@require_POST
def issue_token(request: SignedInRequest) -> HttpResponse:
    """A new key. Its secret is on this answer and nowhere else."""
    form = TokenForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, form)
    try:
        _token, secret = actions.issue_token(
            **form.cleaned_data, by=request.user, now=timezone.now()
        )
    except Refusal as error:
        return _page(request, form, refusal=error)
    return _page(request, TokenForm(by=request.user), secret=secret)


@require_POST
def withdraw_token(request: SignedInRequest, token_id: UUID) -> HttpResponse:
    """The key opens nothing any more."""
    token = get_object_or_404(queries.tokens_of(request.user), pk=token_id)
    actions.withdraw_token(token=token, by=request.user, now=timezone.now())
    messages.success(request, _("Nyckeln är tillbakadragen."))
    return redirect("people:list_tokens")


def _page(
    request: SignedInRequest,
    form: TokenForm,
    *,
    secret: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    wrong = bool(refusal) or (form.is_bound and not form.is_valid())
    return render(
        request,
        "people/tokens.html",
        {
            "form": form,
            "refusal": refusal,
            "secret": secret,
            "tokens": queries.tokens_of(request.user),
            "now": timezone.now(),
        },
        status=409 if refusal else 422 if wrong else 200,
    )
